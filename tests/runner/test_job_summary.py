"""The summary says what happened, in every run."""

from typing import get_args

import pytest
from sanitize.rendering import find_alive

from pr_writer.events import ModelAsked
from pr_writer.runner.job_summary import write_summary
from pr_writer.runner.run_result import RunResult
from pr_writer.values import Changes, Draft, FileChange, Outcome, PullRequest


def pull(title, body):
    return PullRequest(7, title, body, "main", "b" * 40, "topic", "h" * 40)


@pytest.mark.parametrize("outcome", get_args(Outcome))
def test_every_outcome_has_a_summary_that_names_it(outcome):
    summary = write_summary(RunResult(outcome=outcome, sentence="Because of it.", pr_number=7))

    assert summary.startswith(f"## pr-writer: {outcome}\n")
    assert "#7" in summary
    assert "Because of it." in summary


def test_the_summary_shows_draft_titles_body_change_attempts_tokens_and_files():
    files = (
        FileChange("a|b.py", None, "modified", "100644", "100644", "", "", 9, 1, shown="part", shown_lines=4),
        FileChange("x.lock", None, "modified", "100644", "100644", "", "", 9, 1, withheld="lock file"),
    )
    result = RunResult(
        outcome="updated",
        draft=Draft("New", "Drafted"),
        pull=pull("Old", "before"),
        new_body="before\n\nafter",
        attempts=(
            ModelAsked("primary", "m1", "timeout", 12.0, "no answer|in 12 s"),
            ModelAsked("fallback", "m2", "ok", 1.5),
        ),
        prompt_tokens=1200,
        completion_tokens=80,
        changes=Changes("b", "h", (), files),
    )

    summary = write_summary(result)

    assert "### New\n\nDrafted" in summary
    assert "**Title before:** `Old`" in summary
    assert "+after" in summary
    assert "| primary | `m1` | timeout | 12.00 s | no answer\\|in 12 s |" in summary
    assert "Tokens: 1,200 in the prompt, 80 in the answer." in summary
    assert "| a\\|b.py | modified | +9 −1 | in part: 4 of 10 lines |" in summary
    assert "by name only: lock file" in summary


def test_a_fence_in_the_body_does_not_end_the_diff():
    result = RunResult(outcome="updated", draft=Draft("T", ""), pull=pull("T", "````\na"), new_body="````\nb")

    assert "`````diff" in write_summary(result)


@pytest.mark.parametrize(
    "text",
    [
        "![q](x.png)\u200b",
        "<img src=x>",
        "@torvalds",
        "[a](https://evil.example)",
        "a | b | c",
        "`` ` ``",
        "#12",
        "\r\n## x",
    ],
)
def test_names_notes_and_errors_of_strangers_are_text_in_the_summary(text):
    file = FileChange(text, None, "modified", "100644", "100644", "", "", 9, 1, withheld="lock file")
    result = RunResult(
        outcome="failed",
        sentence=f"The server said {text}.",
        draft=Draft(f"Read {text}", "Drafted"),
        pull=pull(text, "before"),
        attempts=(ModelAsked("primary", text, "refused", 1.0, text),),
        changes=Changes("b", "h", (), (file,)),
        notes=(f"Struck: {text}",),
    )

    assert find_alive(write_summary(result)) == []
