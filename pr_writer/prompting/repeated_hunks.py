"""The same change in many places → shown once, and counted. Pure."""

from __future__ import annotations

import hashlib
from collections import Counter
from itertools import count, groupby
from typing import TYPE_CHECKING

from pr_writer.prompting.excerpt import Line
from pr_writer.prompting.mechanical_hunks import read_mechanics

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pr_writer.prompting.excerpt import Excerpt

Hunk = list[Line]

LOOKED_INTO = (
    1024 * 1024
)  # bytes, about a second, of patches whose hunks are compared by what was done; the others as they are


class RepeatedHunks:
    """Knows which hunks of all patches are the same but for their place and context, or are the same deed of a tool.

    The first of them is shown with the count of the others; a file all of whose hunks stand elsewhere needs no patch.
    ``paths`` are those of the patches.
    """

    def __init__(self, excerpts: Sequence[Excerpt | None], paths: Sequence[str]) -> None:
        self._words: dict[bytes, str] = {}
        self._exact: dict[bytes, set[bytes]] = {}
        self._room = LOOKED_INTO
        self._keys = [
            tuple(self._read_key(hunk, path) for hunk in split_hunks(excerpt))
            if excerpt and excerpt.is_complete
            else ()
            for excerpt, path in zip(excerpts, paths, strict=True)
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

    def describe(self, index: int) -> str:
        """Return in words what is the same in a file and its model: "same change", or what a tool did."""
        words = dict.fromkeys(words for key in self._keys[index] if (words := self._tell(key)))
        return f"like change ({'; '.join(words)})" if words else "same change"

    def has_repeats(self, index: int) -> bool:
        """Return True if a hunk of this file stands in another place as well."""
        return any(self._counts[key] > 1 for key in self._keys[index])

    def list_lines(self, index: int, excerpt: Excerpt) -> list[Line]:
        """Return the lines of a file's patch with each repeated hunk shown once, and a note of how often it stands."""
        lines: list[Line] = []
        hunks = zip(count(), self._keys[index], split_hunks(excerpt), strict=False)
        for (is_repeat, key), same in groupby(hunks, lambda one: (self._first[one[1]] != (index, one[0]), one[1])):
            group = [hunk for _, _, hunk in same]
            others = self._counts[key] - 1
            if is_repeat:
                lines.append(_note_repeated(group, self._tell(key)))
            else:
                lines += [*group[0], _note_others(group[0], others, self._tell(key))] if others else group[0]
        return lines

    def _read_key(self, hunk: Hunk, path: str) -> bytes:
        """Return what is equal for equal changes: what a tool did, where that is all, else the lines that change."""
        exact = _digest(hunk)
        changed = [line.text for line in hunk if _is_changed(line)]
        self._room -= sum(map(len, changed))
        if self._room < 0 or any(line.cut for line in hunk):
            return exact
        removed, added = (
            [text[1:].decode("utf-8", errors="replace") for text in changed if text[:1] == sign]
            for sign in (b"-", b"+")
        )
        mechanics = read_mechanics(removed, added, path)
        if mechanics is None:
            return exact
        key = hashlib.sha256(mechanics.key.encode()).digest()
        self._words[key] = mechanics.words
        self._exact.setdefault(key, set()).add(exact)
        return key

    def _tell(self, key: bytes) -> str:
        """Return what a tool did in all the places of this key; "" where they are the same to the letter."""
        return self._words.get(key, "") if len(self._exact.get(key, ())) > 1 else ""


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


def _note_others(hunk: Hunk, count: int, words: str) -> Line:
    what = f"like change ({words})" if words else "same change"
    text = f"… {what} in {count:,} more place{'s' if count > 1 else ''}"
    return Line(hunk[-1].number + 1, text.encode(errors="replace"), covers=0)


def _note_repeated(hunks: Sequence[Hunk], words: str) -> Line:
    """Return the note in place of hunks that follow each other and all stand elsewhere."""
    what = f"like change ({words})" if words else "same change"
    times = f", {len(hunks)} times," if len(hunks) > 1 else ""
    covers = sum(map(len, hunks))
    changed = sum(_is_changed(line) and not line.cut for hunk in hunks for line in hunk)
    return Line(
        hunks[0][0].number, f"… {what}{times} as elsewhere in this diff".encode(errors="replace"), 0, covers, changed
    )
