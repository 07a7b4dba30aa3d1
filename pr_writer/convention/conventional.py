"""Conventional Commits, as one repository uses them: ``type(scope): description``."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from pr_writer.convention.case import MOST, fit_case
from pr_writer.paths import is_ci, is_document, is_manifest, is_test
from pr_writer.values import Changes, Commit

SCOPES_TOLD = 20

_CONVENTIONAL = re.compile(
    r"(?P<type>[A-Za-z]{2,12})(?:\((?P<scope>[^()]{1,40})\))?(?P<bang>!)?: (?P<rest>\S.*)", re.DOTALL
)
# By these the form is known: elsewhere "net: …" and "parser: …" name a part of the code.
_KNOWN = frozenset(
    "build chore ci deps doc docs feat feature fix bugfix hotfix perf refactor release revert style test tests".split()  # noqa: SIM905 - a word a line would fill the screen
)
_NOT_A_TYPE = frozenset({"re", "fwd", "note", "todo", "wip", "http", "https"})
_BY_VERB = (
    ("fix", r"fix|correct|repair|resolve|prevent|avoid|handle|stop|guard|revert"),
    ("feat", r"add|introduce|support|allow|enable|implement|let|offer|provide|create"),
    (
        "refactor",
        r"refactor|rename|move|extract|simplify|split|merge|clean|replace|rework|restructure|remove|drop|delete",
    ),
    ("perf", r"speed|optimi[sz]e|cache"),
    ("docs", r"document|describe|explain"),
    ("test", r"test|cover"),
    ("build", r"bump|upgrade|update|pin"),
)
_BY_PATH: tuple[tuple[str, Callable[[str], bool]], ...] = (
    ("docs", is_document),
    ("test", is_test),
    ("ci", is_ci),
    ("build", is_manifest),
)
_KIN = {"build": ("deps", "chore"), "ci": ("build", "chore"), "docs": ("doc", "chore"), "test": ("tests", "chore")}


@dataclass(frozen=True, slots=True)
class Conventional:
    """Conventional Commits as this repository uses them; types and scopes with the most frequent first."""

    types: tuple[str, ...]
    scopes: tuple[str, ...]
    is_lower: bool  # whether the words after the colon begin in lower case

    def describe(self) -> str:
        """Return the form in words, for the prompt."""
        scopes = (
            f"; the scope, if any, one of {', '.join(self.scopes[:SCOPES_TOLD])}" if self.scopes else " and no scope"
        )
        form = "`type(scope): description`" if self.scopes else "`type: description`"
        return f"in the form {form}, the type one of {', '.join(self.types)}{scopes}"

    def apply(self, title: str, changes: Changes, theirs: str) -> str:
        """Return the title with a type and a scope that occur in the history."""
        del theirs  # a type is no name that a person has to have given
        match = _match(title)
        rest = match["rest"] if match else title
        scope, bang = (match["scope"] or "", match["bang"] or "") if match else ("", "")
        kind = match["type"] if match and match["type"] in self.types else _guess_type(rest, self, changes)
        if scope not in self.scopes:
            scope = next((known for known in self.scopes if known.casefold() == scope.casefold()), "")
        if not _is_breaking(changes.commits):
            bang = ""
        return f"{kind}{f'({scope})' if scope else ''}{bang}: {fit_case(rest, is_lower=self.is_lower)}"


def learn_conventional(subjects: Sequence[str]) -> Conventional | None:
    """Return the form, with the types and scopes in use, where most subjects have it."""
    matches = [match for match in map(_match, subjects) if match]
    known = sum(match["type"].lower() in _KNOWN for match in matches)
    if len(matches) < MOST * len(subjects) or known < MOST * len(matches):
        return None
    types = Counter(match["type"] for match in matches)
    scopes = Counter(match["scope"] for match in matches if match["scope"])
    lower = sum(1 for match in matches if match["rest"][:1].islower())
    return Conventional(
        tuple(name for name, _ in types.most_common()),
        tuple(name for name, _ in scopes.most_common()),
        lower * 2 >= len(matches),
    )


def _match(subject: str) -> re.Match[str] | None:
    match = _CONVENTIONAL.fullmatch(subject.strip())
    return match if match and match["type"].lower() not in _NOT_A_TYPE else None


def _guess_type(rest: str, convention: Conventional, changes: Changes) -> str:
    votes = Counter(match["type"] for match in (_match(commit.subject) for commit in changes.commits) if match)
    paths = [file.path for file in changes.files]
    by_path = [kind for kind, is_it in _BY_PATH if paths and all(map(is_it, paths))]
    by_verb = [kind for kind, verbs in _BY_VERB if re.match(rf"(?:{verbs})(?:s|es|ed|d|ing)?\b", rest, re.IGNORECASE)]
    guesses = [kind for kind, _ in votes.most_common()] + by_path + by_verb
    guesses += [kin for kind in guesses for kin in _KIN.get(kind, ())]
    return next((kind for kind in guesses if kind in convention.types), convention.types[0])


def _is_breaking(commits: tuple[Commit, ...]) -> bool:
    """Say whether a person called this breaking; a model's exclamation mark alone would release a major version."""
    matches = (_match(commit.subject) for commit in commits)
    return any(match and match["bang"] for match in matches) or any(
        "BREAKING CHANGE" in commit.body for commit in commits
    )
