"""Which issues the author named: the only ones that a draft may name alive.

The same issue has one name, however it is written: ``#12`` in its own repository, ``owner/repo#12`` in others of the
same server, ``host/owner/repo#12`` on another server. So what a text names depends on where it is read, its *home*: the
host and, where it is known, the repository (``github.com/owner/repo``, in lower case).
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from pr_writer.lazy_pattern import compile_lazily

_KEYWORD = r"(?:close[sd]?|fix(?:e[sd])?|resolve[sd]?)"
_NUMBERED = r"issues|pull|pulls|discussions"

# Bounded, and begun at a word's start alone: one long word must not cost its length squared.
REFERENCE = compile_lazily(
    rf"https?://(?P<host>[^\s/]+)/(?P<url_repo>[\w.-]+/[\w.-]+)/(?:{_NUMBERED})/(?P<url_number>\d+)"
    r"|(?<![\w.-])(?P<repo>[\w.-]{1,39}/[\w.-]{1,100})#(?P<repo_number>\d+)(?![A-Za-z0-9])"
    r"|(?<![A-Za-z0-9])(?P<dashed>gh-(?P<gh_number>\d+))(?![A-Za-z0-9])"
    r"|(?:(?<![\w-])(?P<user>[A-Za-z0-9][\w-]{1,38}))?#(?P<number>\d+)(?![A-Za-z0-9])",
    re.IGNORECASE,
)
_CLOSES = compile_lazily(rf"(?<![A-Za-z0-9]){_KEYWORD}[^A-Za-z0-9]{{0,12}}\Z", re.IGNORECASE)

# What a change takes back fixes nothing any more: Revert "Close the file. Fixes #12".
_REVERT = compile_lazily(r"[^\w\n]{0,12}revert:? [\"“]", re.IGNORECASE)
_SUBJECT_READ = 400  # characters before a number, in which its line begins

_HOST = compile_lazily(r"(?:https?:)?//([^\s/?#]+)", re.IGNORECASE)
_ADDRESS = compile_lazily(r"https?://\S+", re.IGNORECASE)  # "/issues/12" in it is no branch's name
_PATH = compile_lazily(
    rf"(?:^|/)(?P<repo>[\w.-]+/[\w.-]+)?/?(?:{_NUMBERED})/(?P<number>\d+)(?![A-Za-z0-9_])", re.IGNORECASE
)

# fix/123-crash, issue-123, 123-fix-the-crash: a branch names its issue without a hash.
_BRANCH = compile_lazily(
    rf"(?<![^\s/])(?:(?:{_KEYWORD}|issues?|bug|bugfix|hotfix|feature|feat|gh|pr|ticket)[-_/#]+(?P<after>\d{{1,9}})(?=[-_/\s]|$)"
    r"|(?P<before>\d{1,9})(?=-[a-z]\w*-\w))"
    # Further on only a word that nothing else follows with a number: "fix-issue-12", "crash-on-start-fixes-12".
    r"|(?<=[a-z][-_])(?:issues?|fixes|closes|resolves)[-_#]+(?P<within>\d{1,9})(?=[-_/\s]|$)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class References:
    """The issues that a text names, and those of them that it closes, by their names at ``home``."""

    named: frozenset[str]
    closed: frozenset[str]
    home: str = ""

    def name(self, found: re.Match[str]) -> str:
        """Return the name of the issue that a match of REFERENCE names, where this text is read."""
        return name_reference(found, self.home)

    def allow(self, reference: str, *, closing: bool) -> bool:
        """Return True if a draft may name this issue, or close it."""
        return reference in (self.closed if closing else self.named)


def make_home(server_url: str, repository: str) -> str:
    """Return where references are read: the server's host, and the repository's owner/name where it is known."""
    host = server_url.partition("://")[2].strip("/")
    return f"{host}/{repository}".rstrip("/").lower()


def read_references(human_text: str, home: str = "") -> References:
    """Return what the author's text, the commits and the branch name, read at ``home``."""
    named, closed = set(), set()
    for found in REFERENCE.finditer(human_text):
        name = name_reference(found, home)
        named.add(name)
        before = human_text[max(0, found.start() - _SUBJECT_READ) : found.start()]
        if closes(before[-40:]) and not is_revert(before.rpartition("\n")[2]):
            closed.add(name)
    # A branch's name is what somebody meant to work on; that it is done, its commits or its author have to say.
    named |= {f"#{number}" for number in list_branch_numbers(_ADDRESS.sub(" ", human_text))}
    return References(frozenset(named), frozenset(closed), home)


def list_branch_numbers(head_ref: str) -> list[int]:
    """The issues that a branch's name names, as ``fix/123-crash`` does."""
    return [int(found["after"] or found["before"] or found["within"]) for found in _BRANCH.finditer(head_ref)]


def is_revert(subject: str) -> bool:
    """Return True if a subject is git's own for a revert, which quotes the subject of what it takes back."""
    return _REVERT.match(subject) is not None


def name_reference(found: re.Match[str], home: str = "") -> str:
    """Return the one name of the issue that a match of REFERENCE names, read at ``home``."""
    if found["url_number"]:
        return _name(found["host"], found["url_repo"], found["url_number"], home)
    if found["repo"]:
        return _name("", found["repo"], found["repo_number"], home)
    if found["gh_number"]:
        return f"#{found['gh_number']}"
    return f"{(found['user'] or '').lower()}#{found['number']}"


def name_target(href: str, home: str = "") -> str | None:
    """Return the name of the issue that a link leads to, absolute or relative; None where it leads to none."""
    found = _PATH.search(href.split("?", maxsplit=1)[0].split("#", maxsplit=1)[0])
    if not found:
        return None
    host = _HOST.match(href)
    return _name(host[1] if host else "", found["repo"] or "", found["number"], home)


def _name(host: str, repository: str, number: str, home: str) -> str:
    """Return the name of an issue; ``host`` and ``repository`` are blank where nothing says that they are others."""
    own_host, _, own_repository = home.partition("/")
    host, repository = host.lower(), repository.lower()
    if host and host != own_host:
        return f"{host}/{repository}#{number}"
    return f"{'' if repository == own_repository else repository}#{number}"


def closes(before: str) -> bool:
    """Return True if what stands before a reference is a keyword that makes merging close it."""
    return _CLOSES.search(before[-40:]) is not None
