"""A draft is written into the pull request as it is at that moment, whatever happens between two tries."""

import pytest

from pr_writer.events import PullRequestRead
from pr_writer.github_api import GitHubApi
from pr_writer.publish.input_digest import InputDigest
from pr_writer.publish.publish_draft import Publication, publish_draft
from pr_writer.values import Draft

REPO = "octo/demo"


@pytest.fixture
def meanwhile():
    """What happens while a run waits for its next try."""
    return []


@pytest.fixture
def pulls(github, meanwhile):
    github.add_pull(REPO, 7, title="wip", body="The author's text.")
    return GitHubApi(github.url, "ghs_fake", REPO, sleep=lambda _: [act() for act in meanwhile])


def make_publication(body="Drafted.", title="Fix the crash"):
    return Publication(
        draft=Draft(title, body, "m"),
        inputs=InputDigest("0a"),
        coverage="",
        update_title="true",
        update_body=True,
        templates=(),
        commit_subjects=(),
        is_outsider=False,
    )


def publish(pulls, publication=None):
    events = []
    ended = publish_draft(pulls, pulls.read(7), publication or make_publication(), events.append)
    return ended, events


@pytest.fixture
def fail_once(github, meanwhile):
    """Answer the next PATCH with a 502, heard or not, and let a person act on the pull request afterwards."""

    def fail(act, *, is_heard=False):
        pull = github.pulls[REPO, 7]

        def happen():
            if is_heard:
                sent = github.patches()[-1]
                pull.title, pull.body = sent.get("title", pull.title), sent.get("body", pull.body)
            act(pull)

        github.answer_next(502, "", method="PATCH", times=1)
        meanwhile.append(happen)

    return fail


def test_a_draft_is_written_with_one_read_and_one_write(github, pulls):
    ended, events = publish(pulls)

    assert (ended.outcome, len(github.patches())) == ("updated", 1)
    assert sum(isinstance(event, PullRequestRead) for event in events) == 1
    assert github.pulls[REPO, 7].body.startswith("The author's text.\n\n<!-- pr-writer:begin")


def test_what_a_person_wrote_between_two_tries_is_kept(github, pulls, fail_once):
    fail_once(lambda pull: setattr(pull, "body", "The author's new text."))

    ended, _ = publish(pulls)

    assert (ended.outcome, len(github.patches())) == ("updated", 2)
    assert github.pulls[REPO, 7].body.startswith("The author's new text.\n\n<!-- pr-writer:begin")


def test_a_title_that_a_person_wrote_between_two_tries_is_theirs(github, pulls, fail_once):
    fail_once(lambda pull: setattr(pull, "title", "Mend the crash for good"))

    ended, _ = publish(pulls)

    assert ended.outcome == "updated"
    assert github.pulls[REPO, 7].title == "Mend the crash for good"
    assert "title" not in github.patches()[-1]


def test_a_try_that_was_heard_though_it_seemed_to_fail_is_not_repeated(github, pulls, fail_once):
    fail_once(lambda _: None, is_heard=True)

    ended, _ = publish(pulls)

    assert (ended.outcome, len(github.patches())) == ("updated", 1)
    assert github.pulls[REPO, 7].title == "Fix the crash"


def test_an_edit_of_a_block_that_was_heard_is_kept(github, pulls, fail_once):
    fail_once(lambda pull: setattr(pull, "body", pull.body.replace("One.", "Mine.")), is_heard=True)

    ended, _ = publish(pulls, make_publication("One.\n\nTwo."))

    assert ended.outcome in ("updated", "unchanged")
    assert "Mine.\n\nTwo." in github.pulls[REPO, 7].body


@pytest.mark.parametrize(
    ("field", "value", "reason"), [("state", "closed", "closed"), ("head_sha", "f" * 40, "head-moved")]
)
def test_a_pull_request_that_was_closed_or_pushed_to_between_two_tries_is_left_alone(
    github, pulls, fail_once, field, value, reason
):
    fail_once(lambda pull: setattr(pull, field, value))

    ended, _ = publish(pulls)

    assert (ended.outcome, ended.skipped_reason, len(github.patches())) == ("skipped", reason, 1)


def test_a_pull_request_that_was_closed_during_the_run_is_left_alone(github, pulls):
    read = pulls.read(7)
    github.pulls[REPO, 7].state = "closed"

    ended = publish_draft(pulls, read, make_publication(), lambda _: None)

    assert (ended.skipped_reason, github.patches()) == ("closed", [])
