"""The base's latest commits → how people described the pull requests that they merged: the house's style."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Protocol

from pr_writer.context.skip_rules import DEPENDENCY_BOTS
from pr_writer.lazy_pattern import compile_lazily
from pr_writer.markdown.sections import drop_comments
from pr_writer.prompting.commit_material import tidy_body
from pr_writer.sanitize.invisible_characters import strip_hidden
from pr_writer.titles.convention import is_by_a_bot
from pr_writer.titles.merge_messages import READ, read_merged_pull
from pr_writer.values import Commit

MAX_DESCRIPTIONS = 2
MIN_WORDS = 20  # of one that shows how things are told here

_NUMBER = compile_lazily(r" ?\(#\d+\)\s*\Z")
# What holds other people's pull requests, or nobody's words.
_COLLECTION = compile_lazily(
    r"(?:auto merge|rollup of|merge (?:branch|remote|tag)|revert\b|\[?back-?port|release\b|prepare\b|v?\d+\.\d+"
    r"|(?:chore|build)\(release\)|sync\b|subtree)",
    re.IGNORECASE,
)
_ITEM = compile_lazily(r"(?:[-*+]|\d{1,3}[.)])[ \t]")
_PULLS_ITEM = compile_lazily(r"(?:[-*+]|\d{1,3}[.)])[ \t].{0,200}#\d+")
# What bots of the queue and the merge button add below.
_ASIDE = compile_lazily(r"(?:r\? @|@bors|bors |try-job:|-{3,}$|_{3,}$|\*{3,}$|See merge request ).*", re.IGNORECASE)
_BOT = compile_lazily(r"\[bot\]", re.IGNORECASE)


class History(Protocol):
    """What is read of the base's history."""

    def read_first_parents(self, sha: str) -> tuple[Commit, ...]:
        """Return a commit and its first parents, newest first, as far as they are there."""


def read_descriptions(history: History, base_sha: str) -> tuple[str, ...]:
    """Return the last two merged descriptions that a person wrote, newest first, each with its title above it.

    They are found in the messages of merges and squashes before ``base_sha``; nothing is fetched for them.
    """
    return tuple(_choose(history.read_first_parents(base_sha)))


def tidy_description(body: str) -> str:
    """Return a description from a merge's message as one that people read: no comments, trailers, notes of bots."""
    text = strip_hidden(drop_comments(body.replace("\r\n", "\n")))
    kept = [line for line in tidy_body(text).split("\n") if not _ASIDE.match(line.strip())]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(kept)).strip("\n")


def _choose(commits: Iterable[Commit]) -> Iterator[str]:
    found = 0
    for commit in commits:
        title, body = _split_message(commit)
        if not title or _is_by_a_bot(commit, title) or _COLLECTION.match(title):
            continue
        told = _tidy(title, body)
        if told:
            yield told
            found += 1
        if found == MAX_DESCRIPTIONS:
            return


def _split_message(commit: Commit) -> tuple[str, str]:
    """Return title and description of the pull request that a commit merged or squashed; blanks where it is none."""
    if commit.is_merge and (pull := read_merged_pull(commit)):
        return pull.title, pull.body
    if _NUMBER.search(commit.subject):
        return _NUMBER.sub("", commit.subject).strip(), commit.body[:READ]
    return "", ""


def _is_by_a_bot(commit: Commit, title: str) -> bool:
    # A bot merges what people wrote; only a squash has the author of the words.
    is_bot = not commit.is_merge and (
        _BOT.search(commit.author) is not None or commit.author.lower() in DEPENDENCY_BOTS
    )
    return (
        is_bot
        or is_by_a_bot(title)
        or re.search(r"\[bot\][^\n]{0,200}>$", commit.body[-500:], re.MULTILINE) is not None
    )


def _tidy(title: str, body: str) -> str:
    """Return title and description as they are shown; "" for one that shows no style."""
    told = tidy_description(body)
    lines = [line for line in told.split("\n") if line.strip()]
    if sum(len(line.split()) for line in lines) < MIN_WORDS or _is_list_of_commits(lines):
        return ""
    # Not cut here: a secret has to be taken out whole before the text is shortened.
    return f"{strip_hidden(title)}\n\n{told}"


def _is_list_of_commits(lines: list[str]) -> bool:
    """Return True for what the merge button makes of several commits, and for a list of pull requests."""
    starred = sum(line.startswith("* ") for line in lines)
    if lines[0].startswith("* ") and starred > 1:
        return True
    items = sum(_ITEM.match(line.lstrip()) is not None for line in lines)
    return 2 * sum(_PULLS_ITEM.match(line.lstrip()) is not None for line in lines) > max(items, 3)
