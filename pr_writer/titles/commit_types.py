"""Which of a repository's types a change has: what people called it, before what its words and paths suggest."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from pr_writer.files.file_kinds import is_ci, is_document, is_manifest, is_test
from pr_writer.lazy_pattern import compile_lazily
from pr_writer.titles.english_verbs import read_words

# By these the form is known: elsewhere "net: …" and "parser: …" name a part of the code.
WELL_KNOWN = read_words(
    "build chore ci deps doc docs feat feature fix bugfix hotfix perf refactor release revert security style test tests"
)
_FEATURES = ("feat", "feature", "features", "enhancement")
_FIXES = ("fix", "bugfix", "hotfix", "bug", "fixes")
_ALIKE = (
    _FEATURES,
    _FIXES,
    ("docs", "doc"),
    ("test", "tests", "testing"),
    ("perf", "performance"),
    ("refactor", "refactoring"),
    ("style", "styles"),
)
# Both ways but for one: what is a chore need not be about dependencies.
_NEAR = {
    "build": ("deps", "chore"),
    "deps": ("build", "chore"),
    "chore": ("build",),
    "security": _FIXES,
}
_KIN = {kind: group for group in _ALIKE for kind in group} | _NEAR
# For guesses alone: nobody said docs, so a chore will do.
_NEAR_A_GUESS = {"ci": ("build", "chore"), "docs": ("chore",), "test": ("chore",)}
_BY_VERB = (
    ("revert", r"revert"),
    ("fix", r"fix|correct|repair|resolve|prevent|avoid|handle|stop|guard|revert"),
    ("feat", r"add|introduce|support|allow|enable|implement|let|offer|provide|create"),
    (
        "refactor",
        r"refactor|rename|move|extract|simplify|split|merge|clean|replace|rework|restructure|remove|drop|delete",
    ),
    ("perf", r"speed|optimi[sz]e|cache"),
    ("docs", r"document|describe|explain"),
    ("test", r"test|cover"),
    ("build", r"bump|upgrade|pin"),
)
_BY_PATH: tuple[tuple[str, Callable[[str], bool]], ...] = (
    ("docs", is_document),
    ("test", is_test),
    ("ci", is_ci),
    ("build", is_manifest),
)
# A word and a colon that are no type: the verb comes after.
_TOPIC = compile_lazily(r"[^\s:]{1,40}: +")
_COMPANY = frozenset({"test", "tests", "testing", "docs", "doc", "style", "styles", "ci", "chore", "build", "deps"})
_SAYS_MORE = frozenset({*_FEATURES, *_FIXES, "security", "revert", "release"})


def is_kind(word: str, used: Sequence[str], people: Sequence[str]) -> bool:
    """Return True if a word before a colon is a type here: one in use, a well-known one, or a person's own."""
    return bool(_fit(word, used)) or word.lower() in WELL_KNOWN or word in people


def list_spoken(types: Sequence[str], commits: int, author_title: str, used: Sequence[str]) -> list[str]:
    """Return what people call a change as a whole, of the types that its ``commits`` have.

    A test, a chore or documentation in a branch where fewer than half of the commits are such only keeps the others
    company. Last comes what the author's title begins like, "Fix issue 12", where the history has such a type.
    """
    low = [name.lower() for name in types]
    said = [name for name in types if name.lower() not in _COMPANY or 2 * low.count(name.lower()) >= commits]
    return said + [kind for guess in _guess_by_verb(author_title) if (kind := _fit(guess, used))]


def choose_kind(said: str, rest: str, used: Sequence[str], people: Sequence[str], paths: Sequence[str]) -> str:
    """Return the type of a title that says it is ``said``, or nothing.

    ``used`` are the history's types, the most frequent first, and ``people`` those that the author and the commits
    give this change. The title's own comes first, then what people say, then a guess, then one that claims nothing.
    """
    if kind := _fit(said, used):
        return kind
    if said and said.lower() in map(str.lower, people):
        return said.lower()
    if kind := _fit_first(people, used):
        return kind
    if kind := next((word.lower() for word in (said, *people) if word.lower() in WELL_KNOWN), ""):
        return kind

    guesses = [kind for kind, is_it in _BY_PATH if paths and all(map(is_it, paths))] + _guess_by_verb(rest)
    near = [kin for guess in guesses for kin in _NEAR_A_GUESS.get(guess, ())]
    return _fit_first((*guesses, *near), used) or _claim_nothing(used)


def guess_kind(rest: str, paths: Sequence[str]) -> str:
    """Return the type that a title's words suggest, else the changed paths; "" where nothing does."""
    guesses = _guess_by_verb(rest) + [kind for kind, is_it in _BY_PATH if paths and all(map(is_it, paths))]
    return next(iter(guesses), "")


def _fit(kind: str, used: Sequence[str]) -> str:
    """Return a type as the history spells it, or else the nearest one that it has."""
    spelled = {name.lower(): name for name in reversed(used)}
    low = kind.lower()
    return next((spelled[name] for name in (low, *_KIN.get(low, ())) if name in spelled), "")


def _fit_first(kinds: Sequence[str], used: Sequence[str]) -> str:
    return next((fit for kind in kinds if (fit := _fit(kind, used))), "")


def _guess_by_verb(rest: str) -> list[str]:
    topic = _TOPIC.match(rest)
    sentence = rest[topic.end() :] if topic else rest
    return [kind for kind, verbs in _BY_VERB if re.match(rf"(?:{verbs})(?:s|es|ed|d|ing)?\b", sentence, re.IGNORECASE)]


def _claim_nothing(used: Sequence[str]) -> str:
    """Return a type that releases nothing, since that is what a wrong guess would do."""
    spelled = {name.lower(): name for name in reversed(used)}
    quiet = (name for name in used if name.lower() not in _SAYS_MORE)
    return spelled.get("chore") or spelled.get("refactor") or next(quiet, used[0])
