"""Footnotes that are referred to, at the end; what else looks like one is text."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator
from dataclasses import replace

from pr_writer.sanitize.markdown_tree import (
    Block,
    Emphasis,
    Footnote,
    FootnoteMark,
    Inline,
    Link,
    Paragraph,
    Small,
    Text,
    Tree,
)
from pr_writer.sanitize.tree_walk import list_inlines, map_inline, trim_block


def settle_footnotes(tree: Tree) -> Tree:
    """Return the tree with its footnotes at the end, where GitHub shows them.

    One that nothing refers to, which GitHub would leave out, becomes text, and so does the mark of one that says
    nothing, and any mark in a footnote.
    """
    notes = [
        replace(block, children=trim_block(_unmark(block.children, ())))
        for block in tree
        if isinstance(block, Footnote)
    ]
    texts: list[Block] = [block for block in tree if not isinstance(block, Footnote)]
    used = {inline.label for inline in list_inlines(texts) if isinstance(inline, FootnoteMark)}
    kept = {note.label for note in notes if note.children} & used
    if used - kept:
        texts = map_inline(texts, lambda children: tuple(_unmark(children, kept)))
    return (*texts, *(note if note.label in kept else _write_out(note) for note in notes))


def _write_out(note: Footnote) -> Paragraph:
    return Paragraph(trim_block([Text(f"[^{note.label}]: "), *note.children]))


def _unmark(children: Iterable[Inline], kept: Container[str]) -> Iterator[Inline]:
    for child in children:
        if isinstance(child, FootnoteMark) and child.label not in kept:
            yield Text(f"[^{child.label}]")
        elif isinstance(child, Emphasis | Small | Link):
            yield replace(child, children=tuple(_unmark(child.children, kept)))
        else:
            yield child
