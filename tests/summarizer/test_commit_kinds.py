"""What kind of work a commit's subject says it is."""

import pytest

from pr_writer.summarizer.commit_kinds import is_review_answer, read_kind


@pytest.mark.parametrize(
    ("subject", "kind"),
    [
        ("feat(api): page through users", "feature"),
        ("Add retries to uploads", "feature"),
        ("discovery/aws: add retries", "feature"),
        ("discovery/aws: retries", "other"),
        ("fix: stop the crash", "fix"),
        ("Fixed the crash of the parser", "fix"),
        ("Prevents a crash", "fix"),
        ("perf: read once", "performance"),
        ("refactor(core)!: split it", "refactor"),
        ("Rename Foo to Bar", "refactor"),
        ("test(cli): show the bug", "test"),
        ("Add a failing test for tabs", "test"),
        ("Expand testing for start timestamps", "test"),
        ("scrape: add test exposing a stale marker", "test"),
        ("fix(aws): add test exposing a panic", "test"),
        ("docs: say why", "docs"),
        ("Document the retries", "docs"),
        ("Update the readme for 1.2", "docs"),
        ("chore: prepare 1.2", "chore"),
        ("ci: run it nightly", "chore"),
        ("Bump requests from 1 to 2", "chore"),
        ("vendor: golang.org/x/mod v0.39.0", "chore"),
        ("Something odd happens here", "other"),
        ("", "review"),
    ],
)
def test_a_subject_says_its_kind_by_its_type_or_its_verb(subject, kind):
    assert read_kind(subject) == kind


@pytest.mark.parametrize(
    "subject",
    [
        "Address review comments", "Address PR feedback: fix typo, move examples", "Apply suggestions from code review",
        "Apply suggestion from @octocat", "Potential fix for pull request finding", "review", "PR comments",
        "Fixing review findings", "address query logger review nits", "Update storage/interface.go",
        "Create README.md", "fix lint", "fix: lint error", "chore: Fix formatting", "Fix code style", "fix typos", "cs",
        "Apply black formatting", "Apply fixes from StyleCI (#32581)", "Fix style per StyleCI", "formatting", "cleanup",
        "Fix tests", "Fix failing test", "remove unused imports", "Retrigger CI", "ci: retrigger", "Trigger pipeline",
        "thanks clippy", "[pre-commit.ci] auto fixes from pre-commit.com hooks", "Fix merge conflict", "wip", "Oops",
        "News entry", "add news fragment", "Update changelog.", "Add a changelog entry for 12",
        "Merge branch 'main' into x", "please review",
    ],
)  # fmt: skip
def test_what_speaks_to_the_reviewers_alone_is_an_answer(subject):
    assert is_review_answer(subject)


@pytest.mark.parametrize(
    "subject",
    [
        "Fix error on empty files", "Sort files by size", "Remove unused files", "Address book: sort by name",
        "Handle comments in JSON", "Format dates in the user's language", "Review apps are torn down",
        "Apply the discount", "Changes of the base are read", "Show news to users", "Add tests",
        "Update the client", "Update dependency requests to v2.32", "Fix login", "Style the buttons anew",
        "Type the settings", "Merge the two parsers", "Support comments in settings", "Import users from CSV",
        "Lint Markdown too", "Fix clippy warnings about lifetimes in the parser", "修复格式",
    ],
)  # fmt: skip
def test_what_changes_something_is_no_answer_to_a_review(subject):
    assert not is_review_answer(subject)
