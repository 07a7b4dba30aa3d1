"""Secrets in a text → ``[redacted: kind]``, in an address ``redacted-kind``, and what was found on which line.

The rules are our own: a scanner made for files brings more packages than this program has, and rules that guess from
entropy or from a variable's name alone cry wolf on ordinary code. What is left are the shapes that providers made so
that scanners find them, private keys in their armour, passwords in URLs, and the keys of this very job.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass

from pr_writer.lazy_pattern import compile_lazily
from pr_writer.sanitize.secret_search import find_secrets

_REACH = 2_000  # characters before a secret in which its address begins
_ADDRESS_STARTS = ("://", "www.")
_BEFORE_ADDRESS = " \t\r\n\"'`<>"
_STAND_IN = compile_lazily(r"redacted(?:-[a-z0-9]+)+")  # of one that was taken out before, whatever rule finds it


@dataclass(frozen=True, slots=True)
class Finding:
    """A secret that was taken out: what it looked like, and its line, counted from 1."""

    kind: str
    line: int


def redact(text: str, known: Collection[str] = ()) -> tuple[str, tuple[Finding, ...]]:
    """Return the text with each secret replaced by ``[redacted: kind]``, and the findings in order.

    In an address it is ``redacted-kind``, so that the address stays one word, and Markdown around it what it was.
    ``known`` are the job's own keys and tokens, which are found in other spellings as well. A secret is also found
    where invisible characters, comments, markup or escapes split it. Takes time in proportion to the text.
    """
    pieces, findings = [], []
    position, line = 0, 1
    for start, end, kind in find_secrets(text, known):
        if _STAND_IN.fullmatch(text, start, end):
            continue
        line += text.count("\n", position, start)
        findings.append(Finding(kind, line))
        pieces += [text[position:start], _write_stand_in(kind, text, start)]
        line += text.count("\n", start, end)
        position = end
    return "".join([*pieces, text[position:]]), tuple(findings)


def _write_stand_in(kind: str, text: str, start: int) -> str:
    before = text[max(0, start - _REACH) : start]
    word = before[max(map(before.rfind, _BEFORE_ADDRESS)) + 1 :].lower()
    if any(sign in word for sign in _ADDRESS_STARTS):
        return "-".join(["redacted", *re.findall(r"[a-z0-9]+", kind.lower())])
    return f"[redacted: {kind}]"


def redact_text(known: Collection[str], text: str) -> str:
    """Return the text without secrets; ``known`` comes first, so that it can be bound."""
    return redact(text, known)[0]
