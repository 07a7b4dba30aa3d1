"""The part of a pull request's body that is ours: found by its markers, checked by its digest, replaced in place."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import accumulate

from pr_writer.version import __version__

BEGIN = "<!-- pr-writer:begin"
END = "<!-- pr-writer:end -->"
BODY_LIMIT = 65_536  # characters, as GitHub counts them; counted in UTF-16 here, which is never fewer

_MARKER = re.compile(r"<!-- pr-writer:begin(?P<fields>(?: [a-z]+=[0-9a-z.-]+)*) -->[ \t]*")
_FENCE = re.compile(r" {0,3}(?P<fence>`{3,}|~{3,})(?P<info>.*)")
_COMMENT = re.compile(r" {0,3}<!--")
_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+")
_CUT_NOTE = "_Cut here: GitHub takes no longer body._"


@dataclass(frozen=True, slots=True)
class Memory:
    """What one run tells the next, in the begin marker; each is a short hexadecimal digest, or empty.

    ``title`` is of the title that we wrote last, ``input_digest`` of all that the block was made of (``work`` in the
    marker). The version that wrote it stands there as well, for who looks for a fault; no run reads it.
    """

    title: str = ""
    input_digest: str = ""


@dataclass(frozen=True, slots=True)
class Block:
    """One block in a body: where it stands, what it remembers, and whether it still is as we wrote it."""

    start: int
    end: int
    memory: Memory
    is_ours: bool


def digest(text: str) -> str:
    """Return a short digest that does not change when a browser turns line feeds into CRLF."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").strip("\n")
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()[:12]


def find_blocks(body: str) -> tuple[Block, ...]:
    """Find our blocks, in order. A marker inside a fence or a comment that is closed again is somebody's text.

    A block without its end reaches to the end of the body, and is not ours any more.
    """
    return tuple(_Scan(body).walk())


def write_block(text: str, memory: Memory) -> str:
    """Return a block that holds ``text``, with the markers around it."""
    text = text.strip("\n")
    fields = f"block={digest(text)} title={memory.title or '-'} work={memory.input_digest or '-'} version={__version__}"
    return f"{BEGIN} {fields} -->\n{text}\n{END}"


def place_block(body: str, block: str) -> str:
    """Put a block where ours stands in the body, else below what the author wrote; every other byte stays.

    Below an open fence or comment it would be part of that, so there it goes above. Further copies of our block go.
    """
    found = find_blocks(body)
    if found:
        for extra in reversed(found[1:]):
            body = body[: extra.start] + body[extra.end :]
        return body[: found[0].start] + block + body[found[0].end :]
    if not body.strip():
        return block
    below = f"{body}\n\n{block}"
    return below if find_blocks(below) else f"{block}\n\n{body}"


def fit_block(body: str, text: str, footer: str, memory: Memory) -> str | None:
    """Return the body with a block of ``text`` and ``footer``, the text cut at a line where GitHub's limit asks for it.

    None where what the author wrote leaves no room.
    """
    whole = place_block(body, write_block(f"{text}\n\n{footer}", memory))
    if _count(whole) <= BODY_LIMIT:
        return whole
    empty = place_block(body, write_block(f"{_CUT_NOTE}\n\n{footer}", memory))
    room = BODY_LIMIT - _count(empty) - 16  # a fence that has to be closed
    if room < 0:
        return None
    kept = _close_fence(_cut(text, room))
    return place_block(body, write_block(f"{kept}\n\n{_CUT_NOTE}\n\n{footer}".lstrip("\n"), memory))


class _Scan:
    """One walk over the lines of a body, as Markdown counts them."""

    def __init__(self, body: str) -> None:
        self._lines = _LINE.findall(body)
        self._starts = list(accumulate(map(len, self._lines), initial=0))
        self._unclosed: dict[str, int] = {}  # what opens → how long at least, once no line closed it: keeps this linear

    def walk(self) -> Iterator[Block]:
        index = 0
        while index < len(self._lines):
            if self._lines[index].startswith(BEGIN):
                block, index = self._read_block(index)
                yield block
            elif self._lines[index].rstrip() == END:
                # A block whose beginning a person took away: what is left of it is theirs.
                yield Block(self._starts[index], self._starts[index] + len(END), Memory(), is_ours=False)
                index += 1
            else:
                index = self._skip_quoted(index)

    def _read_block(self, first: int) -> tuple[Block, int]:
        rest = range(first + 1, len(self._lines))
        last = next((i for i in rest if self._lines[i].rstrip() == END), None)
        marker = _MARKER.fullmatch(self._lines[first].rstrip("\r\n"))
        fields = dict(field.split("=") for field in marker["fields"].split()) if marker else {}
        block = Block(
            start=self._starts[first],
            end=self._starts[-1] if last is None else self._starts[last] + len(END),
            memory=Memory(title=fields.get("title", "").strip("-"), input_digest=fields.get("work", "").strip("-")),
            is_ours=last is not None and fields.get("block") == digest("".join(self._lines[first + 1 : last])),
        )
        return block, len(self._lines) if last is None else last + 1

    def _skip_quoted(self, index: int) -> int:
        """Return the next line to look at: the one below, or below a fence or comment that opens here and is closed."""
        line = self._lines[index].rstrip("\r\n")
        fence = _FENCE.fullmatch(line)
        if fence and not (fence["fence"][0] == "`" and "`" in fence["info"]):
            char, length = fence["fence"][0], len(fence["fence"])
            return self._skip_to(index, char, length, re.compile(rf" {{0,3}}{char}{{{length},}}[ \t]*$"))
        if _COMMENT.match(line) and "-->" not in line:
            return self._skip_to(index, "<!--", 0, re.compile(r".*-->"))
        return index + 1

    def _skip_to(self, opened: int, what: str, length: int, closing: re.Pattern[str]) -> int:
        if self._unclosed.get(what, length + 1) <= length:
            return opened + 1
        index = opened + 1
        while index < len(self._lines):
            if self._lines[index].startswith(BEGIN):
                # A fence that a person forgot to close above our block is not closed by a fence inside it.
                block, below = self._read_block(index)
                index = below if block.is_ours else index + 1
            elif closing.match(self._lines[index].rstrip("\r\n")):
                return index + 1
            else:
                index += 1
        self._unclosed[what] = length
        return opened + 1


def _cut(text: str, room: int) -> str:
    kept, count = [], 0
    for line in text.splitlines():
        count += _count(line) + 1
        if count > room:
            break
        kept.append(line)
    return "\n".join(kept)


def _close_fence(text: str) -> str:
    opened = ""
    for line in text.splitlines():
        match = _FENCE.fullmatch(line)
        if not match:
            continue
        if not opened:
            opened = match["fence"]
        elif match["fence"].startswith(opened) and not match["info"].strip():
            opened = ""
    return f"{text}\n{opened}" if opened else text


def _count(text: str) -> int:
    return len(text.encode("utf-16-le", "replace")) // 2
