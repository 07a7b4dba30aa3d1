"""Renamed files → the folders that moved."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from pr_writer.values import FileChange

MIN_FILES = 2  # that move alike, for it to be the folder that moves


@dataclass(frozen=True, slots=True)
class FolderMove:
    """Files that kept their paths below a folder, which moved; a folder is blank where it is the top one."""

    old: str
    new: str
    files: tuple[FileChange, ...]


def find_folder_moves(files: Iterable[FileChange]) -> tuple[FolderMove, ...]:
    """Return the folders that moved, the one with most files first; a file is in one of them at most.

    ``src/a.py`` → ``packages/core/src/a.py`` and ``src/b.py`` → ``packages/core/src/b.py`` are a move of ``src`` to
    ``packages/core/src``, and not of the top folder to ``packages/core``.
    """
    groups: dict[tuple[str, str], list[FileChange]] = {}
    for file in files:
        if (
            file.kind == "renamed"
            and file.old_path
            and file.old_path.rpartition("/")[0] != file.path.rpartition("/")[0]
        ):
            groups.setdefault(find_moved_folders(file.old_path, file.path), []).append(file)
    moves = [FolderMove(*folders, tuple(group)) for folders, group in groups.items() if len(group) >= MIN_FILES]
    return tuple(sorted(moves, key=lambda move: (-len(move.files), move.old)))


def find_moved_folders(old: str, new: str) -> tuple[str, str]:
    """Return the shortest folders below which both paths are the same; of nested ones, a folder further down."""
    before, after = old.split("/"), new.split("/")
    shared = 0
    while shared < min(len(before), len(after)) and before[-1 - shared] == after[-1 - shared]:
        shared += 1
    outer_old, outer_new = before[: len(before) - shared], after[: len(after) - shared]
    if _are_nested(outer_old, outer_new) and shared > 1:
        shared -= 1  # so that what moved has a name of its own
    return "/".join(before[: len(before) - shared]), "/".join(after[: len(after) - shared])


def _are_nested(old: Sequence[str], new: Sequence[str]) -> bool:
    shorter = min(len(old), len(new))
    return old[:shorter] == new[:shorter]
