"""What is written into a pull request, and what is left to the person who wrote it."""

import pytest

from pr_writer.publish.input_digest import InputDigest
from pr_writer.publish.marker import digest
from pr_writer.publish.plan import is_done, plan_update
from pr_writer.titles.generic_titles import is_generic_title
from pr_writer.values import Draft, Plan, PullRequest

INPUTS = InputDigest("0af1")


def pull(title="wip", body=""):
    return PullRequest(7, title, body, "main", "b" * 40, "fix/parser-crash", "h" * 40)


def plan(pull_now, title="Fix the crash", update_title="true", update_body=True, **kwargs):
    draft = Draft(title, "why", "gpt-4o-mini")
    return plan_update(pull_now, draft, inputs=INPUTS, update_title=update_title, update_body=update_body, **kwargs)


def test_the_block_ends_with_the_model_and_remembers_the_work():
    written = plan(pull())
    after = pull(written.title, written.body)

    assert written.body.endswith("\n\n<sub>LLM: gpt-4o-mini</sub>\n<!-- pr-writer:end -->")
    assert is_done(after, INPUTS)
    assert not is_done(after, InputDigest("0af2"))


def test_what_was_not_read_stands_above_the_model():
    body = plan(pull(), coverage="Read 1 of 2 files.").body

    assert "<sub>Read 1 of 2 files.</sub>\n<sub>LLM: gpt-4o-mini</sub>\n<!-- pr-writer:end -->" in body


@pytest.mark.parametrize(
    ("update_title", "update_body", "written"),
    [("true", True, {"title", "body"}), ("false", True, {"body"}), ("true", False, {"title"}), ("false", False, set())],
)
def test_only_the_fields_that_are_asked_for_are_written(update_title, update_body, written):
    update = plan(pull(), update_title=update_title, update_body=update_body)

    assert {name for name in ("title", "body") if getattr(update, name) is not None} == written


def test_equal_text_is_not_written():
    first = plan(pull())

    assert plan(pull(first.title, first.body)) == Plan()


def test_a_title_that_a_person_changed_since_is_theirs_for_good():
    first = plan(pull())
    human_text = pull("A better title", first.body)

    second = plan(human_text, "Yet another title")
    third = plan(pull("A better title", second.body or first.body), "A third title")

    assert second.title is None
    assert third.title is None
    assert "theirs" in second.notes[0]


def test_a_title_of_ours_follows_the_diff():
    first = plan(pull())

    assert plan(pull(first.title, first.body), "A newer title").title == "A newer title"


def test_an_untouched_pull_request_template_counts_as_no_text():
    template = "## What\n\n<!-- say it -->\n"

    body = plan(
        pull(body="## What\r\n\r\n<!-- say it -->"), templates=((".github/pull_request_template.md", template),)
    ).body

    assert body.startswith("<!-- pr-writer:begin")
    assert "## What" not in body


@pytest.mark.parametrize(
    ("title", "is_generic"),
    [
        ("wip", True),
        ("WIP.", True),
        ("update", True),
        ("Fix", True),
        ("fixes", True),
        ("Update README.md", True),
        ("patch-1", True),
        ("fix/parser-crash", True),
        ("Fix/parser crash", True),
        ("Parser crash", True),
        ("Only commit", False),
        ("", True),
        ("Fix the crash of the parser", False),
        ("Add retries", False),
        ("Update the retry policy", False),
        ("ABC-123: Fix it", False),
    ],
)
def test_generic_titles_are_those_that_nobody_really_wrote(title, is_generic):
    assert is_generic_title(title, "fix/parser-crash", ("Only commit",)) is is_generic
    written = plan(pull(title), update_title="generic", commit_subjects=("Only commit",)).title
    assert (written is not None) is is_generic


def test_a_digest_does_not_see_carriage_returns():
    assert digest("a\r\nb") == digest("a\nb\n")
    assert digest("a b") != digest("a\nb")
