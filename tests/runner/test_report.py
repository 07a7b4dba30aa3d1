"""The outputs and the summary say what happened, in every run."""

import pytest

from pr_writer.runner.report import Asked, Report, list_outputs, write_summary
from pr_writer.values import Changes, FileChange


@pytest.mark.parametrize("outcome", ["updated", "unchanged", "dry-run", "skipped", "failed"])
def test_every_outcome_has_a_summary_that_names_it(outcome):
    summary = write_summary(Report(outcome=outcome, reason="Because of it.", pr_number=7))

    assert summary.startswith(f"## pr-writer: {outcome}\n")
    assert "#7" in summary
    assert "Because of it." in summary


def test_unknown_numbers_are_empty_outputs():
    outputs = list_outputs(Report())

    assert outputs["prompt-tokens"] == outputs["pr-number"] == ""
    assert outputs["outcome"] == "failed"


def test_the_summary_shows_draft_titles_body_change_attempts_tokens_and_files():
    files = (
        FileChange("a|b.py", None, "modified", "100644", "100644", "", "", 9, 1, shown="part", shown_lines=4),
        FileChange("x.lock", None, "modified", "100644", "100644", "", "", 9, 1, withheld="lock file"),
    )
    report = Report(
        outcome="updated",
        title="New",
        body="Drafted",
        old_title="Old",
        old_body="before",
        new_body="before\n\nafter",
        attempts=[Asked("primary", "m1", "timeout", 12.0, "no answer|in 12 s"), Asked("fallback", "m2", "ok", 1.5)],
        prompt_tokens=1200,
        completion_tokens=80,
        changes=Changes("b", "h", (), files),
    )

    summary = write_summary(report)

    assert "### New\n\nDrafted" in summary
    assert "**Title before:** `Old`" in summary
    assert "+after" in summary
    assert "| primary | `m1` | timeout | 12.00 s | `no answer\\|in 12 s` |" in summary
    assert "Tokens: 1,200 in the prompt, 80 in the answer." in summary
    assert "| `a\\|b.py` | modified | +9 −1 | in part: 4 of 10 lines |" in summary
    assert "by name only: lock file" in summary


def test_a_fence_in_the_body_does_not_end_the_diff():
    summary = write_summary(Report(outcome="updated", title="T", body="", old_body="````\na", new_body="````\nb"))

    assert "`````diff" in summary
