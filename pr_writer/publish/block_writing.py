"""A draft → our block, and the block → the body: put where it is seen, replaced in place, within GitHub's limit."""

from __future__ import annotations

from dataclasses import replace

from pr_writer.markdown.blocks import split_lines
from pr_writer.markdown.open_ends import list_open_starts
from pr_writer.publish.block import Block, find_block, find_blocks, is_untouched
from pr_writer.publish.block_sections import Merged, remember_sections
from pr_writer.publish.marker import END, UNSIGNED, Memory, Signer, digest, normalize_newlines, write_marker

BODY_LIMIT = 65_536  # characters, as GitHub counts them; counted in UTF-16 here, which is never fewer
MAX_SECTIONS = 300  # that a marker remembers

_CUT_NOTE = "_Cut here: GitHub takes no longer body._"


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
    return f"{block}\n\n{body}" if list_open_starts(body) else f"{body}\n\n{block}"


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


def count_characters(text: str) -> int:
    """Return a text's length as GitHub's limit counts it, or a little more."""
    return len(text.encode("utf-16-le", "replace")) // 2


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
    if not list_open_starts(above):
        return False
    return any(start < len(above) for start in list_open_starts(f"{above}\n\n{below}"))
