"""What an event says about a pull request, and that nothing in an event file is taken for granted."""

import json

import pytest

from pr_writer.errors import ActionError
from pr_writer.inputs.event_file import Event, read_event
from pr_writer.values import Home, PullRequest

OWNER = {"body": "/describe", "author_association": "OWNER"}
ON_PULL = {"number": 4, "pull_request": {"url": "x"}}


def read(tmp_path, name, payload):
    path = tmp_path / "event.json"
    path.write_text(payload if isinstance(payload, str) else json.dumps(payload))
    return read_event(name, str(path))


def make_pull_event(action="opened", **facts):
    ends = {"base": {"sha": "b" * 40, "ref": "main"}, "head": {"sha": "h" * 40}}
    return {"action": action, "pull_request": {"number": 4, **ends}, **facts}


@pytest.mark.parametrize(
    ("payload", "expected"),
    [
        (make_pull_event("opened"), False),
        (make_pull_event("edited", changes={"title": {"from": "x"}}), True),
        (make_pull_event("edited", changes={"body": {"from": "x"}}), True),
        (make_pull_event("edited", changes={"base": {"ref": {"from": "dev"}}, "title": {"from": "x"}}), False),
        (make_pull_event("edited"), True),
    ],
)
def test_an_edit_counts_only_where_the_base_was_changed(tmp_path, payload, expected):
    assert read(tmp_path, "pull_request", payload).edits_text_only is expected


@pytest.mark.parametrize(
    "name", ["pull_request", "pull_request_target", "pull_request_review", "pull_request_review_comment"]
)
def test_what_happens_on_a_pull_request_names_it(tmp_path, name):
    event = read(tmp_path, name, make_pull_event())

    assert (event.number, event.base_sha, event.head_sha) == (4, "b" * 40, "h" * 40)


@pytest.mark.parametrize(
    ("pulls", "number"), [([{"number": 9}], 9), ([], None), ([{"number": 9}, {"number": 10}], None), ("x", None)]
)
def test_a_workflow_run_of_one_pull_request_is_about_it(tmp_path, pulls, number):
    event = read(tmp_path, "workflow_run", {"workflow_run": {"pull_requests": pulls}})

    assert event.number == number
    assert event.skip_reason == (None if number else "no-pull-request")


def test_a_push_names_its_branch_its_commit_and_the_default_branch(tmp_path):
    payload = {"ref": "refs/heads/topic/a", "after": "c" * 40, "repository": {"default_branch": "trunk", "fork": True}}

    event = read(tmp_path, "push", payload)

    assert (event.branch, event.head_sha, event.home) == ("topic/a", "c" * 40, Home("trunk", is_fork=True))


@pytest.mark.parametrize("repository", [None, {}, {"default_branch": ""}, {"default_branch": 7}, "x"])
def test_a_push_may_not_say_the_default_branch(tmp_path, repository):
    assert read(tmp_path, "push", {"ref": "refs/heads/topic", "repository": repository}).home is None


@pytest.mark.parametrize("body", ["/describe", "/Describe", "  /DESCRIBE\n", "/describe shortly"])
def test_a_command_may_be_written_in_any_case(tmp_path, body):
    event = read(
        tmp_path,
        "issue_comment",
        {"action": "created", "issue": ON_PULL, "comment": {**OWNER, "body": body, "id": 77}},
    )

    assert (event.number, event.comment_id, event.skip_reason) == (4, 77, None)


@pytest.mark.parametrize("body", ["/described", "describe", "please /describe", ""])
def test_other_comments_are_no_command(tmp_path, body):
    event = read(tmp_path, "issue_comment", {"action": "created", "issue": ON_PULL, "comment": {**OWNER, "body": body}})

    assert event.skip_reason == "no-command"


@pytest.mark.parametrize(("base_ref", "expected"), [("main", "e" * 40), ("dev", "p" * 40)])
def test_the_base_of_an_event_counts_only_while_the_pull_request_names_it(base_ref, expected):
    event = Event("pull_request", 4, base_sha="e" * 40, base_ref="main")

    assert event.find_base(PullRequest(4, "", "", base_ref, "p" * 40, "topic", "h" * 40)) == expected


@pytest.mark.parametrize(
    "name", ["pull_request", "issue_comment", "push", "workflow_run", "workflow_dispatch", "merge_group", "x"]
)
@pytest.mark.parametrize(
    "payload",
    [
        {},
        [],
        "null",
        "1",
        "{",
        "[" * 100_000,
        '{"pull_request": {"number": true}}',
        '{"pull_request": {"number": -1, "base": 3, "head": "x"}}',
        '{"pull_request": {"number": 1e999}}',
        '{"issue": {"number": "4", "pull_request": 1}, "comment": "x", "action": "created"}',
        '{"issue": 4, "comment": {"body": 5, "author_association": []}, "action": {}}',
        '{"workflow_run": {"pull_requests": [null, 3, {"number": {}}]}}',
        '{"ref": 5, "deleted": "x", "inputs": 7}',
        '{"inputs": {"pr-number": [1]}}',
        "\ud800".encode("utf-8", "surrogatepass").decode("latin-1"),
    ],
)
def test_an_event_file_that_holds_anything_is_read_or_refused_in_a_sentence(tmp_path, name, payload):
    refusal, event = "", None
    try:
        event = read(tmp_path, name, payload)
    except ActionError as exc:
        refusal = str(exc)

    assert refusal.endswith(".") if refusal else event.number is None or event.number > 0
