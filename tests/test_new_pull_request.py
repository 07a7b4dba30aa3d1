"""What a branch would become is known from what the event says and from as few calls as can be."""

import shlex

import pytest

from pr_writer.errors import ActionError
from pr_writer.events import Ended
from pr_writer.github_api import GitHubApi
from pr_writer.inputs.settings_reader import read_settings
from pr_writer.new_pull_request import read_new_pull

REPO = "octo/demo"


@pytest.fixture
def read(github, repo):
    """Ask what the branch `feature` would become."""
    github.add_repository(REPO, repo.path)

    def ask(*flags, branch="feature", actor="octocat", listed=()):
        settings = read_settings([*flags, "--create-pull-request", "true"], {"GITHUB_ACTOR": actor})
        return read_new_pull(branch, listed, settings, GitHubApi(github.url, "ghs_fake", REPO, sleep=lambda _: None))

    return ask


def test_it_has_the_tips_of_both_branches(github, repo, read):
    pull = read()

    assert (pull.base_ref, pull.head_ref, pull.number) == ("main", "feature", None)
    assert (pull.base_sha, pull.head_sha) == (repo.rev("main"), repo.rev("feature"))


def test_the_tip_of_a_branch_of_many_commits_is_found(github, repo, read):
    repo.commit_many(310, "long")

    assert read(branch="long").head_sha == repo.rev("long")


def test_a_base_may_be_named(github, repo, read):
    repo.git("branch", "release/1.x", "main~1")

    pull = read("--base", "refs/heads/release/1.x")

    assert (pull.base_ref, pull.base_sha) == ("release/1.x", repo.rev("main~1"))


@pytest.mark.parametrize("actor", ["renovate[bot]", "github-actions[bot]"])
def test_the_branch_of_a_bot_is_left_to_the_bot(read, actor):
    ended = read(actor=actor)

    assert isinstance(ended, Ended)
    assert ended.skipped_reason == "bot"
    assert not isinstance(read("--skip-bots", "false", actor=actor), Ended)


def test_drafts_are_opened_though_drafts_are_skipped(read):
    assert not isinstance(read("--skip-drafts", "true"), Ended)


@pytest.mark.parametrize("branch", ["gone", "a;rm${IFS}-rf", "$(id)", "ü", "x" * 300])
def test_a_branch_that_github_does_not_have_is_to_be_pushed_and_its_name_runs_nothing(read, branch):
    with pytest.raises(ActionError, match="git push -u origin") as caught:
        read(branch=branch)

    command = str(caught.value).partition("(`")[2].partition("`)")[0]
    assert shlex.split(command) == ["git", "push", "-u", "origin", branch]


def test_an_answer_that_is_no_repository_is_an_error(github, read):
    github.answer_next(200, {"message": "hello"}, path=r".*/demo")

    with pytest.raises(ActionError, match="something other than a repository"):
        read()
