"""A description that is too long loses its last paragraphs and items, never half of one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pr_writer.markdown.length import count_prose, cut_blocks, shorten, shorten_all


@pytest.mark.parametrize(
    ("text", "limit", "expected"),
    [
        ("one two three", 3, "one two three"),
        ("one two.\n\nthree four.", 3, "one two."),
        ("why.\n\n- a b\n- c d\n- e f", 5, "why.\n\n- a b\n- c d"),
        ("why.\n\n- a b\n  goes on\n- c d", 4, "why."),
        ("why.\n\n## More\n\nlong text here", 3, "why."),
        ("why.\n\n**More:**\n\n- long text here", 3, "why."),
        ("why.\n\n```py\na\n\nb\n```\n\nlast", 1, "why.\n\n```py\na\n\nb\n```"),
        ("One. Two three. Four five", 3, "One. Two three."),
        ("a b c d", 2, "a b …"),
    ],
)
def test_whole_blocks_go_from_the_end(text, limit, expected):
    assert shorten(text, limit) == expected


WHOLE = """Why. More of why. And more.

- a b
- c d

  e f

| a | b |
| - | - |
| c | d |

**Look:** at this.

Part of #12"""


@pytest.mark.parametrize(
    ("limit", "gone"),
    [
        (21, ""),
        (20, "- c d\n\n  e f\n"),
        (16, "- a b\n"),
        (14, "| a | b |\n| - | - |\n| c | d |"),
        (9, "**Look:** at this."),
        (8, "Part of #12"),
        (5, "And more."),
        (3, "More of why."),
    ],
)
def test_items_go_first_then_tables_then_paragraphs_then_sentences_and_never_the_first(limit, gone):
    shortened = shorten(WHOLE, limit)

    assert not gone or gone not in shortened
    assert shortened.startswith("Why.")
    assert count_prose(shortened) <= limit
    assert all(part in WHOLE for part in shortened.split("\n\n"))


@pytest.mark.parametrize(
    ("text", "limit", "expected"),
    [
        ("Why.\n\nSuch as:\n\n- a b\n- c d", 3, "Why."),
        ("Why.\n\n**Before:**\n\n```\na b c\n```\n\n- d e", 2, "Why.\n\n**Before:**\n\n```\na b c\n```"),
        ("Use `a. B` now. It is better.", 4, "Use `a. B` now."),
        ("Ask e.g. this. It is better.", 3, "Ask e.g. this."),
        ("## What\n\nWhy so. It is better.\n\n- a b", 4, "## What\n\nWhy so."),
        ("为什么。更多内容在这里。", 2, "为什么。"),
    ],
)
def test_nothing_is_introduced_that_is_not_there_and_no_sentence_is_halved(text, limit, expected):
    assert shorten(text, limit) == expected


def test_of_several_texts_the_last_give_way_first_and_each_keeps_its_first_sentence_if_it_can():
    texts = ["Why. More.\n\n- a b", "How. More.\n\n- c d"]

    assert shorten_all(texts, 6) == ["Why. More.\n\n- a b", "How. More."]
    assert shorten_all(texts, 4) == ["Why. More.", "How. More."]
    assert shorten_all(texts, 2) == ["Why.", "How."]
    assert shorten_all(texts, 1) == ["Why.", ""]


@given(st.text(alphabet="ab .\n-#`*", max_size=300), st.integers(1, 20))
def test_any_text_is_short_afterwards_and_a_short_one_is_left_alone(text, limit):
    shortened = shorten(text, limit)

    assert count_prose(shortened) <= limit
    assert shortened == text or count_prose(text) > limit


@pytest.mark.parametrize(
    ("text", "limit", "expected"),
    [
        ("one\n\ntwo", 8, "one\n\ntwo"),
        ("one\n\ntwo", 7, "one"),
        ("one two", 3, ""),
        ("one\n\n```\ncode\ncode\n```", 15, "one"),
        ("one\n\n| a |\n| - |\n| b |", 18, "one"),
        ("one\n\n- a\n- b\n- c", 13, "one\n\n- a\n- b"),
        ("one\n\n## Two\n\nthree", 16, "one"),
        (
            "<details>\n<summary>a</summary>\n\nb\n\nc\n\n</details>",
            35,
            "<details>\n<summary>a</summary>\n\nb\n\n</details>",
        ),
    ],
)
def test_a_text_is_cut_between_two_blocks_and_nothing_stays_open(text, limit, expected):
    assert cut_blocks(text, limit, len) == expected
