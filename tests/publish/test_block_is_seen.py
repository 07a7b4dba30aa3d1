"""Whatever an author's text leaves open, the block is seen: rendered as GitHub renders, it stands on its own."""

from html.parser import HTMLParser

import pytest
from cmarkgfm import cmark
from hypothesis import given, settings
from hypothesis import strategies as st

from pr_writer.publish.block import find_blocks
from pr_writer.publish.block_writing import place_block, write_block
from pr_writer.publish.marker import Memory
from pr_writer.publish.plan import remove_block

F = "`" * 3
BLOCK = write_block("## Seen heading\n\nSeen words.\n\n- Seen item", "<sub>LLM: m</sub>", Memory())
# What GitHub lets through and that has an end: https://github.com/gjtorikian/html-pipeline
ELEMENTS = frozenset(
    """
    h1 h2 h3 h4 h5 h6 b i strong em a pre code tt div ins del sup sub p picture ol ul table thead tbody tfoot blockquote
    dl dt dd kbd q samp var ruby rt rp li tr td th s strike summary details caption figure figcaption abbr bdo cite dfn
    mark small span time section
    """.split()  # noqa: SIM905 - a word a line would fill the screen
)
EXTENSIONS = ["table", "strikethrough", "autolink", "tagfilter", "tasklist"]
OPTIONS = cmark.Options.CMARK_OPT_UNSAFE | cmark.Options.CMARK_OPT_FOOTNOTES


class Ancestors(HTMLParser):
    """Collects the elements around each text that begins with "Seen"; what is never closed goes on for ever."""

    def __init__(self):
        super().__init__()
        self.stack, self.found = [], []

    def handle_starttag(self, tag, _):
        if self.stack[-1:] == ["p"] and tag in ("p", "h2", "ul"):
            self.stack.pop()  # a paragraph ends by itself
        if tag in ELEMENTS:
            self.stack.append(tag)

    def handle_endtag(self, tag):
        if tag in self.stack:
            while self.stack.pop() != tag:
                pass

    def handle_data(self, data):
        if data.strip().startswith("Seen"):
            self.found.append((data.strip(), tuple(self.stack)))


def find_seen(body):
    parser = Ancestors()
    parser.feed(cmark.markdown_to_html_with_extensions(body, OPTIONS, EXTENSIONS))
    return parser.found


ALIVE = [("Seen heading", ("h2",)), ("Seen words.", ("p",)), ("Seen item", ("ul", "li"))]

BODIES = [
    "Words.",
    "Words.\n",
    "Words\\",
    "Words  ",
    f"{F}\ncode",
    f"{F}python\ncode\n",
    f"{F}{F}\ncode\n{F}",
    "~~~\ncode",
    "~~~~ text\ncode\n~~~",
    f"  {F}\n  code",
    f"a\n{F}\ncode\n\n\nmore",
    f"- {F}\n  code",
    f"- a\n\n  {F}\n  code\n\n",
    "1. ~~~\n   code",
    f"- - {F}\n    code",
    f"> {F}\n> code",
    "> - ~~~\n>   code",
    f"- > {F}\n  > code",
    "- an item",
    "- an item\n\n  with a paragraph",
    "- an item\n  - another",
    "-",
    "1.",
    "- [ ] a box",
    "> a quote",
    "> a quote\n> - with an item",
    "* * *",
    "Heading\n---",
    "    indented code",
    "| a | b |\n| - | - |\n| 1 | 2 |",
    "| a | b |\n| - | - |",
    "[^1]: a note",
    "Text[^1]\n\n[^1]: a note\n\n    more of it",
    "[link]: https://example.com",
    "<pre>",
    "<pre>\ncode\n\nmore",
    "<pre><code>\n\nx\n</code>",
    "- <pre>\n  code",
    "<details>",
    "<details>\n<summary>Logs</summary>\n\nlines",
    "<details><summary>Logs</summary>\n\n```\nlines",
    "<details>\n<details>\n</details>\n\nx",
    "- <details>\n\n  x",
    "> <details>\n>\n> x",
    "<!-- a comment",
    "<!-- a comment\n\nmore\n",
    "- <!-- a comment",
    "> <!-- a comment\n\nb",
    "- <?php\n\nb",
    "a <!-- b",
    "<div>",
    "<div>\n\n<div>\n",
    "<table>\n<tr><td>\n\nx",
    "<ul><li>\n\nx",
    "<blockquote>\n\nx",
    "<sub>small",
    "<b>\n\nbold",
    "<a href='x'>\n\nlink",
    "<script>\nlet a",
    "<style>",
    "<textarea>",
    "<?php\n\nx",
    "<!DOCTYPE\n\nx",
    "<![CDATA[\n\nx",
    "Words.\r\n\r\n```\r\ncode\r\n",
    "<details>\r\n\r\nx\r\n",
    "`<details>`",
    "\\<pre>",
    f"{F}\n<details>\n{F}",
    "    <details>",
    f"<details>\n\n{F}\n</details>",
]


@pytest.mark.parametrize("author", BODIES)
def test_the_block_is_seen_and_no_byte_of_the_authors_is_changed(author):
    body = place_block(author, BLOCK)

    assert find_seen(body) == ALIVE
    assert remove_block(body) in (f"{author}\n\n", f"\n\n{author}")
    assert len(find_blocks(body)) == 1
    assert place_block(body, BLOCK) == body


@pytest.mark.parametrize("author", BODIES)
def test_a_block_that_stood_first_is_seen_still(author):
    """The author writes above the block, and leaves open what they like."""
    body = place_block(f"{author}\n\n{BLOCK}\n", BLOCK)

    assert find_seen(body) == ALIVE
    assert author in body


@pytest.mark.parametrize("above", ["<details>\n<summary>The draft</summary>", "<div>", "<!-- a --> <table><tr><td>"])
def test_a_block_that_a_person_has_folded_away_stays_folded(above):
    closing = {"<details>": "</details>", "<div>": "</div>"}.get(above.split("\n")[0], "</td></tr></table>")
    body = f"{above}\n\n{BLOCK}\n\n{closing}\n"

    assert place_block(body, BLOCK) == body


PIECES = [
    *("a", " ", "\n", "\n\n", "  ", "    ", "\t", "- ", "1. ", "> ", "# ", "|", "`", "\\", "[^1]: ", "\r\n", "\n---\n"),
    *(
        F,
        "~~~",
        f"{F}{F}",
        "<!-- x ",
        "-->",
        "<pre>",
        "</pre>",
        "<details>",
        "</details>",
        "<div>",
        "</div>",
        "<summary>",
    ),
    *("<table>", "<sub>", "</sub>", "<?", "?>", "<!A", "<b", ">", '<a href="', '"', "<li>"),
]


@settings(deadline=None, max_examples=1000)
@given(st.lists(st.sampled_from(PIECES), max_size=25).map("".join))
def test_the_block_is_seen_below_or_above_anything(author):
    body = place_block(author, BLOCK)

    assert find_seen(body)[:3] == ALIVE or find_seen(body)[-3:] == ALIVE
    assert author in body or not author.strip()
