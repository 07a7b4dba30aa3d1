"""What the forms of titles share: how many make a rule, and the case of a title's first word."""

from __future__ import annotations

MOST = 0.6  # of the subjects that have to follow a form before it is the form


def fit_case(text: str, *, is_lower: bool) -> str:
    """Return a text whose first word begins in lower or upper case; a name such as API or iPhone stays as it is."""
    first = text.split(" ", 1)[0]
    if any(char.isupper() for char in first[1:]) or not first[:1].isalpha() or not first.rstrip(",;:").isalpha():
        return text
    return text[:1].lower() + text[1:] if is_lower else text[:1].upper() + text[1:]


def is_mostly_lower(texts: list[str]) -> bool:
    """Say whether at least half of the texts begin in lower case."""
    return 2 * sum(text[:1].islower() for text in texts) >= len(texts)
