"""Which issues the author named: the only ones that a draft may name alive."""

from __future__ import annotations

import re
from dataclasses import dataclass

_KEYWORD = r"(?:close[sd]?|fix(?:e[sd])?|resolve[sd]?)"
_NUMBERED = r"issues|pull|pulls|discussions"

# Bounded, and begun at a word's start alone: one long word must not cost its length squared.
REFERENCE = re.compile(
    rf"https?://(?P<host>[^\s/]+)/(?P<url_repo>[\w.-]+/[\w.-]+)/(?:{_NUMBERED})/(?P<url_number>\d+)"
    r"|(?<![\w.-])(?P<repo>[\w.-]{1,39}/[\w.-]{1,100})#(?P<repo_number>\d+)(?![A-Za-z0-9])"
    r"|(?<![A-Za-z0-9])(?P<dashed>gh-(?P<gh_number>\d+))(?![A-Za-z0-9])"
    r"|(?:(?<![\w-])(?P<user>[A-Za-z0-9][\w-]{1,38}))?#(?P<number>\d+)(?![A-Za-z0-9])",
    re.IGNORECASE,
)
_CLOSES = re.compile(rf"(?<![A-Za-z0-9]){_KEYWORD}[^A-Za-z0-9]{{0,12}}\Z", re.IGNORECASE)

# What a change takes back fixes nothing any more: Revert "Close the file. Fixes #12".
_REVERT = re.compile(r"[^\w\n]{0,12}revert:? [\"“]", re.IGNORECASE)
_SUBJECT_READ = 400  # characters before a number, in which its line begins

_PATH = re.compile(
    rf"(?:^|/)(?P<repo>[\w.-]+/[\w.-]+)?/?(?:{_NUMBERED})/(?P<number>\d+)(?![A-Za-z0-9_])", re.IGNORECASE
)

# fix/123-crash, issue-123, 123-fix-the-crash: a branch names its issue without a hash.
_BRANCH = re.compile(
    rf"(?<![^\s/])(?:(?:{_KEYWORD}|issues?|bug|bugfix|hotfix|feature|feat|gh|pr|ticket)[-_/#]+(?P<after>\d{{1,9}})(?=[-_/\s]|$)"
    r"|(?P<before>\d{1,9})(?=-[a-z]\w*-\w))"
    # Further on only a word that nothing else follows with a number: "fix-issue-12", "crash-on-start-fixes-12".
    r"|(?<=[a-z][-_])(?:issues?|fixes|closes|resolves)[-_#]+(?P<within>\d{1,9})(?=[-_/\s]|$)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class References:
    """The issues that a text names, as ``#12`` or ``owner/repo#12``, and those of them that it closes."""

    named: frozenset[str]
    closed: frozenset[str]

    def allow(self, reference: str, *, closing: bool) -> bool:
        """Return True if a draft may name this issue, or close it."""
        return reference in (self.closed if closing else self.named)


def read_references(human_text: str) -> References:
    """What the author's text, the commits and the branch name."""
    named, closed = set(), set()
    for found in REFERENCE.finditer(human_text):
        names = {name_reference(found)}
        if found["url_number"]:
            names.add(f"#{found['url_number']}")
        named |= names
        before = human_text[max(0, found.start() - _SUBJECT_READ) : found.start()]
        if closes(before[-40:]) and not is_revert(before.rpartition("\n")[2]):
            closed |= names
    # A branch's name is what somebody meant to work on; that it is done, its commits or its author have to say.
    named |= {f"#{number}" for number in list_branch_numbers(human_text)}
    return References(frozenset(named), frozenset(closed))


def list_branch_numbers(head_ref: str) -> list[int]:
    """The issues that a branch's name names, as ``fix/123-crash`` does."""
    return [int(found["after"] or found["before"] or found["within"]) for found in _BRANCH.finditer(head_ref)]


def is_revert(subject: str) -> bool:
    """Return True if a subject is git's own for a revert, which quotes the subject of what it takes back."""
    return _REVERT.match(subject) is not None


def name_reference(found: re.Match[str]) -> str:
    """One spelling for the issue that a match names."""
    if found["url_number"]:
        return f"{found['url_repo'].lower()}#{found['url_number']}"
    if found["repo"]:
        return f"{found['repo'].lower()}#{found['repo_number']}"
    if found["gh_number"]:
        return f"#{found['gh_number']}"
    return f"{(found['user'] or '').lower()}#{found['number']}"


def name_target(href: str) -> str | None:
    """The issue that a link leads to, absolute or relative; None where it leads to none."""
    found = _PATH.search(href.split("?", maxsplit=1)[0].split("#", maxsplit=1)[0])
    return f"{(found['repo'] or '').lower()}#{found['number']}" if found else None


def closes(before: str) -> bool:
    """Return True if what stands before a reference is a keyword that makes merging close it."""
    return _CLOSES.search(before[-40:]) is not None
