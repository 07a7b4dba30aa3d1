"""Which pull requests are left alone, and why."""

from dataclasses import replace

import pytest

from pr_writer.context.skip_rules import SkipRules, find_skip_reason, is_outsider
from pr_writer.values import PullRequest

PULL = PullRequest(7, "t", "", "main", "b" * 40, "topic", "h" * 40, author="octocat")
RULES = SkipRules(
    "true", skip_drafts=True, skip_label="no-pr-writer", skip_branches=("release-please--*", "renovate/*")
)


@pytest.mark.parametrize(
    ("facts", "rules", "reason"),
    [
        ({}, RULES, None),
        ({"author": "renovate[bot]"}, RULES, "bot"),
        ({"author": "octo-app", "author_is_bot": True}, RULES, "bot"),
        ({"author": "renovate[bot]"}, replace(RULES, skip_bots="false"), None),
        ({"author": "renovate[bot]"}, replace(RULES, skip_bots="dependencies"), "bot"),
        ({"author": "Dependabot[bot]"}, replace(RULES, skip_bots="dependencies"), "bot"),
        ({"author": "snyk-bot"}, replace(RULES, skip_bots="dependencies"), "bot"),
        ({"author": "copilot-swe-agent[bot]", "author_is_bot": True}, replace(RULES, skip_bots="dependencies"), None),
        ({"author": "devin-ai-integration[bot]"}, replace(RULES, skip_bots="dependencies"), None),
        ({"head_ref": "release-please--branches--main"}, RULES, "branch"),
        ({"head_ref": "renovate/all/deep"}, RULES, "branch"),
        ({"head_ref": "my/renovate/x"}, RULES, None),
        ({"head_ref": "Renovate/x"}, RULES, None),
        ({"head_ref": "renovate/x"}, replace(RULES, skip_branches=()), None),
        ({"is_draft": True}, RULES, "draft"),
        ({"is_draft": True}, replace(RULES, skip_drafts=False), None),
        ({"labels": ("bug", "No-PR-Writer")}, RULES, "label"),
    ],
)
def test_a_pull_request_is_left_alone_for_a_reason_that_has_a_name(facts, rules, reason):
    found = find_skip_reason(replace(PULL, **facts), rules)

    assert (found and found[0]) == reason
    assert found is None or found[1].endswith(".")


@pytest.mark.parametrize(("expected", "reason"), [("", None), ("h" * 40, None), ("e" * 40, "head-moved")])
def test_an_event_of_another_head_is_left_to_the_run_of_the_newer_push(expected, reason):
    found = find_skip_reason(PULL, RULES, expected_head=expected)

    assert (found and found[0]) == reason


@pytest.mark.parametrize(
    ("facts", "event", "actor", "expected"),
    [
        ({"is_fork": True}, "pull_request", "a", True),
        ({"is_fork": True}, "pull_request_review", "a", True),
        ({"is_fork": True}, "pull_request_target", "a", False),
        ({"is_fork": True}, "workflow_dispatch", "a", False),
        ({}, "pull_request", "a", False),
        ({"author": "dependabot[bot]"}, "pull_request", "a", True),
        ({}, "push", "dependabot[bot]", True),
    ],
)
def test_forks_and_dependabot_are_from_outside_where_github_gives_them_no_secrets(facts, event, actor, expected):
    assert is_outsider(replace(PULL, **facts), event=event, actor=actor) is expected
