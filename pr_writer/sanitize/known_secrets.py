"""The job's own keys and tokens → where they stand in a text: as they are, encoded, or split. Pure."""

from __future__ import annotations

import base64
import json
from bisect import bisect_right
from collections.abc import Collection, Iterator
from functools import cached_property
from urllib.parse import quote

from pr_writer.lazy_pattern import compile_lazily
from pr_writer.sanitize.secret_match import SecretMatch
from pr_writer.sanitize.text_projection import Projection

KIND = "credential of this job"
MIN_LENGTH = 8  # shorter "secrets" are words
_MIN_RANDOM = 12  # letters and digits of a key with both, from which on it cannot be another word that is spelled apart
_MIN_WORDS = 16  # letters of a key without digits, likewise

_ALNUM_RUN = compile_lazily(r"[A-Za-z0-9]+")
_LOWER = bytes(range(256)).lower()
_NOT_ALNUM = bytes(byte for byte in range(256) if not chr(byte).isalnum() or byte > 0x7F)
_BASE64_BEFORE = compile_lazily(r"[A-Za-z0-9+/_-]*\Z")
_BASE64_AFTER = compile_lazily(r"[A-Za-z0-9+/_-]*={0,2}")
_MAX_BASE64 = 256  # characters before and after a match that are taken for the same word


def find_known(text: str, known: Collection[str], projection: Projection | None) -> Iterator[SecretMatch]:
    """Yield a match for each place of a known secret; ``projection`` is the text as it reads, None if as written.

    A secret is found as it is, URL- and JSON-encoded, inside base64 at each alignment, in hexadecimal digits, in other
    case, and with anything but letters and digits between its characters. Of a JSON object (extra headers), each value
    is one as well. Values under ``MIN_LENGTH`` are passed over.
    """
    values = sorted({part for value in known for part in _split_value(value.strip()) if len(part) >= MIN_LENGTH})
    if not values:
        return
    skeletons: list[tuple[_Skeleton, Projection | None]] = [(_Skeleton(text), None)]
    if projection:
        skeletons.append((_Skeleton(projection.text), projection))
    for value in values:
        yield from _find_spelled(text, value)
        yield from _find_base64(text, value)
        for skeleton, origin in skeletons:
            for start, end in _find_apart(skeleton, value):
                yield SecretMatch(*(origin.locate(start, end) if origin else (start, end)), KIND)


def _split_value(value: str) -> list[str]:
    if not value.startswith("{"):
        return [value]
    try:
        parts = json.loads(value)
    except ValueError:
        return [value]
    return [value, *(part.strip() for part in parts.values() if isinstance(part, str))]


class _Skeleton:
    """A text's ASCII letters and digits alone, in lower case."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.letters = text.encode("utf-8", "replace").translate(_LOWER, _NOT_ALNUM)

    @cached_property
    def _runs(self) -> tuple[list[int], list[int]]:
        counts, starts, count = [], [], 0
        for found in _ALNUM_RUN.finditer(self.text):
            counts.append(count)
            starts.append(found.start())
            count += found.end() - found.start()
        return counts, starts

    def locate(self, index: int) -> int:
        """Return where in the text the letter with this index stands."""
        counts, starts = self._runs
        run = bisect_right(counts, index) - 1
        return starts[run] + index - counts[run]


def _find_spelled(text: str, value: str) -> Iterator[SecretMatch]:
    lines = {line.strip() for line in value.splitlines() if len(line.strip()) >= 2 * MIN_LENGTH}
    for spelling in {value, quote(value, safe=""), json.dumps(value)[1:-1], *lines}:
        yield from (SecretMatch(start, start + len(spelling), KIND) for start in _find_all(text, spelling))


def _find_base64(text: str, value: str) -> Iterator[SecretMatch]:
    for core in _list_base64_cores(value):
        for core_form in {core, core.replace("+", "-").replace("/", "_")}:
            for start in _find_all(text, core_form):
                yield SecretMatch(*_widen(text, start, start + len(core_form)), KIND)


def _find_apart(skeleton: _Skeleton, value: str) -> Iterator[tuple[int, int]]:
    """Yield the spans, in the skeleton's text, of a value whose characters may stand apart."""
    for needle, is_base64 in _list_needles(value):
        start = skeleton.letters.find(needle)
        while start >= 0:
            first, last = skeleton.locate(start), skeleton.locate(start + len(needle) - 1) + 1
            yield _widen(skeleton.text, first, last) if is_base64 else (first, last)
            start = skeleton.letters.find(needle, start + len(needle))


def _list_needles(value: str) -> Iterator[tuple[bytes, bool]]:
    """Yield what of a value stands in a skeleton, and whether that is base64; nothing where the value may be words."""
    letters = _reduce(value)
    if len(letters) < (_MIN_RANDOM if any(48 <= byte < 58 for byte in letters) else _MIN_WORDS):
        return
    yield letters, False
    yield value.encode("utf-8", "replace").hex().encode(), False
    for core in _list_base64_cores(value):
        needle = _reduce(core)
        if len(needle) >= _MIN_RANDOM:
            yield needle, True


def _reduce(text: str) -> bytes:
    return text.encode("utf-8", "replace").translate(_LOWER, _NOT_ALNUM)


def _list_base64_cores(value: str) -> Iterator[str]:
    """Yield the part of the value's base64 that does not depend on what stands around it, at each alignment."""
    raw = value.encode("utf-8", "replace")
    for shift in range(3):
        encoded = base64.b64encode(b"\0" * shift + raw).decode()
        yield encoded[-(-shift * 8 // 6) : (shift + len(raw)) * 8 // 6]


def _find_all(text: str, needle: str) -> Iterator[int]:
    start = text.find(needle)
    while start >= 0:
        yield start
        start = text.find(needle, start + len(needle))


def _widen(text: str, start: int, end: int) -> tuple[int, int]:
    """Return the span of the whole base64 word around a match, up to a bound."""
    before = _BASE64_BEFORE.search(text[max(0, start - _MAX_BASE64) : start])
    after = _BASE64_AFTER.match(text, end, min(len(text), end + _MAX_BASE64))
    return start - (len(before[0]) if before else 0), after.end() if after else end
