"""Secrets in a text → ``[redacted: kind]``, and what was found on which line.

The rules are our own: a scanner made for files brings more packages than this program has, and rules that guess from
entropy or from a variable's name alone cry wolf on ordinary code. What is left are the shapes that providers made so
that scanners find them, private keys in their armour, passwords in URLs, and the keys of this very job.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from pr_writer.sanitize.secret_search import find_secrets


@dataclass(frozen=True, slots=True)
class Finding:
    """A secret that was taken out: what it looked like, and its line, counted from 1."""

    kind: str
    line: int


def redact(text: str, known: Collection[str] = ()) -> tuple[str, tuple[Finding, ...]]:
    """Return the text with each secret replaced by ``[redacted: kind]``, and the findings in order.

    ``known`` are the job's own keys and tokens, which are found in other spellings as well. A secret is also found
    where invisible characters, comments, markup or escapes split it. Takes time in proportion to the text.
    """
    pieces, findings = [], []
    position, line = 0, 1
    for start, end, kind in find_secrets(text, known):
        line += text.count("\n", position, start)
        findings.append(Finding(kind, line))
        pieces += [text[position:start], f"[redacted: {kind}]"]
        line += text.count("\n", start, end)
        position = end
    return "".join([*pieces, text[position:]]), tuple(findings)


def redact_text(known: Collection[str], text: str) -> str:
    """Return the text without secrets; ``known`` comes first, so that it can be bound."""
    return redact(text, known)[0]
