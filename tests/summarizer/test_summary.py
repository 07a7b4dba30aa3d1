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
        pytest.param(["Fix the crash of `parse`"], "patch-1", "Fix the crash of `parse`", id="the only commit"),
        pytest.param(["Fix the crash", "fixup! Fix the crash"], "x", "Fix the crash", id="a fixup"),
        pytest.param(["Fix the crash", "Merge branch 'main' into x"], "x", "Fix the crash", id="a merge of the base"),
        pytest.param(["Retry uploads (#12)"], "x", "Retry uploads", id="a squash's number"),
        pytest.param(["Retry uploads [skip ci] (#12) (#7)"], "x", "Retry uploads", id="marks and numbers"),
        pytest.param(["[skip ci] Retry uploads"], "x", "Retry uploads", id="a mark for a service in front"),
        pytest.param(["Fix typo"], "x", "Fix typo", id="an only commit that is small"),
        pytest.param(["(#12)"], "x", "(#12)", id="a subject that is a number"),
        pytest.param(
            ["Start the retries", "Finish the retries"], "main", "Start the retries", id="the first of equals"
        ),
        pytest.param(
            ["test(cli): show that a tab is lost", "fix(cli): keep tabs"], "x", "fix(cli): keep tabs", id="a test first"
        ),
        pytest.param(
            ["Add a failing test for tabs in names", "Keep tabs in names"], "x", "Keep tabs in names", id="by its words"
        ),
        pytest.param(
            ["refactor(api): pull out paging", "feat(api): page through users"],
            "paging",
            "feat(api): page through users",
            id="what users see before what they do not",
        ),
        pytest.param(
            ["docs: describe retries", "chore: lint", "feat!: retry uploads"],
            "x",
            "feat!: retry uploads",
            id="breaking",
        ),
        pytest.param(
            ["Read the clock once", "Refuse a login from two places", "Sort the imports"],
            "alice/login-two-places",
            "Refuse a login from two places",
            id="what the branch is called after",
        ),
        pytest.param(
            ["Allow a host name", "fix: stop the crash on an empty list"],
            "fix/empty-list",
            "fix: stop the crash on an empty list",
            id="a fix on a branch for one",
        ),
        pytest.param(
            ["Apply suggestions from code review", "Add retries to uploads", "Update client.py", "fix lint"],
            "main",
            "Add retries to uploads",
            id="answers to a review",
        ),
        pytest.param(["wip", "Handle tabs in names", "More"], "patch-3", "Handle tabs in names", id="a wip first"),
        pytest.param(["Fixes #12", "Keep tabs in names"], "x", "Keep tabs in names", id="an issue's number alone"),
        pytest.param(["wip"], "feature/retry-policy", "Retry policy", id="a branch that says more than its commits"),
        pytest.param(
            ["wip", "fix lint"], "alice/ABC-12-login-loop", "ABC-12: Login loop", id="a branch with a ticket's key"
        ),
        pytest.param(["Initial", "Tests"], "copilot/retry-uploads-4f2a9c", "Retry uploads", id="an agent's branch"),
        pytest.param(["fix lint", "Fix tests"], "main", "fix lint", id="nothing but answers to a review"),
        pytest.param(["添加上传重试", "修复拼写"], "main", "添加上传重试", id="no spaces between words"),
        pytest.param(
            ["Let the entry point read as the story, and what it drafts with be elsewhere", "Mend it now", "Test it"],
            "main",
            "Let the entry point read as the story, and what it drafts with be elsewhere",
            id="a long subject stays whole",
        ),
    ],
)
def test_the_title_is_one_whole_subject_or_the_branch(subjects, branch, title):
    commits = tuple(commit(subject, merge=subject.startswith("Merge")) for subject in subjects)

    assert write_title(commits, branch) == title


def test_of_subjects_that_say_as_much_the_first_is_the_title():
    assert write_title(tuple(map(commit, ("Move c", "Move a", "Move b"))), "main") == "Move c"


def test_no_title_counts_what_it_leaves_out():
    commits = tuple(commit(f"Do the thing of number {n}") for n in range(9))

    assert write_title(commits, "main") == "Do the thing of number 0"
    assert write_title((), "main", ("src/a.py", "b.py", "c.py")) == "Update src/a.py and other files"


def test_a_merge_on_the_default_branch_is_named_by_what_it_merged():
    commits = (
        commit("One"),
        commit("Two"),
        commit("Merge pull request #12 from bob/retry-policy", "Retry politely", merge=True),
    )

    assert draft(commits, [change("a.py")], "main").title == "Retry politely"


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
        ("copilot/fix-1b4e28ba-2fa1-11d2-883f-0016d3cca427", ""),
        ("copilot/fix-1234", ""),
        ("copilot/add-paging-to-users-1b4e28ba-2fa1-11d2-883f-0016d3cca427", "Add paging to users"),
        ("claude/retry-uploads-011CUQ2xYzAbCdEfGhIjKl", "Retry uploads"),
        ("claude/retry-uploads-AbC1d", "Retry uploads"),
        ("codex/keep-tabs-in-names-x7k2p9", "Keep tabs in names"),
        ("cursor/fix-login-loop-9f3e", "Fix login loop"),
        ("devin/1718888888-retry-uploads", "Retry uploads"),
        ("alice/retry-uploads-20240501", "Retry uploads"),
        ("feature/read-utf8", "Read utf8"),
        ("revert-12-add-x", ""),
        ("release-1.2", "Release 1.2"),
        ("releases/v2", "Release v2"),
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


@pytest.mark.parametrize(
    ("branch", "title"),
    [
        ("alice/merge-release-3.13-to-main", "Merge release 3.13 to main"),
        ("merge-3.11", "Merge 3.11"),
        ("3.14-to-main", "Merge 3.14 to main"),
        ("sync-main-into-develop", "Merge main into develop"),
        ("backmerge-1.2.3-into-dev", "Merge 1.2.3 into dev"),
        ("merge-workflows", "Say what is new"),
        ("sync-users-to-ldap", "Say what is new"),
        ("port-to-main", "Say what is new"),
    ],
)
def test_a_branch_that_carries_one_line_to_another_is_called_so(branch, title):
    assert draft([commit("Say what is new"), commit("Keep tabs")], [change("a.py")], branch).title == title


@pytest.mark.parametrize(
    ("subject", "title"),
    [("Keep tabs.", "Keep tabs"), ("Wait for more...", "Wait for more...")],
)
def test_a_subjects_full_stop_is_none_of_the_title(subject, title):
    assert draft([commit(subject)], [change("a.py")]).title == title
    assert draft([commit(subject), commit("fixup")], [change("a.py")]).title == title


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

    assert drafted.title == "feat(router): part 0"
    assert drafted.body.startswith("Changes 60 files in `src/` (+630 −570).")
    assert "- Features\n  - router: part 0" in drafted.body
    assert "- Documentation\n  - router: part 0" in drafted.body
    assert len(drafted.body.splitlines()) < 60


@pytest.mark.parametrize(
    ("subject", "opening"),
    [
        ("Keep them", "“Keep them”: Users lost their drafts.\n\nMore."),
        ("Write the retry policy down", "Users lost their drafts.\n\nMore."),
    ],
)
def test_many_commits_are_opened_by_a_reason_and_whose_it_is_unless_the_branch_is_named_after_it(subject, opening):
    commits = [*(commit(f"Take step {n}") for n in range(11)), commit(subject, "Users lost their drafts.\n\nMore.")]

    body = draft(commits, [change("a"), change("b")]).body

    assert body.startswith(f"{opening}\n\n### Changes\n\nChanges `a` and `b` (+2).")


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

    assert body.startswith("Changes `")
    assert "\n" not in body.partition(" and `b` (+2).")[0]
