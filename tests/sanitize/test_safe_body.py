"""A body that shows something and does nothing."""

# ruff: noqa: E501 -- a row of a table is one line

import re
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sanitize.bodies import TOKENS, make_body
from sanitize.github_tree import read_github, read_ours
from sanitize.ordinary import BODIES, REWRITTEN
from sanitize.rendering import find_alive, render

from pr_writer.sanitize import normalize_markdown, sanitize_body
from pr_writer.sanitize.link_policy import make_policy
from pr_writer.sanitize.tree_policy import apply_policy
from pr_writer.sanitize.tree_reader import read_tree

FENCE = "`" * 3


@pytest.mark.parametrize("body", BODIES)
def test_an_ordinary_body_comes_out_unchanged(body):
    assert sanitize_body(body, human_text=body) == body
    assert normalize_markdown(body) == body


@pytest.mark.parametrize(("body", "canonical"), REWRITTEN.items())
def test_a_body_of_another_form_is_rewritten_and_looks_the_same(body, canonical):
    assert sanitize_body(body, human_text=body) == normalize_markdown(body) == canonical
    assert render(canonical) == render(body)


@pytest.mark.parametrize(
    ("body", "canonical"),
    [
        ("List<int> and Map<K, V>", "List\\<int> and Map\\<K, V>"),
        ("Vec<Option<T>>", "Vec\\<Option\\<T>>"),
        ("a std::vector<T> and <std::size_t>", "a std::vector\\<T> and \\<std::size_t>"),
    ],
)
def test_a_type_in_prose_is_seen_where_html_would_hide_it(body, canonical):
    assert sanitize_body(body) == canonical
    assert "&lt;" in render(canonical)


IMAGES = {
    "![alt](https://evil.example/x.png)": "alt",
    "![](https://evil.example/x.png)": "",
    "![a *b*](x.png)": "a *b*",
    "![a](data:image/png;base64,AAAA)": "a",
    "![a][i]\n\n[i]: https://evil.example/x.png": "a",
    "![i]\n\n[i]: https://evil.example/x.png": "i",
    "[![badge](https://evil.example/b.svg)](https://evil.example)": "badge",
    "[![badge](https://evil.example/b.svg)](docs/x.md)": "badge",
    "![a](//evil.example/x.png)": "a",
    "![a](https://github.com/o/r/x.png)": "a",
    "| a |\n|---|\n| ![x](y.png) |": "| a |\n| --- |\n| x |",
    "> ![x](y.png)": "> x",
    "# ![x](y.png) T": "# x T",
    '<img src="https://evil.example/x.png">': "",
    "a <img src=x onerror=alert(1)> b": "a  b",
    '<picture><source srcset="x"><img src="y"></picture>': "",
    "<IMG\nSRC=x>": "",
    "<svg><image href=x /></svg>": "",
}

LINKS = {
    "[text](https://evil.example)": "text",
    "[text](https://evil.example 'title')": "text",
    "[**text**](<https://evil.example/a b>)": "**text**",
    "[text](//evil.example)": "text",
    "[text](\\\\evil.example)": "text",
    "[text](javascript:alert(1))": "text",
    "[text](JaVaScRiPt:alert(1))": "text",
    "[text](data:text/html,x)": "text",
    "[text](mailto:a@evil.example)": "text",
    "[text](https://github.com@evil.example/)": "text",
    "[text](https://github.com.evil.example/)": "text",
    "[text](https://evil.example/github.com)": "text",
    "[text](https&#58;//evil.example)": "text",
    "[text][r]\n\n[r]: https://evil.example": "text",
    "[r][]\n\n[r]: <https://evil.example> 'T'": "r",
    "[r]\n\n> [r]: https://evil.example\n": "r\n",
    "[r]\n\n[r]:\nhttps://evil.example\n\nend": "r\n\nend",
    "<https://evil.example>": "`https://evil.example`",
    "See https://evil.example/x?y=1.": "See `https://evil.example/x?y=1`.",
    "(https://evil.example/a_(b))": "(`https://evil.example/a_(b)`)",
    "**https://evil.example**": "**`https://evil.example`**",
    "www.evil.example": "`www.evil.example`",
    "ftp://evil.example/x": "`ftp://evil.example/x`",
    "git+https://evil.example/x": "`git+https://evil.example/x`",
    '<a href="https://evil.example">text</a>': "text",
    "<a href=https://github.com/o/r>text</a>": "text",
    "| a |\n|---|\n| [x](https://evil.example) |": "| a |\n| --- |\n| x |",
    "[a [b](https://evil.example) c](https://evil.example)": "[a b c\\](`https://evil.example`)",
}

HTML = {
    "<!-- hidden -->": "",
    "a <!-- hidden --> b": "a  b",
    "<!-- never closed\n\ntext": "\\<!-- never closed\n\ntext",
    "<b>bold</b>": "bold",
    "<script>alert(1)</script>": "alert(1)",
    "<scr<script>ipt>alert(1)</scr</script>ipt>": "\\<script>alert(1)\\</script>",
    "<style>p{}</style>": "p{}",
    "<iframe src=x></iframe>": "",
    "a<br>b": "a b",
    "<p align=center>x</p>": "x",
    "<DETAILS OPEN onclick=x><SUMMARY class=y>s</SUMMARY>\n\nt\n\n</DETAILS>": "<details open>\n<summary>s</summary>\n\nt\n\n</details>",
    "<sub title=x>s</sub>": "<sub>s</sub>",
    "<details>\n<summary>s</summary>\n\nt": "<details>\n<summary>s</summary>\n\nt\n\n</details>",
    "t\n\n</details>": "t",
    "Use Promise<object> here": "Use Promise\\<object> here",
    "Use <Button> here": "Use \\<Button> here",
    "<x-y onclick=alert(1)>": "",
    "<?php echo 1 ?>": "",
    "<![CDATA[x]]>": "",
    "<form><input name=x></form>": "",
    "<form action=x>\n<input>\n</form>": "",
    "<math><mi>x</mi></math>": "x",
    "<base href=https://evil.example>": "",
    '<meta http-equiv="refresh" content="0">': "",
}

MENTIONS = {
    "Thanks @user!": "Thanks `@user`!",
    "cc @org/team": "cc `@org/team`",
    "_@user_": "_`@user`_",
    "__@user__": "__`@user`__",
    "**@user**": "**`@user`**",
    "foo*@user*": "foo*`@user`*",
    "_@user": "_`@user`",
    "\\@user": "`@user`",
    "&#64;user": "`@user`",
    "&#x40;user": "`@user`",
    "&commat;user": "`@user`",
    "@us\\-er": "`@us-er`",
    "(@user)": "(`@user`)",
    "é@user": "é`@user`",
    "@user's": "`@user`'s",
    "@types/node": "`@types/node`",
    "# @user": "# `@user`",
    "- @user\n- x": "- `@user`\n- x",
    "> @user": "> `@user`",
    "| @a | b |\n|---|---|\n| c | @d |": "| `@a` | b |\n| --- | --- |\n| c | `@d` |",
    "[@user](docs/x.md)": "`@user`",
    "a ` b @user": "a \\` b `@user`",
    "<details>\n<summary>by @user</summary>\n\nx\n</details>": "<details>\n<summary>by <code>@user</code></summary>\n\nx\n\n</details>",
    "[^@user]": "\\[^`@user`]",
    "text[^1]\n\n[^1]: @user": "text[^1]\n\n[^1]: `@user`",
    "@app.route": "`@app.route`",
}

ISSUES = {
    "Fixes #12": "Fixes `#12`",
    "closes: #12, #13": "closes: `#12`, `#13`",
    "see o/r#12": "see `o/r#12`",
    "user#12": "`user#12`",
    "GH-12": "`GH-12`",
    "\\#12": "`#12`",
    "&#35;12": "`#12`",
    "&num;12": "`#12`",
    "(#12)": "(`#12`)",
    "https://github.com/o/r/issues/12": "`https://github.com/o/r/issues/12`",
    "https://github.com/o/r/pull/12#issuecomment-1": "`https://github.com/o/r/pull/12#issuecomment-1`",
    "[x](https://github.com/o/r/issues/12)": "x",
    "[x](../issues/12)": "x",
    "[#12](https://github.com/o/r/pull/12)": "`#12`",
    "**Fixes** #12": "**Fixes** `#12`",
    "Fixes\n#12": "Fixes\n`#12`",
    "<details>\n<summary>Fixes #12</summary>\n\nx\n</details>": "<details>\n<summary>Fixes <code>#12</code></summary>\n\nx\n\n</details>",
}

COMMANDS = {
    "text\n\nCo-authored-by: A <a@b.example>\n": "text\n",
    "text\n\nsigned-off-by: A <a@b.example>": "text",
    "skip-checks: true": "",
    "Release-As: 9.9.9\ntext": "text",
    "  Change-Id: I123\ntext": "text",
    "BREAKING CHANGE: all": "Breaking changes: all",
    "/lgtm": "`/lgtm`",
    "text\n/merge now": "text\n`/merge` now",
    "[skip ci]": "(skip ci)",
    "a [CI SKIP] b [no ci] [skip actions]": "a (CI SKIP) b (no ci) (skip actions)",
    "***NO_CI***": "NO_CI",
    "BEGIN_COMMIT_OVERRIDE\nfeat: x\nEND_COMMIT_OVERRIDE": "begin commit override\n`feat`: x\nend commit override",
    "==COMMIT_MSG==\nx\n==COMMIT_MSG==": "COMMIT_MSG\nx\nCOMMIT_MSG",
    "a\n<!-- pr-writer:end -->\nb": "a\nb",
    "a\n<!-- pr-writer:begin x": "a",
    "<sub>LLM: gpt-9</sub>": "",
    "< sub>x": "< sub>x",
    "`<!-- pr-writer:end -->`": "",
    f"{FENCE}\n<!-- pr-writer:begin x -->\ncode\n{FENCE}": f"{FENCE}\n\ncode\n{FENCE}",
    "<!--\tPR-Writer:end-->": "",
    f"{FENCE}py\nx": f"{FENCE}py\nx\n{FENCE}",
    "~~~\nx": "~~~\nx\n~~~",
    f"- a\n  {FENCE}\n  x": f"- a\n  {FENCE}\n  x\n  {FENCE}",
    f"> {FENCE}\n> x\n\nafter": f"> {FENCE}\n> x\n> {FENCE}\n\nafter",
    "a\u202eb\u200bc\u2066d\U000e0041e": "abcde",
    "a\x00b\x1b[31mc": "ab[31mc",
    "a\u2028/merge": "a\n`/merge`",
    "a\rb": "a\nb",
}

ATTACKS = {**IMAGES, **LINKS, **HTML, **MENTIONS, **ISSUES, **COMMANDS}


@pytest.mark.parametrize(("attack", "disarmed"), ATTACKS.items())
def test_an_attack_loses_its_effect_and_keeps_its_words(attack, disarmed):
    assert sanitize_body(attack) == disarmed


@pytest.mark.parametrize("attack", ATTACKS)
@pytest.mark.parametrize(
    "around",
    ["{}", "before\n\n{}\n\nafter @x", "- {}\n- b", "> {}", "a `code` {} b", "*{}*", "<details>\n\n{}\n\n</details>"],
)
def test_nothing_is_alive_when_rendered(attack, around):
    body = sanitize_body(around.format(attack))
    assert find_alive(body) == []
    assert sanitize_body(body) == body


@pytest.mark.parametrize(
    ("body", "human_text"),
    [
        ("Fixes #12.", "fixes #12"),
        ("Fixes #12.", "Closes: #12 and more"),
        ("See #12.", "fixes #12"),
        ("See #12.", 'Revert "Keep tabs. fixes #12"'),
        ("Fixes #12.", 'Revert "Keep tabs"\n\nFixes #12'),
        ("See #12 and o/r#3.", "#12, o/r#3"),
        ("See #123.", "Merge branch fix/123-crash"),
        ("See #123.", "123-crash-on-start"),
        ("See #12.", "https://github.com/o/r/issues/12"),
        ("See https://github.com/o/r/issues/12.", "https://github.com/o/r/issues/12"),
        ("See [it](https://github.com/o/r/issues/12).", "https://github.com/o/r/issues/12"),
        ("GH-12", "gh-12"),
    ],
)
def test_an_issue_that_the_author_named_stays_alive(body, human_text):
    assert sanitize_body(body, human_text=human_text, repository="o/r") == body


@pytest.mark.parametrize(
    ("body", "human_text"),
    [
        ("Fixes #12", "see #12"),
        ("Fixes #12", 'Cover tabs\nRevert "Keep tabs. fixes #12"\n'),
        ("Fixes #123.", "Merge branch fix/123-crash"),
        ("Fixes #12", "#123"),
        ("See #1", "#12"),
        ("Fixes #8", "use utf-8"),
        ("See #12", "other/repo#12"),
        ("See other/repo#12", "#12"),
        ("Thanks @user", "@user said so"),
    ],
)
def test_what_the_author_did_not_write_so_is_disarmd(body, human_text):
    assert "`" in sanitize_body(body, human_text=human_text)


def test_links_to_an_enterprise_server_stay_and_those_to_github_go():
    server = "https://git.corp.example:8443"
    body = "[a](https://git.corp.example:8443/o/r) [b](https://github.com/o/r) [c](https://git.corp.example/o)"
    assert sanitize_body(body, server_url=server, human_text=body) == "[a](https://git.corp.example:8443/o/r) b c"


@pytest.mark.slow
@pytest.mark.parametrize(
    "hostile",
    [
        "[" * 20_000,
        "![" * 10_000,
        "](x)" * 10_000,
        "> " * 5_000 + "@x",
        "`" * 9_999 + "a",
        "<" * 20_000,
        "<!--" * 5_000,
        "*a " * 8_000,
        "- " * 3_000 + "@x",
        "[a](b" * 5_000,
        "@a" * 10_000,
        "http://" * 5_000,
        "&#64;x " * 5_000,
        "<a " * 10_000,
        "\\" * 20_001 + "@x",
        "|a" * 8_000 + "\n" + "|-" * 8_000,
        "`a` `` " * 3_000 + "@x",
        "[a]: b\n" * 4_000,
        "<details>" * 3_000,
    ],
    ids=lambda hostile: hostile[:8],
)
def test_a_hostile_body_takes_no_longer_than_it_should(hostile):
    body = sanitize_body(hostile)
    assert find_alive(body) == []


def see(body):
    """Fail unless GitHub sees nothing alive in a body, and the very tree that we do."""
    assert find_alive(body) == []
    ours = apply_policy(read_tree(body), make_policy("https://github.com", ""))
    assert read_github(body) == read_ours(ours)


# A body that one parser takes for code and the other does not, each a kind of its own.
SIEGE = [
    "~~~ a | b\n|--|--|\n\n~~~\n![x](https://evil.example/p.png) @torvalds <img src=x>\n~~~\n\n~~~\nend\n~~~",
    "| # `a | b` |\n|--|--|\n| `x | @user` |",
    "1.   x\n\t## `@user`\n\t![x](https://evil.example)",
    "<Foo>\u00a0\n![x](https://evil.example/p.png) @user",
    "<Foo>\u2003\n\n@user",
    "-      <img src=x>\n\n      @user",
    "> >\t> `\n>\t@user`",
    ">\t\t<img src=x> @user",
    "Fixes #&#x31;2 by &#64torvalds and &#64;torvalds",
    "a&#x202e;b &#8238; c",
    "<sub>&#76;LM: gpt-5</sub>",
    "<details>\n\n| a |\n|--|\n| </details> |\n\n@user",
    "x[^1]\n\n<details>\n\n[^1]: </details>",
    "<sub><details></sub>\n\ntext",
    "> - <pre>\n>",
    "- <pre>\n@user",
    "Title\n===\n@user\n---\n",
    "[a]: https://evil.example\n[a]\n\n![a]",
    "$`@user`$ and $$\n@user\n$$",
    "> [!NOTE]\n> @user\n>> [!TIP]\n",
    "1. a\n   | b |\n   |---|\n   | @user |",
    "7) x\n8) ```\n9) @user",
    "\u2028@user\u2029- @user\x85# @user",
    "<!-- a\n\n-->@user<!-- b",
    "``` `\n@user\n```",
    "`` @user `\n\n@user ``",
    "<https://github.com/@user> <m@x.example>",
    "*a **b _c @user_ d** e*",
    "\\`@user\\`",
    "[x](<docs/a b.md> 'a\"b') [y](docs/a_(b).md)",
    "+ a\n- b\n* c\n1. d\n2) e",
    "- a\n\n\n  b\n\n      @user\n",
]


@pytest.mark.parametrize("body", SIEGE)
@pytest.mark.parametrize("around", ["{}", "- {}", "> {}", "before\n{}\nafter", "<details>\n\n{}"])
def test_what_two_parsers_read_in_two_ways_is_read_in_one_afterwards(body, around):
    safe = sanitize_body(around.format(body))
    see(safe)
    assert sanitize_body(safe) == safe


@settings(deadline=None, max_examples=300)
@given(st.lists(st.sampled_from(TOKENS), max_size=24).map("".join))
def test_any_mixture_of_markdown_renders_to_nothing_alive(body):
    safe = sanitize_body(body)
    see(safe)
    assert sanitize_body(safe) == safe


@settings(deadline=None, max_examples=200)
@given(st.lists(st.sampled_from(TOKENS), max_size=24).map("".join))
def test_a_normal_text_stays_what_it_is_and_hides_nothing(text):
    normal = normalize_markdown(text)
    assert normalize_markdown(normal) == normal
    assert not re.search(r"[\r\u200b\u202e]|<!--(?!.*`)", re.sub(r"\\<!--|`[^`]*`", "", normal))
    see(sanitize_body(normal))


@pytest.mark.parametrize(
    ("text", "normal"),
    [
        ("I te<!-- -->sted it", "I tested it"),
        ("- <!-- x -->[x] Reviewed by security", "- [x] Reviewed by security"),
        ("- \\[x] Reviewed", "- [x] Reviewed"),
        ("sk-\u200bsecret \u202eabc", "sk-secret abc"),
        ("I\r&#116;ested it", "I\ntested it"),
        ("a <b>c</b> ![d](e) &lt;img>", "a c d \\<img>"),
        ("<!-- a\n\nb -->\n\nc", "c"),
        ('[t][t] ![i][t]\n\n[t]: docs/x.md "T"', '[t](docs/x.md "T") i'),
        ("@user fixes #12, see https://a.example", "@user fixes #12, see https://a.example"),
    ],
)
def test_what_is_hidden_is_gone_before_anything_is_checked(text, normal):
    assert normalize_markdown(text) == normal


@pytest.mark.parametrize(
    "text", ["- [x] a", "- <!-- b -->[x] a", "- \\[x] [ ] a", "- &#91;x] a", "1. [X] [x] a", "> - [x] a"]
)
def test_no_box_is_left_where_there_must_be_none(text):
    assert "[" not in sanitize_body(text, tasks=False)


@pytest.mark.slow
@pytest.mark.parametrize("shard", range(40))
def test_a_hundred_thousand_bodies_hold_nothing_alive_and_have_one_tree(shard):
    random = Random(shard)  # noqa: S311 -- the same bodies each time
    for _ in range(2_500):
        body = make_body(random)
        safe = sanitize_body(body)
        try:
            see(safe)
        except AssertionError as exc:
            raise AssertionError(f"{body!r} became {safe!r}") from exc


@settings(deadline=None, max_examples=200)
@given(st.text(max_size=200))
def test_any_text_survives(body):
    disarmed = sanitize_body(body)
    assert find_alive(disarmed) == []
    assert sanitize_body(disarmed) == disarmed


@settings(deadline=None, max_examples=100)
@given(st.lists(st.sampled_from([body.strip("\n") for body in BODIES if "[^" not in body]), min_size=2, max_size=3))
def test_ordinary_bodies_one_after_the_other_come_out_unchanged(bodies):
    body = "\n\nNext:\n\n".join(filter(None, bodies))
    assert sanitize_body(body, human_text=body) == body


def test_the_proof_itself_sees_what_is_alive():
    alive = "![a](b) [l](http://evil.example) @user #12 <b>x</b> <!-- c --> <img src=x>"
    found = " ".join(find_alive(alive))
    assert all(
        word in found for word in ("image", "link http://evil.example", "mention", "reference", "tag b", "comment")
    )
    assert "<img" in render(alive)
