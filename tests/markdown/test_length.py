"""A description that is too long loses its last paragraphs and items, never half of one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pr_writer.markdown.length import count_prose, cut_blocks, shorten


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
