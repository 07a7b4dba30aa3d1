"""The draft that needs no model."""

import pytest
from support.drafting import change, changes, commit, pull

from pr_writer.summarizer.summary import summarize_changes
from pr_writer.summarizer.summary_title import read_branch, write_title
from pr_writer.values import FileChange


def draft(commits, files, head_ref="feature/retry-policy"):
    return summarize_changes(pull(head_ref), changes(commits, files))


@pytest.mark.parametrize(
    ("subjects", "branch", "title"),
    [
        (["Fix the crash of `parse`"], "patch-1", "Fix the crash of `parse`"),
        (["Fix the crash", "fixup! Fix the crash"], "x", "Fix the crash"),
        (["Fix the crash", "Merge branch 'main' into x"], "x", "Fix the crash"),
        (["Add a retry to the client", "Add a retry to the server"], "x", "Add a retry"),
        (["fix(parser): handle tabs in names", "fix(parser): handle tabs in values"], "x", "fix(parser): handle tabs"),
        (["fix(parser): tabs", "fix(parser): spaces"], "fix/odd-white-space", "fix(parser): fix odd white space"),
        (["Add tests", "Handle tabs", "wip"], "feature/retry-policy", "Retry policy"),
        (["Add tests", "Handle tabs"], "alice/ABC-12-login-loop", "ABC-12: Login loop"),
        (
            [
                "Start the parser rewrite",
                "fix(api): step 1 of the parser rewrite",
                "docs",
                "step 2 of the parser rewrite",
            ],
            "feature",
            "Parser rewrite",
        ),
        (["Add tests", "Handle tabs"], "main", "Add tests, and 1 more change"),
        (
            ["Add what the tests stand on: servers on loopback and a real runner", "b"],
            "main",
            "Add what the tests stand on: servers on loopback, and 1 more change",
        ),
        (["Add tests", "Handle tabs", "More"], "patch-3", "Add tests, and 2 more changes"),
        (["wip", "Add tests"], "patch-3", "Add tests, and 1 more change"),
        (["wip"], "feature/retry-policy", "Retry policy"),
        (
            ["Let the entry point read as the story, and what it drafts with be elsewhere", "Mend it", "Test it"],
            "main",
            "Let the entry point read as the story, and 2 more changes",
        ),
    ],
)
def test_the_title_is_the_subject_or_what_is_shared_or_the_branch(subjects, branch, title):
    commits = tuple(commit(subject, merge=subject.startswith("Merge")) for subject in subjects)

    assert write_title(commits, branch) == title


def test_a_merge_on_the_default_branch_is_named_by_what_it_merged():
    commits = (
        commit("One"),
        commit("Two"),
        commit("Merge pull request #12 from bob/retry-policy", "Retry politely", merge=True),
    )

    assert write_title(commits, "main") == "Retry politely"


@pytest.mark.parametrize(
    ("branch", "words"),
    [
        ("feature/add-retries", "Add retries"),
        ("fix/login_loop", "Fix login loop"),
        ("fix/fix-login", "Fix login"),
        ("bob/feature/JIRA-123-add-retries", "JIRA-123: Add retries"),
        ("ABC-1/add-x", "ABC-1: Add x"),
        ("123-add-retries", "Add retries"),
        ("release/1.2.0", "Release 1.2.0"),
        ("docs/router", "Router"),
        ("main", ""),
        ("patch-1", ""),
        ("bob-patch-2", ""),
        ("3f2a9bc", ""),
        ("wip", ""),
        ("", ""),
    ],
)
def test_a_branch_name_is_read_as_words(branch, words):
    assert read_branch(branch) == words


def test_one_commit_speaks_for_itself():
    body = (
        "The server may be down.\n\nSo wait and ask again.\n\nSigned-off-by: A <a@x.test>\nCo-authored-by: B <b@x.test>"
    )

    drafted = draft([commit("Retry politely", body)], [change("client.py", 10, 2)])

    assert drafted.title == "Retry politely"
    assert drafted.body == "The server may be down.\n\nSo wait and ask again.\n\nChanges `client.py` +10 −2."


def test_thirty_commits_are_told_in_a_page():
    commits = [commit(f"{kind}(router): part {n}") for n in range(10) for kind in ("feat", "fix", "docs")]
    files = [change(f"src/{area}/file{n}.py", n + 1, n) for area in ("router", "client", "web") for n in range(20)]

    drafted = draft(commits, files)

    assert drafted.title == "Retry policy"
    assert drafted.body.startswith("30 commits, 60 files changed (+630 −570).")
    assert "- Features\n  - router: part 0" in drafted.body
    assert "- Documentation\n  - router: part 0" in drafted.body
    assert "- `src/client/` +210 −190: `file19.py`, `file18.py`, `file17.py` and 17 more" in drafted.body
    assert len(drafted.body.splitlines()) < 60


@pytest.mark.parametrize(
    ("subject", "opening"),
    [
        ("Keep them", "“Keep them”: Users lost their drafts."),
        ("Write the policy down", "Users lost their drafts."),
    ],
)
def test_many_commits_are_opened_by_a_reason_and_whose_it_is_unless_the_branch_is_named_after_it(subject, opening):
    commits = [*(commit(f"Step {n}") for n in range(11)), commit(subject, "Users lost their drafts.\n\nMore.")]

    assert draft(commits, [change("a"), change("b")]).body.startswith(f"{opening}\n\n### Changes\n\n12 commits. ")


def test_what_no_longer_fits_is_counted():
    commits = [commit(f"Do the thing of number {n} now and for all of them at once") for n in range(35)]

    assert "- … and 22 more commits" in draft(commits, [change("a")]).body


def test_what_a_reviewer_must_not_overlook_is_named():
    files = [
        change("new.py", old_path="old.py", kind="renamed", added=0),
        change("gone.py", 0, 40, kind="deleted"),
        change("logo.png", 0, 0, is_binary=True, old_size=10, new_size=2048),
        change(
            "package.json",
            2,
            1,
            patch='@@\n-    "left-pad": "1.0.0",\n+    "left-pad": "1.3.0",\n+    "lodash": "^4.17.21"',
        ),
        FileChange("lib", None, "modified", "160000", "160000", "1" * 40, "2" * 40, 1, 1),
        FileChange("run.sh", None, "modified", "100644", "100755", "1" * 40, "1" * 40, 0, 0),
    ]

    body = draft([commit("One"), commit("Two")], files).body

    assert "- New dependencies: `lodash` ^4.17.21" in body
    assert "- Dependencies moved: `left-pad` 1.0.0 → 1.3.0" in body
    assert "- Renamed: `old.py` → `new.py`" in body
    assert "- Deleted: `gone.py`" in body
    assert "- Submodules: `lib` 1111111111 → 2222222222" in body
    assert "- Binary: `logo.png` (10 → 2,048 bytes)" in body
    assert "- Mode changed: `run.sh` (100644 → 100755)" in body


def test_a_rename_alone_has_a_body():
    body = draft([commit("Move it")], [change("b.py", 0, 0, kind="renamed", old_path="a.py")]).body

    assert "- Renamed: `a.py` → `b.py`" in body


@pytest.mark.parametrize("path", ["with`tick", "``", "new\nline", "ta\tb", "`lead", "ünïcödé"])
def test_a_hostile_path_stays_in_its_code_span(path):
    body = draft([commit("One"), commit("Two")], [change(path), change("b")]).body

    assert body.startswith("2 commits. Changes `")
    assert "\n" not in body.partition(" and `b` (+2).")[0]
