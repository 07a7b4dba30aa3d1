"""PullRequest → the reason to leave it alone, if there is one."""

from __future__ import annotations

from dataclasses import dataclass

from pr_writer.values import PullRequest, SkipReason

DEPENDABOT = "dependabot[bot]"


@dataclass(frozen=True, slots=True)
class SkipRules:
    """Which pull requests this workflow leaves alone."""

    skip_bots: bool
    skip_drafts: bool
    skip_label: str


def find_skip_reason(pull: PullRequest, rules: SkipRules, *, expected_head: str = "") -> tuple[SkipReason, str] | None:
    """Return why this pull request is left alone, as the output's word and as a sentence; None where it is not.

    ``expected_head`` is the commit that the run's event is about, empty where it is about none.
    """
    if expected_head not in {"", pull.head_sha}:
        return "head-moved", "A newer commit was pushed since this run's event; the run of that push describes it."
    if rules.skip_bots and (pull.author_is_bot or pull.author.endswith("[bot]")):
        return "bot", f"{pull.author} is a bot, and skip-bots is true."
    if rules.skip_drafts and pull.is_draft:
        return "draft", "It is a draft, and skip-drafts is true."
    if rules.skip_label.casefold() in {label.casefold() for label in pull.labels}:
        return "label", f"It has the label {rules.skip_label}."
    return None


def is_outsider(pull: PullRequest, *, event: str, actor: str) -> bool:
    """Return True if this run has a read-only token and no secrets, whatever the workflow says.

    So GitHub runs ``pull_request`` for forks, and every event for Dependabot:
    https://docs.github.com/en/actions/reference/workflows-and-actions/events-that-trigger-workflows#pull_request
    """
    return (pull.is_fork and event == "pull_request") or DEPENDABOT in {actor, pull.author}
