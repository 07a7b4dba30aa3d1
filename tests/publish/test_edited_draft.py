"""What a person made of a draft before it was written is written as it is, and theirs from the start."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pr_writer.errors import ActionError
from pr_writer.publish.block import find_blocks
from pr_writer.publish.input_digest import InputDigest
from pr_writer.publish.marker import Signer
from pr_writer.publish.publish_draft import Publication, plan_publication
from pr_writer.values import Draft, PullRequest

DRAFT = Draft("Fix it", "It broke.\n\n- Mend it", "m")


def make_pull(title="wip", body=""):
    return PullRequest(7, title, body, "main", "b" * 40, "topic", "h" * 40)


def plan(pull=None, edited=None, draft=DRAFT, **given):
    facts = {"update_title": "true", "update_body": True, "signer": Signer(), "edited": edited, **given}
    facts |= {"templates": (), "commit_subjects": (), "is_outsider": False}
    return plan_publication(pull or make_pull(), Publication(draft, InputDigest("0a"), "", **facts))


def test_the_marker_remembers_the_draft_and_the_block_says_what_the_person_wrote():
    drafted, edited = plan(), plan(edited=Draft("Mine", "It broke badly.\n\n- Mend it", "m"))

    assert edited.title == "Mine"
    assert edited.body == drafted.body.replace("It broke.", "It broke badly.")


def test_a_later_draft_leaves_the_edited_paragraph_and_title_alone():
    first = plan(edited=Draft("Mine", "It broke badly.\n\n- Mend it", "m"))

    later = plan(make_pull(first.title, first.body), draft=Draft("Fix all", "All broke.\n\n- Mend all", "m"))

    assert later.title is None
    assert "It broke badly.\n\n- Mend all" in later.body


@pytest.mark.parametrize(
    ("edited", "title", "update_title", "expected"),
    [
        ("Mine", "A title of somebody", "generic", "Mine"),
        ("Mine", "wip", "false", None),
        ("Fix it", "A title that somebody wrote", "generic", None),
        ("Fix it", "wip", "generic", "Fix it"),
        ("wip", "wip", "true", None),
        ("x" * 300, "wip", "true", "x" * 256),
    ],
)
def test_a_title_that_was_edited_is_written_and_another_one_is_planned_as_ever(edited, title, update_title, expected):
    planned = plan(make_pull(title), Draft(edited, DRAFT.body, "m"), update_title=update_title)

    assert planned.title == expected


def test_without_update_body_the_body_stays():
    assert plan(edited=Draft("Mine", "Mine.", "m"), update_body=False).body is None


def test_where_a_persons_paragraphs_stand_between_the_edited_text_is_merged():
    standing = plan().body.replace("- Mend it", "- Mend it\n\nNothing else, says Mona.")
    draft = Draft("Fix it", "All broke.\n\n- Mend all", "m")

    planned = plan(make_pull(body=standing), Draft("Fix it", "All broke, sadly.\n\n- Mend all", "m"), draft)

    assert "All broke, sadly." in planned.body
    assert "Nothing else, says Mona." in planned.body


def test_a_text_that_is_longer_than_github_takes_is_an_error_and_not_cut():
    with pytest.raises(ActionError, match="longer than GitHub takes"):
        plan(edited=Draft("Mine", "word " * 14_000, "m"))


@given(st.text().map(lambda text: text.replace("\r", "").strip("\n")))
def test_whatever_a_person_writes_stands_in_the_body_as_it_is(text):
    planned = plan(make_pull(body="The author's words."), Draft("Mine", text, "m"))

    assert planned.body.startswith("The author's words.\n\n<!-- pr-writer:begin")
    assert text in planned.body
    assert len(find_blocks(planned.body)) >= 1
