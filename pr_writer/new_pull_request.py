"""A branch on GitHub → the pull request that it would become, or the reason why none is opened."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from pr_writer.context.skip_rules import find_skip_reason
from pr_writer.errors import ActionError, UnknownNameError
from pr_writer.events import Ended, skip
from pr_writer.inputs.settings import Settings
from pr_writer.lazy_pattern import compile_lazily
from pr_writer.publish.opening_refusals import explain_unpushed, explain_unrelated
from pr_writer.values import Comparison, PullRequest

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pr_writer.github_api import GitHubApi

# What https://git-scm.com/docs/git-check-ref-format forbids, and what GitHub takes for no branch: a commit's id.
_NO_BRANCH = compile_lazily(r"[\x00-\x20\x7f~^:?*\[\\]|\.\.|@\{|^-|^(?:HEAD|@|[0-9a-f]{40}|[0-9a-f]{64})$")


def read_new_pull(
    branch: str, listed: Iterable[PullRequest], settings: Settings, github: GitHubApi
) -> PullRequest | Ended:
    """Return the pull request that a branch would become; or how the run ends where none is to be opened.

    ``listed`` are the ones that came from it before. Raises ActionError where the branch or its base is not there.
    """
    _check_branch("⟨head⟩", branch)
    home = settings.event.home or github.read_home()
    base = settings.base.removeprefix("refs/heads/") or home.default_branch
    _check_branch("⟨base⟩", base)
    if home.is_fork:
        return skip(
            "no-pull-request",
            f"{github.repository} is a fork, and whether its changes belong there or upstream is for a person to say.",
        )
    if branch in {base, home.default_branch}:
        which = "the default branch" if branch == home.default_branch else "the base"
        return skip("no-pull-request", f"{branch} is {which}, so no pull request is opened for it.")
    pushed = settings.event.head_sha if branch == settings.event.branch else ""
    pull = PullRequest(None, "", "", base, "", branch, pushed, author=settings.actor)
    if reason := find_skip_reason(pull, settings.skip_rules):
        return skip(*reason)
    comparison = _compare(base, branch, github)
    if not comparison.commits:
        return skip("empty-diff", f"{branch} has no commit that {base} has not.")
    pull = replace(pull, base_sha=comparison.base_sha, head_sha=comparison.commits[-1].sha)
    if closed := next((one for one in listed if one.head_sha == pull.head_sha), None):
        was = f"Pull request #{closed.number} was closed or merged at this very commit."
        return skip("closed", f"{was} Push another commit, or reopen it.")
    reason = find_skip_reason(pull, settings.skip_rules, expected_head=pushed)
    return skip(*reason) if reason else pull


def _check_branch(name: str, branch: str) -> None:
    if ":" in branch:
        raise ActionError(f"{name} is {branch!r}, a branch of another repository. Open that pull request by hand.")
    if _NO_BRANCH.search(branch):
        raise UnknownNameError(f"{name} is {branch!r}, which is no branch's name. Name a branch that was pushed.")


def _compare(base: str, branch: str, github: GitHubApi) -> Comparison:
    comparison = github.compare_branches(base, branch)
    if comparison is None:
        raise UnknownNameError(explain_unpushed(branch, github.repository, base))
    if not comparison.merge_base_sha:
        raise ActionError(explain_unrelated(base, branch))
    return comparison
