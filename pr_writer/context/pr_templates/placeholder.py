"""The line of a template at which the whole draft goes: ``<!-- pr-writer -->``, or the markers of a block."""

from __future__ import annotations

import re
from bisect import bisect_right

from pr_writer.markdown.blocks import Block, scan_blocks, split_lines

_PLACE = re.compile(r"<!--[ \t]*pr-writer[ \t]*-->[ \t]*")
_BEGIN = re.compile(r"<!-- pr-writer:begin(?![\w-]).*-->[ \t]*")
_END = re.compile(r"<!-- pr-writer:end -->[ \t]*")
_RAW_HTML = re.compile(r"<(?:pre|script|style|textarea)(?![\w-])|<[?!]", re.IGNORECASE)


def find_place(template: str) -> tuple[int, int] | None:
    """Return where the first mark for a draft begins and ends in a template; None where there is none to be seen."""
    if "pr-writer" not in template:
        return None
    blocks = scan_blocks(template)
    starts = [block.start for block in blocks]
    at, begin = 0, None
    for line in split_lines(template):
        words = line.rstrip("\r\n")
        if begin is None and _PLACE.fullmatch(words) and _is_seen(blocks[bisect_right(starts, at) - 1], template, at):
            return at, at + len(words)
        if begin is None and _BEGIN.fullmatch(words) and _is_seen(blocks[bisect_right(starts, at) - 1], template, at):
            begin = at
        elif begin is not None and _END.fullmatch(words):
            return begin, at + len(words)
        at += len(line)
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


def _is_seen(block: Block, text: str, at: int) -> bool:
    """Return True if a line is no part of code or of a comment that began above it."""
    if block.start == at or block.is_open:
        return True
    if block.kind == "html":
        return _RAW_HTML.match(text, block.content) is None
    return block.kind not in ("fence", "comment")
