"""The events of a run come to one result, however far the run came."""

import pytest

from pr_writer.events import (
    ChangesRead,
    Drafted,
    Ended,
    Journal,
    ModelAsked,
    Noted,
    Planned,
    PullRequestNamed,
    PullRequestRead,
    skip,
)
from pr_writer.runner.run_result import RunResult, fold_events
from pr_writer.values import Changes, Draft, Plan, PullRequest


def pull(title):
    return PullRequest(7, title, "", "main", "b" * 40, "topic", "h" * 40)


def test_no_event_at_all_is_a_failure():
    assert fold_events(()) == RunResult(outcome="failed")


def test_a_run_that_failed_still_says_how_far_it_came():
    asked = ModelAsked("primary", "m", "timeout", 12.0)

    result = fold_events([PullRequestNamed(7), PullRequestRead(pull("Old")), asked, Ended("failed", "Mend it.")])

    assert (result.outcome, result.sentence, result.pr_number) == ("failed", "Mend it.", 7)
    assert (result.pull.title, result.attempts, result.draft) == ("Old", (asked,), None)


@pytest.mark.parametrize(
    ("events", "field", "expected"),
    [
        ([PullRequestRead(pull("Old")), PullRequestRead(pull("Newer"))], "pull", pull("Newer")),
        ([Drafted(Draft("A", ""), "primary"), Drafted(Draft("B", ""), "template")], "draft", Draft("B", "")),
        ([Ended("updated"), Ended("failed", "Late.")], "outcome", "failed"),
        ([skip("bot", "A bot.")], "skipped_reason", "bot"),
        ([ChangesRead(Changes("b", "h", (), ()))], "changes", Changes("b", "h", (), ())),
        ([Planned(Plan(body="new", notes=("Kept.",)))], "new_body", "new"),
        ([Noted("a"), Noted("b"), Noted("a"), Planned(Plan(notes=("c",)))], "notes", ("a", "b", "c")),
    ],
)
def test_of_two_events_the_later_one_counts(events, field, expected):
    assert getattr(fold_events(events), field) == expected


@pytest.mark.parametrize(("counts", "total"), [([], None), ([None], None), ([None, 3], 3), ([1, None, 2], 3), ([0], 0)])
def test_tokens_are_summed_over_all_attempts_where_a_server_counted_them(counts, total):
    result = fold_events(ModelAsked("primary", "m", "ok", 1.0, prompt_tokens=count) for count in counts)

    assert result.prompt_tokens == total


def test_a_journal_lists_its_events_in_their_order():
    journal = Journal()
    journal.record(Noted("first"))
    before = journal.list_events()
    journal.record(Noted("second"))

    assert before == (Noted("first"),)
    assert journal.list_events() == (Noted("first"), Noted("second"))
