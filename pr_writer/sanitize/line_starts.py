"""A paragraph's text → its lines, none of which begins another block, or ends a heading or a table's head."""

from __future__ import annotations

import re

from pr_writer.lazy_pattern import compile_lazily

_MARKER = compile_lazily(r"([-+*])(?=\s|$)")
_NUMBER = compile_lazily(r"(\d{1,9})([.)])(?=\s|$)", re.ASCII)
_HEADING = compile_lazily(r"#{1,6}(?=\s|$)")
_RULE = compile_lazily(r"([-_*])(?:\s*\1){2,}\s*")
_BROKEN_RULE = compile_lazily(r"([-_*])(?:\s*\1)*\s*")
_UNDERLINE = compile_lazily(r"(?:=+|-+)\s*")
_TILDES = compile_lazily(r"~{3,}")
_DELIMITER_ROW = compile_lazily(r"(?=.*-)(?=.*[|:])[|:\s-]+")
_LABEL = compile_lazily(r"(\[(?:[^\[\]\\]|\\.)*\]):", re.DOTALL)
_TASK = compile_lazily(r"\[[ xX]\](?=\s|$)")


def escape_line_starts(text: str, *, in_item: bool) -> list[str]:
    """Return the lines of a paragraph, escaped; ``in_item`` where it is the first of a list's item that is no task."""
    text = _LABEL.sub(r"\1\\:", text, count=1) if _LABEL.match(text) else text
    if in_item and _TASK.match(text):
        text = f"\\{text}"
    lines = text.split("\n")
    if in_item and _BROKEN_RULE.fullmatch(lines[0]):
        lines[0] = _escape_rule(lines[0])  # with a marker before it, it would be a rule
    return [_escape_start(line, is_first=not row) for row, line in enumerate(lines)]


def _escape_start(line: str, *, is_first: bool) -> str:
    """Escape what would make a line begin another block, or end a heading or a table's head."""
    if _RULE.fullmatch(line):
        return _escape_rule(line)
    if found := _NUMBER.match(line):
        return f"{found[1]}\\{line[found.end(1) :]}"
    if found := _TILDES.match(line):
        return "\\~" * len(found[0]) + line[found.end() :]
    is_below = not is_first and (_UNDERLINE.fullmatch(line) or _DELIMITER_ROW.fullmatch(line))
    if line.startswith(">") or is_below or _MARKER.match(line) or _HEADING.match(line):
        return f"\\{line}"
    if line.startswith("[^") and (found := _LABEL.match(line)):
        return f"{found[1]}\\{line[found.end(1) :]}"
    return line


def _escape_rule(line: str) -> str:
    return re.sub(r"([-_*])", r"\\\1", line)
