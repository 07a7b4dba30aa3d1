"""Blank lines where two readers of Markdown would otherwise see different blocks.

Ours and GitHub's agree on nearly all of it. Where they do not, what one takes for code is alive for the other: so such
blocks are parted, and then both see the same.
"""

from __future__ import annotations

import re

_FENCE = re.compile(r"[ \t>]*(?:(?:[-*+]|\d{1,9}[.)])[ \t]+)*(?P<fence>`{3,}|~{3,})")
_QUOTED = re.compile(r"[ \t]*>[ \t>]*")
_TAG = re.compile(r"<[A-Za-z/!?]")
# A list, a quote, a table's row, a footnote: a line below it may still belong to it, or not.
_CONTAINER = re.compile(r"[-*+][ \t]|\d{1,9}[.)][ \t]|>|\[\^|.*\|")
_DELIMITER = re.compile(r"[ \t]*[|:-][-|: \t]*")


def part_blocks(text: str) -> str:
    """Return the text with blank lines between blocks that would be read in two ways; what is in a fence is left."""
    lines = text.split("\n")
    parted: list[str] = []
    fence = ""
    for line in lines:
        above = parted[-1] if parted else ""
        if not fence and above.strip(" \t>") and line.strip() and _is_ambiguous(above, line):
            quoted = _QUOTED.match(line)
            parted.append(quoted[0].rstrip() if quoted and _QUOTED.match(above) else "")
        parted.append(line)
        bare = line.strip(" \t>")
        if fence:
            fence = "" if bare.startswith(fence) and not bare.strip(fence[0]) else fence
        elif opening := _FENCE.match(line):
            fence = opening["fence"]
    return "\n".join(parted)


def _is_ambiguous(above: str, line: str) -> bool:
    bare, bare_above = line.lstrip(" \t>"), above.lstrip(" \t")
    if _TAG.match(bare) and (_CONTAINER.match(bare_above) or above[:1] in " \t"):
        return not _TAG.match(bare_above.lstrip(" \t>"))
    if _TAG.match(bare_above) and _DELIMITER.fullmatch(bare) and "-" in bare:
        return True
    return bare_above.startswith(">") and re.match(r" {4}|\t| {1,3}\t", line) is not None
