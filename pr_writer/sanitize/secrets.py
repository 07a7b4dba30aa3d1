"""Secrets in a text → ``[redacted: kind]``, and what was found on which line.

The rules are our own: a scanner made for files brings more packages than this program has, and rules that guess from
entropy or from a variable's name alone cry wolf on ordinary code. What is left are the shapes that providers made so
that scanners find them, private keys in their armour, passwords in URLs, and the keys of this very job.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from pr_writer.sanitize.known_secrets import find_known
from pr_writer.sanitize.private_keys import find_private_keys
from pr_writer.sanitize.secret_match import SecretMatch, merge_matches
from pr_writer.sanitize.secret_rules import find_by_rules
from pr_writer.sanitize.text_projection import Projection, project_text


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
    for start, end, kind in merge_matches(_find_secrets(text, known)):
        line += text.count("\n", position, start)
        findings.append(Finding(kind, line))
        pieces += [text[position:start], f"[redacted: {kind}]"]
        line += text.count("\n", start, end)
        position = end
    return "".join([*pieces, text[position:]]), tuple(findings)


def redact_text(known: Collection[str], text: str) -> str:
    """Return the text without secrets; ``known`` comes first, so that it can be bound."""
    return redact(text, known)[0]


def _find_secrets(text: str, known: Collection[str]) -> list[SecretMatch]:
    readings = project_text(text)
    matches = [*find_known(text, known, readings[0]), *_find_shapes(text, readings[1])]
    if matches:  # a key that was glued to one of them stands apart now
        rest = _blank(text, matches)
        matches += _find_shapes(rest, project_text(rest)[1])
    return matches


def _blank(text: str, matches: list[SecretMatch]) -> str:
    """Return the text with spaces in the place of the matches, line breaks kept."""
    pieces, position = [], 0
    for start, end, _ in merge_matches(matches):
        pieces += [text[position:start], re.sub(r"[^\n]", " ", text[start:end])]
        position = end
    return "".join([*pieces, text[position:]])


def _find_shapes(text: str, joined_lines: Projection | None) -> Iterator[SecretMatch]:
    """Yield the secrets of a text and, where they stand in that text, those of its lines with joined words."""
    yield from find_private_keys(text)
    yield from find_by_rules(text)
    if joined_lines:
        for start, end, kind in _find_shapes(joined_lines.text, None):
            yield SecretMatch(*joined_lines.locate(start, end), kind)
