"""Where a secret stands in a text. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple


class SecretMatch(NamedTuple):
    """A secret: its first character, the one behind its last, and what it looks like ("GitHub token")."""

    start: int
    end: int
    kind: str


def merge_matches(matches: Iterable[SecretMatch]) -> Iterator[SecretMatch]:
    """Yield the matches in order; those that overlap become one, which has the kind of the first that begins."""
    current: SecretMatch | None = None
    for match in sorted(matches):
        if current is None:
            current = match
        elif match.start < current.end:
            current = SecretMatch(current.start, max(current.end, match.end), current.kind)
        else:
            yield current
            current = match
    if current is not None:
        yield current
