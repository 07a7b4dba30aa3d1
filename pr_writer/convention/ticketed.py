"""Titles that begin with a ticket's key: ``ABC-123: Title``, ``[ABC-123] Title`` or ``ABC-123 Title``."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from pr_writer.convention.case import MOST, fit_case, is_mostly_lower
from pr_writer.values import Changes

_KEYED = re.compile(
    r"(?P<open>[\[(]?)(?P<key>(?P<project>[A-Za-z][A-Za-z0-9]{1,9})-\d{1,9})(?P<close>[\])]?)"
    r"(?P<after>:| [-–—]|)\s+(?P<rest>\S.*)",
    re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class Ticketed:
    """Titles with a key in front; ``frame`` is how one is written, ``projects`` what comes before a key's hyphen."""

    projects: tuple[str, ...]
    frame: str  # with {key} and {rest}
    is_lower: bool

    def describe(self) -> str:
        """Return the form in words, for the prompt."""
        example = self.frame.format(key=f"{self.projects[0]}-123", rest="title")
        return f"in the form `{example}`, with the ticket that the author, a commit or the branch names, else without"

    def apply(self, title: str, changes: Changes, theirs: str) -> str:
        """Return the title with the key that people gave, never with another one."""
        match = _KEYED.fullmatch(title.strip())
        is_keyed = match is not None and match["project"].upper() in {name.upper() for name in self.projects}
        rest = match["rest"] if match and is_keyed else title
        texts = (theirs, *(f"{commit.subject}\n{commit.body}" for commit in changes.commits))
        key = self._find_key("\n".join(texts), match["key"] if match and is_keyed else "")
        rest = fit_case(rest, is_lower=self.is_lower)
        return self.frame.format(key=key, rest=rest) if key else rest

    def _find_key(self, text: str, wanted: str) -> str:
        """Return the key of a known project that the text names: the wanted one if it does, else the first."""
        names = "|".join(map(re.escape, self.projects))
        found = re.findall(rf"(?<![A-Za-z0-9])(?:{names})-\d{{1,9}}(?![A-Za-z0-9])", text, re.IGNORECASE)
        key = next((key for key in found if key.upper() == wanted.upper()), found[0] if found else "")
        spelled = {name.upper(): name for name in reversed(self.projects)}
        project, _, number = key.rpartition("-")
        return f"{spelled[project.upper()]}-{number}" if key else ""


def learn_ticketed(subjects: Sequence[str]) -> Ticketed | None:
    """Return the form, with the projects in use, where most subjects have it."""
    matches = [match for match in map(_KEYED.fullmatch, subjects) if match]
    if len(matches) < MOST * len(subjects):
        return None
    projects = Counter(match["project"] for match in matches)
    frames = Counter(f"{match['open']}{{key}}{match['close']}{match['after']} {{rest}}" for match in matches)
    return Ticketed(
        tuple(name for name, _ in projects.most_common(5)),
        frames.most_common(1)[0][0],
        is_mostly_lower([match["rest"] for match in matches]),
    )
