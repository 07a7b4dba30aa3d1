"""What is kept of one file's patch while it streams by: all of a small one; the start, shape and end of a large one."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from pr_writer.files.dense_lines import is_dense
from pr_writer.lazy_pattern import compile_lazily

if TYPE_CHECKING:
    from collections.abc import Iterator

MAX_KEPT = 64 * 1024  # bytes by which the start may be over its share, for the sake of a whole line
MAX_LINE = 600  # characters of a line that are shown
MAX_PROSE = 2400  # … of one that reads like text, such as a paragraph that is not wrapped
# Lines that tell what a file is made of: a hunk's header, a heading, a definition in most languages.
LANDMARK = compile_lazily(
    rb"^(?:@@ |[+\- ]#{1,4} |"
    rb"[+\- ][ \t]{0,8}(?:(?:export|default|public|private|protected|internal|static|async|abstract|final|sealed|"
    rb"override|virtual|inline|unsafe|extern|const|pub(?:\([a-z]+\))?|@\w+)[ \t]+)*"
    rb"(?:def|class|func|fun|fn|function|interface|struct|enum|trait|impl|type|module|namespace|record|object|"
    rb"protocol|extension|union|message|service|rpc|sub|CREATE|create|describe|it|test|resource|macro_rules!)\b"
    rb"[ \t(\"']|"
    rb"[+\- ][A-Za-z_][\w:<>,*&\t ]*\([^;\n]*$).*",
    re.MULTILINE,
)
SCANNED = 4 * 1024 * 1024  # bytes of one patch that are searched for landmarks


class Line(NamedTuple):
    """One line of a patch: its place in it, its (cut) text without the line end, and how many characters were cut.

    A note stands for ``covers`` lines, of which ``changed`` were added or removed.
    """

    number: int
    text: bytes
    cut: int = 0
    covers: int = 1
    changed: int = 0


@dataclass(frozen=True, slots=True)
class Excerpt:
    """What was kept of a patch, as (number of its first line, whole lines), and the measure of all of it."""

    kept: tuple[tuple[int, bytes], ...]
    line_count: int
    byte_count: int
    added: int
    removed: int
    is_binary: bool = False
    digest: bytes = b""

    @property
    def is_complete(self) -> bool:
        """True if the whole patch was kept."""
        return sum(block.count(b"\n") for _, block in self.kept) == self.line_count and len(self.kept) <= 2

    def read_lines(self) -> list[Line]:
        """Return the lines that were kept, in order, the long ones cut."""
        return [
            _cut_line(first + offset, text)
            for first, block in self.kept
            for offset, text in enumerate(_split_lines(block))
        ]

    def read_whole_lines(self) -> Iterator[bytes]:
        """Yield the lines that were kept, in order, with their marks and as long as they are."""
        for _, block in self.kept:
            yield from _split_lines(block)


def _split_lines(block: bytes) -> list[bytes]:
    return block.replace(b"\r\n", b"\n").removesuffix(b"\n").split(b"\n")


def _cut_line(number: int, text: bytes) -> Line:
    if len(text) <= MAX_LINE:
        return Line(number, text)
    characters = text.decode("utf-8", errors="replace")
    most = MAX_LINE if is_dense(characters) else MAX_PROSE
    if len(characters) <= most:
        return Line(number, text)
    return Line(number, characters[:most].encode(), len(characters) - most)


class ExcerptBuilder:
    """Collects a patch in bounded memory: half for its start, a quarter each for its shape and its end."""

    def __init__(self, max_bytes: int) -> None:
        self._line_count = 0
        self._byte_count = 0
        self._head: list[bytes] = []
        self._head_left = max_bytes // 2
        self._shape: list[tuple[int, bytes]] = []
        self._shape_bytes = max_bytes // 4
        self._stride = 1
        self._landmarks = 0
        self._tail = b""
        self._tail_start = 0
        self._tail_bytes = max_bytes // 4

    def add(self, block: bytes) -> None:
        """Take the next whole lines."""
        if self._head_left > 0:
            # At least one line, and then what fits.
            end = block.find(b"\n", min(self._head_left, len(block) - 1)) + 1 or len(block)
            self._head.append(block[: min(end, self._head_left + MAX_KEPT)])
            self._head_left -= end
            self._count(block[:end])
            self._tail_start = self._line_count
            block = block[end:]
        if not block:
            return
        self._count(block)
        self._tail += block
        if len(self._tail) > 2 * self._tail_bytes:
            self._shorten_tail()

    def build(self, *, added: int, removed: int, digest: bytes, is_binary: bool = False) -> Excerpt:
        """Return what was kept, in its order, with what its reader counted."""
        blocks = [(0, b"".join(self._head)), *self._shape, (self._tail_start, self._tail)]
        kept = tuple(block for block in blocks if block[1])
        return Excerpt(kept, self._line_count, self._byte_count, added, removed, is_binary, digest)

    def _count(self, block: bytes) -> None:
        self._byte_count += len(block)
        self._line_count += block.count(b"\n")

    def _shorten_tail(self) -> None:
        cut = self._tail.rfind(b"\n", 0, len(self._tail) - self._tail_bytes) + 1
        dropped, self._tail = self._tail[:cut], self._tail[cut:]
        if self._byte_count < SCANNED:
            self._keep_landmarks(dropped)
        self._tail_start += dropped.count(b"\n")

    def _keep_landmarks(self, block: bytes) -> None:
        number, counted = self._tail_start, 0
        for match in LANDMARK.finditer(block):
            number += block.count(b"\n", counted, match.start())
            counted = match.start()
            self._landmarks += 1
            if self._landmarks % self._stride == 0:
                self._shape.append((number, match[0][:MAX_LINE]))
        while sum(len(text) + 1 for _, text in self._shape) > self._shape_bytes:
            # Every other one goes, so that what stays is spread over the whole file.
            self._shape = self._shape[1::2]
            self._stride *= 2
