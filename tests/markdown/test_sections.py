"""A text is split at its headings, however its lines end."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pr_writer.context.pr_templates.search import is_filled_in
from pr_writer.markdown.sections import Section, split_sections

TEMPLATE = "## What\n\n<!-- why -->\n\n## Checklist\n\n- [ ] Tested\n"
PIECES = [
    *("\r", "\n", "\r\n", "\v", "\u2028", "## What", "**Why**", "- [ ] x"),
    *("|a|b|", "|-|-|", "<!--", "-->", "Type:", "```", "x", " "),
]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r", "\n\r", "\r\r"])
def test_a_heading_is_found_whatever_ends_its_line(end):
    headings = [section.heading for section in split_sections(TEMPLATE.replace("\n", end))]

    assert headings == ["## What", "## Checklist"]


def test_a_body_whose_lines_end_as_on_an_old_mac_is_read():
    """Whoever opens a pull request says how its lines end, and the run has to end well all the same."""
    assert is_filled_in("## What\rIt failed.\r\r## Checklist\r", TEMPLATE)
    assert not is_filled_in("It\rfailed.", TEMPLATE)


@given(st.lists(st.sampled_from(PIECES), max_size=12).map("".join), st.sampled_from([None, {"what", "why", "type"}]))
def test_any_text_is_split_and_nothing_of_it_is_lost(text, keys):
    sections = split_sections(text, keys)

    assert all(isinstance(section, Section) for section in sections)
    told = "".join(f"{section.heading}{section.text}" for section in sections)
    assert [sign for sign in told if sign.isalnum()] == [sign for sign in text if sign.isalnum()]
