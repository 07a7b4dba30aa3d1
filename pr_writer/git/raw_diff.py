"""Read git's raw diff format: what happened to each path."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pr_writer.lazy_pattern import compile_lazily

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pr_writer.values import Kind

KINDS: dict[str, Kind] = {
    "A": "added",
    "C": "copied",
    "D": "deleted",
    "M": "modified",
    "R": "renamed",
    "T": "type-changed",
}
ESCAPE = compile_lazily(rb"\\([0-7]{3}|.)", re.DOTALL)
ESCAPED = {b"a": b"\a", b"b": b"\b", b"t": b"\t", b"n": b"\n", b"v": b"\v", b"f": b"\f", b"r": b"\r"}


@dataclass(frozen=True, slots=True)
class Record:
    """One changed path as the two trees have it; paths are git's bytes."""

    path: bytes
    old_path: bytes | None
    kind: Kind
    old_mode: str
    new_mode: str
    old_id: str
    new_id: str


def parse_records(lines: Iterable[bytes]) -> list[Record]:
    """Parse raw lines up to the first that is none; the iterator is left just behind it."""
    records = []
    for line in lines:
        if not line.startswith(b":"):
            break
        records.append(parse_record(line))
    return records


def parse_record(line: bytes) -> Record:
    """Parse one line such as ``:100644 100644 <id> <id> R087<tab>old<tab>new``, as git prints it without ``-z``."""
    about, *paths = line.rstrip(b"\n").split(b"\t")
    old_mode, new_mode, old_id, new_id, status = about[1:].decode("ascii").split(" ")
    return Record(
        path=unquote_path(paths[-1]),
        old_path=unquote_path(paths[0]) if len(paths) > 1 else None,
        kind=KINDS.get(status[:1], "modified"),
        old_mode=old_mode,
        new_mode=new_mode,
        old_id=old_id,
        new_id=new_id,
    )


def unquote_path(path: bytes) -> bytes:
    """Undo git's C-style quoting of an unusual path."""
    if not (len(path) > 1 and path.startswith(b'"') and path.endswith(b'"')):
        return path
    return ESCAPE.sub(_unescape, path[1:-1])


def _unescape(match: re.Match[bytes]) -> bytes:
    code = match[1]
    return bytes([int(code, 8) & 0xFF]) if len(code) == 3 else ESCAPED.get(code, code)
