"""The template draft under the repository's own headings: each part where it is asked for, none twice, none lost."""

import pytest
from support.drafting import change, changes, commit, pull

from pr_writer.summarizer.summary import Parts, write_parts
from pr_writer.summarizer.template_answer import answer_template
from pr_writer.values import Commit

PARTS = Parts(
    purpose="It was slow.",
    changes="2 commits.\n\n- Cache it",
    notable="- **Breaking:** the cache is on\n- New dependencies: `x` 1.0",
    testing="Run the changed test: `test_a.py`.",
)
COMMITS = (Commit("c", "Cache it", "Closes #12", "A", False),)


BREAKING, NEW = PARTS.notable.split("\n")
ALL = f"{PARTS.purpose}\n\n{PARTS.changes}\n\n{PARTS.notable}\n\n{PARTS.testing}"
EACH = f"""\
## Why

{PARTS.purpose}

## What

{PARTS.changes}

## Breaking changes

{BREAKING}

## Testing

{PARTS.testing}

## Notes for the reviewer

{NEW}

## Issues

Closes #12"""
TYPE, WHAT, ISSUES = "#### What type of PR is this?", "#### What this PR does / why we need it:", "#### Which issue(s):"


@pytest.mark.parametrize(
    ("headings", "answer"),
    [
        (["## Why", "## What", "## Breaking changes", "## Testing", "## Notes for the reviewer", "## Issues"], EACH),
        (["## Description", "## Screenshots"], f"## Description\n\n{ALL}"),
        ([TYPE, WHAT, ISSUES], f"{WHAT}\n\n{ALL}\n\n{ISSUES}\n\nCloses #12"),
        (["- [ ] I am a person"], ALL),
    ],
)
def test_each_part_is_where_it_is_asked_for(headings, answer):
    assert answer_template("\n\n".join(headings), PARTS, COMMITS) == answer


CURRENT, NEW_BEHAVIOR = "## What is the current behavior?", "## What is the new behavior?"


@pytest.mark.parametrize(
    ("template", "answer"),
    [
        pytest.param(f"{CURRENT}\n\n{NEW_BEHAVIOR}\n", f"{NEW_BEHAVIOR}\n\n{ALL}", id="what was before is not told"),
        pytest.param(
            "## Which issue(s) does the PR fix:\n\n## Release notes\n\n```release-note\n```", ALL, id="none asks"
        ),
        pytest.param("## Before merging\n\n- [ ] x\n\n## Screenshots", ALL, id="a list to tick and pictures"),
    ],
)
def test_prose_stands_above_the_first_heading_where_none_asks_for_it(template, answer):
    assert answer_template(template, PARTS, ()) == answer


def test_what_the_commits_close_is_said_once_where_a_heading_asks_for_it():
    parts = Parts(purpose="It was slow.\n\nFixes #12\nCloses o/r#3, #4.\n\nAnd more.", changes="One file.")

    answer = answer_template("## What\n\n## Issues\n", parts, COMMITS)

    assert answer == "## What\n\nIt was slow.\n\nAnd more.\n\nOne file.\n\n## Issues\n\nCloses #12"
    assert "Fixes #12" in answer_template("## What\n", parts, COMMITS)


def test_what_the_commits_call_breaking_is_below_that_heading():
    made = changes(
        [commit("feat!: drop x", "Nobody used it."), commit("docs: say so")], [change("a.py"), change("b.py")]
    )

    answer = answer_template("## What\n\n## Breaking changes\n", write_parts(pull(), made), made.commits)

    assert answer.endswith("## Breaking changes\n\n- **Breaking:** drop x")
    assert answer.count("drop x") == 2


def test_what_there_is_nothing_to_say_about_is_left_out():
    assert answer_template("## What\n\n## Testing\n", Parts(changes="One file."), ()) == "## What\n\nOne file."
