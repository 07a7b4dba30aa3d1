"""What the forms of titles share: how many make a rule, and the case of a title's first word."""

from __future__ import annotations

import re

from pr_writer.lazy_pattern import compile_lazily
from pr_writer.titles.english_verbs import is_plain_word

# German spells nouns with a capital letter, and some of them like an English verb: "Import der Kundendaten". The words
# that tell are no English ones.
_GERMAN = compile_lazily(
    r"[äöüß]|\b(?:auf|aus|bei|beim|dem|den|der|des|die|ein|eine|einem|einen|einer|eines|für|im|ist|kein|keine|mit|nach"
    r"|nicht|oder|ohne|und|vom|von|vor|werden|wird|zu|zum|zur)\b",
    re.IGNORECASE,
)

CONVENTION_SHARE = 0.6  # of the subjects that have to follow a form before it is the form


def fit_case(text: str, *, is_lower: bool) -> str:
    """Return a text whose first word begins in lower or upper case; what may be a name stays as it is."""
    first, _, rest = text.partition(" ")
    if is_lower and _GERMAN.search(text):
        return text
    if not first.isascii() or first[1:] != first[1:].lower() or not is_plain_word(first, rest.partition(" ")[0]):
        return text
    return text[:1].lower() + text[1:] if is_lower else text[:1].upper() + text[1:]


def is_mostly_lower(texts: list[str]) -> bool:
    """Return True if at least half of the texts begin in lower case."""
    return 2 * sum(text[:1].islower() for text in texts) >= len(texts)
