"""Read a stream of patches into sketches: one pass, bounded memory, exact counts."""

from __future__ import annotations

import hashlib
import re
from itertools import islice
from typing import TYPE_CHECKING

from pr_writer.changes.sketch import Sketch, Sketcher

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pr_writer.changes.raw import Record

HUNK = re.compile(rb"@@ -\d+(?:,(\d+))? \+\d+(?:,(\d+))? @@")
SLICE = 2048


class MalformedPatch(Exception):  # noqa: N818 - reported as a broken diff by the reader
    """The stream is not the patch that the raw records announce."""


def read_sketches(lines: Iterator[bytes], records: Sequence[Record], room: int) -> Iterator[tuple[Record, Sketch]]:
    """Pair each record with the sketch of its patch, keeping at most ``room`` bytes of each.

    The patches come in the order of the records, so no path is parsed out of a header: a hunk's header says how many
    lines follow, and what is outside a hunk was written by git and not by the change.
    """
    reader = _PatchReader(lines, room)
    for record in records:
        # A type change is told as a deletion and an addition.
        yield record, reader.read_file(sections=2 if record.kind == "type-changed" else 1)
    if reader.header is not None:
        raise MalformedPatch(f"a patch more than the {len(records)} changed paths")


class _PatchReader:
    def __init__(self, lines: Iterator[bytes], room: int) -> None:
        self._lines = lines
        self._room = room
        self.header = next(lines, None)  # the next file's first line: read ahead by one

    def read_file(self, sections: int) -> Sketch:
        patch = _Patch(self._room)
        for _ in range(sections):
            if self.header is None or not self.header.startswith(b"diff --git "):
                raise MalformedPatch(f"expected a patch, found {self.header!r:.80}")
            self._read_section(patch)
        return patch.finish()

    def _read_section(self, patch: _Patch) -> None:
        for line in self._lines:
            if line.startswith(b"@@ "):
                patch.read_hunk(line, self._lines)
            elif line.startswith(b"\\"):
                patch.take(line)
            elif line.startswith(b"diff --git "):
                self.header = line
                return
            elif line.startswith(b"Binary files "):
                patch.is_binary = True
        self.header = None


class _Patch:
    def __init__(self, room: int) -> None:
        self._sketcher = Sketcher(room)
        self._digest = hashlib.sha256()
        self._lines = self._bytes = self._added = self._removed = 0
        self.is_binary = False

    def read_hunk(self, header: bytes, lines: Iterator[bytes]) -> None:
        """Take a hunk's header and the lines that it announces."""
        counts = HUNK.match(header)
        if not counts:
            raise MalformedPatch(f"unreadable hunk header {header!r:.80}")
        old, new = (1 if count is None else int(count) for count in counts.groups())
        self._keep([header])
        self._digest.update(b"@@\n")  # without line numbers: they move with the base
        while old > 0 or new > 0:
            # At least this many lines are still to come, whatever they are.
            block = list(islice(lines, min(max(old, new), SLICE)))
            if not block:
                raise MalformedPatch("the patch ends inside a hunk")
            marks = bytes([line[0] for line in block])
            added, removed, unchanged = (marks.count(mark) for mark in (b"+", b"-", b" "))
            old -= removed + unchanged
            new -= added + unchanged
            self._added += added
            self._removed += removed
            self._digest.update(b"".join(block))
            self._keep(block)

    def take(self, line: bytes) -> None:
        """Take a line that belongs to the hunk before it, such as the note on a missing last newline."""
        self._digest.update(line)
        self._keep([line])

    def finish(self) -> Sketch:
        return Sketch(
            lines=self._sketcher.collect(),
            line_count=self._lines,
            byte_count=self._bytes,
            added=self._added,
            removed=self._removed,
            is_binary=self.is_binary,
            digest=self._digest.digest(),
        )

    def _keep(self, block: list[bytes]) -> None:
        for line in block:
            self._sketcher.add(line)
            self._bytes += len(line)
        self._lines += len(block)
