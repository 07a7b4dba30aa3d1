"""Boxes to tick, where every reader of them sees the same: elsewhere an item is a plain one."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from pr_writer.lazy_pattern import compile_lazily
from pr_writer.sanitize.inline_writer import write_paragraph
from pr_writer.sanitize.markdown_tree import Block, Fold, Item, ListBlock, Paragraph, Quote

_TICK = compile_lazily(r"\[[xX]\]")


def settle_tasks(blocks: Iterable[Block], *, quoted: bool = False, behind_marker: bool = False) -> tuple[Block, ...]:
    """Return the blocks without the boxes that cmark-gfm sees otherwise than others.

    Those are the ones in a quote, the ones behind another marker on their line, and an empty one with a ``[x]`` further
    on in its line, which it takes for the tick.
    """
    settled: list[Block] = []
    for block in blocks:
        match block:
            case Quote():
                settled.append(Quote(settle_tasks(block.children, quoted=True)))
            case Fold():
                settled.append(replace(block, children=settle_tasks(block.children, quoted=quoted)))
            case ListBlock():
                first, *others = block.items
                items = [_settle(first, may_tick=not (quoted or behind_marker), quoted=quoted)]
                items += [_settle(item, may_tick=not quoted, quoted=quoted) for item in others]
                settled.append(replace(block, items=tuple(items)))
            case _:
                settled.append(block)
        behind_marker = False
    return tuple(settled)


def _settle(item: Item, *, may_tick: bool, quoted: bool) -> Item:
    children = settle_tasks(item.children, quoted=quoted, behind_marker=True)
    first = children[0]
    may_tick = may_tick and isinstance(first, Paragraph)
    if may_tick and item.is_ticked is False and isinstance(first, Paragraph):
        may_tick = not any(map(_TICK.search, write_paragraph(first.children)))
    return replace(item, children=children, is_ticked=item.is_ticked if may_tick else None)
