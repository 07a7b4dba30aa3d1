"""A title follows Conventional Commits where the base branch does, with types and scopes that occur there."""

import pytest

from pr_writer.convention import Convention, apply_convention, learn_convention
from pr_writer.values import Changes, Commit, FileChange

HISTORY = [
    "feat(router): add a deadline (#12)",
    "fix(router): close the socket",
    "fix: parse tabs",
    "docs: explain it",
    "chore(deps): bump openai",
    "Merge pull request #3 from a/b",
]
CONVENTION = Convention(("fix", "feat", "docs", "chore"), ("router", "deps"), is_lower=True)


def changes(paths=("src/a.py",), subjects=("Change it",), body=""):
    files = tuple(FileChange(path, None, "modified", "100644", "100644", "", "", 1, 1) for path in paths)
    return Changes("b", "h", tuple(Commit("c", subject, body, "A", False) for subject in subjects), files)


def test_a_form_is_learned_from_what_most_subjects_do():
    assert learn_convention(HISTORY) == CONVENTION


@pytest.mark.parametrize(
    "subjects",
    [
        [],
        HISTORY[:3],
        ["Add it", "Fix it", "Drop it", "Move it", "feat: x"],
        ["Note: a", "Re: b", "wip: c", "http: d", "Todo: e"],
    ],
)
def test_no_form_is_learned_from_few_or_from_others(subjects):
    assert learn_convention(subjects) is None


@pytest.mark.parametrize(
    ("title", "facts", "expected"),
    [
        ("feat(router): add streaming", {}, "feat(router): add streaming"),
        ("feat(Router): Add streaming", {}, "feat(router): add streaming"),
        ("feat(parser): add streaming", {}, "feat: add streaming"),
        ("perf: cache it", {"subjects": ("fix: cache it",)}, "fix: cache it"),
        ("Add streaming", {}, "feat: add streaming"),
        ("Fixes the crash", {}, "fix: fixes the crash"),
        ("Describe the router", {"paths": ("docs/a.md", "README.md")}, "docs: describe the router"),
        ("Bump openai", {"paths": ("requirements.txt",)}, "chore: bump openai"),
        ("Something odd", {}, "fix: something odd"),
        ("GitHub is asked once", {}, "fix: GitHub is asked once"),
        ("feat!: drop it", {}, "feat: drop it"),
        ("feat!: drop it", {"subjects": ("feat!: drop it",)}, "feat!: drop it"),
        ("feat!: drop it", {"body": "BREAKING CHANGE: gone"}, "feat!: drop it"),
    ],
)
def test_a_title_is_brought_into_the_form_by_code(title, facts, expected):
    assert apply_convention(title, CONVENTION, changes(**facts)) == expected
    assert apply_convention(expected, CONVENTION, changes(**facts)) == expected


def test_a_repository_without_a_form_is_left_alone():
    assert apply_convention("Add streaming", None, changes()) == "Add streaming"


def test_the_prompt_is_told_the_form():
    assert CONVENTION.describe() == (
        "in the form `type(scope): description`, the type one of fix, feat, docs, chore; "
        "the scope, if any, one of router, deps"
    )
