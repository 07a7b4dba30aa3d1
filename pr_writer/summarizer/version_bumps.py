"""A change that moves versions and nothing else → what moved, as a title and as prose; and whether a bot made it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from pr_writer.summarizer.branch_names import BOT_BRANCH
from pr_writer.summarizer.commit_messages import read_body
from pr_writer.summarizer.dependency_changes import Dependency, drop_repeated, follows, read_moves
from pr_writer.summarizer.file_summaries import name_files
from pr_writer.summarizer.text_limits import clip_line, fit_items, join_words, plural, quote_code
from pr_writer.values import Changes, Commit, FileChange, PullRequest

MOVES_ROOM = 90  # words
BOTS = frozenset({"dependabot", "dependabot-preview", "renovate", "renovate bot", "mend renovate", "pyup-bot", "depfu"})


@dataclass(frozen=True, slots=True)
class Bump:
    """What moved, and the files that say so; no moves where only lock files changed."""

    moves: tuple[Dependency, ...]
    manifests: tuple[FileChange, ...]
    locks: tuple[FileChange, ...]


def read_bump(files: Sequence[FileChange]) -> Bump | None:
    """Return the moves that are all that the files do; None where anything else changes, or might."""
    moves: dict[Dependency, None] = {}
    locks = tuple(file for file in files if follows(file))
    manifests = tuple(file for file in files if not follows(file))
    for file in manifests:
        found = read_moves(file)
        if not found:
            return None
        moves.update(dict.fromkeys(found))
    return Bump(drop_repeated(moves), manifests, locks) if files else None


def is_bot_bump(pull: PullRequest, changes: Changes) -> bool:
    """Return True if a bot made this, and it does nothing but move versions of dependencies that were there before."""
    makers = [commit.author for commit in changes.commits]
    is_bots = (
        pull.author_is_bot
        or _is_bot(pull.author)
        or (bool(makers) and all(map(_is_bot, makers)))
        or re.fullmatch(BOT_BRANCH, pull.head_ref[:300]) is not None
    )
    return is_bots and read_bump(changes.files) is not None


def title_bump(bump: Bump) -> str:
    """Return the title: the one move, else how many there are."""
    moves = bump.moves
    if not moves:
        is_one = len(bump.locks) == 1
        return f"Update {quote_code(bump.locks[0].path) if is_one else plural(len(bump.locks), 'lock file')}"
    names = list(dict.fromkeys(move.name for move in moves))
    if len(moves) == 1:
        old, new = moves[0].read_versions()
        return clip_line(f"{'Downgrade' if moves[0].is_lower else 'Bump'} {names[0]} from {old} to {new}", 24)
    return f"Bump {join_words(names) if len(names) <= 2 else _count_names(moves)}"


def tell_bump(bump: Bump) -> str:
    """Return what moved, from where to where, the major ones first where there are many, and what else changes."""
    if not bump.moves:
        what = f"the lock file {quote_code(bump.locks[0].path)}" if len(bump.locks) == 1 else name_files(bump.locks)
        return f"Only {what} {_verb(bump.locks)}; no manifest does."
    scope = _tell_scope(bump)
    if len(bump.moves) <= 2:
        return f"{_tell_few(bump.moves)} {scope}"
    ordered = sorted(bump.moves, key=lambda move: not move.is_major)
    items = fit_items([f"- {move}" for move in ordered], MOVES_ROOM, "move")
    return f"{_choose_verb(bump.moves)} {_count_names(bump.moves)}:\n\n{items}\n\n{scope}"


def list_links(commits: Sequence[Commit]) -> str:
    """Return the links to release notes that a bot's commit brings along for its one dependency."""
    lines = [line.strip() for commit in commits for line in read_body(commit).splitlines()]
    links = [line for line in lines if re.fullmatch(r"- \[(?:Release notes|Changelog|Commits)\]\(\S{1,400}\)", line)]
    return "\n".join(links) if len(links) <= 3 else ""


def _tell_few(moves: Sequence[Dependency]) -> str:
    told = []
    for move in moves:
        old, new = move.read_versions()
        told.append(f"{quote_code(move.name)} from {old} to {new}{', a new major version' if move.is_major else ''}")
    return f"{_choose_verb(moves)} {', and '.join(told) if ',' in told[0] else join_words(told)}."


def _tell_scope(bump: Bump) -> str:
    if all(move.ecosystem == "module" for move in bump.moves):
        return "No file of this repository changes."
    few = len(bump.manifests) <= 3
    named = [quote_code(file.path) for file in bump.manifests] if few else [name_files(bump.manifests, 3)]
    if bump.locks:
        named.append("the lock file" if len(bump.locks) == 1 else f"{len(bump.locks)} lock files")
    return f"Only {join_words(named)} {_verb((*bump.manifests, *bump.locks))}; no code does."


def _count_names(moves: Sequence[Dependency]) -> str:
    kinds = {move.ecosystem for move in moves}
    nouns = {"action": "action", "image": "image", "hook": "hook", "module": "submodule"}
    noun = nouns.get(kinds.pop(), "dependency") if len(kinds) == 1 else "dependency"
    return plural(len({move.name for move in moves}), noun)


def _choose_verb(moves: Sequence[Dependency]) -> str:
    lower = [move for move in moves if move.is_lower]
    return "Bumps" if not lower else "Lowers" if len(lower) == len(moves) else "Moves"


def _verb(files: Sequence[FileChange]) -> str:
    return "changes" if len(files) == 1 else "change"


def _is_bot(name: str) -> bool:
    return name.endswith("[bot]") or name.casefold() in BOTS
