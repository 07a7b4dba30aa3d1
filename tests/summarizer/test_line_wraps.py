"""Lines that were wrapped at a width are joined; a line break that somebody meant stays."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pr_writer.summarizer.line_wraps import join_wrapped

WRAPPED = (
    "The parser took a tab for a blank, so a recipe in a Makefile was read as\n"
    "one long line and the rest of the file was skipped without a word. Tabs\n"
    "are kept now."
)
JOINED = WRAPPED.replace("\n", " ")
ITEM = "- " + WRAPPED.replace("\n", "\n  ")


@pytest.mark.parametrize(
    ("text", "joined"),
    [
        (WRAPPED, JOINED),
        (f"Short.\n\n{WRAPPED}\n\nShort.", f"Short.\n\n{JOINED}\n\nShort."),
        (f"{ITEM}\n- two\n", f"- {JOINED}\n- two\n"),
        ("1. " + WRAPPED.replace("\n", "\n   "), f"1. {JOINED}"),
        ("> " + WRAPPED.replace("\n", "\n> "), f"> {JOINED}"),
        (f"## Why\n{WRAPPED}", f"## Why\n{JOINED}"),
        (f"{WRAPPED}\nFixes #12", f"{JOINED}\nFixes #12"),
    ],
)
def test_what_was_wrapped_is_one_line(text, joined):
    assert join_wrapped(text) == joined
    assert join_wrapped(joined) == joined


@pytest.mark.parametrize(
    "text",
    [
        "",
        "One line.",
        "Roses are red\nviolets are blue",
        f"```\n{WRAPPED}\n```",
        f"````\n```\n{WRAPPED}\n```\n\n{WRAPPED}\n````",
        f"~~~text\n{WRAPPED}",
        "    " + WRAPPED.replace("\n", "\n    "),
        WRAPPED.replace("\n", "\\\n"),
        WRAPPED.replace("\n", "  \n"),
        # Sentences on lines of their own, as some people write them.
        "This sentence is long enough for a line of its own, and it ends at its end.\nSo does this one.",
        "**Before:** the parser took a tab for a blank and went on as if nothing were\n**After:** it keeps a tab",
        "Before: the parser took a tab for a blank and went on as if nothing at all were\nAfter: it keeps a tab",
        "| a | what a column of some width says, for as long as a line of text is wide |\n| - | - |\n| 1 | 2 |",
        "a of some length that is as wide as a line | b, which is no less wide than a |\n--- | ---\n1 | 2",
        "A line that is longer than " + "any that was wrapped, " * 4 + "and goes on so\nthat it is long",
        "A first line that has sixty characters or more of text in it, and\na\nb\nc",
        "- one\n- two\n\n\n\n- three\n",
    ],
)
def test_a_line_break_that_somebody_meant_stays(text):
    assert join_wrapped(text) == text


def test_quotes_in_quotes_without_end_are_no_trouble():
    text = "\n".join(["> " * 3000 + "x"] * 3)

    assert join_wrapped(text) == text


@given(
    st.lists(
        st.sampled_from([*WRAPPED.split("\n"), "```", "", "- x", "> y", "| a |", "# h", "  ", "\t", "~~~", "e\u3042"])
    )
)
def test_no_word_is_lost_and_twice_is_once(lines):
    text = "\n".join(lines)
    joined = join_wrapped(text)

    assert "".join(joined.replace(">", "").split()) == "".join(text.replace(">", "").split())
    assert join_wrapped(joined) == joined
