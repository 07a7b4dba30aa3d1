"""The summary says what happened, in every run."""

from dataclasses import replace
from typing import get_args

import pytest
from sanitize.rendering import find_alive

from pr_writer.context.coverage import measure_coverage
from pr_writer.events import ModelAsked
from pr_writer.runner.job_summary import lower_headings, write_summary
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


def make_file(path, shown, lines=0, withheld=""):
    return FileChange(
        path, None, "modified", "100644", "100644", "", "", 9, 1, withheld=withheld, shown=shown, shown_lines=lines
    )


FILES = (
    make_file("whole.py", "whole", 10),
    make_file("a|b.py", "part", 4),
    make_file("x.lock", "name", 0, "lock file"),
)
CHANGES = Changes("b", "h", (), FILES)
ANSWERED = ModelAsked("fallback", "m2", "ok", 1.5)
DRAFTED = RunResult(
    outcome="updated",
    pr_number=7,
    draft=Draft("New", "Drafted", "m2"),
    backend="fallback",
    pull=pull("Old", "before"),
    new_title="New",
    new_body="before\n\nafter",
    attempts=(ANSWERED,),
    changes=CHANGES,
    coverage=measure_coverage(CHANGES),
)


def test_the_first_line_says_what_happened_to_which_pull_request_by_whom_in_what_time_and_of_how_much():
    result = replace(DRAFTED, cost=0.0123)

    summary = write_summary(result, repository_url="https://github.com/o/r", seconds=3.21)

    assert summary.splitlines()[2] == (
        "**Updated [pull request #7](https://github.com/o/r/pull/7)** · drafted by `m2` · 3.2 s · "
        "read 2 of 3 files, 46% of the changed lines · price 0.0123"
    )


def test_with_two_backends_the_first_line_names_the_one_that_answered_and_the_next_says_why():
    attempts = (ModelAsked("primary", "m1", "timeout", 12.0, "no answer|in 12 s"), ANSWERED)
    result = replace(DRAFTED, attempts=attempts, prompt_tokens=1200, completion_tokens=80, reason="It was late.")

    summary = write_summary(result)

    assert "drafted by `m2`, the fallback" in summary
    assert "It was late." in summary
    assert "| primary | `m1` | timeout | 12.00\N{NO-BREAK SPACE}s | no answer\\|in 12 s |" in summary
    assert "Tokens: 1,200 in the prompt, 80 in the answer." in summary


def test_a_template_draft_is_called_one_and_nothing_is_said_to_have_been_read():
    summary = write_summary(replace(DRAFTED, draft=Draft("New", "Drafted"), backend="template", reason="None answers."))

    assert "template draft, no model" in summary
    assert "None answers." in summary
    assert "read" not in summary


@pytest.mark.parametrize(
    ("new_title", "row"), [("New", "| after | `New` |"), (None, "| drafted, not written | `New` |")]
)
def test_the_title_is_shown_before_and_after(new_title, row):
    summary = write_summary(replace(DRAFTED, new_title=new_title))

    assert "| before | `Old` |" in summary
    assert row in summary


def test_the_files_that_were_not_read_come_first():
    table = write_summary(DRAFTED).partition("How the 3 changed files were read: 1 by name only, 1 in part, 1 whole")[2]

    assert [line for line in table.splitlines() if line.startswith("| ")][2:] == [
        "| `x.lock` | modified | +9 −1 | by name only: lock file |",
        "| a\\|b.py | modified | +9 −1 | in part: 4 of 10 lines |",
        "| `whole.py` | modified | +9 −1 | whole |",
    ]


@pytest.mark.parametrize(
    ("outcome", "is_there"), [("dry-run", True), ("skipped", True), ("failed", True), ("updated", False)]
)
def test_what_nobody_wrote_is_there_to_copy(outcome, is_there):
    summary = write_summary(replace(DRAFTED, outcome=outcome))

    assert ("Markdown to copy</summary>\n\n```markdown\nNew\n\nDrafted\n```" in summary) is is_there


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("# A\n\nx", "#### A\n\nx"),
        ("## A\n### B\n###### C", "#### A\n##### B\n###### C"),
        ("A\n===\nx", "#### A\nx"),
        ("A\n---", "#### A\n"),
        ("```\n# code\n```", "```\n# code\n```"),
        ("- # in an item", "- #### in an item"),
        ("#hash", "#hash"),
        ("", ""),
    ],
)
def test_the_drafts_headings_are_below_the_summarys(body, expected):
    assert lower_headings(body) == expected


@pytest.mark.parametrize(
    "body", ["x\n\n\t![q](x.png)", "```\n![q](x.png)\n```", "- a\n\n      <img src=x>", "> q\n\n\t@you"]
)
def test_what_is_code_in_the_draft_is_code_in_its_frame(body):
    assert find_alive(body) == []
    assert find_alive(write_summary(replace(DRAFTED, draft=Draft("T", body), pr_number=None))) == []


def test_the_body_before_and_after_is_a_diff():
    assert "+after" in write_summary(DRAFTED)


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


@pytest.mark.parametrize(
    ("backends", "head"),
    [
        (["fallback"], "| model | outcome | time | cause |"),
        (["fallback", "fallback"], "| model | outcome | time | cause |"),
        (["primary"], "| backend | model | outcome | time | cause |"),
        (["primary", "fallback"], "| backend | model | outcome | time | cause |"),
    ],
)
def test_a_sole_model_is_not_called_the_fallback_of_anything(backends, head):
    attempts = tuple(ModelAsked(backend, "m|1", "ok", 1.0) for backend in backends)

    lines = write_summary(replace(DRAFTED, attempts=attempts)).splitlines()

    assert head in lines
    assert ("fallback" in "\n".join(lines)) is (len(set(backends)) > 1)
