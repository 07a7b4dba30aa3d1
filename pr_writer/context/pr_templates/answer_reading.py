"""A template's sections and an answer → what the answer has for each of them."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from pr_writer.context.pr_templates.check_boxes import has_boxes
from pr_writer.context.pr_templates.guidance import is_greeting
from pr_writer.context.pr_templates.table_cells import list_labels
from pr_writer.lazy_pattern import compile_lazily
from pr_writer.markdown.blocks import Block, scan_blocks
from pr_writer.markdown.sections import Section, drop_comments, read_key, read_short_key, split_sections
from pr_writer.summarizer.heading_purposes import Purpose, read_purpose

_LABEL = compile_lazily(r"(?:\*\*(?P<bold>[^*\n]{2,60})\*\*|__(?P<low>[^_\n]{2,60})__)[ \t]*[:.：]?[ \t]*(?P<rest>.*)")
# What a draft tells under a bold word, which goes below the heading that asks for it.
_LABELLED: frozenset[Purpose] = frozenset({"testing", "breaking"})
# Headings that words without one never go below: each asks for something else than a description.
_CLOSED = frozenset({"person", "kind", "changelog", "before", "breaking", "testing", "issues", "docs"})


@dataclass(slots=True)
class Told:
    """What an answer has for one section: its words, and by the key of a row what goes into a table's cell."""

    parts: list[str] = field(default_factory=list)
    cells: dict[str, str] = field(default_factory=dict)

    @property
    def text(self) -> str:
        """Return the words as one text."""
        return "\n\n".join(part.strip("\n") for part in self.parts if part.strip())


def read_answer(sections: Sequence[Section], answer: str) -> list[Told]:
    """Return for each section what the answer has for it; words without a heading go where the description is."""
    places = _list_places(sections)
    labels = {key: at for at in reversed(range(len(sections))) for key in list_labels(sections[at].text)}
    told = [Told() for _ in sections]
    stray: list[str] = []
    for part in split_sections(answer, places.keys() | labels.keys()):
        text = textwrap.dedent(part.text) if _is_item(part.heading) else part.text
        key = part.key if part.heading else ""
        if waiting := places.get(key) or places.get(read_short_key(part.heading) if key else ""):
            told[waiting[0]].parts.append(text)
            if len(waiting) > 1:
                del waiting[0]  # the next one of the same name is for the template's next one
        elif key in labels:
            value, _, rest = text.strip("\n").partition("\n\n")
            told[labels[key]].cells.setdefault(key, value)
            stray.append(rest)
        else:
            stray.append(text)
    _move_labelled(sections, told, stray)
    _move_tables(sections, told, stray)
    if words := "\n\n".join(text.strip("\n") for text in stray if text.strip()):
        told[_find_home(sections, told)].parts.insert(0, words)
    return told


def _is_item(heading: str) -> bool:
    return re.match(r"[ ]{0,3}(?:[-*+]|\d{1,3}[.)])[ \t]", heading) is not None


def _list_places(sections: Sequence[Section]) -> dict[str, list[int]]:
    """Return key → the sections with that heading; also without what a heading has in brackets, if that is unique."""
    places: dict[str, list[int]] = {}
    for index, section in enumerate(sections):
        if section.key:
            places.setdefault(section.key, []).append(index)
    for index, section in enumerate(sections):
        short = read_short_key(section.heading)
        if short and short not in places:
            places[short] = [index]
    return places


def _move_labelled(sections: Sequence[Section], told: list[Told], stray: list[str]) -> None:
    """Move the paragraphs that begin with a bold word below the one heading that asks for just that."""
    homes = {
        purpose: [at for at, one in enumerate(sections) if read_purpose(one.heading) == purpose]
        for purpose in _LABELLED
    }
    for parts, own in [(stray, -1), *((one.parts, at) for at, one in enumerate(told))]:
        for number, text in enumerate(parts):
            if "**" not in text and "__" not in text:
                continue
            kept = ""
            for purpose, piece in _split_labelled(text):
                home = homes.get(purpose) if purpose else None
                if home and home[0] != own:
                    told[home[0]].parts.append(piece)
                else:
                    kept += piece
            parts[number] = kept


def _move_tables(sections: Sequence[Section], told: list[Told], stray: list[str]) -> None:
    """Move the tables that a template has in another section, known by their heads, to where they are in it."""
    homes = {head: at for at in reversed(range(len(sections))) for head, _, _ in _list_tables(sections[at].text)}
    for number, text in enumerate(stray if homes else ()):
        left = text
        for head, start, end in reversed(_list_tables(text)):
            if head in homes:
                told[homes[head]].parts.append(text[start:end])
                left = f"{left[:start]}\n{left[end:]}"
        stray[number] = left


def _list_tables(text: str) -> list[tuple[str, int, int]]:
    """Return the words of each table's head, and where the table begins and ends."""
    tables = (block for block in scan_blocks(text) if block.kind == "table" and not block.is_contained)
    return [(read_key(text[one.start : one.end].split("\n", 1)[0]), one.start, one.end) for one in tables]


def _split_labelled(text: str) -> Iterator[tuple[Purpose, str]]:
    """Yield a text in pieces, each with what the bold word asks for at which it begins: a paragraph and its list."""
    begin = 0
    current: Purpose = ""
    for block in scan_blocks(text):
        is_inside = block.kind == "blank" or block.items or block.is_code
        purpose = _read_label(block, text)
        if purpose or not is_inside:
            if begin < block.start:
                yield current, text[begin : block.start]
            begin, current = block.start, purpose
    yield current, text[begin:]


def _read_label(block: Block, text: str) -> Purpose:
    if block.kind != "paragraph" or block.is_contained:
        return ""
    label = _LABEL.match(text, block.content)
    purpose = read_purpose(label["bold"] or label["low"]) if label else ""
    return purpose if purpose in _LABELLED else ""


def drop_label(text: str, heading: str) -> str:
    """Return a text without the bold words that say no more than the heading above it: at its head, or an item's."""
    kept: list[str] = []
    at = 0
    for index, block in enumerate(scan_blocks(text) if "**" in text or "__" in text else ()):
        is_head = block.kind == "paragraph" and (not index or block.markers)
        label = _LABEL.match(text, block.content) if is_head else None
        if label is None or not _says_same(label["bold"] or label["low"], heading):
            continue
        start = label.start("rest")
        while start < len(text) and text[start].isspace() and (not block.markers or text[start] != "\n"):
            start += 1
        if start == len(text) or text[start] == "\n":
            continue  # an item that is nothing but its label
        kept += [text[at : block.content], text[start].upper()]
        at = start + 1
    return "".join([*kept, text[at:]])


def _says_same(label: str, heading: str) -> bool:
    key = read_key(label)
    if not key or not read_key(heading):
        return False
    if key in {read_key(heading), read_short_key(heading)}:
        return True
    return len(key.split()) <= 3 and bool(read_purpose(key)) and read_purpose(key) == read_purpose(heading)


def _find_home(sections: Sequence[Section], told: Sequence[Told]) -> int:
    """Return the section that words without a heading belong to: the one that asks for them, else the top."""
    purposes = [read_purpose(section.heading) if section.key else "person" for section in sections]
    for wanted in ({"what"}, {"changes", "purpose"}):
        for index, purpose in enumerate(purposes):
            if purpose in wanted:
                return index
    first = drop_comments(sections[0].text).strip()
    if first and not sections[0].heading and not is_greeting(first):
        return 0  # the template itself begins without a heading
    headed = [index for index, section in enumerate(sections) if section.key]
    if not headed:
        return 0
    home = headed[0]
    is_open = purposes[home] not in _CLOSED and (purposes[home] != "notable" or len(headed) == 1)
    return home if is_open and not has_boxes(sections[home].text) and not told[home].parts else 0
