"""The same change in many places → shown once, and counted. Pure."""

from __future__ import annotations

import hashlib
from collections import Counter
from typing import TYPE_CHECKING

from pr_writer.prompting.excerpt import Line

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pr_writer.prompting.excerpt import Excerpt

Hunk = list[Line]


class RepeatedHunks:
    """Knows which hunks of all patches are the same but for their place and context.

    The first of them is shown with the count of the others; a file all of whose hunks stand elsewhere needs no patch.
    """

    def __init__(self, excerpts: Sequence[Excerpt | None]) -> None:
        self._keys = [
            tuple(map(_digest, split_hunks(excerpt))) if excerpt and excerpt.is_complete else () for excerpt in excerpts
        ]
        self._counts = Counter(key for keys in self._keys for key in keys)
        self._first: dict[bytes, tuple[int, int]] = {}
        for index, keys in enumerate(self._keys):
            for place, key in enumerate(keys):
                self._first.setdefault(key, (index, place))

    def find_model(self, index: int) -> int | None:
        """Return the file that shows all that this one changes, or None where this one has something of its own."""
        models = {self._first[key][0] for key in self._keys[index]}
        return models.pop() if len(models) == 1 and models != {index} else None

    def has_repeats(self, index: int) -> bool:
        """Return True if a hunk of this file stands in another place as well."""
        return any(self._counts[key] > 1 for key in self._keys[index])

    def list_lines(self, index: int, excerpt: Excerpt) -> list[Line]:
        """Return the lines of a file's patch with each repeated hunk shown once, and a note of how often it stands."""
        lines: list[Line] = []
        for place, (key, hunk) in enumerate(zip(self._keys[index], split_hunks(excerpt), strict=True)):
            others = self._counts[key] - 1
            if self._first[key] == (index, place):
                lines += [*hunk, _note_others(hunk, others)] if others else hunk
            else:
                lines += [hunk[0], _note_repeated(hunk)]
        return lines


def split_hunks(excerpt: Excerpt) -> Iterator[Hunk]:
    """Yield the lines of each hunk of a patch, its header first."""
    hunk: Hunk = []
    for line in excerpt.read_lines():
        if line.text.startswith(b"@@ ") and hunk:
            yield hunk
            hunk = []
        hunk.append(line)
    if hunk:
        yield hunk


def _digest(hunk: Hunk) -> bytes:
    """Return what is equal for equal changes: of the lines that change, however long they are."""
    changed = b"\n".join(b"%s %d" % (line.text, line.cut) for line in hunk if _is_changed(line))
    return hashlib.sha256(changed).digest()[:16]


def _is_changed(line: Line) -> bool:
    return line.text[:1] in (b"+", b"-")


def _note_others(hunk: Hunk, count: int) -> Line:
    text = f"… same change in {count:,} more place{'s' if count > 1 else ''}"
    return Line(hunk[-1].number + 1, text.encode(), covers=0)


def _note_repeated(hunk: Hunk) -> Line:
    text = "… same change as elsewhere in this diff".encode()
    changed = sum(_is_changed(line) and not line.cut for line in hunk)
    return Line(hunk[0].number + 1, text, covers=len(hunk) - 1, changed=changed)
