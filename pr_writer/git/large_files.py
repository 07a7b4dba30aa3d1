"""Compare files that are too large for git to compare in little memory: streamed, in step, a window at a time.

Git holds both sides of a text and an index of all their lines, some five times their size. Above its threshold our
repository tells it not to, and this module reads the two sides itself. What it finds is a true description of the
change, though not always the shortest.
"""

from __future__ import annotations

import hashlib
import zlib
from contextlib import contextmanager
from typing import IO, TYPE_CHECKING

from pr_writer.git.git_process import GitFailure
from pr_writer.git.object_ids import is_absent
from pr_writer.prompting.excerpt import MAX_LINE, Excerpt, ExcerptBuilder

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pr_writer.git.raw_diff import Record
    from pr_writer.git.repository import Repository

BLOCK = 1024 * 1024
FIRST_WINDOW = 256 * 1024
LAST_WINDOW = 4 * 1024 * 1024  # the longest insertion whose end is found; a longer one is told as a replacement
PROBE = 8000  # bytes in which git, too, looks for a NUL to call a file binary
MATCH = 2  # lines that must agree before two sides are taken to run in step again


class _Binary(Exception):  # noqa: N818 - a way out of nested readers, never seen outside
    """One side is no text."""


class _LongLine(Exception):  # noqa: N818 - as above
    """A line is longer than what may be held."""


def excerpt_large(repository: Repository, record: Record, max_bytes: int) -> Excerpt | None:
    """Return the excerpt of a large text file's change, or None where a side is binary."""
    ids = f"{record.old_id} {record.new_id}"
    try:
        with _open_side(repository, record.old_id) as old, _open_side(repository, record.new_id) as new:
            return compare(old, new, max_bytes, ids)
    except _Binary:
        return None
    except _LongLine:
        with _open_side(repository, record.old_id) as old, _open_side(repository, record.new_id) as new:
            return tell_replaced(old, new, ids)


def compare(old: Iterator[bytes], new: Iterator[bytes], max_bytes: int, ids: str = "") -> Excerpt:
    """Return the excerpt of what turns the old side into the new."""
    comparison = _Comparison(max_bytes)
    comparison.run(old, new)
    return comparison.finish(ids)


def tell_replaced(old: Iterator[bytes], new: Iterator[bytes], ids: str = "") -> Excerpt:
    """Return the excerpt of a file that was replaced as a whole, with the start of each side: for one without lines."""
    kept, lines, size = [b"@@ -1 +1 @@\n"], [], 0
    for mark, blocks in ((b"-", old), (b"+", new)):
        start, ends, last = b"", 0, b"\n"
        for block in blocks:
            start = start or block[:MAX_LINE]
            ends += block.count(b"\n")
            last = block[-1:]
            size += len(block)
        lines.append(ends + (last != b"\n"))
        if start:
            kept.append(mark + start.partition(b"\n")[0] + b"\n")
    removed, added = lines
    digest = hashlib.sha256(ids.encode()).digest()
    return Excerpt(((0, b"".join(kept)),), 1 + removed + added, size, added, removed, digest=digest)


class _Side:
    """Whole lines of one stream, read ahead as far as is asked for."""

    def __init__(self, blocks: Iterator[bytes]) -> None:
        self._blocks = blocks
        self.text = b""
        self.line = 1
        self.ended = False
        self.fill(PROBE)
        if b"\0" in self.text[:PROBE]:
            raise _Binary

    def fill(self, size: int) -> None:
        while len(self.text) < size and not self.ended:
            block = next(self._blocks, b"")
            self.ended = not block
            self.text += block

    def get_window(self, size: int) -> bytes:
        """Return up to ``size`` bytes, or more for the sake of a whole line."""
        self.fill(size)
        end = self.text.rfind(b"\n", 0, size) + 1
        while not end and not self.ended:
            self.refuse_long_line()
            self.fill(len(self.text) + BLOCK)
            end = self.text.find(b"\n") + 1
        if not end or (self.ended and len(self.text) <= size):
            return self.text
        return self.text[:end]

    def refuse_long_line(self) -> None:
        if len(self.text) > LAST_WINDOW and b"\n" not in self.text:
            raise _LongLine

    def drop(self, size: int) -> bytes:
        dropped, self.text = self.text[:size], self.text[size:]
        self.line += dropped.count(b"\n")
        return dropped


class _Comparison:
    def __init__(self, max_bytes: int) -> None:
        self._builder = ExcerptBuilder(max_bytes)
        self._added = self._removed = 0

    def run(self, old_blocks: Iterator[bytes], new_blocks: Iterator[bytes]) -> None:
        old, new = _Side(old_blocks), _Side(new_blocks)
        while True:
            _skip_common(old, new)
            if not old.text or not new.text:
                break
            self._tell(old, new, *_find_step(old, new))
        if old.text or new.text:
            self._tell_rest(old, new)

    def finish(self, ids: str) -> Excerpt:
        digest = hashlib.sha256(ids.encode()).digest()
        return self._builder.build(added=self._added, removed=self._removed, digest=digest)

    def _tell(self, old: _Side, new: _Side, old_size: int, new_size: int) -> None:
        self._builder.add(f"@@ -{old.line} +{new.line} @@\n".encode())
        self._removed += self._mark(b"-", old.drop(old_size))
        self._added += self._mark(b"+", new.drop(new_size))

    def _tell_rest(self, old: _Side, new: _Side) -> None:
        self._builder.add(f"@@ -{old.line} +{new.line} @@\n".encode())
        for side, mark in ((old, b"-"), (new, b"+")):
            while window := side.get_window(BLOCK):
                count = self._mark(mark, side.drop(len(window)))
                if mark == b"-":
                    self._removed += count
                else:
                    self._added += count

    def _mark(self, mark: bytes, text: bytes) -> int:
        if not text:
            return 0
        lines = text.removesuffix(b"\n")
        self._builder.add(mark + lines.replace(b"\n", b"\n" + mark) + b"\n")
        return lines.count(b"\n") + 1


def _skip_common(old: _Side, new: _Side) -> None:
    """Drop the whole lines that both sides start with."""
    while True:
        old.fill(BLOCK)
        new.fill(BLOCK)
        size = min(len(old.text), len(new.text))
        if not size:
            return
        if old.text[:size] != new.text[:size]:
            size = _measure_common(old.text, new.text, size)
            end = old.text.rfind(b"\n", 0, size) + 1
            old.drop(end)
            new.drop(end)
            return
        same_end = len(old.text) == len(new.text) and old.ended and new.ended
        end = size if same_end else old.text.rfind(b"\n", 0, size) + 1
        old.drop(end)
        new.drop(end)
        if not end:
            # A line that is longer than the block, or the last line of one side.
            if old.ended or new.ended:
                return
            old.refuse_long_line()
            new.refuse_long_line()
            old.fill(len(old.text) + BLOCK)
            new.fill(len(new.text) + BLOCK)


def _measure_common(old: bytes, new: bytes, size: int) -> int:
    low, high = 0, size
    while low < high:
        middle = (low + high + 1) // 2
        if old[low:middle] == new[low:middle]:
            low = middle
        else:
            high = middle - 1
    return low


def _find_step(old: _Side, new: _Side) -> tuple[int, int]:
    """Return how many bytes of each side to tell as changed before the two run in step again."""
    size = FIRST_WINDOW
    while True:
        old_window, new_window = old.get_window(size), new.get_window(size)
        if found := _find_match(old_window.splitlines(keepends=True), new_window.splitlines(keepends=True)):
            return found
        both_end = old.ended and new.ended and len(old_window) == len(old.text) and len(new_window) == len(new.text)
        if both_end or size >= LAST_WINDOW:
            return len(old_window), len(new_window)
        size *= 4


def _find_match(old: list[bytes], new: list[bytes]) -> tuple[int, int] | None:
    """Return the sizes of what comes before the first lines that agree, counted over both sides together."""
    places: dict[bytes, int] = {}
    for index, line in enumerate(new):
        places.setdefault(line, index)
    best: tuple[int, int] | None = None
    for index, line in enumerate(old):
        if best and index >= sum(best):
            break
        place = places.get(line)
        if place is None or old[index : index + MATCH] != new[place : place + MATCH]:
            continue
        if best is None or index + place < sum(best):
            best = (index, place)
    if best is None:
        return None
    return sum(map(len, old[: best[0]])), sum(map(len, new[: best[1]]))


@contextmanager
def _open_side(repository: Repository, sha: str) -> Iterator[Iterator[bytes]]:
    """Lend the content's blocks; a file that is not there has none."""
    if is_absent(sha):
        yield iter(())
        return
    for store in repository.object_stores:
        path = store / sha[:2] / sha[2:]
        if path.is_file():
            # Read here, because git maps the whole of a loose object into memory.
            with path.open("rb") as file:
                yield _inflate(file)
            return
    with repository.git.stream("cat_file", "blob", sha) as stdout:
        yield iter(lambda: stdout.read(BLOCK), b"")


def _inflate(file: IO[bytes]) -> Iterator[bytes]:
    """Yield the content of a loose object, without the header in front of it."""
    inflater = zlib.decompressobj()
    in_header, header = True, b""
    try:
        while not inflater.eof:
            pressed = inflater.unconsumed_tail or file.read(64 * 1024)
            if not pressed:
                raise GitFailure(128, "fatal: a loose object is corrupt: it ends early")
            block = inflater.decompress(pressed, BLOCK)
            if in_header:
                header += block
                in_header = b"\0" not in header
                block = header.partition(b"\0")[2]
            if block:
                yield block
    except zlib.error as error:
        raise GitFailure(128, f"fatal: a loose object is corrupt: {error}") from error
