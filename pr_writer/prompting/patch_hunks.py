"""A patch as it is shown whole → its hunks."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pr_writer.lazy_pattern import compile_lazily

_HUNK = compile_lazily(r"@@ -(\d+)(?:,(\d+))? \+(\d+)(?:,(\d+))? @@(.*)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Hunk:
    """Rows ``start`` to ``end`` of the old file, counted from 0; the new file's first is ``offset`` further down."""

    start: int
    end: int
    offset: int
    heading: str
    body: tuple[str, ...]

    @property
    def growth(self) -> int:
        """How many lines the new file has more here."""
        return sum(line.startswith("+") for line in self.body) - sum(line.startswith("-") for line in self.body)

    def list_runs(self) -> Iterator[tuple[int, int, list[str]]]:
        """Yield each run of changed lines: the old rows from and to, and the lines removed and added."""
        row = start = self.start
        changed: list[str] = []
        for line in (*self.body, " "):
            if line[:1] in ("+", "-"):
                changed.append(line[1:])
            elif changed and line[:1] == " ":
                yield start, row, changed
                changed = []
            row += line[:1] in (" ", "-")
            if not changed:
                start = row


def read_hunks(patch: str) -> Iterator[Hunk]:
    """Yield the hunks of one file, in order."""
    header: re.Match[str] | None = None
    body: list[str] = []
    for line in patch.removesuffix("\n").split("\n"):
        if line.startswith("@@ "):
            if header:
                yield _make_hunk(header, body)
            header, body = _HUNK.fullmatch(line), []
        else:
            body.append(line)
    if header:
        yield _make_hunk(header, body)


def _make_hunk(header: re.Match[str], body: Sequence[str]) -> Hunk:
    counts = [1 if count is None else int(count) for count in (header[2], header[4])]
    # Of a side without lines, the number is that of the line before.
    old, new = (int(number) - bool(count) for number, count in zip((header[1], header[3]), counts, strict=True))
    return Hunk(old, old + counts[0], new - old, header[5], tuple(body))
