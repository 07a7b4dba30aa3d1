"""How a repository writes its titles: learned from its history, told to the model, and held by code afterwards."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from pr_writer.convention.conventional import Conventional, learn_conventional
from pr_writer.convention.plain import Plain, learn_plain
from pr_writer.convention.prefixed import Prefixed, learn_prefixed
from pr_writer.convention.ticketed import Ticketed, learn_ticketed
from pr_writer.values import Changes

__all__ = ["Convention", "apply_convention", "learn_convention"]

Convention = Conventional | Ticketed | Prefixed | Plain

LEAST_SUBJECTS = 5

_NOT_A_TITLE = re.compile(r"(?:auto |automatic )?merge\b|revert \"|bump version\b", re.IGNORECASE)
_NUMBER = re.compile(r"\s*\(#\d+\)$")
# The first that most subjects have: Conventional Commits are prefixes as well, and a ticket's key can be one.
_LEARNERS: tuple[Callable[[Sequence[str]], Convention | None], ...] = (
    learn_conventional,
    learn_ticketed,
    learn_prefixed,
    learn_plain,
)


def learn_convention(subjects: Sequence[str]) -> Convention | None:
    """Return the form that most of a branch's subjects have; None where they have none."""
    own = [_NUMBER.sub("", subject.strip()) for subject in subjects if not _NOT_A_TITLE.match(subject.strip())]
    if len(own) < LEAST_SUBJECTS:
        return None
    return next((form for learn in _LEARNERS if (form := learn(own))), None)


def apply_convention(title: str, convention: Convention | None, changes: Changes, *, theirs: str = "") -> str:
    """Return the title in the repository's form, of which nothing is invented: no type, prefix or ticket.

    ``theirs`` is what the author and the branch say, where a ticket's key may stand.
    """
    return convention.apply(title, changes, theirs) if convention else title
