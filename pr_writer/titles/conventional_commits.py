"""The head of a Conventional Commit, ``type(scope)!: description``, and what says that a change breaks its users."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from string import punctuation, whitespace

from pr_writer.lazy_pattern import compile_lazily
from pr_writer.values import Commit

_HEADER = compile_lazily(
    r"(?P<type>[A-Za-z]{2,12})(?:\((?P<scope>[^()\n]{0,40})\))?(?P<bang>!)?: +(?P<rest>\S.*)", re.DOTALL
)
_NOT_A_TYPE = frozenset({"re", "fwd", "note", "todo", "wip", "http", "https"})
# The text may begin on a later line, unless that is the next footer. A heading or a comment is a template's.
_FOOTER = compile_lazily(r"^BREAKING[ -]CHANGE:(?:[ \t]*|\s+(?![\w-]{1,40}: ))(?P<text>[^\s#<].*)", re.MULTILINE)
_NOTHING = frozenset(
    {"", "none", "no", "nope", "nothing", "n/a", "na", "false", "not applicable", "no breaking changes"}
)


@dataclass(frozen=True, slots=True)
class Header:
    """A subject in its parts; ``type`` is empty where it has no head."""

    type: str
    scope: str
    is_breaking: bool
    rest: str


def read_header(subject: str) -> Header | None:
    """Return a subject's parts where it is in the form."""
    match = _HEADER.fullmatch(subject.strip())
    if not match or match["type"].lower() in _NOT_A_TYPE:
        return None
    return Header(match["type"], (match["scope"] or "").strip(), bool(match["bang"]), match["rest"])


def has_breaking_footer(commit: Commit) -> bool:
    """Return True if a commit's message has the footer, and not only to deny it."""
    return any(not is_denial(match["text"]) for match in _FOOTER.finditer(commit.body))


def is_denial(text: str) -> bool:
    """Return True if a footer's text is none: "none", "n/a" and the like."""
    return text.strip(f"{punctuation}{whitespace}").lower() in _NOTHING


def is_breaking(commits: Iterable[Commit]) -> bool:
    """Return True if a commit has the exclamation mark, or the footer."""
    return any(
        ((header := read_header(one.subject)) and header.is_breaking) or has_breaking_footer(one) for one in commits
    )
