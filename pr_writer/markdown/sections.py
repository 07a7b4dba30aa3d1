"""A Markdown text ↔ its sections, by headings: Markdown's own, and lines in bold, which many templates have instead."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from itertools import pairwise

from pr_writer.markdown.blocks import scan_blocks

CHECKBOX = re.compile(r"(?P<indent>[ \t>]*)(?:[-*+]|\d{1,3}[.)])[ \t]+\[(?P<mark>[ xX]?)\][ \t]*(?P<text>.*)")

_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)
_BOLD = re.compile(r"(?:\*\*|__)(?P<text>[^*_]{2,120}?)(?:\*\*|__)[ \t]*:?[ \t]*")
_LABELLED = re.compile(r"(?P<label>\*\*[^*]{2,120}\*\*:?)[ \t]+(?P<rest>\S.*)")
_UNSAID = re.compile(r"<[^<>]{1,200}>|\]\([^()]{0,500}\)")  # tags, and where a link leads


@dataclass(frozen=True, slots=True)
class Section:
    """A heading as it is written, blank for what comes before the first, and the lines below it."""

    heading: str
    text: str

    @property
    def key(self) -> str:
        """What a heading says, however it is marked."""
        return read_key(self.heading)


def split_sections(text: str, keys: Collection[str] | None = None) -> tuple[Section, ...]:
    """Split a text at its headings, or only at those whose key is among ``keys``; joined, they are the text again."""
    lines = text.replace("\r\n", "\n").split("\n")
    if keys is not None:
        lines = [part for line in lines for part in _split_label(line, keys)]
    starts = {start: size for start, size in _find_headings(lines) if _is_wanted(lines[start : start + size], keys)}
    bounds = [(0, 0), *sorted(starts.items()), (len(lines), 0)]
    sections = [
        Section("\n".join(lines[start : start + size]), "\n".join(lines[start + size : end]))
        for (start, size), (end, _) in pairwise(bounds)
        if size or end > start
    ]
    return tuple(sections)


def join_sections(sections: tuple[Section, ...]) -> str:
    """Return the sections as one text, with one blank line between a heading and what is around it."""
    parts = [part.strip("\n") for section in sections for part in (section.heading, section.text)]
    return "\n\n".join(part for part in parts if part.strip())


def drop_comments(text: str) -> str:
    """Return a text without what only its source shows."""
    return _COMMENT.sub("", text)


def read_key(heading: str) -> str:
    """Return a heading's words alone, in lower case, so that two spellings of it are equal."""
    return _read_words(_drop_unsaid(heading))


def read_short_key(heading: str) -> str:
    """Return the same without what stands in brackets, which an answer may leave out."""
    return _read_words(re.sub(r"\([^()]*\)", " ", _drop_unsaid(heading)))


def _drop_unsaid(heading: str) -> str:
    return _UNSAID.sub(" ", drop_comments(heading)) if "<" in heading or "](" in heading else heading


def _read_words(text: str) -> str:
    return " ".join(re.findall(r"[^\W_]+", text.casefold()))


def _split_label(line: str, keys: Collection[str]) -> tuple[str, ...]:
    """Return a line in two where it is a bold heading that is wanted, with the words for it behind it."""
    match = _LABELLED.fullmatch(line)
    return (match["label"], match["rest"]) if match and read_key(match["label"]) in keys else (line,)


def _is_wanted(lines: list[str], keys: Collection[str] | None) -> bool:
    return keys is None or read_key("\n".join(lines)) in keys


def _find_headings(lines: list[str]) -> Iterator[tuple[int, int]]:
    """Yield each heading's first line and number of lines; what is in code, a comment, a list or a quote is none."""
    comment_ends = -1
    for block in scan_blocks("\n".join(lines)):
        if block.is_contained or block.first_line <= comment_ends:
            continue
        if block.kind == "heading":
            last = block.end_line - 1
            if _opens_comment(lines[last]):  # the comment belongs to the heading on whose line it begins
                below = range(block.end_line, len(lines))
                comment_ends = last = next((row for row in below if "-->" in lines[row]), last)
            yield block.first_line, last + 1 - block.first_line
        elif block.kind == "paragraph":
            rows = range(block.first_line, block.end_line)
            yield from ((row, 1) for row in rows if _BOLD.fullmatch(lines[row].strip()))


def _opens_comment(line: str) -> bool:
    """Return True if a comment begins on a line and does not end on it; one in code, or escaped, is text."""
    if "<!--" not in line:
        return False
    plain = re.sub(r"(`{1,20})(?!`).{1,400}?(?<!`)\1(?!`)", "", line).replace("\\<!--", "")
    return "<!--" in plain and "-->" not in plain.rpartition("<!--")[2]
