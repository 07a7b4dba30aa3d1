"""What a text leaves open is told, so that nothing is written where it would be swallowed."""

import pytest
from cmarkgfm import cmark
from hypothesis import given, settings
from hypothesis import strategies as st

from pr_writer.markdown.open_ends import find_open_ends

F = "`" * 3


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", []),
        ("a\n\n- b", []),
        (f"a\n\n{F}py\nx", [("fence", F)]),
        (f"{F}\nx\n{F}\n", []),
        ("~~~~\nx\n~~~\n\n", [("fence", "~~~~")]),
        (f"- a\n\n  {F}\n  x", []),
        (f"> {F}\n> x", []),
        ("a <!-- b -->", []),
        ("<!-- b\n\nc", [("comment", "")]),
        ("<pre>\n\nx", [("html", "pre"), ("element", "pre")]),
        ("<pre>x</pre>\n", []),
        ("<details>\n\nx", [("element", "details")]),
        ("<details>\n<summary>a</summary>\n\nx\n\n</details>", []),
        ("- <details>\n\n  x", [("element", "details")]),
        ("<DETAILS open>\n<sub>\n", [("element", "sub"), ("element", "details")]),
        ("`<details>` and \\<details> and <!-- <details> -->", []),
        (f"{F}\n<details>\n{F}", []),
        ("<table>\n<tr><td>x</td>", [("element", "tr"), ("element", "table")]),
        ("<?php\n", [("html", "")]),
        ("<!-- a --> <details>\n\nx", [("element", "details")]),
    ],
)
def test_what_is_open_at_the_end_is_told(text, expected):
    assert [(one.kind, one.name) for one in find_open_ends(text)] == expected


PIECES = [
    "a",
    "\n",
    "\n\n",
    F,
    "~~~",
    "<!--",
    "-->",
    "<pre>",
    "</pre>",
    "<?",
    "<!A",
    "- ",
    "> ",
    "  ",
    "<script>",
    "</script>",
]


@settings(deadline=None, max_examples=400)
@given(st.lists(st.sampled_from(PIECES), max_size=20).map("".join))
def test_behind_the_closing_lines_markdown_is_alive_again(text):
    closing = "".join(f"\n{one.closing}" for one in find_open_ends(text) if one.kind != "element")
    html = cmark.markdown_to_html_with_extensions(f"{text}{closing}\n\n# alive", cmark.Options.CMARK_OPT_UNSAFE, [])

    assert "<h1>alive</h1>" in html
