"""A text as it reads, and the way back to where each piece of it came from."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pr_writer.sanitize.text_projection import project_text


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("a\u200bb", "ab"),
        ("a<!-- x > y -->b", "ab"),
        ("a<b>c</b>", "ac"),
        ("[a](b)c", "ac"),
        ("![a](b (c))d", "ad"),
        ("a%3Db%20c", "a=b%20c"),
        ("a\\u003db\\x41", "a=bA"),
        ("a&#61;b&lowbar;c&amp;", "a=b_c&amp;"),
        ("\uff41\u24d0\U0001d41a", "aaa"),
        ("a\x1b[31mb", "ab"),
    ],
)
def test_a_text_is_read_as_it_is_shown(text, read):
    projection, _ = project_text(text)
    assert projection.text == read


@pytest.mark.parametrize("text", ["", "plain", "a < b, c > d", "a[0](", "<!-- open", "100% of é", "\\n", "a & b"])
def test_a_text_without_markup_has_no_other_reading(text):
    assert project_text(text) == (None, None)


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("one\na\u200bb\ntwo\nc<!-- x\ny -->d e\nthree", "ab\ncd e\n"),
        ("a **b** c\n<p>\n", None),
        ("x%3Dy\nz", "x=y\n"),
    ],
)
def test_only_lines_with_a_joined_word_are_read_again(text, lines):
    _, joined = project_text(text)
    assert (joined.text if joined else None) == lines


PIECES = [*"aB1_\n <>[]()!*`%&é", "\u200b", "<!--", "-->", "<b>", "%41", "\\u0061", "&#97;", "\uff41", "\x1b[0m"]


@settings(deadline=None, max_examples=500)
@given(st.lists(st.sampled_from(PIECES), max_size=30).map("".join))
def test_each_kept_character_is_found_again(text):
    for projection in filter(None, project_text(text)):
        last = 0
        for index, character in enumerate(projection.text):
            start, end = projection.locate(index, index + 1)
            assert last <= start < end <= len(text)
            assert text[start:end] == character or end - start > 1 or character != text[start]
            last = start
        if projection.text:
            start, end = projection.locate(0, len(projection.text))
            assert start == projection.locate(0, 1)[0]
            assert end == projection.locate(len(projection.text) - 1, len(projection.text))[1]
