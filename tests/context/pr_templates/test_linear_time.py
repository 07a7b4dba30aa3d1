"""What is written to make a template slow to fill in does not: the time grows with its length, and no faster."""

import pytest
from support.growth import grows_linearly

from pr_writer.context.pr_templates.filling import fill_template
from pr_writer.context.pr_templates.guidance import is_asking, is_greeting, is_optional
from pr_writer.context.pr_templates.search import is_filled_in, is_untouched
from pr_writer.markdown.sections import read_short_key, split_sections
from pr_writer.summarizer.summary import Parts
from pr_writer.summarizer.template_answer import answer_template

PARTS = Parts(purpose="It was slow.", changes="- Cache it", notable="- **Breaking:** on", testing="Run it.")
PIECES = [
    "## A {n}\n\n",
    "**A {n}**\n\n",
    "* **What {n}?** (a)\n\n",
    "**Breaking {n}** _x_\n",
    "Label {n}:\n\n",
    "{n}. Why?\n\n",
    "```\n",
    "- ```\n\n",
    "<!--\n",
    "## a <!-- b\n",
    "a <!-- b\n",
    "<h2>x</h2>\n",
    "<details>\n\n",
    "<details>\n<summary>x</summary>\n\n- [ ] a\n\n</details>\n\n",
    "| a | b |\n| - | - |\n| c{n} | yes/no |\n\n",
    "| a | |\n",
    "- [ ] box {n}\n",
    "_a b\n",
    "*Please {n}*\n\n",
    "[",
    "((",
    "**a",
    "<b>",
    "<!-- pr-writer -->x\n",
    "<!-- pr-writer:begin -->\n",
    "x/",
    "🤔 **",
    "(if ",
]


def repeat(piece, size):
    count = size // len(piece)
    return "".join(piece.replace("{n}", str(n)) for n in range(count)) if "{n}" in piece else piece * count


def never(_):
    return False


@pytest.mark.parametrize("piece", PIECES)
def test_a_hostile_template_is_filled_in_linear_time(piece):
    def run(size):
        template = repeat(piece, size)
        fill_template(template, answer_template(template, PARTS, ()), never)

    assert grows_linearly(run, 4_000)


@pytest.mark.parametrize("piece", PIECES)
def test_a_hostile_answer_is_read_in_linear_time(piece):
    template = (
        "Label:\n\n## A 1\n\n| c1 | a |\n|-|-|\n| c2 | yes/no |\n\n```release-note\n```\n\n## Testing\n\n## Breaking\n"
    )

    assert grows_linearly(lambda size: fill_template(template, repeat(piece, size), never), 4_000)


@pytest.mark.parametrize("piece", PIECES)
def test_a_hostile_body_is_compared_in_linear_time(piece):
    def run(size):
        text = repeat(piece, size)
        is_untouched(text, [("x", text)])
        is_filled_in(text, text)

    assert grows_linearly(run, 4_000)


@pytest.mark.parametrize("piece", PIECES)
def test_a_hostile_line_is_judged_in_linear_time(piece):
    def run(size):
        line = repeat(piece, size).replace("\n", " ")
        for text in (line, f"_{line}", f"**{line}", f"_{line}_", f"* **{line}**"):
            is_asking(text)
            is_greeting(text)
            is_optional(text, text)
            read_short_key(text)
            split_sections(text)

    assert grows_linearly(run, 8_000)


def test_a_template_of_two_hundred_headings_is_filled_in():
    template = "".join(f"## Part {n}\n\n<!-- say it -->\n\n" for n in range(200)) + "## Description\n"

    filled = fill_template(template, "It greets.\n\n## Part 7\n\nSeven.", never)

    assert filled.startswith("## Part 0\n\n<!-- say it -->\n\n## Part 1")
    assert "## Part 7\n\nSeven.\n\n## Part 8\n\n<!-- say it -->" in filled
    assert filled.endswith("## Part 199\n\n<!-- say it -->\n\n## Description\n\nIt greets.")


def test_a_template_of_open_fences_keeps_every_byte_and_the_answer_is_seen_above_it():
    template = "```\n" * 16_250 + "x"

    assert fill_template(template, "It greets.", never) == f"It greets.\n\n{template}"
