"""Blocks with the tags of folds between them → blocks with folds that are closed where they have to be."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from pr_writer.sanitize.markdown_tree import Block, Fold, Inline, Paragraph, Text
from pr_writer.sanitize.tree_walk import has_content, join_lines, list_leaves, trim_block

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_MAX_DEPTH = 6  # folds in one another; what is deeper is shown unfolded


@dataclass(frozen=True, slots=True)
class FoldTag:
    """A tag of a fold, where it stands among the blocks."""

    what: Literal["details", "/details", "summary", "/summary"]
    is_open: bool = False


@dataclass(slots=True)
class _Frame:
    is_open: bool = False
    summary: list[Inline] = field(default_factory=list)
    children: list[Block] = field(default_factory=list)


def split_paragraph(children: Sequence[Inline | FoldTag]) -> list[Paragraph | FoldTag]:
    """Return the paragraphs that the tags part inline content into, with the tags between them."""
    parts: list[Paragraph | FoldTag] = []
    run: list[Inline] = []
    for child in children:
        if isinstance(child, FoldTag):
            parts += [Paragraph(trim_block(run)), child]
            run = []
        else:
            run.append(child)
    parts.append(Paragraph(trim_block(run)))
    if any(isinstance(part, FoldTag) for part in parts):
        parts.append(FoldTag("/summary"))  # a summary ends with its paragraph at the latest
    return parts


def build_folds(blocks: Iterable[Block | FoldTag]) -> list[Block]:
    """Return the blocks with each fold around what it holds; one that stays open ends with the last block."""
    frames = [_Frame()]
    in_summary = False
    unfolded = 0
    for block in blocks:
        if not isinstance(block, FoldTag):
            if in_summary and isinstance(block, Paragraph):
                frames[-1].summary += [Text(" "), *block.children]
            else:
                frames[-1].children.append(block)
        elif block.what == "details":
            in_summary = False
            if len(frames) > _MAX_DEPTH:
                unfolded += 1
            else:
                frames.append(_Frame(block.is_open))
        elif block.what == "/details":
            in_summary = False
            if unfolded:
                unfolded -= 1
            elif len(frames) > 1:
                _close(frames)
        else:
            in_summary = block.what == "summary" and len(frames) > 1 and not unfolded
    while len(frames) > 1:
        _close(frames)
    return frames[0].children


def _close(frames: list[_Frame]) -> None:
    frame = frames.pop()
    if any(map(has_content, frame.children)) or frame.summary:
        children = tuple(filter(has_content, frame.children))
        frames[-1].children.append(Fold(join_lines(list_leaves(frame.summary)), children, frame.is_open))
