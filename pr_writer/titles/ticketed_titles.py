"""Titles with a ticket's key: ``ABC-123: Title``, ``[ABC-123] Title``, ``ABC-123 | Title`` or ``Title (ABC-123)``."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from pr_writer.lazy_pattern import compile_lazily
from pr_writer.titles.capitalization import CONVENTION_SHARE, fit_case, is_mostly_lower
from pr_writer.titles.ticket_ids import find_named, has_only_keys, skip_joint, take_keys, take_trailing_keys
from pr_writer.values import Changes

_KEYED = compile_lazily(
    r"(?P<open>[\[(]?)(?P<key>(?P<project>[A-Za-z][A-Za-z0-9]{1,9})-[0-9]{1,9})(?P<close>[\])]?)"
    r"(?P<after>:| [-–—|]|)\s+(?P<rest>\S.*)",
    re.DOTALL,
)
_KEYED_BEHIND = compile_lazily(
    r"(?P<open>[\[(])(?P<key>(?P<project>[A-Za-z][A-Za-z0-9]{1,9})-[0-9]{1,9})(?P<close>[\])])\s*"
)


@dataclass(frozen=True, slots=True)
class Ticketed:
    """Titles with a key; ``frame`` is how and where one is written, ``projects`` what comes before a key's hyphen."""

    projects: tuple[str, ...]
    frame: str  # with {key} and {rest}
    is_lower: bool

    def describe(self, changes: Changes | None = None) -> str:
        """Return the form in words, for the prompt."""
        del changes  # what the history knows is all there is to say
        example = self.frame.format(key=f"{self.projects[0]}-123", rest="title")
        return f"in the form `{example}`, with the ticket that the author, a commit or the branch names, else without"

    def apply(self, title: str, changes: Changes, human_text: str) -> str:
        """Return the title with the keys that people gave, never with another one."""
        named = find_named(changes, human_text, self.projects)
        before, rest = take_keys(title, self.projects)
        behind, rest = take_trailing_keys(rest, self.projects)
        keys = (*before, *behind)
        kept = tuple(key for key in keys if key in named)
        is_in_place = not (before if self.frame.startswith("{rest}") else behind)
        if (len(kept) > 1 and kept == keys and is_in_place) or has_only_keys(title, self.projects):
            return title

        rest = fit_case(skip_joint(rest), is_lower=self.is_lower)
        key = ", ".join(kept or named[:1])
        return self.frame.format(key=key, rest=rest) if key else rest


def learn_ticketed(subjects: Sequence[str]) -> Ticketed | None:
    """Return the form, with the projects in use, where most subjects have it."""
    matches = [match for match in map(_KEYED.fullmatch, subjects) if match]
    if len(matches) < CONVENTION_SHARE * len(subjects):
        return _learn_behind(subjects)
    projects = Counter(match["project"] for match in matches)
    frames = Counter(f"{match['open']}{{key}}{match['close']}{match['after']} {{rest}}" for match in matches)
    return Ticketed(
        tuple(name for name, _ in projects.most_common(5)),
        frames.most_common(1)[0][0],
        is_mostly_lower([match["rest"] for match in matches]),
    )


def _learn_behind(subjects: Sequence[str]) -> Ticketed | None:
    """Return the form with the key in brackets behind the title, where most subjects have that."""
    starts = (max(subject.rfind("["), subject.rfind("(")) for subject in subjects)
    found = [
        (subject[:start].strip(), match)
        for subject, start in zip(subjects, starts, strict=True)
        if start > 0 and (match := _KEYED_BEHIND.fullmatch(subject, start)) and subject[:start].strip()
    ]
    if not found or len(found) < CONVENTION_SHARE * len(subjects):
        return None
    projects = Counter(match["project"] for _, match in found)
    frames = Counter(f"{{rest}} {match['open']}{{key}}{match['close']}" for _, match in found)
    return Ticketed(
        tuple(name for name, _ in projects.most_common(5)),
        frames.most_common(1)[0][0],
        is_mostly_lower([rest for rest, _ in found]),
    )
