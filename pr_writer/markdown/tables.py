"""A Markdown text → the cells of its tables, each with its place: https://github.github.com/gfm/#tables-extension-."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

from pr_writer.lazy_pattern import compile_lazily
from pr_writer.markdown.blocks import scan_blocks, split_lines

_PIPE = compile_lazily(r"(?<!\\)\|")


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell's text without the space around it, and where that is in the text; a blank one is all of its space."""

    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Row:
    """A row below a table's head: the line that it is, the line that the head is, and its cells."""

    line: int
    head: int
    cells: tuple[Cell, ...]


def list_rows(text: str) -> tuple[Row, ...]:
    """Return the rows of all tables that are in no list and no quote, without their heads."""
    rows = []
    for block in scan_blocks(text) if "|" in text else ():
        if block.kind != "table" or block.is_contained:
            continue
        at = block.start
        for number, line in enumerate(split_lines(text[block.start : block.end])):
            if number >= 2:
                rows.append(Row(block.first_line + number, block.first_line, _split_cells(line.rstrip("\r\n"), at)))
            at += len(line)
    return tuple(rows)


def _split_cells(line: str, at: int) -> tuple[Cell, ...]:
    bounds = [-1, *(found.start() for found in _PIPE.finditer(line)), len(line)]
    cells = []
    for left, right in pairwise(bounds):
        inner = line[left + 1 : right]
        start = at + left + 1 + (len(inner) - len(inner.lstrip()) if inner.strip() else 0)
        cells.append(Cell(inner.strip(), start, start + len(inner.strip() or inner)))
    if cells and not line[: bounds[1]].strip():
        del cells[0]  # what is before the first pipe
    if len(cells) > 1 and not line[bounds[-2] + 1 :].strip():
        del cells[-1]
    return tuple(cells)
