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

_KEY_CHARACTERS = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_.~+/=:@-")

# Each begins with a character of its own, so that a text without it costs one search. None runs past the next of its
# openings, so that their time grows with the text.
_TAG = re.compile(r"<[/A-Za-z][^<>]{0,1000}>")
_LINK = re.compile(r"\[([^\[\]]{0,1000})\](?:\([^()\n]{0,2000}\)|\[[^\[\]\n]{0,200}\])")
_EMPHASIS = re.compile(r"\*{1,3}|`{1,3}|~~")
_TERMINAL_CODE = re.compile(r"\x1b\[[0-9;]{0,20}[A-Za-z]")
_PERCENT = re.compile(r"%(?:25){0,3}([0-9A-Fa-f]{2})")
_UNICODE_ESCAPE = re.compile(r"\\{1,4}(?:u\{?([0-9A-Fa-f]{4})\}?|x([0-9A-Fa-f]{2}))")
_ESCAPED_SLASH = re.compile(r"\\{1,2}/")
_REFERENCE = re.compile(r"&(?:#(\d{1,7})|#[xX]([0-9A-Fa-f]{1,6})|([A-Za-z]{2,24}));?")
_NAMED = {
    "lowbar": "_", "UnderBar": "_", "hyphen": "-", "dash": "-", "period": ".", "sol": "/", "equals": "=", "colon": ":", "plus": "+", "commat": "@",
    "shy": "", "zwj": "", "zwnj": "", "ZeroWidthSpace": "", "NoBreak": "", "InvisibleTimes": "", "InvisibleComma": "", "ApplyFunction": "",
    "af": "", "it": "", "ic": "", "lrm": "", "rlm": "",
}  # fmt: skip
# Characters without a width, and marks that are drawn over the letter before them.
_INVISIBLE = (
    "\x00-\x08\x0b\x0c\x0e-\x1a\x1c-\x1f\x7f-\x84\x86-\x9f\xad\u0300-\u036f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f"
    "\u202a-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb\U0001d173-\U0001d17a\U000e0000-\U000e0fff"
)
# Blocks whose letters and digits are ASCII's in another dress: circled, full width, mathematical.
_DRESSED = "\u2070-\u209c\u2100-\u214f\u2460-\u24ff\uff01-\uff5e\U0001d400-\U0001d7ff\U0001f130-\U0001f149"
_UNSEEN = re.compile(f"[{_INVISIBLE}]+|[{_DRESSED}]")
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1a\x1c-\x1f\x7f]+")


class _Edit(NamedTuple):
    start: int
    end: int
    text: str  # what stands there instead


@dataclass(frozen=True, slots=True)
class Projection:
    """A text as it reads. ``joins_words`` is True if something that split a word went, or an escape was read.

    ``starts`` are where its pieces begin, ``origins`` the spans of the original text that they came from; a piece that
    is as long as its span was kept as it was.
    """

    text: str
    joins_words: bool
    starts: Sequence[int]
    origins: Sequence[tuple[int, int]]

    def locate(self, start: int, end: int) -> tuple[int, int]:
        """Return the span of the original text that ``text[start:end]`` came from."""
        first, last = bisect_right(self.starts, start) - 1, bisect_right(self.starts, end - 1) - 1
        begin, begin_end = self.origins[first]
        stop, stop_end = self.origins[last]
        is_kept = self._measure(first) == begin_end - begin
        original_start = begin + start - self.starts[first] if is_kept else begin
        is_kept = self._measure(last) == stop_end - stop
        return original_start, stop + end - self.starts[last] if is_kept else stop_end

    def _measure(self, index: int) -> int:
        following = self.starts[index + 1] if index + 1 < len(self.starts) else len(self.text)
        return following - self.starts[index]


def project_text(text: str) -> Projection | None:
    """Return the text as it reads, or None if that is how it is written. Takes time in proportion to the text."""
    edits = _drop_overlaps(sorted(_list_edits(text)))
    if not edits:
        return None
    pieces: list[str] = []
    starts: list[int] = []
    origins: list[tuple[int, int]] = []
    position = length = 0
    for start, end, new in [*edits, _Edit(len(text), len(text), "")]:
        for piece, origin in ((text[position:start], (position, start)), (new, (start, end))):
            if piece:
                pieces.append(piece)
                starts.append(length)
                origins.append(origin)
                length += len(piece)
        position = end
    return Projection("".join(pieces), _joins_words(text, edits), starts, origins)


def _drop_overlaps(edits: list[_Edit]) -> list[_Edit]:
    kept: list[_Edit] = []
    position = 0
    for edit in edits:
        if edit.start >= position:
            kept.append(edit)
            position = edit.end
    return kept


def _joins_words(text: str, edits: list[_Edit]) -> bool:
    start = end = -1
    for edit in edits:
        if edit.text:
            return True
        if edit.start != end:
            if _stands_in_word(text, start, end):
                return True
            start = edit.start
        end = edit.end
    return _stands_in_word(text, start, end)


def _stands_in_word(text: str, start: int, end: int) -> bool:
    return start > 0 and text[start - 1] in _KEY_CHARACTERS and text[end : end + 1] in _KEY_CHARACTERS


def _list_edits(text: str) -> Iterator[_Edit]:
    yield from _list_comments(text)
    if "<" in text:
        yield from (_Edit(*found.span(), "") for found in _TAG.finditer(text))
    if "](" in text or "][" in text:
        for found in _LINK.finditer(text):
            start = found.start() - (text[found.start() - 1 : found.start()] == "!")
            yield _Edit(start, found.start(1), "")
            yield _Edit(found.end(1), found.end(), "")
    if "*" in text or "`" in text or "~~" in text:
        yield from (_Edit(*found.span(), "") for found in _EMPHASIS.finditer(text))
    if "\x1b" in text:
        yield from (_Edit(*found.span(), "") for found in _TERMINAL_CODE.finditer(text))
    unseen = _CONTROL if text.isascii() else _UNSEEN
    for found in unseen.finditer(text):
        yield from _replace(found, unicodedata.normalize("NFKC", found[0]) if found[0] >= "\u2070" else "")
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
