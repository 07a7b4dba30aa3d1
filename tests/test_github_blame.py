"""Who wrote lines, as GitHub's GraphQL tells it: read defensively, and asked only where nothing else knows."""

import os

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.action import NUMBER, REPO

from pr_writer.context.past_commits import read_past_commits
from pr_writer.events import PromptShown
from pr_writer.git import open_repository
from pr_writer.git.diff_reader import read_changes
from pr_writer.github_api import GitHubApi
from pr_writer.github_blame import parse_blame, parse_commits
from pr_writer.inputs.settings_reader import read_settings
from pr_writer.pipeline import draft_pull_request
from pr_writer.server_history import MAX_COMMITS, MAX_FILES, ServerLineHistory, find_line_history
from pr_writer.values import Commit, Issue, PastCommit

A, B = "a" * 40, "b" * 40
HEADING = "## Commits that wrote the lines that this change removes or changes"
BODY = "Other people's files have tabs, and an editor shows them as eight columns."
LINES = "def parse(text):\n    return text.expandtabs({}).split(',')\n"
COMMIT = {
    "oid": A,
    "committedDate": "2026-01-02T03:04:05Z",
    "message": f"Read tabs\r\n\r\n{BODY}\r\n",
    "changedFilesIfAvailable": 3,
    "author": {"name": "Ada"},
    "parents": {"totalCount": 1},
    "associatedPullRequests": {"nodes": [
        {"number": 12, "title": "T", "body": "Why.", "mergedAt": "x", "baseRepository": {"nameWithOwner": "Octo/Demo"}}
    ]},
}  # fmt: skip
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=9) | st.sampled_from([A, "2026-01-02T", 1]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                [
                    "data",
                    "repository",
                    "object",
                    "f0",
                    "ranges",
                    "startingLine",
                    "endingLine",
                    "commit",
                    *COMMIT,
                    "nodes",
                ]
            ),
            inner,
            max_size=5,
        )
    ),
    max_leaves=30,
)


def answer(*ranges):
    told = [{"startingLine": first, "endingLine": last, "commit": {"oid": sha}} for first, last, sha in ranges]
    return {"data": {"repository": {"object": {"f0": {"ranges": told}}}}}


def test_each_line_has_the_commit_of_its_range():
    assert parse_blame(answer((1, 4, A), (5, 9, B)), 0, [2, 5, 12]) == {2: A, 5: B}


@pytest.mark.parametrize(
    "ranges",
    [[(1, None, A)], [("1", 4, A)], [(1, 4, None)], [(1, 4, "main")], [(1, 4, A.upper())], [(1, 4, f"{A}\n")]],
)
def test_a_range_that_is_none_is_left_out(ranges):
    assert parse_blame(answer(*ranges), 0, [1]) == {}


def test_a_commit_is_told_with_its_message_and_its_pull_request():
    commit = Commit(A, "Read tabs", BODY, "Ada", is_merge=False, file_count=3)

    assert parse_commits({"data": {"repository": {"c0": COMMIT, "c1": None}}}, "octo/demo") == {
        A: PastCommit(commit, "2026-01-02", Issue(12, "T", "Why."))
    }


@pytest.mark.parametrize(
    "pull",
    [
        {"baseRepository": {"nameWithOwner": "octo/fork"}},
        {"baseRepository": None},
        {"mergedAt": None},
        {"number": "12"},
        {"number": 0},
    ],
)
def test_a_pull_request_that_is_not_merged_here_is_not_named(pull):
    nodes = [COMMIT["associatedPullRequests"]["nodes"][0] | pull]
    node = COMMIT | {"associatedPullRequests": {"nodes": nodes}}

    assert parse_commits({"data": {"repository": {"c0": node}}}, "octo/demo")[A].pull is None


@pytest.mark.parametrize("fault", [{"parents": {"totalCount": 0}}, {"oid": "x"}, {"message": None}, {"message": " \n"}])
def test_a_commit_that_says_nothing_or_began_it_all_is_none(fault):
    assert parse_commits({"data": {"repository": {"c0": COMMIT | fault}}}, "octo/demo") == {}


@given(JSON)
def test_whatever_is_answered_nothing_raises(data):
    for wrapped in (data, {"data": {"repository": {"object": {"f0": data}, "c0": data}}}):
        assert all(sha == A for sha in parse_blame(wrapped, 0, [1]).values())
        assert set(parse_commits(wrapped, "octo/demo")) <= {A}


@pytest.fixture
def pull(github, repo):
    """A pull request of which nothing is on the disk; what it changes came with another one."""
    repo.checkout("main")
    repo.commit("Begin the parser of lists", {"src/parser.py": LINES.format("")})
    base = repo.commit(f"Read tabs in the parser\n\n{BODY}", {"src/parser.py": LINES.format(8)})
    repo.branch("narrow")
    repo.commit("Read four columns", {"src/parser.py": LINES.format(4)})
    github.add_repository(REPO, repo.path)
    github.add_pull(REPO, 5, title="Tabs in lists", body="<!-- why? -->\nPeople asked.", state="closed")
    github.brought[base] = 5
    return github.add_pull(REPO, NUMBER, title="narrow", head_ref="narrow", head_sha=repo.head, base_sha=base)


@pytest.fixture
def changes(pull, repo):
    with open_repository(repo.path, environ=os.environ) as repository:
        return read_changes(repository, pull.base_sha, pull.head_sha, max_tokens=24_000)


def test_github_tells_who_wrote_the_lines_and_with_which_pull_request(history, github, changes):
    (past,) = read_past_commits(history, changes)

    assert [call.partition(" ")[2] for call in github.calls()] == ["/graphql", "/graphql"]
    assert (past.commit.subject, past.commit.body) == ("Read tabs in the parser", BODY)
    assert past.pull == Issue(5, "Tabs in lists", "People asked.")
    assert past.places == ("1 line of src/parser.py: return text.expandtabs(8).split(',')",)


@pytest.mark.parametrize(
    "answer",
    [
        (500, {"message": "busy"}),
        (403, {"message": "Resource not accessible by integration"}),
        (404, {"message": "Not Found"}),
        (200, {"errors": [{"type": "RATE_LIMITED", "message": "API rate limit exceeded"}]}),
        (200, {"data": None, "errors": [{"message": "Field 'changedFilesIfAvailable' doesn't exist"}]}),
        (200, b"<html>"),
        (200, b"null"),
    ],
)
def test_where_github_does_not_say_there_is_no_history(history, github, changes, answer):
    github.answer_graphql_with = answer

    assert read_past_commits(history, changes) == ()


@pytest.mark.parametrize(
    ("api_url", "is_asked"),
    [
        ("https://api.github.com", True),
        ("https://api.GitHub.com/", True),
        ("https://api.octocorp.ghe.com", True),
        ("https://ghes.corp.example/api/v3", False),
        ("https://api.github.com.corp.example", False),
        ("https://github.com", False),
        ("http://127.0.0.1:8080", False),
        ("", False),
    ],
)
def test_github_s_own_servers_alone_are_asked(github, api_url, is_asked):
    assert (find_line_history(GitHubApi(github.url, "t", REPO), api_url) is not None) == is_asked


@pytest.fixture
def history(github):
    github.add_repository(REPO)
    return ServerLineHistory(GitHubApi(github.url, "t", REPO))


def test_no_more_is_asked_than_is_worth_it(history, github):
    wanted = {f"{n}.py": [1] for n in range(MAX_FILES + 3)}
    history.find_writers(A, wanted)
    history.read_commits([A] * (MAX_COMMITS + 3))
    first, second = (request.json for request in github.api_requests)

    assert [name for name in first["variables"] if name.startswith("p")] == [f"p{n}" for n in range(MAX_FILES)]
    assert len([name for name in second["variables"] if name.startswith("c")]) == MAX_COMMITS


def test_what_is_passed_over_or_asked_for_in_vain_costs_no_request(history, github):
    assert history.find_writers(A, {"a.py": [1]}, {A}) == {}
    assert history.read_commits([]) == history.find_pulls(A, [A]) == {}
    assert github.api_requests == []


def test_a_run_on_github_com_without_a_clone_shows_a_model_what_github_says(github, pull, tmp_path):
    api = GitHubApi(github.url, "t", REPO)
    servers = {"GITHUB_API_URL": "https://api.github.com", "GITHUB_SERVER_URL": github.origin}
    environ = {"GITHUB_REPOSITORY": REPO, "GITHUB_TOKEN": "t", "PATH": os.environ["PATH"], **servers}
    settings = read_settings(["--show-prompt", f"--pr-number={NUMBER}", f"--repo-dir={tmp_path}"], environ)
    events = []

    draft_pull_request(api.read(NUMBER), settings, api, events.append)

    (prompt,) = (event.text for event in events if isinstance(event, PromptShown))
    told = prompt.partition(HEADING)[2].partition("\n\n## ")[0].split("\n")[1:]
    assert told[0].startswith("- Read tabs in the parser (")
    assert told[0].endswith("; pull request #5, Tabs in lists)")
    assert told[1:] == [
        f"  {BODY}",
        "",
        "  People asked.",
        "  It wrote 1 line of src/parser.py: return text.expandtabs(8).split(',')",
    ]
