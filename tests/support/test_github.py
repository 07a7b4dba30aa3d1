"""The fake GitHub is held against PyGithub and git themselves, and against GitHub's own description."""

from __future__ import annotations

import pytest
from github import Auth, Github, GithubException

from .github import FakeGitHub
from .openapi import find_answer_faults, find_request_faults, translate_nullable
from .repos import make_repo

REPO = "octo/demo"


@pytest.fixture
def pull(github, repo):
    github.add_repository(REPO, repo.path)
    return github.add_pull(REPO, 7, title="old", body="words", base_sha=repo.rev("main"), head_sha=repo.head)


def connect(server, token="t"):
    return Github(
        base_url=server.url, auth=Auth.Token(token), retry=None, seconds_between_requests=0, seconds_between_writes=0
    )


def test_a_pull_request_is_read_and_edited_by_pygithub(github, pull, repo):
    found = connect(github).get_repo(REPO).get_pull(7)

    assert (found.title, found.body, found.head.sha, found.commits) == ("old", "words", repo.head, 3)

    found.edit(title="new", body="other")

    assert github.patches() == [{"title": "new", "body": "other"}]
    assert (pull.title, pull.body) == ("new", "other")
    assert github.calls()[-1] == f"PATCH /repos/{REPO}/pulls/7"


def test_an_enterprise_server_answers_below_its_prefix(repo):
    with FakeGitHub(prefix="/api/v3") as github:
        github.add_repository(REPO, repo.path)
        github.add_pull(REPO, 1, base_sha=repo.rev("main"), head_sha=repo.head)

        found = connect(github).get_repo(REPO).get_pull(1)
        found.edit(title="new")

        assert found.url.startswith(f"{github.origin}/api/v3/repos/")
        assert github.violations == []


@pytest.mark.usefixtures("pull")
def test_compare_names_the_merge_base_that_git_finds(github, repo):
    compared = connect(github).get_repo(REPO).compare(repo.rev("main"), repo.head)

    assert compared.merge_base_commit.sha == repo.git("merge-base", "main", "feature")
    assert [commit.commit.message.split("\n")[0] for commit in compared.commits] == [
        "Add a greeting",
        "Greet by name",
        "Explain greetings",
    ]


@pytest.mark.usefixtures("pull")
def test_lists_are_paged_as_github_pages_them(github):
    assert [file.filename for file in connect(github).get_repo(REPO).get_pull(7).get_files()] == [
        "README.md",
        "app.py",
        "greet.py",
    ]
    assert (
        len(
            list(
                Github(base_url=github.url, per_page=1, seconds_between_requests=0)
                .get_repo(REPO)
                .get_pull(7)
                .get_commits()
            )
        )
        == 3
    )


@pytest.mark.usefixtures("pull")
def test_pull_requests_are_found_by_their_head(github):
    github.add_pull(REPO, 8, head_ref="other")
    repository = connect(github).get_repo(REPO)

    assert [found.number for found in repository.get_pulls(state="open", head="octo:feature")] == [7]


@pytest.mark.usefixtures("pull")
def test_comments_are_kept(github):
    issue = connect(github).get_repo(REPO).get_pull(7)
    issue.create_issue_comment("hello")

    assert [comment.body for comment in issue.get_issue_comments()] == ["hello"]


@pytest.mark.parametrize(
    ("edit", "says"),
    [
        ({"title": " "}, "blank"),
        ({"title": "t" * 257}, "256"),
        ({"body": "b" * 65_537}, "65536"),
    ],
)
def test_an_edit_that_github_refuses_is_refused(github, pull, edit, says):
    with pytest.raises(GithubException, match=says) as caught:
        connect(github).get_repo(REPO).get_pull(7).edit(**edit)

    assert caught.value.status == 422
    assert pull.title == "old"


def test_a_script_answers_drops_and_calls_back_before_things_go_on_as_usual(github, pull):
    repository = connect(github).get_repo(REPO)
    github.answer_next(502, {"message": "Server Error"}, method="GET", path=r"/pulls/7$")
    github.before_next(lambda _: setattr(pull, "body", "edited meanwhile"), method="PATCH")

    with pytest.raises(GithubException) as caught:
        repository.get_pull(7)
    repository.get_pull(7).edit(title="new")

    assert caught.value.status == 502
    assert pull.body == "edited meanwhile"

    github.drop_next()
    with pytest.raises(OSError, match="closed connection"):
        repository.get_pull(7)


@pytest.mark.usefixtures("pull")
def test_who_may_write(github):
    with pytest.raises(GithubException, match="Requires authentication"):
        Github(base_url=github.url, retry=None).get_repo(REPO).get_pull(7).edit(title="x")

    github.token = "right"
    with pytest.raises(GithubException, match="Bad credentials"):
        connect(github, "wrong").get_repo(REPO)


@pytest.mark.usefixtures("pull")
def test_git_fetches_one_commit_without_its_blobs(github, repo, tmp_path):
    target = make_repo(tmp_path / "partial")
    target.git("config", "remote.origin.promisor", "true")
    target.git("fetch", "--no-tags", "--depth=1", "--filter=blob:none", f"{github.origin}/{REPO}", repo.head)

    assert target.git("rev-list", "FETCH_HEAD") == repo.head
    assert f"?{repo.git('rev-parse', 'HEAD:app.py')}" in target.git(
        "rev-list", "--objects", "--missing=print", "FETCH_HEAD"
    )


@pytest.mark.usefixtures("pull")
def test_events_carry_the_whole_pull_request(github):
    event = github.make_event(REPO, 7, action="synchronize")

    assert (event["action"], event["number"], event["repository"]["full_name"]) == ("synchronize", 7, REPO)
    assert find_answer_faults("GET", f"/repos/{REPO}/pulls/7", 200, event["pull_request"]) == []


@pytest.mark.parametrize(
    ("body", "fault"),
    [
        ({"title": "t", "body": "b"}, None),
        ({"title": None}, "None is not of type 'string'"),
        ({"titel": "t"}, "unknown field 'titel'"),
        ({"state": "gone"}, "'gone' is not one of"),
    ],
)
def test_a_request_is_held_against_the_description(body, fault):
    faults = find_request_faults("PATCH", "/repos/o/r/pulls/1", body)

    assert (faults == []) if fault is None else (fault in faults[0])


@pytest.mark.usefixtures("pull")
def test_an_answer_is_held_against_the_description(github):
    shown = github.make_event(REPO, 7)["pull_request"]
    del shown["mergeable_state"]

    assert "mergeable_state" in find_answer_faults("GET", f"/repos/{REPO}/pulls/7", 200, shown)[0]


@pytest.mark.parametrize(
    ("schema", "plain"),
    [
        ({"type": "string", "nullable": True}, {"anyOf": [{"type": "string"}, {"type": "null"}]}),
        ({"type": "string", "nullable": False}, {"type": "string"}),
        ({"properties": {"nullable": {"type": "string"}}}, {"properties": {"nullable": {"type": "string"}}}),
        ({"items": [{"enum": ["a"], "nullable": True}]}, {"items": [{"anyOf": [{"enum": ["a"]}, {"type": "null"}]}]}),
    ],
)
def test_nullable_is_translated(schema, plain):
    assert translate_nullable(schema) == plain
