"""A patch → the lines of the old file that it takes away, or puts others beside."""

from __future__ import annotations

import re
from dataclasses import dataclass

from pr_writer.lazy_pattern import compile_lazily

_HUNK = compile_lazily(r"@@ -(?P<start>\d+)(?:,\d+)? \+\d+(?:,\d+)? @@ ?(?P<place>.*)")


@dataclass(frozen=True, slots=True)
class OldLine:
    """A line as the old file has it; ``place`` is what git shows beside its hunk: the function around it, mostly.

    ``is_removed`` is False for the lines between which a hunk puts new ones and takes none away.
    """

    number: int
    text: str
    is_removed: bool
    place: str = ""


def list_old_lines(patch: str) -> tuple[OldLine, ...]:
    """Return the lines that a patch removes, and of a hunk that only adds those right around what it adds.

    What was cut out of a patch is left out here, and so is what stands below the cut, as far as its number is unknown.
    """
    found: list[OldLine] = []
    for header, lines in _split_hunks(patch):
        found += _read_hunk(lines, int(header["start"]), header["place"].strip())
    return tuple(found)


def _split_hunks(patch: str) -> list[tuple[re.Match[str], list[str]]]:
    """Return each hunk's header and its lines, up to the first that is no line of a file."""
    hunks: list[tuple[re.Match[str], list[str]]] = []
    is_whole = False
    for line in patch.split("\n"):
        if header := _HUNK.match(line):
            hunks.append((header, []))
            is_whole = True
        elif not is_whole or line[:1] == "\\":
            continue
        elif line[:1] in (" ", "+", "-"):
            hunks[-1][1].append(line)
        else:
            is_whole = False
    return hunks


def _read_hunk(lines: list[str], start: int, place: str) -> list[OldLine]:
    only_adds = not any(line.startswith("-") for line in lines)
    found: list[OldLine] = []
    number = start
    for index, line in enumerate(lines):
        if line.startswith("+"):
            continue
        is_near = only_adds and any(other.startswith("+") for other in lines[max(index - 1, 0) : index + 2])
        if line.startswith("-") or is_near:
            found.append(OldLine(number, line[1:], line.startswith("-"), place))
        number += 1
    return found
