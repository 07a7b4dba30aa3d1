"""A text → how it reads once markup, escapes and invisible characters are gone, with the way back. Pure.

A secret that is split by ``<!-- -->``, a link or a character that nobody sees is whole again for whoever reads it.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from pr_writer.lazy_pattern import compile_lazily

_KEY_CHARACTERS = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_.~+/=:@-")

# Each begins with a character of its own, so that a text without it costs one search. None runs past the next of its
# openings, so that their time grows with the text.
_TAG = compile_lazily(r"<[/A-Za-z?!][^<>]{0,1000}>")
_LINK = compile_lazily(
    r"\[([^\[\]]{0,1000})\](?:\((?:[^()\n]{1,2000}+|\([^()\n]{0,200}\)){0,9}+\)|\[[^\[\]\n]{0,200}\])"
)
_FOOTNOTE = compile_lazily(r"\[\^[^\[\]\s]{1,100}\]")
_STARS = compile_lazily(r"\*\**")
_TICKS = compile_lazily(r"``*")
_TERMINAL_CODE = compile_lazily(r"\x1b\[[0-9;]{0,20}[A-Za-z]")
_PERCENT = compile_lazily(r"%(?:25){0,3}([0-9A-Fa-f]{2})")
_UNICODE_ESCAPE = compile_lazily(r"\\\\{0,3}(?:u\{?([0-9A-Fa-f]{4})\}?|x([0-9A-Fa-f]{2}))")
_ESCAPED_SLASH = compile_lazily(r"\\\\{0,3}/")
_REFERENCE = compile_lazily(r"&(?:#(\d{1,7})|#[xX]([0-9A-Fa-f]{1,6})|([A-Za-z]{2,24}));?")
_NAMED = dict.fromkeys(("shy", "zwj", "zwnj", "ZeroWidthSpace", "NoBreak", "InvisibleTimes", "InvisibleComma"), "") | {
    "lowbar": "_", "UnderBar": "_", "hyphen": "-", "dash": "-", "period": ".", "sol": "/", "equals": "=",
    "colon": ":", "plus": "+",
}  # fmt: skip
# Characters without a width, and marks that are drawn over the letter before them.
_INVISIBLE = (
    "\x00-\x08\x0b\x0c\x0e-\x1a\x1c-\x1f\x7f-\x84\x86-\x9f\xad\u0300-\u036f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f"
    "\u202a-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb\U0001d173-\U0001d17a\U000e0000-\U000e0fff"
)
# Blocks whose letters and digits are ASCII's in another dress: circled, full width, mathematical.
_DRESSED = "\u2070-\u209c\u2100-\u214f\u2460-\u24ff\uff01-\uff5e\U0001d400-\U0001d7ff\U0001f130-\U0001f149"
_UNSEEN = compile_lazily(f"[{_INVISIBLE}]+|[{_DRESSED}]")
_ORDINARY_BYTES = bytes([*b"\t\n\r\x1b", *range(0x20, 0x7F)])


class _Edit(NamedTuple):
    start: int
    end: int
    text: str  # what stands there instead


@dataclass(frozen=True, slots=True)
class Projection:
    """A text, or some of its lines, as it reads.

    ``starts`` are where its pieces begin, ``origins`` the spans of the original text that they came from; a piece that
    is as long as its span was kept as it was.
    """

    text: str
    starts: Sequence[int]
    origins: Sequence[tuple[int, int]]

    def locate(self, start: int, end: int) -> tuple[int, int]:
        """Return the span of the original text that ``text[start:end]`` came from."""
        first, last = bisect_right(self.starts, start) - 1, bisect_right(self.starts, end - 1) - 1
        begin, begin_end = self.origins[first]
        stop, stop_end = self.origins[last]
        original_start = begin + start - self.starts[first] if self._measure(first) == begin_end - begin else begin
        original_end = stop + end - self.starts[last] if self._measure(last) == stop_end - stop else stop_end
        return original_start, original_end

    def _measure(self, index: int) -> int:
        following = self.starts[index + 1] if index + 1 < len(self.starts) else len(self.text)
        return following - self.starts[index]


def project_text(text: str) -> tuple[Projection | None, Projection | None]:
    """Return the text as it reads, and of that only the lines in which words were joined or escapes were read.

    Each is None where there is nothing of the kind. Takes time in proportion to the text.
    """
    edits = _drop_overlaps(sorted(_list_edits(text), key=lambda edit: (edit.start, -edit.end)))
    if not edits:
        return None, None
    lines = list(_list_joined_lines(text, edits))
    return _apply(text, edits, [(0, len(text))]), _apply(text, edits, lines) if lines else None


def _drop_overlaps(edits: list[_Edit]) -> list[_Edit]:
    kept: list[_Edit] = []
    position = 0
    for edit in edits:
        if edit.start >= position:
            kept.append(edit)
            position = edit.end
    return kept


def _list_joined_lines(text: str, edits: list[_Edit]) -> Iterator[tuple[int, int]]:
    """Yield the spans of the lines in which an edit joins two words or reads an escape, each once."""
    end = 0  # of the last span
    for start, stop, is_read in _group_adjacent(edits):
        if stop > end and (is_read or _stands_in_word(text, start, stop)):
            begin = max(end, text.rfind("\n", end, start) + 1)
            end = text.find("\n", stop) + 1 or len(text)
            yield begin, end


def _group_adjacent(edits: list[_Edit]) -> Iterator[tuple[int, int, bool]]:
    """Yield the spans of edits that touch, and whether one of them puts a character in an escape's place."""
    start, stop, is_read = edits[0].start, edits[0].end, bool(edits[0].text)
    for edit in edits[1:]:
        if edit.start == stop:
            stop, is_read = edit.end, is_read or bool(edit.text)
        else:
            yield start, stop, is_read
            start, stop, is_read = edit.start, edit.end, bool(edit.text)
    yield start, stop, is_read


def _stands_in_word(text: str, start: int, end: int) -> bool:
    return start > 0 and text[start - 1] in _KEY_CHARACTERS and text[end : end + 1] in _KEY_CHARACTERS


def _apply(text: str, edits: list[_Edit], spans: list[tuple[int, int]]) -> Projection:
    """Return the spans of the text with those edits that lie in them."""
    pieces: list[str] = []
    starts: list[int] = []
    origins: list[tuple[int, int]] = []
    length = 0
    waiting = iter([*edits, _Edit(len(text) + 1, len(text) + 1, "")])
    edit = next(waiting)
    for begin, limit in spans:
        position = begin
        while position < limit:
            while edit.start < position:
                edit = next(waiting)
            stop = min(edit.start, limit)
            for piece, origin in ((text[position:stop], (position, stop)), (edit.text, edit[:2])):
                if piece and origin[0] < limit:
                    pieces.append(piece)
                    starts.append(length)
                    origins.append(origin)
                    length += len(piece)
            position = edit.end if edit.start < limit else limit
    return Projection("".join(pieces), starts, origins)


def _list_edits(text: str) -> Iterator[_Edit]:
    yield from _list_comments(text)
    if "<" in text:
        yield from (_Edit(*found.span(), "") for found in _TAG.finditer(text))
    if "](" in text or "][" in text:
        for found in _LINK.finditer(text):
            start = found.start() - (text[found.start() - 1 : found.start()] == "!")
            yield _Edit(start, found.start(1), "")
            yield _Edit(found.end(1), found.end(), "")
    for pattern in (_FOOTNOTE, _STARS, _TICKS):
        yield from (_Edit(*found.span(), "") for found in pattern.finditer(text))
    if "\x1b" in text:
        yield from (_Edit(*found.span(), "") for found in _TERMINAL_CODE.finditer(text))
    rare = text.encode("utf-8", "replace").translate(None, _ORDINARY_BYTES)
    if rare and _UNSEEN.search(rare.decode("utf-8")):
        for found in _UNSEEN.finditer(text):
            yield from _replace(found, unicodedata.normalize("NFKC", found[0]))
    yield from _list_escapes(text)


def _list_comments(text: str) -> Iterator[_Edit]:
    start = text.find("<!--")
    while start >= 0:
        end = text.find("-->", start + 4)
        if end < 0:
            return
        yield _Edit(start, end + 3, "")
        start = text.find("<!--", end)


def _list_escapes(text: str) -> Iterator[_Edit]:
    if "%" in text:
        for found in _PERCENT.finditer(text):
            yield from _replace(found, chr(int(found[1], 16)))
    if "\\" in text:
        for found in _UNICODE_ESCAPE.finditer(text):
            yield from _replace(found, chr(int(found[1] or found[2], 16)))
        yield from (_Edit(*found.span(), "/") for found in _ESCAPED_SLASH.finditer(text))
    if "&" in text:
        for found in _REFERENCE.finditer(text):
            if found[3]:
                yield from _replace(found, _NAMED.get(found[3], " "))
            else:
                code = int(found[1]) if found[1] else int(found[2], 16)
                yield from _replace(found, chr(code) if code < 0x110000 else " ")


def _replace(found: re.Match[str], character: str) -> Iterator[_Edit]:
    """Yield the edit that puts a character in an escape's place; any but one that a key may hold stays an escape."""
    if not character or _UNSEEN.fullmatch(character):
        yield _Edit(*found.span(), "")
    elif _KEY_CHARACTERS.issuperset(character):
        yield _Edit(*found.span(), character)
