"""Where secrets stand in a text: by each way of finding them, in the text as it is written and as it reads. Pure."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

from pr_writer.sanitize.known_secrets import find_known
from pr_writer.sanitize.private_keys import find_private_keys
from pr_writer.sanitize.secret_match import SecretMatch, merge_matches
from pr_writer.sanitize.secret_rules import find_by_rules
from pr_writer.sanitize.text_projection import Projection, project_text


def find_secrets(text: str, known: Collection[str]) -> Iterator[SecretMatch]:
    """Yield each secret once, in order; those that overlap are one. ``known`` are the job's own keys and tokens."""
    readings = project_text(text)
    matches = [*find_known(text, known, readings[0]), *_find_shapes(text, readings[1])]
    if matches:  # a key that was glued to one of them stands apart now
        rest = _blank(text, matches)
        matches += _find_shapes(rest, project_text(rest)[1])
    yield from merge_matches(matches)


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
