"""Blank lines where two readers of Markdown would otherwise see different blocks.

Ours and GitHub's agree on nearly all of it. Where they do not, what one takes for code is alive for the other: so such
blocks are parted, and then both see the same.
"""

from __future__ import annotations

import re

_FENCE = re.compile(r"[ \t>]*(?:(?:[-*+]|\d{1,9}[.)])[ \t]+)*(?P<fence>`{3,}|~{3,})")
_QUOTED = re.compile(r"[ \t]*>[ \t>]*")
_TAG = re.compile(r"<[A-Za-z/!?]")
# A list, a quote, a table's row, a footnote: the lines below one, up to a blank one, may still belong to it, or not.
_CONTAINER = re.compile(r"[-*+][ \t]|\d{1,9}[.)][ \t]|>|\[\^|.*\|")
_DELIMITER = re.compile(r"[ \t]*[|:-][-|: \t]*")


def part_blocks(text: str) -> str:
    """Return the text with blank lines between blocks that would be read in two ways; what is in a fence is left."""
    parted: list[str] = []
    fence, is_contained, is_quoted = "", False, False
    for line in text.split("\n"):
        above = parted[-1] if parted else ""
        bare = line.strip(" \t>")
        if not fence:
            if not above.strip(" \t>"):
                is_contained = is_quoted = False
            elif bare and _is_ambiguous(above, line, is_contained=is_contained, is_quoted=is_quoted):
                quotes = _QUOTED.match(line)
                parted.append(quotes[0].rstrip() if quotes and _QUOTED.match(above) else "")
                is_contained = is_quoted = False
            is_contained = is_contained or bool(_CONTAINER.match(line.lstrip(" \t")))
            is_quoted = is_quoted or line.lstrip(" \t").startswith(">")
        parted.append(line)
        if fence:
            fence = "" if bare.startswith(fence) and not bare.strip(fence[0]) else fence
        elif opening := _FENCE.match(line):
            fence = opening["fence"]
    return "\n".join(parted)


def _is_ambiguous(above: str, line: str, *, is_contained: bool, is_quoted: bool) -> bool:
    bare, bare_above = line.lstrip(" \t>"), above.lstrip(" \t>")
    if _TAG.match(bare) and is_contained:
        return not _TAG.match(bare_above)
    if _TAG.match(bare_above) and _DELIMITER.fullmatch(bare) and "-" in bare:
        return True
    return is_quoted and re.match(r" {4}|\t| {1,3}\t", line) is not None
