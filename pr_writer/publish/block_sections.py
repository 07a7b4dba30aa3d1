"""A block's text → its sections, and which of them are still as we wrote them."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from pr_writer.lazy_pattern import compile_lazily
from pr_writer.markdown.blocks import Block, scan_blocks, split_lines
from pr_writer.markdown.sections import read_key
from pr_writer.publish.check_boxes import list_boxes, untick
from pr_writer.publish.marker import ABSENT, SectionMemory, Signer, digest, normalize_newlines

# What a section is must be the same in every version, or each block of an older one would look edited. So no more is
# known here than CommonMark's headings, and a line in bold that begins a paragraph.
_BOLD_LINE = compile_lazily(r"(?:\*\*|__)[^*_]{2,120}(?:\*\*|__)[ \t]*:?[ \t]*")
_HEADING_DIGITS = 5
_REMAINDER = "-"  # no heading's digest: a person's text that stands below a section of ours, without a heading


@dataclass(frozen=True, slots=True)
class BlockSection:
    """Some whole lines of a block: ``heading`` is a digest of its heading's words, "" where it has none."""

    heading: str
    text: str

    @property
    def has_heading(self) -> bool:
        """Return True if it begins with a heading, so that nothing above it can swallow it."""
        return self.heading not in {"", _REMAINDER}


@dataclass(frozen=True, slots=True)
class Standing:
    """A section as it stands: ``memory`` is the index of what we remember of it, None for one that a person added.

    ``is_ours`` is True if it is as we wrote it, ticks aside.
    """

    section: BlockSection
    memory: int | None
    is_ours: bool


@dataclass(frozen=True, slots=True)
class Merged:
    """The new text of a block, and what to remember of it; ``kept`` is how many of its sections are a person's."""

    text: str
    sections: tuple[SectionMemory, ...]
    kept: int = 0


def split_block_sections(text: str, *, by_heading: bool) -> tuple[BlockSection, ...]:
    """Split a text before each heading, or else into its paragraphs and lists; joined, the sections are the text."""
    starts: dict[int, str] = {}
    is_inside = False
    for block in scan_blocks(text):
        if block.kind == "blank" and not block.is_contained:
            continue
        heading = _read_heading(text, block) if by_heading else ""
        if not starts or heading or not (by_heading or (is_inside and block.is_contained)):
            starts[block.start if starts else 0] = heading  # blank lines on top belong to the first
        is_inside = block.is_contained
    bounds = [*starts, len(text)]
    return tuple(
        BlockSection(heading, text[start:end]) for (start, heading), end in zip(starts.items(), bounds[1:], strict=True)
    )


def split_draft(text: str, *, by_heading: bool = False) -> tuple[BlockSection, ...]:
    """Split a draft: by headings where it has one, or where ``by_heading`` asks for it, else by paragraphs."""
    sections = split_block_sections(text, by_heading=True)
    if by_heading or any(section.heading for section in sections):
        return sections
    return split_block_sections(text, by_heading=False)


def remember_sections(text: str, signer: Signer) -> tuple[SectionMemory, ...]:
    """Return what to remember of a text that is all ours."""
    return tuple(
        SectionMemory(
            section.heading,
            digest_section(section.text, signer),
            "".join(box.bit for box in list_boxes(section.text)),
        )
        for section in split_draft(text)
    )


def match_sections(
    text: str, memories: Sequence[SectionMemory], signer: Signer, *, below: str = ""
) -> tuple[Standing, ...]:
    """Return the sections of a block as it stands, each with what is remembered of it, wherever it was moved to.

    ``below`` is what a person wrote below our last lines.
    """
    by_heading = any(memory.heading for memory in memories)
    sections = split_block_sections(text, by_heading=by_heading)
    if by_heading:
        sections = _part_followed(sections, memories, signer)
    rest = split_block_sections(below, by_heading=by_heading)
    sections += tuple(BlockSection(section.heading or _REMAINDER, section.text) for section in rest)
    untouched = index_by((memory.heading, memory.content) for memory in memories)
    exact = [take(untouched, (section.heading, digest_section(section.text, signer))) for section in sections]
    found = {index for index in exact if index is not None}
    changed = index_by(
        memory.heading if index not in found and memory.content != ABSENT else None
        for index, memory in enumerate(memories)
    )
    return tuple(
        Standing(section, index, is_ours=True)
        if index is not None
        else Standing(section, take(changed, section.heading) if by_heading else None, is_ours=False)
        for section, index in zip(sections, exact, strict=True)
    )


def index_by(keys: Iterable[Hashable]) -> dict[Hashable, deque[int]]:
    """Return where each key is in the series, in order."""
    found: dict[Hashable, deque[int]] = defaultdict(deque)
    for index, key in enumerate(keys):
        found[key].append(index)
    return found


def take(queues: dict[Hashable, deque[int]], key: Hashable) -> int | None:
    """Take the first index of a key out of ``index_by``'s answer and return it; None where none is left."""
    queue = queues.get(key)
    return queue.popleft() if queue else None


def digest_section(text: str, signer: Signer) -> str:
    """Return the digest of a section's words, in which a tick does not count."""
    return signer.digest_section(untick(text))


def _part_followed(
    sections: tuple[BlockSection, ...], memories: Sequence[SectionMemory], signer: Signer
) -> tuple[BlockSection, ...]:
    """Part our section from a person's text below it, where that has lost its own heading or never had one."""
    present = {section.heading for section in sections}
    wanted: dict[str, set[str]] = defaultdict(set)
    for memory, below in zip(memories, (*memories[1:], None), strict=True):
        has_lost_below = below is not None and below.content and below.heading not in present
        if memory.content and (memory.is_followed or has_lost_below):
            wanted[memory.heading].add(memory.content)
    parted: list[BlockSection] = []
    for section in sections:
        contents = wanted.get(section.heading, set())
        ends = [end for found, end in _list_prefixes(section.text, signer) if found in contents] if contents else []
        parted += (
            [
                BlockSection(section.heading, section.text[: ends[-1]]),
                BlockSection(_REMAINDER, section.text[ends[-1] :]),
            ]
            if ends and ends[-1] < len(section.text)
            else [section]
        )
    return tuple(parted)


def _list_prefixes(text: str, signer: Signer) -> Iterator[tuple[str, int]]:
    """Yield the digest of each beginning of a text that ends with a paragraph or list, and where it ends."""
    hashed, end = signer.start_digest(), 0
    for part in split_block_sections(text, by_heading=False):
        raw = normalize_newlines(untick(part.text))
        raw = raw if end else raw.lstrip("\n")
        end += len(part.text)
        whole = hashed.copy()
        whole.update(raw.rstrip("\n").encode("utf-8", "replace"))
        yield signer.shorten(whole), end
        hashed.update(raw.encode("utf-8", "replace"))


def _read_heading(text: str, block: Block) -> str:
    if block.is_contained or block.kind not in ("heading", "paragraph"):
        return ""
    heading = text[block.content : block.end]
    if block.kind == "paragraph":
        heading = split_lines(heading)[0].rstrip("\r\n")
        if not _BOLD_LINE.fullmatch(heading):
            return ""
    return digest(read_key(heading) or heading.strip())[:_HEADING_DIGITS]


def end_paragraph(text: str) -> str:
    """Return a text with a blank line at its end; a blank text as it is."""
    if not text.strip():
        return text
    tail = normalize_newlines(text[-8:])
    return text + "\n" * (2 - min(2, len(tail) - len(tail.rstrip("\n"))))
