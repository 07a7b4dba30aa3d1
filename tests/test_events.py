"""The whole program on events that are no ordinary push: edits, another base, comments, other workflows."""

import pytest
from support.action import NUMBER, REPO


@pytest.fixture
def edited(github, pull):
    """A way to make the event of an edit: what the pull request is now, and what was changed."""

    def make(**changes):
        return github.make_event(REPO, NUMBER, action="edited") | {"changes": changes}

    return make


def test_an_edit_of_title_or_body_is_answered_in_one_call(github, model, edited, start):
    result = start(event=edited(title={"from": "Old"}))

    assert (result.exit_code, result.outputs["outcome"]) == (0, "unchanged")
    assert github.calls() == [f"GET /repos/{REPO}/pulls/{NUMBER}"]
    assert model.requests == []


def test_a_changed_base_is_drafted_anew_and_what_that_writes_does_not_start_it_again(github, model, edited, start):
    assert start(event=edited(base={"ref": {"from": "dev"}})).outputs["outcome"] == "updated"
    github.requests.clear()

    assert start(event=edited(body={"from": "old"})).outputs["outcome"] == "unchanged"
    assert (len(github.api_requests), len(model.requests)) == (1, 1)


def test_a_run_of_an_old_event_describes_the_pull_request_against_the_base_that_it_has_now(
    repo, model, github, pull, start
):
    event = github.make_event(REPO, NUMBER)
    repo.checkout("main")
    repo.branch("dev")
    pull.base_ref, pull.base_sha = "dev", repo.rev("feature~1")

    start(event=event)

    assert "## Commits: 1\n" in model.prompts[0]


def test_an_owners_command_gets_a_reaction_and_one_that_may_not_react_still_drafts(github, pull, start):
    comment = {"id": 99, "body": "/Describe", "author_association": "OWNER"}
    event = {"action": "created", "issue": {"number": NUMBER, "pull_request": {"url": "x"}}, "comment": comment}

    assert start("issue_comment", event).outputs["outcome"] == "updated"
    assert github.reactions == [(REPO, 99, "eyes")]

    github.answer_next(403, {"message": "Resource not accessible by integration"}, times=1, path=".*/reactions")
    result = start("issue_comment", event, inputs={"force": "true"})
    assert (result.exit_code, result.annotated("warning")) == (0, [])


def test_a_workflow_run_describes_the_pull_request_that_it_belongs_to(github, pull, start):
    event = {"action": "completed", "workflow_run": {"pull_requests": [{"number": NUMBER}]}}

    assert start("workflow_run", event).outputs["outcome"] == "updated"


def test_a_release_tools_branch_is_left_alone(github, pull, start):
    pull.head_ref = "release-please--branches--main"

    result = start()

    assert (result.outputs["outcome"], result.outputs["skipped-reason"]) == ("skipped", "branch")
    assert github.patches() == []


@pytest.mark.parametrize(
    "title", ["Retry uploads three times on flaky networks", "[ABC-1] Retry uploads", "Version Packages"]
)
def test_a_title_that_somebody_wrote_stays_by_default(github, pull, start, title):
    pull.title = title

    assert start().outputs["outcome"] == "updated"
    assert pull.title == title


def test_a_range_that_was_asked_for_is_drafted_whatever_the_event(github, pull, start):
    event = {"ref": "refs/tags/v1", "deleted": False}

    result = start("push", event, inputs={"base": "main", "head": "feature"})

    assert (result.exit_code, result.outputs["outcome"]) == (0, "dry-run")
    assert result.outputs["title"]
