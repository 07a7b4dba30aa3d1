"""Titles that begin with the part of the code that they are about: ``net/http: title`` or ``[area] Title``."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from pr_writer.lazy_pattern import compile_lazily
from pr_writer.titles.capitalization import CONVENTION_SHARE, fit_case, is_mostly_lower
from pr_writer.titles.english_verbs import read_words
from pr_writer.titles.places import find_about_all, is_about, list_places
from pr_writer.values import Changes

MAX_PREFIXES = 20
REPEATED = 0.8  # at most so many prefixes for one title: where hardly any comes twice, they are words before a colon
COMMON = 0.25  # of the prefixes that have to be in a case before another one in that case looks like them
_FRAMES = {
    "{prefix}: {rest}": compile_lazily(r"(?P<prefix>[\w./*+-]{1,40}(?:, ?[\w./*+-]{1,40}){0,3}): +(?=\S)"),
    "[{prefix}] {rest}": compile_lazily(r"\[(?P<prefix>[\w ./*+-]{1,40})\]\s*(?=\S)"),
}
# They stand before a colon in any repository, and tell a reader something.
_WORDS = read_words("breaking caution deprecated draft error important note rfc security todo warning wip")


@dataclass(frozen=True, slots=True)
class Prefixed:
    """Titles with a prefix; ``frame`` is how one is written, ``prefixes`` those in use, the most frequent first."""

    prefixes: tuple[str, ...]
    frame: str  # with {prefix} and {rest}
    is_lower: bool

    def describe(self, changes: Changes | None = None) -> str:
        """Return the form in words, for the prompt."""
        del changes  # what the history knows is all there is to say
        example = self.frame.format(prefix="prefix", rest="title")
        known = ", ".join(self.prefixes[:MAX_PREFIXES])
        return f"in the form `{example}`, the prefix naming the part that changes, as in {known}"

    def apply(self, title: str, changes: Changes, human_text: str) -> str:
        """Return the title with a prefix that the history, people or the paths bear out; else without.

        Other words before a colon or in brackets are the title's own: "Windows: …", "C++: …", "[RFC] …".
        """
        paths = list_places(changes.files)
        people = self._read_people(changes, human_text)
        prefix, rest = self._take_prefix(title, people, paths)
        prefix = prefix or self._find_prefix(people, paths)
        rest = fit_case(rest, is_lower=self.is_lower)
        return self.frame.format(prefix=prefix, rest=rest) if prefix else rest

    def _take_prefix(self, title: str, people: Sequence[str], paths: Sequence[str]) -> tuple[str, str]:
        """Return the prefix that is borne out, or none, and the title without the invented ones before it."""
        rest = title
        given = {prefix.casefold() for prefix in people}
        while found := self._split(rest):
            prefix, is_own, end = found
            if self._is_borne_out(prefix, paths) or (is_own and prefix.casefold() in given):
                return prefix, rest[end:]
            if not is_own or not self._looks_alike(prefix):
                break
            rest = rest[end:]
        return "", rest

    def _split(self, text: str) -> tuple[str, bool, int] | None:
        """Return what may be a prefix, whether it is written as here, and where it ends."""
        for frame in (self.frame, *_FRAMES):
            match = _FRAMES[frame].match(text)
            if match and match["prefix"].strip():
                return self._spell(match["prefix"].strip()), frame == self.frame, match.end()
        return None

    def _spell(self, prefix: str) -> str:
        return next((known for known in self.prefixes if known.casefold() == prefix.casefold()), prefix)

    def _is_borne_out(self, prefix: str, paths: Sequence[str]) -> bool:
        parts = [self._spell(part.strip()) for part in prefix.split(",")]
        return prefix in self.prefixes or all(
            part in self.prefixes or any(is_about(part, path) for path in paths) for part in parts
        )

    def _looks_alike(self, prefix: str) -> bool:
        """Return True if a prefix is in a case and an alphabet that prefixes have here."""
        if prefix.casefold() in _WORDS:
            return False
        cases = Counter(map(_tell_case, self.prefixes))
        letters = {_tell_letter(char) for known in self.prefixes for char in known} | {",", " "}
        return cases[_tell_case(prefix)] >= COMMON * len(self.prefixes) and letters.issuperset(
            map(_tell_letter, prefix)
        )

    def _read_people(self, changes: Changes, human_text: str) -> list[str]:
        """Return the author's prefix, then the commits'; empty for one without."""
        subjects = [
            human_text.partition("\n")[0],
            *(commit.subject for commit in changes.commits if not commit.is_merge),
        ]
        matches = map(_FRAMES[self.frame].match, subjects)
        return [self._spell(match["prefix"].strip()) if match else "" for match in matches]

    def _find_prefix(self, people: Sequence[str], paths: Sequence[str]) -> str:
        """Return the author's prefix, else the one that all commits share, else the longest that every path is about.

        None is taken on a person's word alone: "[skip ci]" is before many a title.
        """
        author, *commits = people
        shared = commits[0] if len(set(commits)) == 1 else ""
        for prefix in filter(None, (author, shared)):
            if self._is_borne_out(prefix, paths):
                return prefix
        return find_about_all(self.prefixes, paths)


def learn_prefixed(subjects: Sequence[str]) -> Prefixed | None:
    """Return the form, with the prefixes in use, where most subjects have it."""
    for frame, pattern in _FRAMES.items():
        matches = [match for match in map(pattern.match, subjects) if match and match["prefix"].strip()]
        if len(matches) >= CONVENTION_SHARE * len(subjects):
            prefixes = Counter(match["prefix"].strip() for match in matches)
            if len(prefixes) > REPEATED * len(matches):
                return None
            return Prefixed(
                tuple(name for name, _ in prefixes.most_common()),
                frame,
                is_mostly_lower([match.string[match.end() :] for match in matches]),
            )
    return None


def _tell_case(prefix: str) -> str:
    if prefix == prefix.lower():
        return "lower"
    return "upper" if prefix == prefix.upper() else "mixed"


def _tell_letter(char: str) -> str:
    if char.isdigit():
        return "digit"
    if char.isalpha():
        return "plain" if char.isascii() else "foreign"
    return char
