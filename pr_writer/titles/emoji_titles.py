"""Titles that begin with an emoji for the kind of change, as gitmoji does: ``✨ Title``, ``:bug: fix: title``."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from pr_writer.lazy_pattern import compile_lazily
from pr_writer.titles.capitalization import CONVENTION_SHARE
from pr_writer.titles.commit_types import guess_kind
from pr_writer.titles.conventional_commits import read_header
from pr_writer.titles.conventional_titles import Conventional
from pr_writer.titles.plain_titles import Plain
from pr_writer.titles.prefixed_titles import Prefixed
from pr_writer.titles.ticketed_titles import Ticketed
from pr_writer.values import Changes

Inner = Conventional | Ticketed | Prefixed | Plain

MAX_EMOJIS = 12

# https://gitmoji.dev: the emoji and its short code for each type that a title can have.
_GITMOJI = {
    "feat": ("✨", ":sparkles:"),
    "fix": ("🐛", ":bug:"),
    "perf": ("⚡️", ":zap:"),
    "refactor": ("♻️", ":recycle:"),
    "docs": ("📝", ":memo:"),
    "test": ("✅", ":white_check_mark:"),
    "style": ("🎨", ":art:"),
    "ci": ("👷", ":construction_worker:"),
    "build": ("📦️", ":package:"),
    "deps": ("⬆️", ":arrow_up:"),
    "chore": ("🔧", ":wrench:"),
    "revert": ("⏪️", ":rewind:"),
    "security": ("🔒️", ":lock:"),
    "release": ("🔖", ":bookmark:"),
}
_ALIKE = {"feature": "feat", "bugfix": "fix", "hotfix": "fix", "doc": "docs", "tests": "test"}
_SELECTORS = "\ufe0e\ufe0f\u200d\u20e3\U0001f3fb-\U0001f3ff"
_EMOJI = compile_lazily(
    rf"(?P<emoji>:[a-z][a-z0-9_+-]{{1,40}}:|(?:[\u203c\u2049\u2139\u2194-\u21ff\u231a-\u23ff\u25aa-\u27bf\u2934-\u2b55"
    rf"\U0001f000-\U0001faff][{_SELECTORS}]{{0,9}}){{1,9}})\s*(?P<rest>\S.*)",
    re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class Emoji:
    """Titles with an emoji in front; ``known`` are those in use, the most frequent first.

    ``by_kind`` is type → the emoji that the history gives it, ``inner`` the form of what comes behind the emoji.
    """

    known: tuple[str, ...]
    by_kind: tuple[tuple[str, str], ...]
    inner: Inner | None

    def describe(self, changes: Changes | None = None) -> str:
        """Return the form in words, for the prompt."""
        form = f", behind it {self.inner.describe(changes)}" if self.inner else ""
        return f"beginning with the emoji for the kind of change, one of {' '.join(self.known[:MAX_EMOJIS])}{form}"

    def apply(self, title: str, changes: Changes, human_text: str) -> str:
        """Return the title with its own emoji if it is in use here, else with the one for its kind of change."""
        match = _EMOJI.fullmatch(title)
        rest = match["rest"] if match else title
        if self.inner:
            rest = self.inner.apply(rest, changes, human_text)
        return f"{self._choose(match['emoji'] if match else '', rest, changes)} {rest}"

    def _choose(self, said: str, rest: str, changes: Changes) -> str:
        spelled = {_bare(emoji): emoji for emoji in reversed(self.known)}
        if _bare(said) in spelled:
            return spelled[_bare(said)]
        kind = _read_kind(rest, [file.path for file in changes.files])
        is_coded = self.known[0].startswith(":")
        return dict(self.by_kind).get(kind) or _GITMOJI.get(kind, _GITMOJI["chore"])[is_coded]


def learn_emoji(subjects: Sequence[str], learners: Sequence[Callable[[Sequence[str]], Inner | None]]) -> Emoji | None:
    """Return the form where most subjects have it; what is behind the emoji is learned by the other ``learners``."""
    matches = [match for match in map(_EMOJI.fullmatch, subjects) if match]
    if not matches or len(matches) < CONVENTION_SHARE * len(subjects):
        return None
    rests = [match["rest"] for match in matches]
    kinds: dict[str, Counter[str]] = {}
    for match in matches:
        kinds.setdefault(_read_kind(match["rest"], ()), Counter())[match["emoji"]] += 1
    return Emoji(
        tuple(emoji for emoji, _ in Counter(match["emoji"] for match in matches).most_common()),
        tuple((kind, counts.most_common(1)[0][0]) for kind, counts in kinds.items() if kind),
        next((form for learn in learners if (form := learn(rests))), None),
    )


def _read_kind(rest: str, paths: Sequence[str]) -> str:
    """Return the type that a title states, else what its words and the paths suggest; "" where nothing does."""
    header = read_header(rest)
    stated = header.type.lower() if header else ""
    stated = _ALIKE.get(stated, stated)
    return stated if stated in _GITMOJI else guess_kind(rest, paths)


def _bare(emoji: str) -> str:
    return emoji.replace("\ufe0f", "")
