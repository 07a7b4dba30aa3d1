"""A draft that is too long for GitHub loses its last blocks whole: the cut opens nothing and brings nothing to life."""

import pytest
from sanitize.rendering import find_alive, render

from pr_writer.markdown.blocks import scan_blocks
from pr_writer.markdown.open_ends import find_open_ends
from pr_writer.publish.block_writing import BODY_LIMIT, fit_block
from pr_writer.publish.marker import Memory
from pr_writer.publish.plan import read_block
from pr_writer.sanitize import sanitize_body

SIZE = 70_000
F = "`" * 3
NOTE = "_Cut here: GitHub takes no longer body._"
DEAD = "@torvalds <img src=x> ![x](https://evil.example/p.png) Fixes #12"
PIECES = {
    "paragraphs": "A paragraph of some words. {dead}\n\n",
    "long paragraphs": "words " * 1000 + "{dead}\n\n",
    "lists": "- an item\n  - one in it\n\n    with a paragraph, {dead}\n- another\n\n",
    "fences": f"{F}python\n{{dead}}\n" + "code {n}\n" * 200 + f"{{dead}}\n{F}\n\nText.\n\n",
    "fences in lists": f"- item\n\n  {F}\n" + "  code {n} {dead}\n" * 50 + f"  {F}\n\n",
    "tables": "| a | b |\n| - | - |\n" + "| {n} | {dead} |\n" * 100 + "\n",
    "folds": "<details>\n<summary>fold {n}</summary>\n\n" + "Text, {dead}.\n\n" * 50 + "</details>\n\n",
    "folds in folds": "<details>\n<summary>fold {n}</summary>\n\n" * 3
    + "Text, {dead}.\n\n" * 50
    + "</details>\n\n" * 3,
    "fences in folds": f"<details>\n<summary>fold</summary>\n\n{F}\n" + "{dead}\n" * 100 + f"{F}\n\n</details>\n\n",
    "quotes": "> a quote, {dead}\n>\n> - of items\n\n",
    "headings": "## Heading {n}\n\n**bold** `code` ~~struck~~ {dead}\n\n",
    "code spans": "`a span that goes\nover lines {dead}`\n\n",
    "footnotes": "Text[^{n}] {dead}\n\n[^{n}]: the note {dead}\n\n",
    "smileys": "\U0001f600 {dead}\n\n",
}
OPENING = {
    "one fence": (f"{F}\n", f"{F}"),
    "one fold": ("<details>\n<summary>all</summary>\n\n", "\n</details>"),
    "nothing": ("", ""),
}


def make_text(piece, opening):
    """Return a sanitised text that is longer than GitHub's limit."""
    first, last = OPENING[opening]
    count = SIZE // len(sanitize_body(piece)) + 1
    pieces = [piece.replace("{n}", str(n)).replace("{dead}", DEAD) for n in range(count)]
    return sanitize_body("".join([first, *pieces, last]))


@pytest.mark.slow
@pytest.mark.parametrize("opening", ["nothing", "one fold"])
@pytest.mark.parametrize("kind", PIECES)
def test_a_draft_that_is_too_long_ends_with_a_whole_block(kind, opening):
    text = make_text(PIECES[kind], opening)
    assert not find_alive(text)

    body = fit_block("An author's words.\n\n" * 500, text, "<sub>LLM: m</sub>", Memory())

    kept, _, rest = read_block(body).partition(NOTE)
    assert rest == ""
    assert len(body.encode("utf-16-le")) // 2 <= BODY_LIMIT
    assert 0 < len(kept) < len(text)
    whole, closing = kept.rstrip(), "\n</details>"
    while not text.startswith(whole):
        assert whole.endswith(closing)
        whole = whole.removesuffix(closing).rstrip()
    assert len(whole) in {len(text[: block.end].rstrip()) for block in scan_blocks(text)}
    assert not find_open_ends(kept)
    assert not find_alive(f"{kept}{NOTE}")
    assert render(f"{kept}{NOTE}").rstrip().endswith("<p><em>Cut here: GitHub takes no longer body.</em></p>")


def test_a_single_block_that_is_too_long_goes_whole():
    text = make_text("code\n", "one fence")

    body = fit_block("author", text, "<sub>LLM: m</sub>", Memory())

    assert read_block(body) == NOTE


def test_as_much_is_kept_as_there_is_room_for():
    text = "Text.\n\n" * 10_000

    body = fit_block("", text, "<sub>LLM: m</sub>", Memory())

    assert BODY_LIMIT - 200 < len(body) <= BODY_LIMIT
