"""The folders that a clone's objects are in, looked through before git opens anything in them."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from pr_writer.git.clone_files import check_files, read_bytes
from pr_writer.git.raw_diff import unquote_path

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

MAX_DEPTH = 5  # of stores that name further ones, as in git's own odb.c
MAX_STORES = 100


def check_object_stores(store: Path) -> tuple[Path, ...]:
    """Return the stores that this one borrows from and that are not there.

    Raises ActionError where something in one of them is no ordinary file: git would wait for a pipe's writer for ever.
    """
    waiting, seen, missing = [(store, 0)], {store}, []
    while waiting:
        store, depth = waiting.pop()
        if not store.is_dir():
            missing.append(store)
            continue
        _check_store(store)
        for other in _read_alternates(store):
            if other not in seen and depth < MAX_DEPTH and len(seen) < MAX_STORES:
                seen.add(other)
                waiting.append((other, depth + 1))
    return tuple(missing)


def _check_store(store: Path) -> None:
    for folder in ("info", "info/commit-graphs", "pack"):
        check_files(store / folder)
    with os.scandir(store) as entries:
        names = [entry.name for entry in entries if len(entry.name) == 2]
    for name in names:
        check_files(store / name)


def _read_alternates(store: Path) -> Iterator[Path]:
    for line in read_bytes(store / "info/alternates").split(b"\n"):
        if line and not line.startswith(b"#"):
            yield store / os.fsdecode(unquote_path(line))
