"""Each line belongs to one block, and the blocks are those that CommonMark and GitHub see."""

import re
from itertools import pairwise

import pytest
from cmarkgfm import cmark
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from pr_writer.markdown.blocks import scan_blocks

F = "`" * 3


def kinds(text):
    return [(block.kind, text[block.start : block.end]) for block in scan_blocks(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", []),
        ("a\nb\n\nc", [("paragraph", "a\nb\n"), ("blank", "\n"), ("paragraph", "c")]),
        ("# a\nb\n===\n", [("heading", "# a\n"), ("heading", "b\n===\n")]),
        ("a\r\n\r\nb\rc", [("paragraph", "a\r\n"), ("blank", "\r\n"), ("paragraph", "b\rc")]),
        (f"{F}py\n# a\n\n{F}\nb", [("fence", f"{F}py\n# a\n\n{F}\n"), ("paragraph", "b")]),
        (f"~~~\n{F}\n~~\n~~~~ \n", [("fence", f"~~~\n{F}\n~~\n~~~~ \n")]),
        (f"{F}a`b\n", [("paragraph", f"{F}a`b\n")]),
        (f"- {F}\n  x\n\ny", [("fence", f"- {F}\n  x\n\n"), ("paragraph", "y")]),
        (f"> {F}\n> x\ny", [("fence", f"> {F}\n> x\n"), ("paragraph", "y")]),
        ("<!-- a\n\n# b -->\nc", [("comment", "<!-- a\n\n# b -->\n"), ("paragraph", "c")]),
        ("a\n<!-- b --> c\nd", [("paragraph", "a\n"), ("comment", "<!-- b --> c\n"), ("paragraph", "d")]),
        ("<pre>\n\n# x\n</pre>\n", [("html", "<pre>\n\n# x\n</pre>\n")]),
        ("<details>\n# x\n\n# y\n", [("html", "<details>\n# x\n"), ("blank", "\n"), ("heading", "# y\n")]),
        ("a\n<x-y>\n", [("paragraph", "a\n<x-y>\n")]),
        ("<x-y>\na\n", [("html", "<x-y>\na\n")]),
        ("    a\n\n    b\n\nc", [("indented", "    a\n\n    b\n"), ("blank", "\n"), ("paragraph", "c")]),
        ("a\n    b", [("paragraph", "a\n    b")]),
        ("> a\nb\n\nc", [("paragraph", "> a\nb\n"), ("blank", "\n"), ("paragraph", "c")]),
        ("- a\n\n  b\n- c", [("paragraph", "- a\n"), ("blank", "\n"), ("paragraph", "  b\n"), ("paragraph", "- c")]),
        ("a\n2. b\n1. c", [("paragraph", "a\n2. b\n"), ("paragraph", "1. c")]),
        ("a\n-\n", [("heading", "a\n-\n")]),
        ("-\n  a\n", [("blank", "-\n"), ("paragraph", "  a\n")]),
        ("- - -\n", [("rule", "- - -\n")]),
        ("-\ta\n\n\tb", [("paragraph", "-\ta\n"), ("blank", "\n"), ("paragraph", "\tb")]),
        ("a|b\n-|-\nc\n\nd", [("table", "a|b\n-|-\nc\n"), ("blank", "\n"), ("paragraph", "d")]),
        ("x\na|b\n-|-\n", [("paragraph", "x\n"), ("table", "a|b\n-|-\n")]),
        ("a|b|c\n-|-\n", [("paragraph", "a|b|c\n-|-\n")]),
        (f"{F} a | b\n|--|--|\n\n{F}\nx", [("fence", f"{F} a | b\n|--|--|\n\n{F}\n"), ("paragraph", "x")]),
    ],
)
def test_each_line_belongs_to_the_block_that_markdown_gives_it_to(text, expected):
    assert kinds(text) == expected


def test_a_block_tells_where_it_stands():
    heading, blank, fence = scan_blocks("> 1. -  ## Why\n\n- ~~~ py x\n")

    assert (heading.level, heading.quotes, heading.items, heading.markers) == (2, 1, 2, ("1.", "-"))
    assert (heading.content, heading.is_contained, heading.is_code) == (8, True, False)
    assert (blank.kind, blank.is_contained) == ("blank", False)
    assert (fence.fence, fence.info, fence.markers, fence.is_code) == ("~~~", "py x", ("-",), True)


@pytest.mark.parametrize(
    ("text", "is_open"),
    [
        (f"{F}\na", True),
        (f"{F}\na\n{F}", False),
        (f"{F}\na\n {F}  \n", False),
        (f"{F}\na\n    {F}\n", True),
        (f"````\na\n{F}\n", True),
        (f"- {F}\n  a\n{F}", True),
        ("<!-- a\n\nb", True),
        ("<!-- a\n\nb --> c", False),
        ("<pre>\n\na", True),
        ("<pre>\n\na</pre>", False),
        ("<details>\na", False),
    ],
)
def test_what_has_no_end_of_its_own_is_open(text, is_open):
    assert scan_blocks(text)[0].is_open is is_open


PIECES = [
    *("a", "b c", "x|y", "|-|-|", "-|-", "|", "# h", "## ", "===", "---", "- - -", "***", "_", "\t", " ", "  ", "    "),
    *("- ", "* ", "+", "1. ", "2) ", "10. ", "> ", ">", F, "~~~", "````", "`", "<!--", "-->", "<!-- x -->", "<pre>"),
    *("</pre>", "<details>", "</details>", "<x-y>", "</x>", "<?", "?>", "<!A", "<b>", "[a]", "\n", "\n", "\n", "\n\n"),
]
TEXTS = st.lists(st.sampled_from(PIECES), max_size=30).map("".join)
_TOKENS = {"code_block": "indented", "fence": "fence", "html_block": "html", "hr": "rule"}


def read_markdown_it(text):
    """Every line that is in a leaf block, with the block's kind, as markdown-it sees it."""
    rows = {}
    for token in MarkdownIt("commonmark").parse(text):
        kind = _TOKENS.get(token.type) or {"heading_open": "heading", "paragraph_open": "paragraph"}.get(token.type)
        if kind and token.map:
            rows |= dict.fromkeys(range(*token.map), kind)
    return rows


def is_read_alike(text):
    """Leave out tables, definitions, and below containers what cmark-gfm and markdown-it see each in its own way."""
    is_odd = re.search(r"    |\t|</?[xbp]", text) and re.search(r"[->+*.)]", re.sub(r"</?[\w-]+>", "", text))
    return not re.search(r"[|\[]", text) and not is_odd


@settings(deadline=None, max_examples=400)
@given(TEXTS.filter(is_read_alike))
def test_any_text_has_the_blocks_that_commonmark_has(text):
    found = {}
    for block in scan_blocks(text):
        lines = text[block.start : block.end].split("\n")
        kind = block.kind.replace("comment", "html")
        found |= {
            row: kind for row, _ in enumerate(lines, block.first_line) if kind != "blank" and row < block.end_line
        }
    expected = read_markdown_it(text)
    rows = text.split("\n")
    # Whether blank lines at its end are a fence's own, the two count differently.
    shown = [row for row in range(len(rows)) if rows[row].strip(" \t>")]

    assert {row: found.get(row) for row in shown} == {row: expected.get(row) for row in shown}


@settings(deadline=None, max_examples=400)
@given(TEXTS)
def test_any_text_has_the_tables_headings_and_code_that_github_shows(text):
    html = cmark.markdown_to_html_with_extensions(text, 0, ["table"])  # raw HTML is left out
    count = {kind: sum(block.kind == kind for block in scan_blocks(text)) for kind in ("table", "heading")}

    assert count["table"] == html.count("<table>")
    assert count["heading"] == len(re.findall(r"<h[1-6]>", html))


@given(st.one_of(TEXTS, st.text(max_size=200)))
def test_the_blocks_joined_are_the_text(text):
    blocks = scan_blocks(text)

    assert "".join(text[block.start : block.end] for block in blocks) == text
    assert all(block.start <= block.content <= block.end for block in blocks)
    assert all(one.end_line == two.first_line for one, two in pairwise(blocks))
