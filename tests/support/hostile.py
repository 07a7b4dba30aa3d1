"""Strings that cost a careless parser the square of their length: each is repeated as often as it takes."""

# ruff: noqa: E501 -- a row of a table is one line

SEEDS = [
    *"`*_~[]()<>!@#&|\\-+=:;.,'\"$%^/{} \t\n\r0ax",
    "! ", "[^", "![", "[[", "](", "](x)", "[x](", "[x](<", '[x]("', "[x]:", "[x]: y\n", "[^1]: x\n", "[^1]", "[a][b]", "[a](b", "![a](b) ", "![](", "[]()",
    "<!--", "<!-- ", "-->", "<!", "<?", "<![CDATA[", "<a ", "<a b", "<a b='", '<a b="', "<x@y.z>", "<http://", "</", "<sub>", "</sub>", "<details>", "</details>",
    "<details>\n\n", "<summary>", "<pre>\n", "<kbd>a", "<b><i>", "&#64;", "&amp", "&", "&#x", "*a ", "a*", "*a_ ", "_a", "**a", "***", "*a**b", "~~a", "~a ",
    "a` `` ", "`a", "`` ` ", "> ", ">", "> - ", "- ", "* - ", "- a\n", "-\n", "1. ", "1) a\n", "- ```\n", "> ```\n", "```\n", "~~~ x\n", "# ", "#\n", "=\n", "-\n\n", "a\n", "a\n\n",
    "    a\n", "    \n", "\ta\n", "|a", "|-", "a|b\n", "|-|\n", "a|b\n|-|\n", "|\n", "- [ ] ", "- [x] a\n", "@a", "@a/", "@a.", "a@", "a@b.c ", "#1", "#1 ", "a/b#1 ", "a/", "gh-1 ", "GH-",
    "fixes ", "fixes #1 ", "closes: ", "http://", "http://a ", "https://github.com/a ", "www.", "www.a ", "mailto:", "mailto:a@", "xmpp:", "://", "a://b", "_.-", "1-a-", "fix/1-",
    "\u200d", "\u200c", "\u200b", "\u202e", "\ufe0f", "\u2764\ufe0f\u200d", "\u00a0", "\u2028", "é", "中", "🚀", "\u0301", "[skip ", "[skip ci]", "***NO_CI***", "=COMMIT_MSG=", "<!-- pr-writer", "BREAKING CHANGE",
    "Breaking change: ", "a-by", "Signed-off-by: a\n", "feat: a\n", "/a\n", "+semver:", "::", "::a::", "##[", "\x1b[", "QUJD/+", "feat(", "-----BEGIN ",
]  # fmt: skip


def repeat(seed, size):
    """Return a string of exactly ``size`` characters."""
    return (seed * (size // len(seed) + 1))[:size]
