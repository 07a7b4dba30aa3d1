"""Commits → the pull requests that they merged: what a branch holds that is released, and not worked on."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from pr_writer.lazy_pattern import compile_lazily
from pr_writer.summarizer.branch_names import is_version_line, read_branch, read_release_branch
from pr_writer.summarizer.text_limits import clip_line, fit_items
from pr_writer.titles.generic_titles import clean_subject
from pr_writer.values import Commit, PullRequest

MIN_PULLS = 3  # merged ones, from which on they are what a branch holds, whatever it is called
LISTED_WORDS = 250
TITLE_WORDS = 24
TEXT_READ = 500  # characters of a subject, and of the line below it

_INTEGRATION = frozenset(
    """
    alpha beta canary dev develop development edge integration main master next nightly preprod preview qa stage staging
    test testing trunk uat unstable
    """.split()  # noqa: SIM905 -- a word a line would fill the screen
)
_PRODUCTION = frozenset("deploy live main master prod production release releases stable trunk".split())  # noqa: SIM905 -- reads better
# GitHub's, Bitbucket's, Azure's; GitLab's has the number in the last line of its body.
_MERGES = (
    compile_lazily(
        r"Merge pull request (?P<number>#\d{1,9}) (?:from (?:\S+?/)?(?P<branch>\S+)|in \S+ from \S+ to \S+)"
    ),
    compile_lazily(r"Merged in (?P<branch>\S+) \(pull request (?P<number>#\d{1,9})\)"),
    compile_lazily(r"Merged PR (?P<bare>\d{1,9}): (?P<title>.+)"),
    compile_lazily(r"Merge branch '(?P<branch>[^']+)'(?: into '[^']+')?"),
)
_GITLAB = compile_lazily(r"^See merge request \S{0,200}(?P<number>![0-9]{1,9})$", re.MULTILINE)
_SQUASHED = compile_lazily(r"(?P<title>\S.*\S) \((?:#(?P<bare>\d{1,9})|[Pp]ull request #(?P<bare_too>\d{1,9}))\)")


@dataclass(frozen=True, slots=True)
class MergedPull:
    """A merged pull request, as its merge or its squashed commit names it; ``number`` is as in ``#12`` or ``!12``."""

    number: str
    title: str


def list_merged_pulls(commits: Sequence[Commit]) -> tuple[MergedPull, ...]:
    """Return the pull requests that the commits say they merged, in the commits' order, each once."""
    found: dict[str, MergedPull] = {}
    for commit in commits:
        merged = _read_merge(commit) if commit.is_merge else _read_squash(commit)
        if merged:
            found.setdefault(merged.number, merged)
    return tuple(found.values())


def is_release_branch(pull: PullRequest, pulls: Sequence[MergedPull]) -> bool:
    """Return True if a pull request brings what is finished to another branch: develop → main, release/1.2 → main."""
    head, base = pull.head_ref.lower(), pull.base_ref.lower()
    if not head or head == base:
        return False
    if read_release_branch(head):
        return True
    if is_version_line(head) and is_version_line(base):
        return True
    return bool(pulls) and head in _INTEGRATION and base in _INTEGRATION | _PRODUCTION


def holds_pulls(pull: PullRequest, commits: Sequence[Commit], pulls: Sequence[MergedPull]) -> bool:
    """Return True if a branch is best told as the list of what it merged."""
    if is_release_branch(pull, pulls):
        return bool(pulls)
    if len(pulls) < MIN_PULLS:
        return False
    merges = sum(commit.is_merge and _read_merge(commit) is not None for commit in commits)
    others = sum(not commit.is_merge for commit in commits)
    return merges >= MIN_PULLS or len(pulls) * 5 >= others * 4


def title_release_branch(pull: PullRequest, version: str) -> str:
    """Return the title of a release: its version where one is known, else from where to where it goes."""
    named = read_release_branch(pull.head_ref)
    if is_version_line(pull.head_ref) and is_version_line(pull.base_ref) and not named:
        return f"Merge {pull.head_ref} into {pull.base_ref}"
    # A branch of 1.2 may release 1.2.3, and no 1.3.
    if version and (not named or version.removeprefix("v").startswith(named.removeprefix("v"))):
        return f"Release {version}"
    return f"Release {named}" if named else f"Merge {pull.head_ref} into {pull.base_ref}"


def list_pulls(pulls: Sequence[MergedPull]) -> str:
    """Return the merged pull requests as a list that fits, as GitHub's release notes name them."""
    return fit_items(
        [f"- {clip_line(one.title, TITLE_WORDS)} ({one.number})" for one in pulls], LISTED_WORDS, "pull request"
    )


def read_tip_merge(commits: Sequence[Commit]) -> str:
    """Return the title of the pull request that the last commit merged; "" where it merged none."""
    merged = _read_merge(commits[-1]) if commits and commits[-1].is_merge else None
    return merged.title if merged else ""


def _read_merge(commit: Commit) -> MergedPull | None:
    subject = commit.subject.strip()[:TEXT_READ]
    match = next((match for pattern in _MERGES if (match := pattern.fullmatch(subject))), None)
    if not match:
        return None
    groups = match.groupdict()
    gitlab = _GITLAB.search(commit.body[-TEXT_READ:])
    number = groups.get("number") or (
        f"#{groups['bare']}" if groups.get("bare") else gitlab["number"] if gitlab else ""
    )
    if not number:
        return None  # a branch that was merged without a pull request: main, or somebody's part of the work
    line = commit.body[: 4 * TEXT_READ].strip().partition("\n")[0].strip()[:TEXT_READ]
    if line.startswith(("See merge request", "* commit", "Approved-by:")):
        line = ""
    branch = groups.get("branch") or ""
    title = groups.get("title") or line or read_branch(branch) or branch or subject
    return MergedPull(number, clean_subject(title))


def _read_squash(commit: Commit) -> MergedPull | None:
    match = _SQUASHED.fullmatch(commit.subject.strip()[:TEXT_READ])
    return MergedPull(f"#{match['bare'] or match['bare_too']}", match["title"]) if match else None
