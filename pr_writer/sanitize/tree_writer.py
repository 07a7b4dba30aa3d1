"""The tree → Markdown in one canonical form, which every CommonMark parser reads alike.

Blocks are set apart by blank lines, but in a list whose items follow one another closely; content is indented as far
as its marker is wide; fences are longer than any run inside; nothing is left to lazy continuation or indentation.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from pr_writer.lazy_pattern import compile_lazily
from pr_writer.sanitize.inline_writer import write_cell, write_line, write_paragraph, write_raw
from pr_writer.sanitize.markdown_tree import (
    Block,
    Code,
    Fence,
    Fold,
    Footnote,
    Heading,
    Inline,
    Item,
    ListBlock,
    Paragraph,
    Quote,
    Rule,
    Table,
)
from pr_writer.sanitize.task_boxes import settle_tasks
from pr_writer.sanitize.tool_commands import UNREADABLE_LINE
from pr_writer.sanitize.tree_walk import list_leaves

_ALIGNS = {"left": ":---", "center": ":---:", "right": "---:"}
_CLOSING_SIGNS = compile_lazily(r"(?:^|(?<=\s))(#+)$")
_ESCAPE = compile_lazily(r"\\([!-/:-@\[-`{-~])|([&<>])")
_NAMED = {"&": "&amp;", "<": "&lt;", ">": "&gt;"}
_MAX_NUMBER = 999_999_999  # https://spec.commonmark.org/0.31.2/#ordered-list-marker
_OTHER_MARK = {"-": "*", "*": "-", "+": "-", ".": ")", ")": "."}


def write_tree(blocks: Iterable[Block]) -> str:
    """Return the blocks as Markdown, without a line end at the end."""
    return "\n".join(_write_blocks(settle_tasks(blocks)))


def _write_blocks(
    blocks: Sequence[Block], *, in_item: bool = False, is_task: bool = False, at_margin: bool = True
) -> list[str]:
    """Return the lines of blocks, one below the other; ``at_margin`` where no container is around them."""
    lines: list[str] = []
    mark = ""
    for index, block in enumerate(blocks):
        if index and not (isinstance(block, Footnote) and isinstance(blocks[index - 1], Footnote)):
            lines.append("")
        if isinstance(block, ListBlock):
            # Two lists of one kind, one below the other, would be one.
            mark = _OTHER_MARK[block.mark] if block.mark == mark else block.mark
            lines += _write_list(block, mark)
            continue
        mark = ""
        written = _write_block(block, in_item=in_item and not index and not is_task, in_list=in_item)
        lines += _indent_unreadable(block, written) if at_margin else written
    return lines


def _write_block(block: Block, *, in_item: bool, in_list: bool) -> list[str]:  # noqa: PLR0911 -- a row a kind
    match block:
        case Paragraph():
            return write_paragraph(block.children, in_item=in_item)
        case Heading():
            return ["#" * block.level + " " + _CLOSING_SIGNS.sub(r"\\\1", write_line(block.children))]
        case Fence():
            return _write_fence(block)
        case Rule():
            return ["___" if in_list else block.mark * 3]
        case Quote():
            return [f"> {line}" if line.strip() else ">" for line in _write_blocks(block.children, at_margin=False)]
        case Table():
            return list(_write_table(block))
        case Fold():
            return _write_fold(block)
        case Footnote():
            return [f"[^{block.label}]: {write_paragraph(block.children)[0]}"]
        case ListBlock():
            return _write_list(block, block.mark)


def _indent_unreadable(block: Block, lines: list[str]) -> list[str]:
    """Return the lines of a block, set in by a space, which nobody sees, where one of them stops a commit's parser."""
    if isinstance(block, Fence):
        is_unreadable = any(map(UNREADABLE_LINE.match, lines))
        return [f" {line}" if line else "" for line in lines] if is_unreadable else lines
    if isinstance(block, Paragraph):
        return [f" {line}" if UNREADABLE_LINE.match(line) else line for line in lines]
    return lines


def _write_fence(block: Fence) -> list[str]:
    longest = max((len(run) for run in re.findall(f"{block.mark}+", block.code)), default=0)
    fence = block.mark * max(3, longest + 1)
    return [f"{fence}{block.info}", *block.code.split("\n")[:-1], fence]


def _write_list(block: ListBlock, mark: str) -> list[str]:
    # Only a paragraph shows whether its list is loose.
    has_paragraph = any(isinstance(child, Paragraph) for item in block.items for child in item.children)
    is_tight = (block.is_tight or not has_paragraph) and all(map(_may_be_tight, block.items))
    lines: list[str] = []
    for item in block.items:
        if lines and not is_tight:
            lines.append("")
        sign = f"{min(item.number, _MAX_NUMBER)}{mark}" if block.is_ordered else mark
        lines += _write_item(item, sign, is_tight=is_tight)
    return lines


def _write_item(item: Item, sign: str, *, is_tight: bool) -> Iterator[str]:
    content = _write_blocks(item.children, in_item=True, is_task=item.is_ticked is not None, at_margin=False)
    if is_tight and len(item.children) > 1:
        content = [line for block in _parts(item) for line in block]
    box = "" if item.is_ticked is None else f"[{'x' if item.is_ticked else ' '}] "
    indent = " " * (len(sign) + 1)
    for row, line in enumerate(content):
        if row:
            yield f"{indent}{line}" if line else ""
        else:
            yield f"{sign} {box}{line}"


def _parts(item: Item) -> Iterator[list[str]]:
    """Yield the lines of each block of an item whose blocks follow one another without blank lines."""
    for index, block in enumerate(item.children):
        if isinstance(block, ListBlock):
            yield _write_list(block, block.mark)
        else:
            yield _write_block(block, in_item=not index and item.is_ticked is None, in_list=True)


def _may_be_tight(item: Item) -> bool:
    is_close = all(_may_follow(above, below) for above, below in pairwise(item.children))
    return is_close and not any(isinstance(child, Fold) for child in item.children)


def _may_follow(above: Block, below: Block) -> bool:
    """Return True if a block needs no blank line between it and the one above it."""
    if isinstance(above, Paragraph) and isinstance(below, ListBlock):
        first = below.items[0]
        return not below.is_ordered or first.number == 1
    return isinstance(above, Paragraph | Fence | Heading) and isinstance(below, Fence)


def _write_table(block: Table) -> Iterator[str]:
    header, *rows = block.rows
    yield _write_row(header)
    yield f"| {' | '.join(_ALIGNS.get(align, '---') for align in block.aligns)} |"
    for row in rows:
        yield _write_row(row)


def _write_row(row: Sequence[Sequence[Inline]]) -> str:
    return f"| {' | '.join(map(write_cell, row))} |"


def _write_fold(block: Fold) -> list[str]:
    opening = "<details open>" if block.is_open else "<details>"
    summary = f"<summary>{_write_summary(block.summary)}</summary>"
    summary = f" {summary}" if UNREADABLE_LINE.match(summary) else summary
    lines = [opening, summary] if block.summary else [opening]
    if block.children:
        lines += ["", *_write_blocks(block.children)]
    return [*lines, "", "</details>"]


def _write_summary(children: Sequence[Inline]) -> str:
    """Return a summary as HTML in which Markdown would read the same: what it would escape is spelled out."""
    texts = ((_spell_out(leaf.text), leaf) for leaf in list_leaves(children))
    return "".join(f"<code>{text.strip()}</code>" if isinstance(leaf, Code) else text for text, leaf in texts)


def _spell_out(text: str) -> str:
    def spell(found: re.Match[str]) -> str:
        sign = found[1] or found[2]
        return _NAMED.get(sign) or f"&#{ord(sign)};"

    return _ESCAPE.sub(spell, write_raw(text))
