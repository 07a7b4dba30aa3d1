"""Titles that begin with the part of the code that they are about: ``net/http: title`` or ``[area] Title``."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from pr_writer.convention.case import MOST, fit_case, is_mostly_lower
from pr_writer.values import Changes

PREFIXES_TOLD = 20
REPEATED = 0.8  # at most so many prefixes for one title: where hardly any comes twice, they are words before a colon
_FRAMES = {
    "{prefix}: {rest}": re.compile(
        r"(?P<prefix>[\w./*+-]{1,40}(?:, ?[\w./*+-]{1,40}){0,3}): +(?P<rest>\S.*)", re.DOTALL
    ),
    "[{prefix}] {rest}": re.compile(r"\[(?P<prefix>[\w ./*+-]{1,40})\] *(?P<rest>\S.*)", re.DOTALL),
}


@dataclass(frozen=True, slots=True)
class Prefixed:
    """Titles with a prefix; ``frame`` is how one is written, ``prefixes`` those in use, the most frequent first."""

    prefixes: tuple[str, ...]
    frame: str  # with {prefix} and {rest}
    is_lower: bool

    def describe(self) -> str:
        """Return the form in words, for the prompt."""
        example = self.frame.format(prefix="prefix", rest="title")
        known = ", ".join(self.prefixes[:PREFIXES_TOLD])
        return f"in the form `{example}`, the prefix naming the part that changes, as in {known}"

    def apply(self, title: str, changes: Changes, theirs: str) -> str:
        """Return the title with a prefix that the history, the commits or the paths bear out; else without."""
        del theirs  # what the author wrote reaches the title through the model
        match = _FRAMES[self.frame].fullmatch(title.strip()) or next(
            filter(None, (frame.fullmatch(title.strip()) for frame in _FRAMES.values())), None
        )
        rest = match["rest"] if match else title
        said = self._spell(match["prefix"]) if match else ""
        prefix = said if said and self._is_borne_out(said, changes) else self._find_prefix(changes)
        if not prefix and match and not said:
            return title
        rest = fit_case(rest, is_lower=self.is_lower)
        return self.frame.format(prefix=prefix, rest=rest) if prefix else rest

    def _spell(self, prefix: str) -> str:
        return next((known for known in self.prefixes if known.casefold() == prefix.casefold()), prefix)

    def _is_borne_out(self, prefix: str, changes: Changes) -> bool:
        parts = [part.strip() for part in prefix.split(",")]
        return prefix in self.prefixes or all(
            any(_is_about(part, file.path) for file in changes.files) for part in parts
        )

    def _find_prefix(self, changes: Changes) -> str:
        """Return the prefix that all commits share, else the longest known one that every path is about."""
        matches = [_FRAMES[self.frame].fullmatch(commit.subject) for commit in changes.commits if not commit.is_merge]
        shared = {match["prefix"] if match else "" for match in matches}
        if len(shared) == 1 and (only := shared.pop()):
            return only
        paths = [file.path for file in changes.files]
        fitting = [known for known in self.prefixes if paths and all(_is_about(known, path) for path in paths)]
        return max(fitting, key=len, default="")


def learn_prefixed(subjects: Sequence[str]) -> Prefixed | None:
    """Return the form, with the prefixes in use, where most subjects have it."""
    for frame, pattern in _FRAMES.items():
        matches = [match for match in map(pattern.fullmatch, subjects) if match]
        if len(matches) >= MOST * len(subjects):
            prefixes = Counter(match["prefix"] for match in matches)
            if len(prefixes) > REPEATED * len(matches):
                return None
            return Prefixed(
                tuple(name for name, _ in prefixes.most_common()),
                frame,
                is_mostly_lower([match["rest"] for match in matches]),
            )
    return None


def _is_about(prefix: str, path: str) -> bool:
    """Say whether a prefix is a folder of the path, some of them in a row, or the file without its ending."""
    wanted = prefix.casefold().strip("/").split("/")
    folders = path.casefold().split("/")
    folders[-1] = folders[-1].partition(".")[0] or folders[-1]
    return any(_starts(folders[start:], wanted) for start in range(len(folders)))


def _starts(folders: Iterable[str], wanted: Sequence[str]) -> bool:
    return list(folders)[: len(wanted)] == list(wanted)
