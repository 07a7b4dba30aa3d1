"""A branch that brings along what was merged before: the list of it, and a title that names the release."""

import pytest
from support.drafting import change, changes, commit, patched

from pr_writer.summarizer.merged_pulls import list_merged_pulls
from pr_writer.summarizer.summary import summarize_changes
from pr_writer.values import PullRequest


def pull(head_ref, base_ref="main"):
    return PullRequest(1, "", "", base_ref, "b" * 40, head_ref, "h" * 40)


def merge(number, branch, title=""):
    return commit(f"Merge pull request #{number} from octo/{branch}", title, merge=True)


WORK = [
    commit("Retry uploads", "The network is flaky."),
    merge(301, "retry-uploads", "Retry uploads three times\n\nLonger words."),
    commit("wip"),
    commit("Keep tabs"),
    merge(302, "keep-tabs"),
    commit("Page through users (#311)"),
    commit("Merge branch 'main' into develop", merge=True),
]


FILES = (change("src/a.py", 9, 1),)


def draft(head_ref, base_ref="main", commits=WORK, files=FILES):
    return summarize_changes(pull(head_ref, base_ref), changes(commits, files))


@pytest.mark.parametrize(
    ("one", "number", "title"),
    [
        (merge(301, "x", "Retry uploads"), "#301", "Retry uploads"),
        (merge(301, "fix/login-loop"), "#301", "Fix login loop"),
        (merge(301, "x"), "#301", "x"),
        (merge(301, "x", "\n\nRetry (#301)\n"), "#301", "Retry"),
        (commit("Page through users (#311)"), "#311", "Page through users"),
        (commit("Merged PR 12: Retry uploads", merge=True), "#12", "Retry uploads"),
        (
            commit("Merged in fix/login-loop (pull request #7)", "Mend it\n\nApproved-by: A", merge=True),
            "#7",
            "Mend it",
        ),
        (
            commit("Merge branch 'x' into 'main'", "Retry uploads\n\nSee merge request group/project!45", merge=True),
            "!45",
            "Retry uploads",
        ),
    ],
)
def test_a_merged_pull_request_is_read_from_its_merge_or_squash(one, number, title):
    assert [(found.number, found.title) for found in list_merged_pulls([one])] == [(number, title)]


@pytest.mark.parametrize(
    "one",
    [
        commit("Merge branch 'release/1.2' into dev", merge=True),
        commit("Merge remote-tracking branch 'origin/main'", merge=True),
        commit("Merge branch 'main' of https://x.test/a/b", merge=True),
        commit("Fix #12"),
        commit("Say (#x)"),
        commit("(#12)"),
    ],
)
def test_what_merged_no_pull_request_is_none(one):
    assert list_merged_pulls([one]) == ()


@pytest.mark.parametrize(
    ("head_ref", "base_ref", "files", "title"),
    [
        (
            "develop",
            "main",
            [patched("package.json", '-  "version": "1.3.0",', '+  "version": "1.4.0",')],
            "Release 1.4.0",
        ),
        ("develop", "main", [patched("VERSION", "-1.3.0", "+1.4.0"), change("src/a.py")], "Release 1.4.0"),
        ("develop", "main", [patched("CHANGELOG.md", "+## [1.4.0] - 2026-11-29", "+- Retries")], "Release 1.4.0"),
        ("develop", "main", [patched("tests/data/package.json", '+"version": "9.9.9",')], "Merge develop into main"),
        ("develop", "main", [change("src/a.py")], "Merge develop into main"),
        ("staging", "production", [change("src/a.py")], "Merge staging into production"),
        ("release/1.4.0", "main", [change("src/a.py")], "Release 1.4.0"),
        ("release/1.4", "main", [patched("VERSION", "-1.3.9", "+1.4.2")], "Release 1.4.2"),
        ("release/1.4", "main", [patched("VERSION", "-1.4.0", "+1.5.0-dev")], "Release 1.4"),
        ("release-v2", "main", [change("src/a.py")], "Release v2"),
        ("6.x", "8.x", [change("src/a.py")], "Merge 6.x into 8.x"),
        ("v1.2", "v1.3", [change("src/a.py")], "Merge v1.2 into v1.3"),
    ],
)
def test_the_title_names_the_release_and_not_what_was_merged_last(head_ref, base_ref, files, title):
    assert draft(head_ref, base_ref, files=files).title == title


@pytest.mark.parametrize(
    ("subject", "title"),
    [
        ("Release 1.4.0", "Release 1.4.0"),
        ("chore(release): v1.4.0", "Release v1.4.0"),
        ("v1.4.0", "Release v1.4.0"),
        ("Bump version to 1.4.0", "Release 1.4.0"),
        ("Support 1.4.0 of the protocol", "Merge develop into main"),
    ],
)
def test_a_commit_that_is_called_after_a_version_names_it(subject, title):
    assert draft("develop", commits=[*WORK, commit(subject)]).title == title


def test_the_body_lists_what_was_merged():
    assert draft("develop").body == (
        "Brings to `main` what was merged before:\n\n"
        "- Retry uploads three times (#301)\n- Keep tabs (#302)\n- Page through users (#311)\n\n"
        "1 file changed (+9 −1)."
    )


def test_a_branch_of_any_name_that_holds_merged_pull_requests_is_told_by_them():
    commits = [one for n in range(5) for one in (commit(f"Step {n}"), merge(n, f"part-{n}", f"Do part {n}"))]

    drafted = draft("sprint-12", commits=commits)

    assert "- Do part 0 (#0)\n- Do part 1 (#1)" in drafted.body
    assert drafted.title == "Sprint 12"


@pytest.mark.parametrize(
    ("head_ref", "commits", "title"),
    [
        (
            "dev",
            [commit("Retry uploads"), commit("Merge branch 'release/1.2' into dev", merge=True)],
            "Retry uploads",
        ),
        (
            "retry-uploads",
            [commit("Retry uploads politely"), commit("Keep tabs"), merge(12, "sub", "Sort imports")],
            "Retry uploads politely",
        ),
        ("retry-uploads", [commit("Retry uploads (#12)"), commit("Keep tabs (#13)")], "Retry uploads"),
        ("release/1.2.0", [commit("Say what is new in this version")], "Say what is new in this version"),
    ],
)
def test_an_ordinary_branch_is_no_release(head_ref, commits, title):
    drafted = draft(head_ref, commits=commits)

    assert drafted.title == title
    assert "Brings to" not in drafted.body


def test_ten_thousand_merged_pull_requests_are_listed_as_far_as_they_fit():
    commits = [merge(n, f"part-{n}", f"Do part {n} of all that is to be done this year") for n in range(10_000)]

    body = draft("develop", commits=commits).body

    assert len(body.split()) < 400
    assert body.count("\n- ") > 10
    assert "more pull requests" in body
