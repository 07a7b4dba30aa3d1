"""How a repository writes its titles: learned from its history, told to the model, and held by code afterwards."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from pr_writer.lazy_pattern import compile_lazily
from pr_writer.titles.conventional_titles import Conventional, learn_conventional
from pr_writer.titles.emoji_titles import Emoji, Inner, learn_emoji
from pr_writer.titles.plain_titles import Plain, learn_plain
from pr_writer.titles.prefixed_titles import Prefixed, learn_prefixed
from pr_writer.titles.ticketed_titles import Ticketed, learn_ticketed
from pr_writer.values import Changes

__all__ = ["Convention", "apply_convention", "is_by_a_bot", "learn_convention"]

Convention = Conventional | Ticketed | Prefixed | Plain | Emoji

MIN_SUBJECTS = 5
MAX_TITLE = 1_000  # characters of a title; GitHub takes 256, so that a longer text is none and stays as it is

_NOT_A_TITLE = compile_lazily(r"(?:auto |automatic )?merge\b|revert \"|bump version\b", re.IGNORECASE)
_REVERT = compile_lazily(r"(?:revert|reapply)\s+[\"“]|revert(?:\([^()\n]{0,40}\))?!?:", re.IGNORECASE)
_NUMBER = compile_lazily(r" {0,9}\(#[0-9]{1,9}\)$")
# Dependabot's, Renovate's and pre-commit.ci's own subjects.
_BY_A_BOT = compile_lazily(
    r"(?:[a-z]{2,12}: )?bump .{1,200} from \S{1,99} to \S|[a-z]{2,12}\((?:[\w-]{1,20}-)?deps(?:-[\w-]{1,20})?\)!?: "
    r"|(?:[a-z]{2,12}: )?(?:update|pin) (?:dependency|module|[\w./@-]{1,99} digest)\b|\[pre-commit\.ci\]",
    re.IGNORECASE,
)
# The first that most subjects have: Conventional Commits are prefixes as well, and a ticket's key can be one.
_LEARNERS: tuple[Callable[[Sequence[str]], Inner | None], ...] = (
    learn_conventional,
    learn_ticketed,
    learn_prefixed,
    learn_plain,
)


def learn_convention(subjects: Sequence[str]) -> Convention | None:
    """Return the form that most of a branch's subjects have; None where they have none."""
    stripped = (subject.strip()[:MAX_TITLE] for subject in subjects)
    everyones = [_NUMBER.sub("", subject) for subject in stripped if not _NOT_A_TITLE.match(subject)]
    peoples = [subject for subject in everyones if not _BY_A_BOT.match(subject)]
    own = peoples if len(peoples) >= MIN_SUBJECTS else everyones
    if len(own) < MIN_SUBJECTS:
        return None
    if emoji := learn_emoji(own, _LEARNERS):
        return emoji
    form = next((form for learn in _LEARNERS if (form := learn(own))), None)
    # A bot has no say in the form, but its scope is one of the repository's.
    return learn_conventional(everyones) or form if isinstance(form, Conventional) else form


def is_by_a_bot(subject: str) -> bool:
    """Return True if a subject is in the words of a bot that moves versions."""
    return _BY_A_BOT.match(subject.strip()[:MAX_TITLE]) is not None


def apply_convention(title: str, convention: Convention | None, changes: Changes, *, human_text: str = "") -> str:
    """Return the title in the repository's form, of which nothing is invented: no scope, prefix or ticket.

    ``human_text`` is what the author and the branch say, where a ticket's key may stand; its first line is the author's
    own title.
    """
    text = title.strip()
    if not convention or not text or len(text) > MAX_TITLE:
        return title
    if _REVERT.match(text):
        return convention.apply_to_revert(text) if isinstance(convention, Conventional) else title
    return convention.apply(text, changes, human_text)
