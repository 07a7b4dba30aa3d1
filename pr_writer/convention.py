"""How a repository writes its titles: learned from its history, told to the model, and held by code afterwards."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from pr_writer.values import Changes, Commit

LEAST_SUBJECTS = 5
SHARE = 0.6  # of the subjects that have to follow a form before it is the form
SCOPES_TOLD = 20

_CONVENTIONAL = re.compile(
    r"(?P<type>[A-Za-z]{2,12})(?:\((?P<scope>[^()]{1,40})\))?(?P<bang>!)?: (?P<rest>\S.*)", re.DOTALL
)
_MERGE = re.compile(r"Merge (?:pull request|branch|remote-tracking|tag|commit)\b|Revert \"", re.IGNORECASE)
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
_BY_PATH = (
    ("docs", r"(?:^|/)docs?/|\.(?:md|rst|adoc)$"),
    (
        "test",
        r"(?:^|/)(?:tests?|specs?|__tests__)/|(?:^|/)(?:test_[^/]*|[^/]*[._](?:test|spec)\.[^/]*|[^/]*_test\.[^/]*)$",
    ),
    ("ci", r"^\.github/workflows/|^\.gitlab-ci|^\.circleci/|(?:^|/)Jenkinsfile$"),
    (
        "build",
        r"(?:^|/)(?:package(?:-lock)?\.json|requirements[^/]*\.txt|pyproject\.toml|go\.(?:mod|sum)|Cargo\.(?:toml|lock)|[^/]*\.lock)$",
    ),
)
_KIN = {"build": ("deps", "chore"), "ci": ("build", "chore"), "docs": ("doc", "chore"), "test": ("tests", "chore")}


@dataclass(frozen=True, slots=True)
class Convention:
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


def learn_convention(subjects: Sequence[str]) -> Convention | None:
    """Return the form that most of a branch's subjects have; None where they have none."""
    own = [subject for subject in subjects if not _MERGE.match(subject)]
    matches = [match for match in map(_match, own) if match]
    if len(own) < LEAST_SUBJECTS or len(matches) < SHARE * len(own):
        return None
    types = Counter(match["type"] for match in matches)
    scopes = Counter(match["scope"] for match in matches if match["scope"])
    lower = sum(1 for match in matches if match["rest"][:1].islower())
    return Convention(
        tuple(name for name, _ in types.most_common()),
        tuple(name for name, _ in scopes.most_common()),
        lower * 2 >= len(matches),
    )


def apply_convention(title: str, convention: Convention | None, changes: Changes) -> str:
    """Return the title in the repository's form, with a type and a scope that occur in it."""
    if convention is None:
        return title
    match = _match(title)
    if match and match["type"] in convention.types:
        kind, scope, rest, bang = match["type"], match["scope"] or "", match["rest"], match["bang"] or ""
    else:
        rest = match["rest"] if match else title
        scope, bang = (match["scope"] or "" if match else ""), (match["bang"] or "" if match else "")
        kind = _guess_type(rest, convention, changes)
    if scope not in convention.scopes:
        scope = next((known for known in convention.scopes if known.casefold() == scope.casefold()), "")
    if not _is_breaking(changes.commits):
        bang = ""
    return f"{kind}{f'({scope})' if scope else ''}{bang}: {_fit_case(rest, is_lower=convention.is_lower)}"


def _match(subject: str) -> re.Match[str] | None:
    match = _CONVENTIONAL.fullmatch(subject.strip())
    return match if match and match["type"].lower() not in _NOT_A_TYPE else None


def _guess_type(rest: str, convention: Convention, changes: Changes) -> str:
    votes = Counter(match["type"] for match in (_match(commit.subject) for commit in changes.commits) if match)
    paths = [file.path for file in changes.files]
    by_path = [kind for kind, pattern in _BY_PATH if paths and all(re.search(pattern, path) for path in paths)]
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


def _fit_case(text: str, *, is_lower: bool) -> str:
    first = text.split(" ", 1)[0]
    if any(char.isupper() for char in first[1:]) or not first[:1].isalpha():
        return text  # a name such as API or GitHub
    return text[:1].lower() + text[1:] if is_lower else text[:1].upper() + text[1:]
