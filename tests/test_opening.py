"""A branch without a pull request gets one: the whole program on a push, against a GitHub on loopback."""

import dataclasses
import json

import pytest
from support.action import ANSWER, REPO
from support.runner import copy_workspace
from support.server import Answer

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
    assert sent == {
        "title": "Greet visitors by name",
        "body": sent["body"],
        "head": "feature",
        "base": "main",
        **({"draft": True} if is_draft else {}),
    }
    assert github.pulls[REPO, 1].draft is is_draft
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


@pytest.mark.parametrize(
    ("arrange", "inputs", "reason", "calls"),
    [
        ({"to": "main"}, {}, "no-pull-request", [LIST]),
        ({"to": "main"}, {"base": "feature"}, "no-pull-request", [LIST]),
        ({"to": "feature"}, {"base": "feature"}, "no-pull-request", [LIST]),
        ({"facts": {"ref": "refs/tags/v1"}}, {"base": "main"}, "no-pull-request", []),
        ({"facts": {"deleted": True}}, {"base": "main"}, "no-pull-request", []),
        ({"to": "behind"}, {}, "empty-diff", [LIST, COMPARE.replace("feature", "behind")]),
        ({"to": "equal"}, {}, "empty-diff", [LIST, COMPARE.replace("feature", "equal")]),
        ({"to": "nothing"}, {}, "empty-diff", [LIST, COMPARE.replace("feature", "nothing")]),
        ({}, {"skip-branches": "feat*"}, "branch", [LIST]),
        ({"fork": True}, {}, "no-pull-request", [LIST]),
        ({"facts": {"after": "e" * 40}}, {}, "head-moved", [LIST, COMPARE]),
    ],
)
def test_nothing_is_opened_where_nothing_belongs(github, model, repo, push, arrange, inputs, reason, calls):
    repo.git("branch", "behind", "main~1")
    repo.git("branch", "equal", "main")
    repo.git("checkout", "--quiet", "-b", "nothing", "main")
    repo.commit("Say nothing")
    if arrange.get("fork"):
        github.forks.add(REPO)
    event = github.make_push_event(REPO, arrange.get("to", "feature"), **arrange.get("facts", {}))

    result = push(event=event, inputs=inputs)

    assert (result.exit_code, result.outputs["outcome"], result.outputs["skipped-reason"]) == (0, "skipped", reason)
    assert len(result.annotated("notice")) == 1
    assert github.calls() == calls
    assert model.requests == posts(github) == []


def test_an_open_pull_request_of_the_branch_is_described_and_no_second_one_opened(github, pull, push):
    assert push().outputs["outcome"] == "updated"
    assert github.calls() == [LIST, *[f"GET /repos/{REPO}/pulls/7"] * 2, f"PATCH /repos/{REPO}/pulls/7"]


def test_a_base_that_an_open_pull_request_does_not_go_into_is_said_not_to_be_heeded(github, pull, push):
    result = push(inputs={"base": "release"})

    assert (result.outputs["outcome"], result.outputs["pr-number"]) == ("updated", "7")
    assert "Pull request 7 goes into main, so the input base is not heeded." in result.log


def test_one_that_was_closed_at_the_same_commit_is_neither_reopened_nor_doubled(github, model, pull, push):
    pull.state = "closed"

    result = push()

    assert (result.outputs["outcome"], result.outputs["skipped-reason"]) == ("skipped", "closed")
    assert "#7" in result.annotated("notice")[0]
    assert github.calls() == [LIST, COMPARE]
    assert (pull.state, model.requests) == ("closed", [])


def test_a_new_commit_after_a_closed_one_opens_another(github, pull, push):
    pull.state, pull.head_sha = "closed", pull.base_sha

    assert (push().outputs["outcome"], len(posts(github))) == ("created", 1)
    assert pull.title == "feature"


def test_one_that_appears_while_the_model_thinks_is_described_with_its_authors_words(github, model, repo, push):
    def open_meanwhile(_):
        ends = {"head_sha": repo.rev("feature"), "base_sha": repo.rev("main")}
        github.add_pull(REPO, 9, title="feature", body="Why: nobody was greeted.", **ends)
        return ANSWER

    model.answers = [open_meanwhile, ANSWER]

    result = push()

    assert (result.outputs["outcome"], result.outputs["pr-number"]) == ("updated", "9")
    assert github.pulls[REPO, 9].body.startswith("Why: nobody was greeted.\n\n<!-- pr-writer:begin")
    assert "Why: nobody was greeted." in model.prompts[-1]
    assert len(github.pulls) == 1
    again = [LIST, *[f"GET /repos/{REPO}/pulls/9"] * 2, f"PATCH /repos/{REPO}/pulls/9"]
    assert github.calls() == [*LOOK, POST, *again]


def test_what_another_run_opened_meanwhile_with_the_same_draft_stands(github, model, push):
    other = []

    def run_another(_):
        if not other:
            other.append(push())
        return ANSWER

    model.answers = [run_another, ANSWER, ANSWER]

    assert push().outputs["outcome"] == "unchanged"
    assert other[0].outputs["outcome"] == "created"
    assert len(github.pulls) == 1


@pytest.mark.parametrize("message", ["GitHub Actions is not permitted to create or approve pull requests.", "No."])
def test_a_refusal_names_the_permission_and_the_setting(github, push, message):
    github.answer_next(403, {"message": message}, method="POST")

    result = push()

    assert (result.exit_code, result.outputs["outcome"]) == (1, "failed")
    (error,) = result.annotated("error")
    for words in (message, "`pull-requests: write`", '"Allow GitHub Actions to create and approve pull requests"'):
        assert words in error


def test_a_repository_without_draft_pull_requests_says_so(github, push):
    github.has_drafts = False

    result = push("draft")

    assert (result.exit_code, github.pulls) == (1, {})
    assert "Set the input create-pull-request to true." in result.annotated("error")[0]


def test_a_base_that_is_not_there_is_an_error_and_no_model_is_asked(github, model, push):
    result = push(inputs={"base": "nowhere"})

    assert (result.exit_code, model.requests) == (1, [])
    assert "check base" in result.annotated("error")[0]


def test_branches_that_share_no_history_are_an_error(github, model, repo, push):
    repo.git("checkout", "--quiet", "--orphan", "feature-2")
    repo.commit("Start anew", {"new.txt": "new\n"})
    github.answer_next(404, {"message": "No common ancestor between main and feature-2."}, path=".*compare.*")

    result = push(to="feature-2")

    assert (result.exit_code, model.requests) == (1, [])
    assert "share no history" in result.annotated("error")[0]


def test_an_answer_that_does_not_hold_what_was_sent_is_no_success(github, push):
    github.answer_next(201, {"number": 1, "title": "Something else", "body": ""}, method="POST")

    result = push()

    assert (result.exit_code, result.outputs["outcome"]) == (1, "failed")
    assert "Look whether there is one" in result.annotated("error")[0]


@pytest.mark.parametrize("is_heard", [False, True])
def test_a_gateway_that_fails_opens_one_all_the_same_and_no_two(github, push, is_heard):
    def fail(request):
        if is_heard:
            github._open_pull(request, REPO)
        return Answer(502, "")

    github._add(fail, method="POST", path=".*/pulls", times=1)

    result = push()

    assert result.outputs["outcome"] == "created"
    assert list(github.pulls) == [(REPO, 1)]
    assert len(posts(github)) == (1 if is_heard else 2)


def test_with_a_key_the_block_is_signed_with_the_number_in_two_more_calls(github, push):
    result = push(inputs=KEY)

    assert result.outputs["outcome"] == "created"
    (sent,) = posts(github)
    assert "pr-writer:begin" not in sent["body"]
    assert sent["body"].endswith("- Add a greeting\n\n<sub>LLM: gpt-4o-mini</sub>")
    signing = [f"GET /repos/{REPO}/pulls/1", f"PATCH /repos/{REPO}/pulls/1"]
    assert github.calls() == [*LOOK, POST, *signing]
    body = github.pulls[REPO, 1].body
    assert body.startswith("<!-- pr-writer:begin")
    assert " sig=" in body
    assert body.count("Visitors were not greeted.") == 1
    assert push(inputs=KEY).outputs["outcome"] == "unchanged"


def test_a_block_that_cannot_be_signed_is_an_error_that_names_the_open_pull_request(github, push):
    github.answer_next(500, {"message": "Server Error"}, method="PATCH", times=9)

    result = push(inputs=KEY)

    assert (result.exit_code, result.outputs["outcome"], result.outputs["pr-number"]) == (1, "failed", "1")
    assert "Pull request #1 is open, and its block could not be signed." in result.annotated("error")[0]


def test_a_dry_run_shows_what_would_be_opened_and_opens_nothing(github, push):
    result = push(inputs={"dry-run": "true"})

    assert (result.outputs["outcome"], posts(github)) == ("dry-run", [])
    assert "A pull request from feature into main would be opened." in result.log
    assert "Visitors were not greeted." in result.summary


def test_a_commit_that_is_pushed_meanwhile_is_named(github, model, repo, push):
    def push_meanwhile(_):
        repo.commit("And more", {"more.txt": "more\n"})
        return ANSWER

    model.answers = [push_meanwhile]

    result = push()

    assert result.outputs["outcome"] == "created"
    assert "A commit was pushed during this run" in result.log


def test_without_update_body_it_is_opened_with_a_title_alone(github, push):
    push(inputs={"update-body": "false", "update-title": "false"})

    (sent,) = posts(github)
    assert (sent["title"], sent["body"]) == ("Greet visitors by name", "")


def test_the_repositorys_template_is_filled_in(github, model, repo, runner, push):
    repo.checkout("main")
    repo.commit("Ask for a reason", {".github/pull_request_template.md": "## Why\n\n<!-- the reason -->\n\n## What\n"})
    repo.checkout("feature")
    repo.merge("main")
    copy_workspace(repo.path, runner)
    model.answers = ["Greet visitors by name\n\n## Why\n\nVisitors were not greeted.\n\n## What\n\n- Add a greeting"]

    assert push().outputs["outcome"] == "created"
    body = github.pulls[REPO, 1].body
    assert body.index("## Why") < body.index("Visitors were not greeted.") < body.index("## What")
    assert github.calls() == [LIST, COMPARE, POST]


def test_a_dispatch_opens_one_for_the_branch_that_head_names_and_asks_for_the_default_branch(github, branch, start):
    inputs = {"create-pull-request": "true", "head": "refs/heads/feature"}

    result = start("workflow_dispatch", github.make_dispatch_event(REPO), inputs=inputs)

    assert result.outputs["outcome"] == "created"
    assert github.calls() == [LIST, f"GET /repos/{REPO}", *LOOK[1:], POST]


@pytest.mark.parametrize(
    ("inputs", "words"),
    [
        ({}, "Name one that was pushed with the input head."),
        ({"base": "main"}, "Name one that was pushed with the input head."),
        ({"head": "HEAD"}, "no branch's name"),
        ({"head": "mona:feature"}, "a branch of another repository"),
        ({"head": "a" * 40}, "no branch's name"),
        ({"head": "feature", "base": "main~1"}, "no branch's name"),
        ({"head": "feature", "create-pull-request": "yes"}, "must be true, false or draft"),
    ],
)
def test_a_head_that_is_no_branch_is_an_error(github, model, branch, start, inputs, words):
    given = {"create-pull-request": "true", **inputs}

    result = start("workflow_dispatch", github.make_dispatch_event(REPO), inputs=given)

    assert (result.exit_code, model.requests, posts(github)) == (1, [], [])
    assert words in result.annotated("error")[0]


def test_without_a_clone_the_commits_are_fetched(github, runner, push):
    for path in runner.workspace.iterdir():
        path.rename(runner.job / path.name)

    assert push().outputs["outcome"] == "created"
    assert github.calls() == [*LOOK, POST]


def test_a_server_that_knows_no_drafts_is_named(github, push):
    github._add(lambda request: github._open_pull(as_ready(request), REPO), method="POST", path=".*/pulls", times=1)

    assert "not as a draft pull request" in push("draft").log


def as_ready(request):
    """The request as a server reads it that does not know the field."""
    fields = {name: value for name, value in request.json.items() if name != "draft"}
    return dataclasses.replace(request, body=json.dumps(fields).encode())
