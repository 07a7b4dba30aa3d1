"""The line of a template at which the whole draft goes: ``<!-- pr-writer -->``, or the markers of a block.

It is seen where the block of a body is seen, so that the draft is told once, and there.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import accumulate

from pr_writer.lazy_pattern import compile_lazily
from pr_writer.markdown.blocks import Block, scan_blocks, split_lines

_PLACE = compile_lazily(r"<!--[ \t]*pr-writer[ \t]*-->[ \t]*")
_BEGIN, _END = "<!-- pr-writer:begin", "<!-- pr-writer:end -->"
_BARE_BEGIN = compile_lazily(rf"{_BEGIN}[ \t]*-->")
_FOOTER = compile_lazily(r"<sub>.*LLM: .*</sub>")
_RAW_HTML = compile_lazily(r"<(?:pre|script|style|textarea)(?![\w-])|<[?!]", re.IGNORECASE)
_STAND_IN = "#\n"  # begins a block of its own, and ends nothing that is open above it


@dataclass(frozen=True, slots=True)
class Mark:
    """A line that marks where the draft goes, or markers of a block: where ``source`` begins and ends in a text."""

    start: int
    end: int
    source: str

    @property
    def lines(self) -> list[str]:
        """Return its lines, the markers with them, without spaces around each."""
        return [line.strip() for line in self.source.splitlines()]

    @property
    def is_lost(self) -> bool:
        """Return True for a marker without the other one."""
        return len(self.lines) == 1 and not _PLACE.fullmatch(self.source)

    @property
    def is_place(self) -> bool:
        """Return True if a draft goes here: if it remembers nothing of another one."""
        is_bare = _BARE_BEGIN.fullmatch(self.lines[0]) is not None and self.lines[-1] == _END
        return is_bare or _PLACE.fullmatch(self.source) is not None

    def forget(self) -> str:
        """Return it as a place that remembers nothing; "" for a marker without the other one."""
        if self.is_place or self.is_lost:
            return self.source if self.is_place else ""
        _, *text = self.source.splitlines(keepends=True)
        is_closed = text[-1].strip() == _END
        return "".join([_BEGIN, " -->\n", *text, *([] if is_closed else ["\n", _END])])


def find_place(template: str) -> tuple[int, int] | None:
    """Return where the first mark for a draft begins and ends in a template; None where there is none to be seen."""
    return next(((mark.start, mark.end) for mark in list_marks(template) if mark.is_place), None)


def list_marks(text: str) -> Iterator[Mark]:
    """Yield the marks for a draft, the pairs of markers, and the single markers that are seen in a text."""
    if "pr-writer" not in text:
        return
    lines = split_lines(text)
    regions = list(_list_regions(lines))
    row, at = 0, 0
    offsets: list[int] = []
    parts: list[str] = []
    for first, last in regions:
        above = "".join(lines[row:first])
        offsets.append(at := at + len(above))
        parts += [above, _STAND_IN]
        at += len(_STAND_IN)
        row = last + 1
    masked = "".join([*parts, *lines[row:]])
    blocks = scan_blocks(masked)
    starts = [block.start for block in blocks]
    places = list(accumulate(map(len, lines), initial=0))
    for (first, last), offset in zip(regions, offsets, strict=True):
        if not _quotes(blocks[bisect_right(starts, offset) - 1], masked, offset):
            source = "".join(lines[first : last + 1]).rstrip("\r\n")
            yield Mark(places[first], places[first] + len(source), source)


def put_in_place(template: str, draft: str) -> str:
    """Return the template with the draft where it is marked first, parted by blank lines, and no other mark."""
    place = find_place(template)
    if place is None:
        return template
    above, below = template[: place[0]], drop_place(template[place[1] :])
    gap = "" if not above.strip() else "\n" * (2 - len(above[-2:]) + len(above[-2:].rstrip("\n")))
    after = "" if not below.strip() else "\n" * (2 - len(below[:2]) + len(below[:2].lstrip("\n")))
    return f"{above}{gap}{draft}{after}{below}"


def drop_place(template: str) -> str:
    """Return the template without its marks, as a body is without our block."""
    for mark in reversed([mark for mark in list_marks(template) if mark.is_place]):
        template = template[: mark.start] + template[mark.end :]
    return template


def forget_copied(body: str, templates: Iterable[str]) -> str:
    """Return a body in which the markers that one of these templates has as well remember nothing.

    They came with the template, which was copied from a body that was described once. Markers with the same text
    between them are a place for the draft, one without the other is gone. What people write stays.
    """
    if "pr-writer:" not in body:
        return body
    copied = [mark.lines for text in templates for mark in list_marks(text) if not mark.is_place]
    for mark in reversed(list(list_marks(body) if copied else ())):
        if mark.lines in copied:
            body = body[: mark.start] + mark.forget() + body[mark.end :]
    return body


def forget_own(template: str) -> str:
    """Return a template with nothing that its markers remember."""
    return forget_copied(template, (template,))


def _list_regions(lines: list[str]) -> Iterator[tuple[int, int]]:
    """Yield the first and last line of what may be a mark; one line for a marker without the other one."""
    begin = None
    for row, line in enumerate(lines):
        if line.startswith(_BEGIN):
            if begin is not None:
                yield begin, begin
            begin = row
        elif line.rstrip() == _END:
            yield row if begin is None else begin, row
            begin = None
        elif begin is not None and _FOOTER.fullmatch(line.rstrip()) and " end=footer" in lines[begin]:
            yield begin, row
            begin = None
        elif begin is None and _PLACE.fullmatch(line.rstrip("\r\n")):
            yield row, row
    if begin is not None:
        yield begin, begin


def _quotes(block: Block, text: str, at: int) -> bool:
    """Return True if a line is part of code or of a comment that began above it; an unclosed one quotes nothing."""
    if block.start == at or block.is_open:
        return False
    if block.kind == "html":
        return _RAW_HTML.match(text, block.content) is not None
    return block.kind in ("fence", "comment")
