"""Private keys in armour (PEM, OpenSSH, PGP, PuTTY) → where they stand: whole, cut, quoted, commented out. Pure.

The armour is RFC 7468's and RFC 4880's: https://www.rfc-editor.org/rfc/rfc7468#section-2
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator

from pr_writer.lazy_pattern import compile_lazily
from pr_writer.sanitize.secret_match import SecretMatch

KIND = "private key"
_MAX_LENGTH = 16_384  # characters of a key with all that stands around its lines
_MAX_PREFIX = 40  # characters that may stand before each line
_MAX_HEADERS = 8  # lines before the first of base64

# Each begins with a plain word, so that a text without it costs one search.
_SPACE = r"(?: |\+|%20)"
_NAME = rf"{_SPACE}(?:[A-Z0-9]{{2,12}}{_SPACE}){{0,4}}(?:PRIVATE|SECRET){_SPACE}KEY(?:{_SPACE}BLOCK)? ?-{{4,5}}"
_BEGIN = compile_lazily(rf"BEGIN(?:(?<=----BEGIN)|(?<=---- BEGIN)){_NAME}")
_END = compile_lazily(rf"END(?:(?<=----END)|(?<=---- END)){_NAME}")
_PUTTY = compile_lazily(r"Private-Lines: ?\d{1,3}(?=\D)")
_PAYLOAD = compile_lazily(r"[A-Za-z0-9+/=]{16,}")

# A key's line: base64; before it a diff's sign, a comment's, a quote's or a line number, behind it what code needs.
_BEFORE = r"(?:\d{1,5}[:|] ?)?[^A-Za-z0-9\n]{0,24}?"
_AFTER = r"(?:\\{1,2}[nr])*[^A-Za-z0-9\n]{0,12}"
_PAYLOAD_LINE = compile_lazily(rf"{_BEFORE}[A-Za-z0-9+/=]{{16,}}{_AFTER}")
_LAST_LINE = compile_lazily(rf"{_BEFORE}[A-Za-z0-9+/=]{{1,15}}{_AFTER}")
_HEADER_LINE = compile_lazily(rf"{_BEFORE}(?:[A-Z][A-Za-z-]+: [^\n]*)?{_AFTER}")
_REST_OF_LINE = compile_lazily(r"(?:\\{1,2}[nr]|[A-Za-z0-9+/=]|[ \t](?=[A-Za-z0-9+/]{16}))*")
_DIFF_SIGNS = ("+", "-", " ")


def find_private_keys(text: str) -> Iterator[SecretMatch]:
    """Yield a match for each private key; one without its first or its last line is found as well.

    An armour without a key in it, as code that looks for one has, is none.
    """
    begins = sorted([*_find_armour(text, _BEGIN), *(found.span() for found in _PUTTY.finditer(text))])
    ends = list(_find_armour(text, _END))
    done = 0
    for index, (start, behind) in enumerate(begins):
        if start < done:
            continue
        following = begins[index + 1][0] if index + 1 < len(begins) else len(text)
        end = _find_closing(text, behind, min(following, behind + _MAX_LENGTH), ends)
        end = end or _find_last_line(text, start, behind, following)
        if end:
            done = end
            yield SecretMatch(start, end, KIND)
    begin_starts = [start for start, _ in begins]
    for start, end in ends:
        nearest = bisect_left(begin_starts, start)
        first = _find_first_line(text, start, begins[nearest - 1][1] if nearest else 0)
        if first is not None:
            yield SecretMatch(first, end, KIND)


def _find_armour(text: str, pattern: re.Pattern[str]) -> Iterator[tuple[int, int]]:
    for found in pattern.finditer(text):
        start = found.start() - (text[found.start() - 1] == " ")
        dashes = 5 if text.startswith("-----", start - 5) and start >= 5 else 4
        yield start - dashes, found.end()


def _find_closing(text: str, start: int, limit: int, ends: list[tuple[int, int]]) -> int | None:
    """Return where the next closing line ends, if what stands before it is mostly base64, whatever is around that."""
    index = bisect_right(ends, (start, start))
    if index == len(ends) or ends[index][0] >= limit:
        return None
    inner = "".join(text[start : ends[index][0]].split())
    return ends[index][1] if 2 * sum(map(len, _PAYLOAD.findall(inner))) > len(inner) else None


def _find_last_line(text: str, begin: int, start: int, following: int) -> int | None:
    """Return where a key without a closing line ends: behind the last line that looks like a key's; None for no key.

    ``begin`` and ``start`` are where its first line's armour begins and ends. What stands before that may be repeated.
    At ``following`` another key begins, or the text ends; that may be in the middle of a line.
    """
    prefix = _read_prefix(text, begin)
    inline = _REST_OF_LINE.match(text, start, min(following, start + _MAX_LENGTH))
    if inline and _PAYLOAD.search(text, start, inline.end()):
        end: int | None = inline.end()
        if text[inline.end() : inline.end() + 1] != "\n":
            return end
    else:
        end = None
    position = text.find("\n", start) + 1
    headers = 0
    while 0 < position < min(following, start + _MAX_LENGTH):
        stop = text.find("\n", position, following)
        stop = following if stop < 0 else stop
        position = _skip(text, prefix, position)
        if _PAYLOAD_LINE.fullmatch(text, position, stop):
            end = stop
        elif end is not None:
            return stop if _LAST_LINE.fullmatch(text, position, stop) else end
        elif headers == _MAX_HEADERS or not _HEADER_LINE.fullmatch(text, position, stop):
            return None
        headers += 1
        position = stop + 1
    return end


def _find_first_line(text: str, end: int, floor: int) -> int | None:
    """Return where the key's lines above a closing line begin, after ``floor``; None where there are none."""
    first = None
    prefix = _read_prefix(text, end)
    stop = text.rfind("\n", floor, end)
    while stop > floor and end - stop < _MAX_LENGTH:
        begin = text.rfind("\n", floor, stop) + 1
        if begin <= floor and floor:
            break
        inner = _skip(text, prefix, begin)
        is_last = first is None and _LAST_LINE.fullmatch(text, inner, stop)
        if not is_last and not _PAYLOAD_LINE.fullmatch(text, inner, stop):
            break
        first = begin + (text[begin] in _DIFF_SIGNS)
        stop = begin - 1
    return first


def _read_prefix(text: str, position: int) -> str:
    """Return what stands on a line before a place, if that is short enough to be a comment's sign or a word."""
    start = max(text.rfind("\n", max(0, position - _MAX_PREFIX), position) + 1, 0)
    return text[start:position] if start or position <= _MAX_PREFIX else ""


def _skip(text: str, prefix: str, position: int) -> int:
    return position + len(prefix) if text.startswith(prefix, position) else position
