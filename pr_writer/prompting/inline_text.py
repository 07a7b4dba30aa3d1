"""A text of any origin → the inline content of one line: what it says, without the blocks that it says it in."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from pr_writer.sanitize.markdown_tree import (
    Block,
    Code,
    Fence,
    Fold,
    FootnoteMark,
    Inline,
    ListBlock,
    Quote,
    Rule,
    Table,
    Text,
)
from pr_writer.sanitize.tree_reader import read_tree
from pr_writer.sanitize.tree_walk import join_lines


def read_line(text: str) -> tuple[Inline, ...]:
    """Return the words and code of a Markdown text as one line; headings, lists, tables and quotes leave theirs."""
    line: list[Inline] = []
    for children in _list_lines(read_tree(text)):
        line += [Text(" ")] if line else []
        line += [child for child in children if not isinstance(child, FootnoteMark)]
    return join_lines(line)


def _list_lines(blocks: Iterable[Block]) -> Iterator[tuple[Inline, ...]]:
    for block in blocks:
        match block:
            case Fence():
                yield from ((Code(row.strip()),) for row in block.code.split("\n") if row.strip())
            case Table():
                yield from (cell for row in block.rows for cell in row)
            case ListBlock():
                for item in block.items:
                    yield from _list_lines(item.children)
            case Fold():
                yield block.summary
                yield from _list_lines(block.children)
            case Quote():
                yield from _list_lines(block.children)
            case Rule():
                pass
            case _:
                yield block.children
