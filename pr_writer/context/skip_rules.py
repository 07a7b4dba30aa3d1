"""PullRequest → the reason to leave it alone, if there is one."""

from __future__ import annotations

from dataclasses import dataclass, replace
from fnmatch import fnmatchcase

from pr_writer.values import PullRequest, SkipReason

DEPENDABOT = "dependabot[bot]"
CLOSED = "The pull request is closed; reopen it to have it described."
# Accounts that move versions and do nothing else, without the "[bot]" that GitHub gives to apps; each is the name under
# which the service opens pull requests.
DEPENDENCY_BOTS = frozenset(
    {
        "dependabot",
        "dependabot-preview",
        "depfu",
        "greenkeeper",
        "greenkeeperio-bot",
        "mend-for-github-com",
        "pre-commit-ci",
        "pyup-bot",
        "renovate",
        "renovate-bot",
        "renovatebot",
        "scala-steward",
        "self-hosted-renovate",
        "snyk-bot",
        "whitesource-bolt-for-github",
    }
)

WITHOUT_SECRETS_FOR_FORKS = frozenset({"pull_request", "pull_request_review", "pull_request_review_comment"})


@dataclass(frozen=True, slots=True)
class SkipRules:
    """Which pull requests this workflow leaves alone.

    ``skip_bots`` is ``true``, ``false`` or ``dependencies``: only bots that move versions. ``skip_branches`` are globs.
    """

    skip_bots: str
    skip_drafts: bool
    skip_label: str
    skip_branches: tuple[str, ...] = ()


def find_skip_reason(
    pull: PullRequest, rules: SkipRules, *, expected_head: str = "", is_ours: bool = False
) -> tuple[SkipReason, str] | None:
    """Return why this pull request is left alone, as the output's word and as a sentence; None where it is not.

    ``expected_head`` is the commit that the run's event is about, empty where it is about none. ``is_ours`` is True for
    one that this action opened itself: GitHub names a bot as its author then.
    """
    if pull.state == "closed":
        return "closed", CLOSED
    if expected_head not in {"", pull.head_sha}:
        return "head-moved", "A newer commit was pushed since this run's event; the run of that push describes it."
    return _apply_rules(pull, replace(rules, skip_bots="false") if is_ours else rules)


def _apply_rules(pull: PullRequest, rules: SkipRules) -> tuple[SkipReason, str] | None:
    if _is_unwanted_bot(pull, rules.skip_bots):
        return "bot", f"{pull.author} is a bot, and ⟨skip-bots⟩ is {rules.skip_bots}."
    if glob := next((glob for glob in rules.skip_branches if fnmatchcase(pull.head_ref, glob)), None):
        return "branch", f"The branch {pull.head_ref} is one of ⟨skip-branches⟩ ({glob})."
    if rules.skip_drafts and pull.is_draft:
        return "draft", "It is a draft, and ⟨skip-drafts⟩ is true."
    if rules.skip_label.casefold() in {label.casefold() for label in pull.labels}:
        return "label", f"It has the label {rules.skip_label}."
    return None


def _is_unwanted_bot(pull: PullRequest, skip_bots: str) -> bool:
    if skip_bots == "dependencies":
        return pull.author.removesuffix("[bot]").lower() in DEPENDENCY_BOTS
    return skip_bots == "true" and (pull.author_is_bot or pull.author.endswith("[bot]"))


def is_outsider(pull: PullRequest, *, event: str, actor: str) -> bool:
    """Return True if this run has a read-only token and no secrets, whatever the workflow says.

    So GitHub runs ``pull_request`` and its reviews for forks, and every event for Dependabot:
    https://docs.github.com/en/actions/reference/workflows-and-actions/events-that-trigger-workflows#pull_request
    """
    return (pull.is_fork and event in WITHOUT_SECRETS_FOR_FORKS) or DEPENDABOT in {actor, pull.author}
