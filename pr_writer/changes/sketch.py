"""What is kept of one file's patch while it streams by: all of a small one; the start, shape and end of a large one."""

from __future__ import annotations

import re
from collections import deque
from dataclasses import dataclass
from typing import NamedTuple

MAX_LINE = 600  # bytes of a line that are kept; what is longer was not written by hand
# Lines that tell what a file is made of: a hunk's header, a heading, a definition in most languages.
LANDMARK = re.compile(
    rb"@@ |[+\- ]#{1,4} |"
    rb"[+\- ]\s{0,8}(?:(?:export|default|public|private|protected|internal|static|async|abstract|final|sealed|"
    rb"override|virtual|inline|unsafe|extern|const|pub(?:\([a-z]+\))?|@\w+)\s+)*"
    rb"(?:def|class|func|fun|fn|function|interface|struct|enum|trait|impl|type|module|namespace|record|object|"
    rb"protocol|extension|union|message|service|rpc|sub|CREATE|create|describe|it|test|resource|macro_rules!)\b"
    rb"[ \t(\"']|"
    rb"[+\- ][A-Za-z_][\w:<>,*&\t ]*\([^;]*\{?\s*$"
)


class Line(NamedTuple):
    """One line of a patch: its place in it, its (cut) text without the end of line, and how many bytes were cut off."""

    number: int
    text: bytes
    cut: int


@dataclass(frozen=True, slots=True)
class Sketch:
    """The lines of a patch that were kept, in order, and the measure of the whole of it."""

    lines: tuple[Line, ...]
    line_count: int
    byte_count: int
    added: int
    removed: int
    is_binary: bool = False
    digest: bytes = b""

    @property
    def is_whole(self) -> bool:
        """Whether every line was kept."""
        return len(self.lines) == self.line_count


class Sketcher:
    """Collects a patch line by line in bounded memory: half for the start, a quarter each for the shape and the end."""

    def __init__(self, room: int) -> None:
        self._head: list[Line] = []
        self._head_room = room // 2
        self._shape: list[Line] = []
        self._shape_room = room // 4
        self._shape_size = 0
        self._stride = 1
        self._landmarks = 0
        self._tail: deque[Line] = deque()
        self._tail_room = room // 4
        self._tail_size = 0
        self._number = 0

    def add(self, raw: bytes) -> None:
        """Take the next line."""
        text = raw.rstrip(b"\r\n")
        line = Line(self._number, text[:MAX_LINE], max(0, len(text) - MAX_LINE))
        self._number += 1
        size = len(line.text) + 1
        if self._head_room > 0:
            self._head.append(line)
            self._head_room -= size
            return
        self._tail.append(line)
        self._tail_size += size
        while self._tail_size > self._tail_room:
            oldest = self._tail.popleft()
            self._tail_size -= len(oldest.text) + 1
            self._keep_landmark(oldest)

    def collect(self) -> tuple[Line, ...]:
        """Return the kept lines in their order."""
        return (*self._head, *self._shape, *self._tail)

    def _keep_landmark(self, line: Line) -> None:
        if not LANDMARK.match(line.text):
            return
        self._landmarks += 1
        if self._landmarks % self._stride:
            return
        self._shape.append(line)
        self._shape_size += len(line.text) + 1
        if self._shape_size > self._shape_room:
            # Every other one goes, so that what stays is spread over the whole file.
            self._shape = self._shape[1::2]
            self._shape_size = sum(len(kept.text) + 1 for kept in self._shape)
            self._stride *= 2
