"""A template that asks its author to delete its guidance is filled in without it."""

from __future__ import annotations

import pytest

from pr_writer.context.pr_templates.deletable_guidance import drop_deletable
from pr_writer.context.pr_templates.filling import fill_template

ASK = "> Delete guidance from pull request description before merge (including this!)"
TEMPLATE = f"""\
> Every change should name an issue. Edit and/or delete the following lines as appropriate:

Closes: #XXXX
Refs: #XXXX

## Description

> Say what changes.

### Security

> Does this change bring new authorities?

### Upgrade

> What has to be done?

{ASK}
"""


def fill(template, answer):
    return fill_template(template, answer, lambda _: False)


def test_guidance_goes_also_where_nothing_was_answered():
    filled = fill(TEMPLATE, "## Description\n\nIt greets.")

    assert filled == "## Description\n\nIt greets.\n\n### Security\n\n### Upgrade"


def test_guidance_stays_where_nothing_was_answered_and_nobody_asked_to_delete_it():
    filled = fill(TEMPLATE.replace(ASK, ""), "## Description\n\nIt greets.")

    assert "> Does this change bring new authorities?" in filled
    assert "Say what changes" not in filled


@pytest.mark.parametrize(
    "plea",
    [
        ASK,
        "Please remove these instructions before you submit.",
        "<!-- Delete the quoted text below once you are done. -->",
        "_Remove all help text before opening this pull request._",
    ],
)
def test_a_plea_in_any_form_is_heeded_and_is_not_left_standing(plea):
    template = f"{plea}\n\n## What\n\n> Describe it.\n\n## Notes\n\n> Anything to know?\n"
    filled = fill(template, "## What\n\nIt greets.")

    assert filled == "## What\n\nIt greets.\n\n## Notes"


@pytest.mark.parametrize(
    "words",
    [
        "> Do not delete these instructions.",
        "> You shouldn't remove the instructions.",
        "> Never delete guidance.",
        "> Delete the branch after the merge.",
        "> Say which lines you delete.",
    ],
)
def test_a_template_that_asks_for_no_deletion_keeps_every_byte(words):
    template = f"{words}\r\n\n## What\n\n> Describe it.\n\n\n## Notes\n\n- Closes #\n"

    assert drop_deletable(template) == template


@pytest.mark.parametrize(
    ("lines", "left"),
    [
        ("closes: #XXXX\nrefs: #XXXX", ""),
        ("- Fixes #\n- Related to: [link]", ""),
        ("Closes: #XXXX\nReviewer: anna", "Reviewer: anna"),
    ],
)
def test_lines_that_wait_for_an_issue_go_where_the_template_says_to_delete_what_does_not_apply(lines, left):
    template = f"<!-- Edit and/or delete the following lines as appropriate. -->\n\n{lines}\n\n## What\n"
    filled = fill(template, "## What\n\nIt greets.")

    assert filled == f"{left}\n\n## What\n\nIt greets.".strip()


def test_an_issue_that_is_named_stands_where_those_lines_are_gone():
    filled = fill(TEMPLATE, "Refs: #12\n\n## Description\n\nIt greets.")

    assert "Refs: #12" in filled
    assert "#XXXX" not in filled


def test_code_and_boxes_of_a_section_stay():
    template = f"{ASK}\n\n## What\n\n```\n> make run\n```\n\n> Quote.\n\n- [ ] Docs\n"
    filled = fill(template, "")

    assert filled == "## What\n\n```\n> make run\n```\n\n- [ ] Docs"


@pytest.mark.parametrize(
    "own",
    [
        "- [ ] I have signed the agreement\n- [ ] Remove the instructions above\n- [ ] A maintainer agrees",
        "> - [ ] Security has seen it\n> - [ ] So has legal",
        "| Step | Done |\n| --- | --- |\n| Remove the hints | |",
        "```\nstrip help text\n```",
        "/label remove prompts",
    ],
)
def test_what_a_person_fills_in_stays_whatever_words_it_has(own):
    template = f"{ASK}\n\n## What\n\n> Describe it.\n\n## Other\n\n{own}\n"

    assert own in fill(template, "## What\n\nIt greets.")


@pytest.mark.parametrize(
    "own",
    [
        "Does this change remove or rename any prompts?",
        "If you remove hints that people see, list them.",
        "Our bot will remove the instructions.",
        "Do not ever delete the guidance.",
        "Please don't remove any of the instructions.",
    ],
)
def test_who_speaks_of_deleting_and_asks_for_none_is_left_alone(own):
    template = f"## What\n\n> See the RFC.\n\n## Breaking\n\n{own}\n"

    assert drop_deletable(template) == template


@pytest.mark.parametrize(
    "plea",
    [
        "Do not forget to delete the guidance.",
        "If you are done, remove these instructions.",
        "You may delete the help text.",
    ],
)
def test_a_plea_may_have_a_clause_before_it(plea):
    assert drop_deletable(f"{plea}\n\n## What\n\n> Say why.\n").strip() == "## What"
