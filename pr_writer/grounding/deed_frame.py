"""A frame: a pattern in the words of ``deed_words``, that is compiled for a text which has what the pattern needs."""

from __future__ import annotations

import re
from functools import cache, cached_property

from pr_writer.grounding import deed_words

_PLACEHOLDER = r"<([A-Z_]+)>"


class Frame:
    """A pattern with ``<NAME>`` for the words of that name, and what stands in everything that it fits.

    Word lists make frames large: to compile all of them takes 50 ms. What they need is looked for first; it is written
    in the same words, one for several frames.
    """

    def __init__(self, *parts: str, needs: str = "") -> None:
        self.pattern = "".join(parts)
        self.needs = needs

    def match(self, text: str) -> re.Match[str] | None:
        """Return the match at the beginning of the text."""
        return self._compiled.match(text) if self._may_fit(text) else None

    def fullmatch(self, text: str) -> re.Match[str] | None:
        """Return the match that is the whole text."""
        return self._compiled.fullmatch(text) if self._may_fit(text) else None

    def search(self, text: str) -> re.Match[str] | None:
        """Return the first match."""
        return self._compiled.search(text) if self._may_fit(text) else None

    def _may_fit(self, text: str) -> bool:
        return not self.needs or _compile(self.needs).search(text) is not None

    @cached_property
    def _compiled(self) -> re.Pattern[str]:
        return re.compile(put_words(self.pattern))


def put_words(pattern: str) -> str:
    """Return the pattern with the words put in; a name that is none raises AttributeError."""
    return re.sub(_PLACEHOLDER, lambda name: f"(?:{getattr(deed_words, name[1])})", pattern)


@cache
def _compile(needs: str) -> re.Pattern[str]:
    return re.compile(put_words(needs))
