"""The line of a template at which the whole draft goes: ``<!-- pr-writer -->``, or the markers of a block.

It is seen where the block of a body is seen, so that the draft is told once, and there.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator

from pr_writer.markdown.blocks import Block, scan_blocks, split_lines

_PLACE = re.compile(r"<!--[ \t]*pr-writer[ \t]*-->[ \t]*")
_BEGIN, _END = "<!-- pr-writer:begin", "<!-- pr-writer:end -->"
_BARE_BEGIN = re.compile(rf"{_BEGIN}[ \t]*-->")
_RAW_HTML = re.compile(r"<(?:pre|script|style|textarea)(?![\w-])|<[?!]", re.IGNORECASE)
_STAND_IN = "#\n"  # begins a block of its own, and ends nothing that is open above it


def find_place(template: str) -> tuple[int, int] | None:
    """Return where the first mark for a draft begins and ends in a template; None where there is none to be seen."""
    if "pr-writer" not in template:
        return None
    lines = split_lines(template)
    regions = list(_list_regions(lines))
    row, at = 0, 0
    offsets: list[int] = []
    parts: list[str] = []
    for first, last, _ in regions:
        above = "".join(lines[row:first])
        offsets.append(at := at + len(above))
        parts += [above, _STAND_IN]
        at += len(_STAND_IN)
        row = last + 1
    masked = "".join([*parts, *lines[row:]])
    blocks = scan_blocks(masked)
    starts = [block.start for block in blocks]
    for (first, last, is_place), offset in zip(regions, offsets, strict=True):
        if is_place and not _quotes(blocks[bisect_right(starts, offset) - 1], masked, offset):
            start = sum(map(len, lines[:first]))
            return start, start + len("".join(lines[first : last + 1]).rstrip("\r\n"))
    return None


def put_in_place(template: str, draft: str) -> str:
    """Return the template with the draft where it is marked; every other byte stays, blank lines part the two."""
    place = find_place(template)
    if place is None:
        return template
    above, below = template[: place[0]], template[place[1] :]
    gap = "" if not above.strip() else "\n" * (2 - len(above[-2:]) + len(above[-2:].rstrip("\n")))
    after = "" if not below.strip() else "\n" * (2 - len(below[:2]) + len(below[:2].lstrip("\n")))
    return f"{above}{gap}{draft}{after}{below}"


def drop_place(template: str) -> str:
    """Return the template without the mark, as a body is without our block."""
    place = find_place(template)
    return template[: place[0]] + template[place[1] :] if place else template


def _list_regions(lines: list[str]) -> Iterator[tuple[int, int, bool]]:
    """Yield the first and last line of what may be a mark, and whether it is one that remembers nothing."""
    begin = None
    for row, line in enumerate(lines):
        if line.startswith(_BEGIN):
            if begin is not None:
                yield begin, begin, False
            begin = row
        elif line.rstrip() == _END:
            first = row if begin is None else begin
            yield first, row, _BARE_BEGIN.fullmatch(lines[first].rstrip()) is not None
            begin = None
        elif begin is None and _PLACE.fullmatch(line.rstrip("\r\n")):
            yield row, row, True
    if begin is not None:
        yield begin, begin, False


def _quotes(block: Block, text: str, at: int) -> bool:
    """Return True if a line is part of code or of a comment that began above it; an unclosed one quotes nothing."""
    if block.start == at or block.is_open:
        return False
    if block.kind == "html":
        return _RAW_HTML.match(text, block.content) is not None
    return block.kind in ("fence", "comment")
