"""A block as it stands + what we remember of it + a new draft → the block's new text; what a person changed stays."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pr_writer.markdown.open_ends import find_open_ends
from pr_writer.publish.block_sections import (
    BlockSection,
    Merged,
    Standing,
    digest_section,
    end_paragraph,
    index_by,
    match_sections,
    split_block_sections,
    split_draft,
    take,
)
from pr_writer.publish.check_boxes import find_ticks, list_boxes, mark_boxes
from pr_writer.publish.marker import ABSENT, SectionMemory, Signer, encode_lines


@dataclass(frozen=True, slots=True)
class _Piece:
    """A section of the new text: the draft's, or one that stands and stays.

    ``draft`` is the index of the draft's section that it is, or stands for; ``source`` its place in the text that it
    comes from. ``boxes`` is what to remember of the draft's check boxes.
    """

    section: BlockSection
    draft: int | None
    source: int
    is_ours: bool
    boxes: str = ""


def merge_draft(text: str, memories: Sequence[SectionMemory], draft: str, signer: Signer, *, below: str = "") -> Merged:
    """Return the block's text with the draft's sections in place of those that are still ours.

    A section that a person changed or added stays as it is and where it is, one that they deleted stays away, and a box
    that they ticked stays ticked. A new section comes below the one that it follows in the draft. ``below`` is what a
    person wrote below our last lines.
    """
    standing = match_sections(text, memories, signer, below=below)
    lost, drafted = _find_lost(standing, memories, draft)
    by_heading = any(memories[index].heading for index in lost) or any(section.heading for section in drafted)
    stands_for = _identify(drafted, memories)
    pieces = _place_standing(standing, memories, lost, drafted, stands_for)
    theirs = {j for j, index in stands_for.items() if index in lost}
    if by_heading:
        theirs |= _find_rivals(standing, drafted, stands_for)
    placed = {piece.draft for piece in pieces if piece.is_ours}
    new = [j for j in range(len(drafted)) if j not in placed and j not in theirs]
    pieces = _insert_new(pieces, new, drafted, by_heading=by_heading)
    if _is_in_order(standing) and not lost:
        pieces.sort(key=lambda piece: piece.draft or 0)  # nobody has arranged it, so the draft does
    written = _join(pieces)
    if encode_lines(written) == encode_lines(text):
        written = text  # with its own line ends
    remembered = _remember_drafted(pieces, drafted, signer)
    remembered += _remember_lost(lost, memories, drafted, set(stands_for.values()), by_heading=by_heading)
    return Merged(written, tuple(remembered), sum(not piece.is_ours for piece in pieces))


def _find_lost(
    standing: tuple[Standing, ...], memories: Sequence[SectionMemory], draft: str
) -> tuple[set[int], tuple[BlockSection, ...]]:
    """Return the indices of what a person has changed or taken away, and the draft split so that this is seen in it.

    A section of ours where a person has ticked a box that the draft has no more is theirs as well.
    """
    ours = {item.memory for item in standing if item.is_ours}
    lost = {index for index, memory in enumerate(memories) if memory.content != ABSENT and index not in ours}
    while True:  # at most three times: more is lost only where the draft is split in another way
        drafted = split_draft(draft, by_heading=any(memories[index].heading for index in lost))
        stands_for = {index: drafted[j] for j, index in _identify(drafted, memories).items()}
        more = {
            item.memory
            for item in standing
            if item.is_ours and item.memory is not None and not _keeps_ticks(item, memories, stands_for)
        }
        if more <= lost:
            return lost, drafted
        lost |= more


def _keeps_ticks(item: Standing, memories: Sequence[SectionMemory], stands_for: dict[int, BlockSection]) -> bool:
    index = item.memory or 0
    ticks = find_ticks(item.section.text, memories[index].boxes)
    there = {box.key for box in list_boxes(stands_for[index].text)} if index in stands_for else set()
    return ticks.keys() <= there


def _identify(drafted: tuple[BlockSection, ...], memories: Sequence[SectionMemory]) -> dict[int, int]:
    """Return which memory each of the draft's sections goes on from: of its heading, else of its place."""
    known = index_by(memory.heading for memory in memories)
    found = ((j, take(known, section.heading)) for j, section in enumerate(drafted))
    return {j: index for j, index in found if index is not None}


def _place_standing(
    standing: tuple[Standing, ...],
    memories: Sequence[SectionMemory],
    lost: set[int],
    drafted: tuple[BlockSection, ...],
    stands_for: dict[int, int],
) -> list[_Piece]:
    """Return what stays of the sections that stand, those of ours as the draft has them now."""
    successor = {index: j for j, index in stands_for.items()}
    pieces = []
    for source, item in enumerate(standing):
        j = None if item.memory is None else successor.get(item.memory)
        if not item.is_ours or item.memory in lost or item.memory is None:
            pieces.append(_Piece(item.section, j, source, is_ours=False))
        elif j is not None:
            ticks = find_ticks(item.section.text, memories[item.memory].boxes)
            pieces.append(_tick(drafted[j], j, ticks))
    return pieces


def _find_rivals(
    standing: tuple[Standing, ...], drafted: tuple[BlockSection, ...], stands_for: dict[int, int]
) -> set[int]:
    """Return the draft's new sections that a person has written already, under the same heading."""
    if not any(item.section.heading for item in standing):
        return set()  # it was split by paragraphs
    added = {item.section.heading for item in standing if item.memory is None and item.section.has_heading}
    if standing[0].memory is None:
        added.add(standing[0].section.heading)
    return {j for j, section in enumerate(drafted) if j not in stands_for and section.heading in added}


def _is_in_order(standing: tuple[Standing, ...]) -> bool:
    """Return True if all sections are ours and stand in the order in which we wrote them."""
    order = [item.memory for item in standing if item.is_ours and item.memory is not None]
    return len(order) == len(standing) and order == sorted(order)


def _insert_new(
    pieces: list[_Piece], new: list[int], drafted: tuple[BlockSection, ...], *, by_heading: bool
) -> list[_Piece]:
    """Return the pieces with the draft's new sections among them, and its prose without a heading on top."""
    pieces = list(pieces)
    for j in new:
        pieces.insert(_find_place(pieces, drafted[j], j), _tick(drafted[j], j, {}))
    if by_heading:  # the sort is stable
        return sorted(pieces, key=lambda piece: not (piece.is_ours and not piece.section.has_heading))
    return [piece for at, piece in enumerate(pieces) if not (piece.is_ours and _runs_together(pieces, at))]


def _runs_together(pieces: list[_Piece], at: int) -> bool:
    """Return True if a list of ours would become one with a person's list beside it, which stands for it then."""
    beside = [piece for piece in (*pieces[max(0, at - 1) : at], *pieces[at + 1 : at + 2]) if not piece.is_ours]
    texts = [f"{pieces[at].section.text}\n\n{piece.section.text}" for piece in beside]
    return any(len(split_block_sections(text, by_heading=False)) == 1 for text in texts)


def _find_place(pieces: list[_Piece], section: BlockSection, j: int) -> int:
    """Return where the draft's section goes: below the one that it follows, else above the one that follows it."""
    above = max((piece.draft for piece in pieces if piece.draft is not None and piece.draft < j), default=None)
    if above is not None:
        at = next(at for at, piece in enumerate(pieces) if piece.draft == above) + 1
        while at < len(pieces) and not pieces[at].is_ours and not pieces[at].section.has_heading:
            at += 1
    else:
        end = len(pieces) if section.has_heading else 0
        at = next((at for at, piece in enumerate(pieces) if piece.draft is not None and piece.draft > j), end)
    is_swallowed = at and not pieces[at - 1].is_ours and find_open_ends(pieces[at - 1].section.text)
    return at - 1 if is_swallowed else at


def _join(pieces: list[_Piece]) -> str:
    """Return the pieces as one text, with a blank line between two that did not follow each other before."""
    text = ""
    for at, piece in enumerate(pieces):
        last = pieces[at - 1] if at else None
        if last and (last.is_ours, last.source + 1) != (piece.is_ours, piece.source):
            text = end_paragraph(text)
        text += piece.section.text
    return text


def _remember_drafted(pieces: list[_Piece], drafted: tuple[BlockSection, ...], signer: Signer) -> list[SectionMemory]:
    """Return what to remember of each of the draft's sections: what was written, or that it is a person's."""
    written: dict[int, SectionMemory] = {}
    for at, piece in enumerate(pieces):
        if piece.is_ours and piece.draft is not None:
            below = pieces[at + 1] if at + 1 < len(pieces) else None
            written[piece.draft] = SectionMemory(
                piece.section.heading,
                digest_section(piece.section.text, signer),
                piece.boxes,
                is_followed=below is not None and not below.is_ours and not below.section.has_heading,
            )
    return [written.get(j, SectionMemory(section.heading, "")) for j, section in enumerate(drafted)]


def _remember_lost(
    lost: set[int],
    memories: Sequence[SectionMemory],
    drafted: tuple[BlockSection, ...],
    stood_for: set[int],
    *,
    by_heading: bool,
) -> list[SectionMemory]:
    """Return what to remember of sections that a person owns and this draft has not."""
    rest = [index for index in sorted(lost) if index not in stood_for]
    if not by_heading:
        places = range(len(drafted), max(rest, default=-1) + 1)
        return [SectionMemory("", "" if place in lost else ABSENT) for place in places]
    first = next((index for index, memory in enumerate(memories) if not memory.heading), None)
    return [SectionMemory(memories[index].heading, "") for index in rest if memories[index].heading or index == first]


def _tick(section: BlockSection, j: int, ticks: dict[tuple[str, int], str]) -> _Piece:
    """Return the draft's section with a person's ticks in it.

    For each of these the opposite is remembered, so that it goes on being theirs whatever the next draft says.
    """
    boxes = list_boxes(section.text)
    text = mark_boxes(section.text, ((box.offset, ticks.get(box.key, box.mark)) for box in boxes))
    bits = ("01"[ticks[box.key] == " "] if box.key in ticks else box.bit for box in boxes)
    return _Piece(BlockSection(section.heading, text), j, j, is_ours=True, boxes="".join(bits))
