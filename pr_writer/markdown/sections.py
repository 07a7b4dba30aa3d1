"""A Markdown text ↔ its sections, by headings: Markdown's own, and what templates have instead of them.

Those are lines in bold, items that are nothing but a bold line, HTML's headings, and, in a text without any of these,
lines that end in a colon and numbered questions.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from itertools import pairwise

from pr_writer.lazy_pattern import compile_lazily
from pr_writer.markdown.blocks import Block, scan_blocks

CHECKBOX = compile_lazily(r"(?P<indent>[ \t>]*)(?:[-*+]|\d{1,3}[.)])[ \t]+\[(?P<mark>[ xX]?)\][ \t]*(?P<text>.*)")

_COMMENT = compile_lazily(r"<!--.*?(?:-->|\Z)", re.DOTALL)
_ITEM = r"(?:[-*+]|\d{1,3}[.)])"
_ASIDE = r"(?:\([^\n]{1,300}\)|_[^_\n]{1,300}_|\*[^*\n]{1,300}\*)[ \t]*[:：?]?[ \t]*"
_BOLD = compile_lazily(
    r"(?:[^\w\s*_<>\[\]`|#\\-]{1,4}[ \t]*)?"  # an emoji
    r"(?P<bold>\*\*[^*_]{2,120}?\*\*|__[^*_]{2,120}?__|<b>[^<]{2,120}</b>|<strong>[^<]{2,120}</strong>)"
    rf"[ \t]*[:：]?[ \t]*(?:{_ASIDE})?(?:<!--[^\n]{{0,300}}-->[ \t]*)?",
    re.IGNORECASE,
)
_HTML = compile_lazily(
    r"<h(?P<level>[1-6])(?:[ \t][^<>]{0,200})?>[^\n]{1,300}</h(?P=level)>[ \t]*(?:<!--[^\n]{0,300}-->[ \t]*)?"
)
_BOLD_ITEM = compile_lazily(rf"[ ]{{0,3}}{_ITEM}[ \t]+(?P<text>(?:\*\*|__|<b>|<strong>|#{{1,6}} ).*)", re.IGNORECASE)
_LABEL = compile_lazily(r"[^\W\d_][^\n:：]{0,40}[:：]|【[^】\n]{1,60}】[:：]?")
_LABEL_WORDS = 4
_QUESTION = compile_lazily(r"[ ]{0,3}\d{1,3}[.)][ \t]+[^\n]{2,120}[?？:：]")
_RAW_HTML = compile_lazily(r"[ ]{0,3}<(?:pre|script|style|textarea)(?![\w-])", re.IGNORECASE)
_NUMBERED = compile_lazily(r"\W{0,8}\d{1,3}[.)]")
_LABELLED = compile_lazily(r"(?P<label>\*\*[^*]{2,120}\*\*[:：]?)[ \t]+(?P<rest>\S.*)")
_PLAIN_LABELLED = compile_lazily(r"(?P<label>[^\W\d_][^\n:：|`*]{0,40}[:：])[ \t]*(?P<rest>\S.*)")
_UNSAID = compile_lazily(r"<[^<>]{1,200}>|\]\([^()]{0,500}\)")  # tags, and where a link leads


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
    """Split a text at its headings, or only at those whose key is among ``keys``; joined, they are the text again.

    Line ends are line feeds afterwards: a carriage return alone ends a line of Markdown, too.
    """
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    if keys is not None:
        lines = _split_labels(lines, keys)
    found = _find_headings(lines, is_answer=keys is not None)
    starts = {start: size for start, size in found if _is_wanted(lines[start : start + size], keys)}
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
    """Return the same without its number, what stands in brackets and behind a bold line, which an answer may omit."""
    item = _BOLD_ITEM.fullmatch(heading)
    bold = _BOLD.fullmatch((item["text"] if item else heading).strip())
    said = _drop_unsaid(bold["bold"] if bold else heading)
    return _read_words(re.sub(r"\([^()]*\)", " ", _NUMBERED.sub(" ", said, count=1)))


def _drop_unsaid(heading: str) -> str:
    return _UNSAID.sub(" ", drop_comments(heading)) if "<" in heading or "](" in heading else heading


def _read_words(text: str) -> str:
    return " ".join(re.findall(r"[^\W_]+", text.casefold()))


def _split_labels(lines: list[str], keys: Collection[str]) -> list[str]:
    """Return the lines, each one that is a wanted heading with the words for it behind it in two."""
    blocks = [block for block in scan_blocks("\n".join(lines)) if block.kind == "paragraph" and not block.is_contained]
    rows = {row for block in blocks for row in range(block.first_line, block.end_line)}
    firsts = {block.first_line for block in blocks}
    parts: list[str] = []
    for row, line in enumerate(lines):
        match = _LABELLED.fullmatch(line) if row in rows else None
        if row in firsts and not match:
            match = _PLAIN_LABELLED.fullmatch(line)
        if match and read_key(match["label"]) in keys and read_key(line) not in keys:
            parts += (
                [match["label"], "", match["rest"]] if match.re is _PLAIN_LABELLED else match.group("label", "rest")
            )
        else:
            parts.append(line)
    return parts


def _is_wanted(lines: list[str], keys: Collection[str] | None) -> bool:
    return keys is None or read_key("\n".join(lines)) in keys


def _find_headings(lines: list[str], *, is_answer: bool) -> Iterator[tuple[int, int]]:
    """Yield each heading's first line and number of lines; what is in code, a comment or a quote is none.

    What only may be a heading is one in a text that has no others, and in an answer, where just some are wanted.
    """
    blocks = scan_blocks("\n".join(lines))
    sure = list(_find_sure_headings(lines, blocks))
    yield from sure
    if not sure or is_answer:
        yield from _find_labels(lines, blocks, is_answer=is_answer)


def _find_sure_headings(lines: list[str], blocks: tuple[Block, ...]) -> Iterator[tuple[int, int]]:
    ends = [row for row, line in enumerate(lines) if "-->" in line]
    is_past = -1  # the last line of a comment that began on another block's line
    for block in blocks:
        if block.quotes or block.first_line <= is_past:
            continue
        if block.kind == "heading" and not block.is_contained:
            last = block.end_line - 1
            if _opens_comment(lines[last]):  # the comment belongs to the heading on whose line it begins
                is_past = last = _find_end(ends, last)
            yield block.first_line, last + 1 - block.first_line
        elif block.kind in ("paragraph", "html", "heading"):
            for row in range(block.first_line, block.end_line):
                if row <= is_past:
                    continue
                if _is_heading_line(lines[row], block, is_first=row == block.first_line):
                    yield row, 1
                if block.kind == "paragraph" and _opens_comment(lines[row]):
                    is_past = _find_end(ends, row)


def _is_heading_line(line: str, block: Block, *, is_first: bool) -> bool:
    """Return True if a line of a paragraph, an item or HTML stands for a heading."""
    if block.kind == "html":
        is_raw = block.is_contained or _RAW_HTML.match(line)
        return not is_raw and _HTML.fullmatch(line.strip()) is not None
    if not block.is_contained:
        return block.kind == "paragraph" and _BOLD.fullmatch(line.strip()) is not None
    item = _BOLD_ITEM.fullmatch(line) if is_first and block.items == len(block.markers) == 1 else None
    return item is not None and (block.kind == "heading" or _BOLD.fullmatch(item["text"].strip()) is not None)


def _find_labels(lines: list[str], blocks: tuple[Block, ...], *, is_answer: bool) -> Iterator[tuple[int, int]]:
    """Yield the lines that are paragraphs of their own and end in a colon, and the numbered questions.

    In an answer the words may stand right below.
    """
    for block in blocks:
        if block.kind != "paragraph" or block.quotes or (block.end_line - block.first_line > 1 and not is_answer):
            continue
        line = lines[block.first_line].rstrip()
        is_label = not block.items and len(line.split()) <= _LABEL_WORDS and _LABEL.fullmatch(line)
        if is_label or (block.items == len(block.markers) == 1 and _QUESTION.fullmatch(line)):
            yield block.first_line, 1


def _find_end(ends: list[int], row: int) -> int:
    """Return the first line below ``row`` on which a comment ends; ``row`` where none does."""
    found = bisect_left(ends, row + 1)
    return ends[found] if found < len(ends) else row


def _opens_comment(line: str) -> bool:
    """Return True if a comment begins on a line and does not end on it; one in code, or escaped, is text."""
    if "<!--" not in line:
        return False
    plain = re.sub(r"(`{1,20})(?!`).{1,400}?(?<!`)\1(?!`)", "", line).replace("\\<!--", "")
    return "<!--" in plain and "-->" not in plain.rpartition("<!--")[2]
