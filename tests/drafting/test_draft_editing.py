"""What a person made of a draft is taken as it is, but for secrets."""

import pytest

from pr_writer.drafting.draft_editing import edit_draft
from pr_writer.values import Draft

DRAFT = Draft("Title", "Body.\n\n- One", "m")


def test_the_person_gets_title_and_body_and_may_leave_them():
    seen = []

    assert edit_draft(DRAFT, lambda text: seen.append(text) or text) == DRAFT
    assert seen == ["Title\n\nBody.\n\n- One\n"]


@pytest.mark.parametrize(
    ("text", "title", "body"),
    [
        ("Mine\n\nWords.\n", "Mine", "Words."),
        ("\n\n  Mine  \nWords.", "Mine", "Words."),
        ("Mine", "Mine", ""),
        ("Mine\r\n\r\nWords.\r\nMore.\r\n", "Mine", "Words.\nMore."),
        ("Mine\n\n    code\n", "Mine", "    code"),
        ("# Mine\n\n# A heading\n", "# Mine", "# A heading"),
        ("Mine\n\n<script> @mona #1 <!-- x -->", "Mine", "<script> @mona #1 <!-- x -->"),
    ],
)
def test_the_first_line_is_the_title_and_the_rest_the_body(text, title, body):
    edited = edit_draft(DRAFT, lambda _: text)

    assert (edited.title, edited.body, edited.model) == (title, body, "m")


@pytest.mark.parametrize("text", ["", "\n", " \n\t\r\n"])
def test_an_emptied_file_is_none(text):
    assert edit_draft(DRAFT, lambda _: text) is None


def test_a_key_of_the_job_is_taken_out_and_its_line_named(caplog):
    edited = edit_draft(DRAFT, lambda _: "Mine\n\nThe key is hunter2-hunter2-hunter2.", ["hunter2-hunter2-hunter2"])

    assert "hunter2" not in edited.body
    assert "in line 3" in caplog.text


def test_a_title_that_is_too_long_is_warned_of(caplog):
    edit_draft(DRAFT, lambda _: "x" * 257)

    assert "256 characters" in caplog.text
