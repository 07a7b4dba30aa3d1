"""Whether a run of ``*``, ``_`` or ``~`` can begin or end emphasis, by the characters around it.

https://spec.commonmark.org/0.31.2/#left-flanking-delimiter-run. Parsers differ in which characters beyond ASCII are
punctuation, so there are two answers: what every one of them says, and what at least one may say.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from typing import Literal

_Kind = Literal["space", "mark", "word", "either", "any"]
ASCII_PUNCTUATION = frozenset("!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~")


@dataclass(frozen=True, slots=True)
class Flanking:
    """``opens`` and ``closes``: surely; ``may_open`` and ``may_close``: to some parser."""

    opens: bool
    closes: bool
    may_open: bool
    may_close: bool


def read_flanking(sign: str, before: str, after: str) -> Flanking:
    """Return what a run of ``sign`` can do between two characters; "" stands for a line's end."""
    left, right = _kind(before), _kind(after)
    opens, may_open = _flanks(left, right)
    closes, may_close = _flanks(right, left)
    if sign != "_":
        return Flanking(opens, closes, may_open, may_close)
    return Flanking(
        opens=opens and (not may_close or left == "mark"),
        closes=closes and (not may_open or right == "mark"),
        may_open=may_open and (not closes or left in ("mark", "either", "any")),
        may_close=may_close and (not opens or right in ("mark", "either", "any")),
    )


def _flanks(outside: _Kind, inside: _Kind) -> tuple[bool, bool]:
    """Return whether a run surely, and whether it maybe, faces what is inside of it."""
    if inside == "space":
        return False, False
    surely = inside == "word" or (inside != "any" and outside in ("space", "mark"))
    maybe = inside in ("word", "either", "any") or outside != "word"
    return surely, maybe


def _kind(character: str) -> _Kind:
    if not character or character.isspace():
        return "space"
    if character == "~":
        return "any"  # cmark-gfm passes over it to the character behind
    if character in ASCII_PUNCTUATION:
        return "mark"
    category = unicodedata.category(character)
    if category[0] == "P":
        return "mark"
    return "either" if category[0] in "SC" else "word"
