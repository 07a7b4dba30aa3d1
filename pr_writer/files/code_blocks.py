"""A file's lines → the function or block around some of them, told by how lines are indented and by how they begin.

No language is parsed. Where indentation misleads, less is found, and a reader sees a few lines less.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pr_writer.files.block_heads import BARE, Kind, tell_kind
from pr_writer.files.comment_syntax import find_comment_syntax
from pr_writer.lazy_pattern import compile_lazily

MAX_CLIMB = 2_000  # rows that are looked at above a place, and below it
MAX_BLOCKS = 20  # one in another
MAX_HEAD = 60  # rows of a function's head: a parameter a line
MAX_COMMENT = 40  # rows of what stands directly above it
READ = 300  # characters of a line that are looked at
TAB = 8

_OPEN_END = compile_lazily(r"[(,\[]$")
# A line that goes on with what began above it, at the same indentation.
_GOES_ON = compile_lazily(r"[)\]{}]|(?:where|else|elif|elsif|except|catch|finally|rescue|ensure|then|do)\b")
_GOES_ON_BELOW = compile_lazily(r"[){\]]|(?:where|else|elif|elsif|except|catch|finally|rescue|ensure)\b")
_CLOSES = compile_lazily(r"\}|(?:end|fi|done|esac)\b|</")
_DECORATOR = compile_lazily(r"@\w|#!?\[|\[\w[^\]]*\]$|template\s*<")
_RESULT_TYPE = compile_lazily(r"[\w:<>*&~ ]*[\w>*&]$")
# Of the C family: what stands at the left edge whatever is around it.
_PREPROCESSED = frozenset(("c", "cc", "cpp", "cs", "cxx", "h", "hh", "hpp", "hxx", "m", "mm"))
_LABEL = compile_lazily(r"\w+( \w+)?:$")
_RAW_STRINGS = {
    "\"\"\"|'''": frozenset(("py", "pyi", "pyx")),
    "`": frozenset(("cjs", "cts", "go", "js", "jsx", "mjs", "mts", "ts", "tsx")),
}


@dataclass(frozen=True, slots=True)
class Block:
    """Rows from ``start`` up to ``end`` that belong together; ``head`` is the one that names them.

    ``start`` is where the comment or the decorators directly above begin.
    """

    start: int
    head: int
    end: int
    kind: Kind

    @property
    def length(self) -> int:
        """How many rows it has."""
        return self.end - self.start


class CodeBlocks:
    """The blocks of one file; rows count from 0."""

    def __init__(self, path: str, lines: Sequence[str]) -> None:
        self._lines = [line[:READ] for line in lines]
        name = path.rpartition("/")[2].lower()
        self._ending = name.rpartition(".")[2] if "." in name else ""
        syntax = find_comment_syntax(path)
        self._comments = (*syntax.line, *(begin for begin, _ in syntax.blocks)) if syntax else ()
        if "/*" in self._comments:
            self._comments += ("*",)
        self._in_strings = _find_string_rows(self._lines, self._ending)
        self._widths: dict[int, int | None] = {}
        self._found: dict[int, Block] = {}

    def find_around(self, start: int, stop: int, changed: Sequence[str], *, whole: int) -> Block | None:
        """Return the block around rows that were changed (none, where lines were put in): a function, if there is one.

        ``changed`` are the lines that were removed and added there. What encloses the function is returned in its
        place as long as it has ``whole`` rows at most. None where nothing is known.
        """
        texts = [line[:READ] for line in changed if line.strip()]
        if not texts:
            return None
        width = min(map(_measure, texts))
        inner = self._find_own(start, stop, width, texts[-1].strip())
        blocks = [block for block in (*inner, *self._list_blocks(start, width)) if block.end >= stop]
        functions = [block for block in blocks if block.kind == "function"][:1]
        functions = functions or [block for block in blocks if block.kind == "callback"][-1:]
        short = [block for block in blocks if block.length <= whole]
        return max((*functions, *short), key=lambda block: block.length, default=None)

    def name_around(self, row: int) -> str:
        """Return the heads of the functions and containers that a row is in, outermost first, or a blank."""
        below = map(self._find_width, range(row, min(row + MAX_CLIMB, len(self._lines))))
        width = next((width for width in below if width is not None), 0)
        heads = [
            self._lines[block.head].strip()
            for block in self._list_blocks(row, width)
            if block.kind in {"function", "container"} and block.head < row
        ]
        told = [head.rstrip("{").rstrip() for head in heads[1::-1]]
        return " … ".join(told)

    def _find_own(self, start: int, stop: int, width: int, last: str) -> Iterator[Block]:
        """Yield the functions whose head is changed itself, or what stands directly above it."""
        rows = list(range(start, stop))
        if stop < len(self._lines) and (last.startswith(self._comments) or _DECORATOR.match(last)):
            rows.append(stop)
        for row in rows:
            if self._find_width(row) == width:
                block = self._read_block(row)
                if block.kind == "function":
                    yield block

    def _list_blocks(self, row: int, width: int) -> Iterator[Block]:
        """Yield the blocks around a row that is so far indented, the innermost first."""
        left = MAX_BLOCKS
        for above in range(row - 1, max(row - 1 - MAX_CLIMB, -1), -1):
            found = self._find_width(above)
            if found is None or found >= width:
                continue
            yield self._read_block(above)
            width, left = found, left - 1
            if not width or not left:
                return

    def _read_block(self, opener: int) -> Block:
        """Return the block below a row that is less indented than what it holds."""
        if opener not in self._found:
            width = self._find_width(opener) or 0
            head, last = self._find_head(opener, width), self._find_opener(opener, width)
            start, end = self._find_start(head, width), self._find_end(last, width)
            kind = tell_kind(self._lines[head], self._lines[last], self._ending)
            self._found[opener] = Block(start, head, end, kind)
        return self._found[opener]

    def _find_head(self, opener: int, width: int) -> int:
        """Return the row where a head of more rows begins."""
        head = opener
        while _GOES_ON.match(self._lines[head].lstrip()):
            above = self._find_row(range(head - 1, max(opener - MAX_HEAD, -1), -1), width)
            if above is None or self._find_width(above) != width:
                break
            head = above
        return head

    def _find_opener(self, row: int, width: int) -> int:
        """Return the row where a head of more rows ends, or the bracket that opens the block on a row of its own."""
        below = self._find_row(range(row + 1, min(row + MAX_HEAD, len(self._lines))), width)
        if below is None or self._find_width(below) != width:
            return row
        text = self._lines[below].strip()
        is_end = text == "{" or (_OPEN_END.search(self._lines[row].rstrip()) and text.startswith((")", "]")))
        return below if is_end else row

    def _find_row(self, rows: range, width: int) -> int | None:
        return next((row for row in rows if (found := self._find_width(row)) is not None and found <= width), None)

    def _find_start(self, head: int, width: int) -> int:
        """Return where the comment, the decorators and the type of a result begin that stand directly above."""
        row = head
        while row and head - row < MAX_COMMENT:
            above = self._lines[row - 1]
            text = above.strip()
            is_type = self._ending in BARE and _measure(above) == width and _RESULT_TYPE.match(text) is not None
            if not text or not (text.startswith(self._comments) or _DECORATOR.match(text) or is_type):
                break
            row -= 1
        return row

    def _find_end(self, opener: int, width: int) -> int:
        """Return the row behind the block's last."""
        end = len(self._lines)
        for row in range(opener + 1, min(opener + 1 + MAX_CLIMB, end)):
            found = self._find_width(row)
            if found is None or found > width:
                continue
            text = self._lines[row].lstrip()
            if found == width and _CLOSES.match(text):
                return row + 1
            if found < width or not _GOES_ON_BELOW.match(text):
                end = row
                break
        while end > opener + 1 and self._is_aside(end - 1, width):
            end -= 1
        return end

    def _is_aside(self, row: int, width: int) -> bool:
        """Return True if a row is blank, or a comment that is for what follows."""
        text = self._lines[row].strip()
        if not text:
            return True
        is_comment = text.startswith(self._comments) and row not in self._in_strings
        return (is_comment or _DECORATOR.match(text) is not None) and _measure(self._lines[row]) <= width + 1

    def _find_width(self, row: int) -> int | None:
        """Return how far a row is indented; None where that says nothing: of a blank, a comment, text in a string.

        Of a large file few rows are asked about.
        """
        if row not in self._widths:
            self._widths[row] = self._measure_row(row)
        return self._widths[row]

    def _measure_row(self, row: int) -> int | None:
        line = self._lines[row]
        text = line.strip()
        if not text or row in self._in_strings or text.startswith(self._comments):
            return None
        if self._ending in _PREPROCESSED and text.startswith("#"):
            return None
        if self._ending in _PREPROCESSED | {"go", "java"} and _LABEL.match(text):
            return None
        return _measure(line)


def _measure(line: str) -> int:
    expanded = line.expandtabs(TAB)
    return len(expanded) - len(expanded.lstrip())


def _find_string_rows(lines: Sequence[str], ending: str) -> frozenset[int]:
    """Return the rows that begin inside a string of more rows."""
    marks = next((marks for marks, endings in _RAW_STRINGS.items() if ending in endings), "")
    if not marks:
        return frozenset()
    pattern = re.compile(marks)
    rows = set()
    opened = ""
    for row, line in enumerate(lines):
        if opened:
            rows.add(row)
        elif line.lstrip().startswith(("#", "//", "*", "/*")):
            continue
        for mark in pattern.findall(line):
            opened = mark if not opened else "" if mark == opened else opened
    # One that nothing ends was none: a mark in a comment, a pattern.
    return frozenset() if opened else frozenset(rows)
