"""The part of a pull request's body that is ours: found by its markers, put where it is seen, replaced in place."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import accumulate

from pr_writer.markdown.blocks import Block as MarkdownBlock
from pr_writer.markdown.blocks import scan_blocks, split_lines
from pr_writer.markdown.open_ends import find_open_ends
from pr_writer.publish.block_sections import Merged, end_paragraph, match_sections, remember_sections
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
    write_marker,
)

BODY_LIMIT = 65_536  # characters, as GitHub counts them; counted in UTF-16 here, which is never fewer
MAX_SECTIONS = 300  # that a marker remembers

_CUT_NOTE = "_Cut here: GitHub takes no longer body._"
_PLACE = re.compile(r"<!--[ \t]*pr-writer[ \t]*-->[ \t]*")
_RAW_HTML = re.compile(r"<(?:pre|script|style|textarea)(?![\w-])|<[?!]", re.IGNORECASE)
_TAG = re.compile(r"</?[A-Za-z](?:\"[^\"<]*\"|'[^'<]*'|[^<>\"'])*>|<[!?][^<>]*>")
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


def write_block(text: str, footer: str, memory: Memory, signer: Signer = UNSIGNED) -> str:
    """Return a block that holds ``text``, all of it ours, and ``footer``, with the markers around them.

    Where ``memory`` says that it ends with the footer, which is one line then, it has no end marker; it has one after
    all where a person has written such a line into the text.
    """
    text = text.strip("\n")
    return _format_block(Merged(text, remember_sections(text, signer)), footer, memory, signer)


def update_block(block: Block | None, text: str, footer: str, memory: Memory, signer: Signer = UNSIGNED) -> str:
    """Return the block with a new draft in the sections that are ours, and the footer last."""
    if block is None or block.is_place or block.memory.sections is None:
        return write_block(text, footer, memory, signer)
    from pr_writer.publish.merge_draft import merge_draft  # a module that a first run does without

    above, below = block.split()
    merged = merge_draft(above, block.memory.sections, text.strip("\n"), signer, below=below)
    new = _format_block(merged, footer, memory, signer)
    remembered = (block.memory.title, block.memory.input_digest) == (memory.title, memory.input_digest)
    return block.source if remembered and _read_inner(new) == _read_inner(block.source) else new


def place_block(body: str, block: str, signer: Signer = UNSIGNED) -> str:
    """Put a block where ours stands in the body, or where a place for it is marked, else below the author's text.

    Every other byte stays. Where something is open at the end of the author's text, a fence, a comment or an element,
    that would swallow or hide the block, it goes above. Further copies of our block go.
    """
    standing = find_block(body, signer)
    if standing:
        for extra in reversed(find_blocks(body[standing.end :], signer)):
            if is_untouched(extra, signer) or extra.text == standing.text:
                body = body[: standing.end + extra.start] + body[standing.end + extra.end :]
        above, below = body[: standing.start], body[standing.end :]
        if not _is_swallowed(above, below):
            return above + block + ("" if standing.memory.ends_with_footer else _part_from_footer(block, below)) + below
        body = above + below
    if not body.strip():
        return block
    return f"{block}\n\n{body}" if _list_open_starts(body) else f"{body}\n\n{block}"


def fit_block(body: str, text: str, footer: str, memory: Memory, signer: Signer = UNSIGNED) -> str | None:
    """Return the body with a block of ``text`` and ``footer``, without the text's last blocks where it is too long.

    That is GitHub's limit. None where what people wrote leaves no room.
    """
    standing = find_block(body, signer)
    whole = place_block(body, update_block(standing, text, footer, memory, signer), signer)
    room = count_characters(text)
    while (excess := count_characters(whole) - BODY_LIMIT) > 0:
        from pr_writer.markdown.length import cut_blocks  # a module that hardly a run has a use for

        room -= excess + len(_CUT_NOTE) + 16  # and a fold that has to be closed
        if room < 0:
            return None
        kept = f"{cut_blocks(text, room, count_characters)}\n\n{_CUT_NOTE}"
        whole = place_block(body, update_block(standing, kept, footer, memory, signer), signer)
    return whole


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


def _format_block(merged: Merged, footer: str, memory: Memory, signer: Signer) -> str:
    inner = "\n\n".join(part for part in (merged.text.rstrip("\r\n"), footer) if part)
    ends_with_footer = memory.ends_with_footer and footer not in map(str.rstrip, split_lines(merged.text))
    memory = replace(memory, footer=digest(footer), sections=merged.sections, ends_with_footer=ends_with_footer)
    if len(merged.sections) > MAX_SECTIONS and not merged.kept and all(one.content for one in merged.sections):
        memory = replace(memory, sections=None, block=digest(inner))
    end = "" if memory.ends_with_footer else f"\n{END}"
    return f"{write_marker(memory, signer)}\n{inner}{end}"


def _part_from_footer(block: str, below: str) -> str:
    """Return the line end that keeps the text right below a footer from being one paragraph, or a heading, with it."""
    rest_of_line, next_line = [*split_lines(below), "", ""][:2]
    is_parted = block.endswith(END) or rest_of_line.strip() or not next_line.strip()
    return "" if is_parted else rest_of_line


def _read_inner(source: str) -> str:
    return normalize_newlines(source).partition("\n")[2]


def _is_swallowed(above: str, below: str) -> bool:
    """Return True if something is open above our block, and nothing below closes it."""
    if not _list_open_starts(above):
        return False
    return any(start < len(above) for start in _list_open_starts(f"{above}\n\n{below}"))


def _list_open_starts(text: str) -> list[int]:
    """Return where all that begins which is open at the end of a text, and would swallow or hide what comes below.

    For Markdown a comment or raw HTML ends with the list or quote around it, for a browser it does not.
    """
    blocks = [block for block in scan_blocks(text) if block.kind in ("html", "comment")]
    raw = [block.start for block in blocks if block.is_open or _is_unfinished(text[block.start : block.end])]
    return [*raw, *(end.start for end in find_open_ends(text))]


def _is_unfinished(html: str) -> bool:
    """Return True if raw HTML ends in the middle of a tag or a comment, in doubt as well."""
    parts, at = [], 0
    while (start := html.find("<!--", at)) >= 0:
        parts.append(html[at:start])
        end = html.find("-->", start + 2)  # a browser takes "<!-->" for a whole comment
        if end < 0:
            return True
        at = end + 3
    rest = _TAG.sub("", "".join([*parts, html[at:]]))
    return re.search(r"<[A-Za-z/!?]", rest) is not None


def count_characters(text: str) -> int:
    """Return a text's length as GitHub's limit counts it, or a little more."""
    return len(text.encode("utf-16-le", "replace")) // 2
