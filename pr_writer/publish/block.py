"""A pull request's body → the block in it that is ours: where it stands, what it remembers, what of it is ours."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import accumulate

from pr_writer.lazy_pattern import compile_lazily
from pr_writer.markdown.blocks import Block as MarkdownBlock
from pr_writer.markdown.blocks import scan_blocks, split_lines
from pr_writer.publish.block_sections import end_paragraph, match_sections, remember_sections
from pr_writer.publish.marker import (
    BEGIN,
    END,
    UNSIGNED,
    Memory,
    Signer,
    digest,
    is_bare_marker,
    normalize_newlines,
    read_marker,
)

_PLACE = compile_lazily(r"<!--[ \t]*pr-writer[ \t]*-->[ \t]*")
_RAW_HTML = compile_lazily(r"<(?:pre|script|style|textarea)(?![\w-])|<[?!]", re.IGNORECASE)
_STAND_IN = "#\n"  # begins a block of its own, and ends nothing that is open above it


@dataclass(frozen=True, slots=True)
class Block:
    """One block in a body: where it stands, what its marker remembers, and its text.

    ``text`` is what is between the markers, the footer with it, ``source`` all of it. ``is_ours`` is False if a person
    has taken it over as a whole. ``is_place`` is True if its markers remember nothing: a template marks so where the
    draft goes.
    """

    start: int
    end: int
    memory: Memory
    text: str
    source: str
    is_ours: bool
    is_place: bool = False

    @property
    def draft(self) -> str:
        """Return what stands in it, without our last lines."""
        above, below = self.split()
        return f"{end_paragraph(above)}{below}" if below else above

    def split(self) -> tuple[str, str]:
        """Return what stands above our last lines, and what a person wrote below them."""
        return _split_footer(self.text, self.memory)


@dataclass(frozen=True, slots=True)
class _Lines:
    """A body's lines, and where each starts."""

    lines: list[str]
    starts: list[int]

    def cut(self, first: int, end: int) -> str:
        return "".join(self.lines[first:end])


@dataclass(frozen=True, slots=True)
class _Region:
    """Lines that may be a block, from its begin marker on: ``last`` is that of its end, or of the text."""

    first: int
    last: int
    has_begin: bool = True
    has_end: bool = True


def find_blocks(body: str, signer: Signer = UNSIGNED) -> tuple[Block, ...]:
    """Find our blocks, and places for one, in order. A marker in code or in a comment is somebody's text.

    A block ends with a marker, or with its footer where its begin marker says so. One without its end reaches to the
    next one, or to the end of the body, and is not ours any more. With a key a block that was not written with it is
    somebody's text as well.
    """
    if "<!--" not in body:
        return ()
    text = _Lines(lines := split_lines(body), list(accumulate(map(len, lines), initial=0)))
    regions = list(_list_regions(lines))
    found = (_read_block(text, region, signer) for region in _drop_quoted(text, regions))
    return tuple(block for block in found if block)


def has_place(text: str) -> bool:
    """Return True if a text, such as a template, marks where the draft goes: ``<!-- pr-writer -->``, or our markers."""
    return bool(find_blocks(text))


def find_block(body: str, signer: Signer = UNSIGNED) -> Block | None:
    """Return the block that is kept up to date: the first that we wrote, else the first place for one."""
    found = find_blocks(body, signer)
    return next((block for block in found if not block.is_place), found[0] if found else None)


def has_ours(block: Block, signer: Signer = UNSIGNED) -> bool:
    """Return True if a section of the block is as we wrote it, ticks aside, so that there is something to update."""
    if block.is_place or not block.is_ours or block.memory.sections is None:
        return block.is_ours
    above, below = block.split()
    return any(item.is_ours for item in match_sections(above, block.memory.sections, signer, below=below))


def is_untouched(block: Block, signer: Signer = UNSIGNED) -> bool:
    """Return True if every character of a block is as we wrote it."""
    if block.is_place or not block.is_ours or block.memory.sections is None:
        return block.is_ours and not block.is_place
    return remember_sections(block.draft, signer) == block.memory.sections


def _list_regions(lines: list[str]) -> Iterator[_Region]:
    """Yield the lines that look like a block, a lost end marker, or a place for a block."""
    begin = None
    footer = ""  # digest of the line that ends the block, "" where an end marker does
    for row, line in enumerate(lines):
        if line.startswith(BEGIN):
            if begin is not None:
                yield _Region(begin, row - 1, has_end=False)
            begin, footer = row, _read_last_line(line)
        elif line.rstrip() == END:
            yield _Region(row, row, has_begin=False) if begin is None else _Region(begin, row, has_end=not footer)
            begin = None
        elif begin is not None and footer and line.startswith("<sub>") and digest(line.rstrip()) == footer:
            yield _Region(begin, row)
            begin = None
        elif begin is None and _PLACE.fullmatch(line.rstrip("\r\n")):
            yield _Region(row, row)
    if begin is not None:
        yield _Region(begin, len(lines) - 1, has_end=False)


def _read_last_line(line: str) -> str:
    """Return the digest of the line that ends the block, as its begin marker has it; "" for one with an end marker."""
    memory = read_marker(line)
    return memory.footer if memory and memory.ends_with_footer else ""


def _drop_quoted(text: _Lines, regions: list[_Region]) -> Iterator[_Region]:
    """Yield the regions that are no part of code or of a comment.

    Each complete one is a single line for this, so that what is inside closes nothing that a person opened above. A
    fence that is never closed quotes nothing: a person forgot to close it.
    """
    parts, row, offset, offsets = [], 0, 0, []
    for region in regions:
        above = text.cut(row, region.first)
        offsets.append(offset := offset + len(above))
        row = region.last + 1 if region.has_end else region.first + 1
        parts += [above, _STAND_IN]
        offset += len(_STAND_IN)
    masked = "".join([*parts, text.cut(row, len(text.lines))])
    blocks = scan_blocks(masked)
    starts = [block.start for block in blocks]
    for region, at in zip(regions, offsets, strict=True):
        if not _quotes(blocks[bisect_right(starts, at) - 1], masked, at):
            yield region


def _quotes(block: MarkdownBlock, text: str, at: int) -> bool:
    """Return True if a block of Markdown makes mere text of what is at an offset inside it."""
    if block.start == at or block.is_open:
        return False
    if block.kind == "html":
        return _RAW_HTML.match(text, block.content) is not None
    return block.kind in ("fence", "comment")


def _read_block(text: _Lines, region: _Region, signer: Signer) -> Block | None:
    start, end = text.starts[region.first], text.starts[region.last + 1]
    if region.has_end:
        end -= len(text.lines[region.last]) - len(text.lines[region.last].rstrip())
    source = text.cut(region.first, region.last + 1)[: end - start]
    if not region.has_begin:
        return Block(start, end, Memory(), "", source, is_ours=False)  # a person took the beginning away
    first = text.lines[region.first]
    if region.first == region.last and region.has_end:
        return Block(start, end, Memory(), "", source, is_ours=True, is_place=True)
    memory = read_marker(first)
    has_end_marker = region.has_end and not (memory and memory.ends_with_footer)
    inner = text.cut(region.first + 1, region.last + (not has_end_marker))
    if is_bare_marker(first) and region.has_end:
        return Block(start, end, Memory(), inner, source, is_ours=True, is_place=True)
    if signer.key and not (memory and signer.verify(memory)):
        return None
    if memory is None or not region.has_end or (memory.signature and not signer.key):
        return Block(start, end, memory or Memory(), inner, source, is_ours=False)
    is_ours = memory.sections is not None or memory.block == digest(inner)
    return Block(start, end, memory, inner, source, is_ours=is_ours)


def _split_footer(text: str, memory: Memory) -> tuple[str, str]:
    """Return the text above and below our last lines; those that a person changed are above."""
    if memory.ends_with_footer:
        return "".join(split_lines(text)[:-1]).rstrip("\r\n"), ""
    if memory.sections is None:
        head, footer, _ = normalize_newlines(text).rpartition("\n\n<sub>")
        return (head if footer else text).strip("\r\n"), ""
    lines = split_lines(text)
    row = len(lines)
    while row:
        row -= 1
        end = row + 1
        if not lines[row].startswith("<sub>"):
            continue
        while row and lines[row - 1].startswith("<sub>"):
            row -= 1
        if digest("".join(lines[row:end])) == memory.footer:
            return "".join(lines[:row]).rstrip("\r\n"), "".join(lines[end:]).strip("\r\n")
    return text.rstrip("\r\n"), ""
