"""A branch without a pull request gets one: the whole program on a push, against a GitHub on loopback."""

import pytest
from support.action import ANSWER, REPO
from support.runner import copy_workspace

LIST, POST = f"GET /repos/{REPO}/pulls", f"POST /repos/{REPO}/pulls"
COMPARE = f"GET /repos/{REPO}/compare/main...feature"
LOOK = [LIST, COMPARE, "GET /repos/octo/.github/git/trees/HEAD"]
KEY = {"marker-key": "0123456789abcdef0123456789abcdef"}


@pytest.fixture
def branch(github, repo, runner):
    """The branch `feature`, pushed and without a pull request; its clone with full history is the workspace."""
    copy_workspace(repo.path, runner)
    github.add_repository(REPO, repo.path)
    return "feature"


@pytest.fixture
def push(github, branch, start):
    """Run on a push to the branch with create-pull-request."""

    def run(creates="true", *, to=branch, event=None, inputs=None, **kwargs):
        given = {"create-pull-request": creates, **(inputs or {})}
        return start("push", event or github.make_push_event(REPO, to), inputs=given, **kwargs)

    return run


def posts(github):
    return [request.json for request in github.requests if request.method == "POST" and request.path.endswith("/pulls")]


@pytest.mark.parametrize(("creates", "is_draft"), [("true", False), ("draft", True)])
def test_a_push_opens_a_pull_request_with_title_and_body_in_one_post(github, push, creates, is_draft):
    result = push(creates)

    assert (result.exit_code, result.problems) == (0, [])
    (sent,) = posts(github)
    assert sent["body"].startswith("<!-- pr-writer:begin")
    assert sent["body"].endswith("- Add a greeting\n\n<sub>LLM: gpt-4o-mini</sub>\n<!-- pr-writer:end -->")
    assert {name: sent[name] for name in ("title", "head", "base", "draft")} == {
        "title": "Greet visitors by name",
        "head": "feature",
        "base": "main",
        "draft": is_draft,
    }
    assert github.calls() == [*LOOK, POST]
    assert result.outputs["outcome"] == "created"
    assert result.outputs["pr-number"] == "1"
    assert result.outputs["title"] == "Greet visitors by name"
    assert "Opened [pull request #1]" in result.summary


def test_the_next_run_knows_its_own_pull_request_and_asks_nobody(github, model, push):
    push()
    github.requests.clear()

    result = push()

    assert result.outputs["outcome"] == "unchanged"
    assert len(model.requests) == 1
    assert github.calls() == [LIST, f"GET /repos/{REPO}/pulls/1"]


def test_a_later_push_keeps_what_was_opened_fresh_though_a_bot_opened_it(github, model, repo, runner, push):
    push()
    repo.commit("Greet twice", {"greeting.py": "def greet(name):\n    return 2 * f'Hello {name}'\n"})
    copy_workspace(repo.path, runner)
    github.pulls[REPO, 1].head_sha = repo.head
    model.answers = [ANSWER.replace("Add a greeting", "Greet twice")]

    assert push().outputs["outcome"] == "updated"
    assert "Greet twice" in github.pulls[REPO, 1].body


def test_without_the_setting_a_push_opens_nothing(github, push):
    result = push("false")

    assert (result.outputs["outcome"], result.outputs["skipped-reason"]) == ("skipped", "no-pull-request")
    assert github.calls() == [LIST]
