"""Hostile bodies, built line by line and token by token."""

# ruff: noqa: E501 -- a row of a table is one line

F = "`" * 3

TOKENS = [
    "@user", "@a/b", "_@x_", "#12", "o/r#3", "GH-4", "fixes #5", "http://evil.example/a", "https://github.com/o/r", "https://github.com/o/r/issues/7",
    "www.evil.example", "![", "![a](b)", "](http://evil.example)", "](//evil.example)", "](docs/x.md)", "[x]", "[x]: http://evil.example", "[x]: //evil.example",
    "[^1]", "[^1]: ", "\n[^1]: ", "[^a]", "<img src=x>", "<!--", "-->", "<!-->", "<!-- c -->", "<a href='http://e.example'>", "</a>", "<details>", "<details open>", "</details>",
    "<summary>", "</summary>", "<sub>", "</sub>", "<kbd>", "</kbd>", "<sup>", "<div>", "<pre>", "</pre>", "<script>", "</script>", "<?", "?>", "<![CDATA[", "]]>", "<int>", "<b>",
    "<T", "<https://evil.example>", "<https://github.com/o>", "<x@y.z>", "<javascript:a>", "`", "``", F, "~~~", "~", "    ", "\t", "\n", "\n", "\n\n", "> ", ">", "- ", "* ", "+ ",
    "1. ", "7) ", "# ", "## ", "| a | b |", "|--|--|", ":-:", "|", "\\", "&#64;", "&#35;", "&lt;", "&#x202e;", "&#10;", "*", "**", "***", "_", "__", "~~", "text", "a", "é", "中", "🚀", " ",
    "  ", "[", "]", "(", ")", "!", "@", "#", "/cmd", "Signed-off-by: x", "[skip ci]", "===", "---", "- - -", "\u200b", "\u202e", "\u00a0", "&", "<", ">", ":", "://", "foo@bar.example",
    "C#7", "<std::v>", "\\|", "\r\n", "\r", "\u2028", "<!-- pr-writer:begin -->", "<sub>LLM: x</sub>", "[ ] ", "[x] ", "> [!NOTE]", "$x$", ":tada:", "\v", "\f", "'", '"', "=", "+", ".", "BREAKING CHANGE: x", "feat: x",
]  # fmt: skip

STARTS = [
    "",
    "",
    "",
    "",
    "- ",
    "* ",
    "1. ",
    "1.   ",
    "2) ",
    "> ",
    ">",
    "> > ",
    "    ",
    "  ",
    "\t",
    "# ",
    "## ",
    "- [x] ",
    "- [ ] ",
    "| ",
    "[^1]: ",
    "[x]: ",
    "   ",
    ">\t",
    "-\t",
    "- - ",
]
LINES = [
    "", "", "", "text", "~~~ a | b", "|--|--|", "| a | b |", "|-|", "a | `b` | c", "~~~", F, f"{F}py", "````", "---", "===", "***", "![x](https://evil.example/p.png) @torvalds <img src=x>",
    "<img src=x>", "@user", "fixes #12", "`code @user`", "`` a ` b", "x `a", "b` y", "<Foo>\u00a0", "<Foo>", "<Foo>\u2003x", "<details>", "</details>", "<summary>s @user</summary>", "<!--", "-->", "<!-- a -->b", "<pre>", "</pre>",
    "<div>", "</div>", "*a", "b*", "**a", "[a](https://evil.example)", "[a](docs/x.md)", "[a][x]", "[x]", "https://evil.example/a_b_", "https://github.com/o/r_a", "www.evil.example", "<https://evil.example>", "end", "[^1]", "x [^1] y",
    "$$", "$a$ @user", "> [!NOTE]", "[!NOTE]", ":tada: @user", "- x", "1. x", "## h", "<sub>a", "</sub>", "<kbd>k</kbd> x", "a\\", "a  ", "| </details> |", "\u00a0x", "\u2028@user", "&#64;user", "&lt;img src=x>", "<?x", "?>", "<!A", "/approve",
    "Co-authored-by: a <b@c.example>", "feat: x", "BREAKING CHANGE: y", "[skip ci]", "a@b.example", "mailto:a@b.example", "{", "\\", "`", "a|b", "-|-", ":-:", "-", "+", "1)", "[ ]", "[x] y", "#", "# `a | b`",
]  # fmt: skip


def make_body(random):
    """Return a body that is built of lines, of tokens, or of both."""
    if random.random() < 0.5:
        return "".join(random.choices(TOKENS, k=random.randint(1, 20)))
    lines = []
    for _ in range(random.randint(1, 9)):
        line = (
            random.choice(LINES) if random.random() < 0.8 else "".join(random.choices(TOKENS, k=random.randint(1, 5)))
        )
        lines.append(random.choice(STARTS) + (random.choice(STARTS) if random.random() < 0.2 else "") + line)
    return "\n".join(lines)
