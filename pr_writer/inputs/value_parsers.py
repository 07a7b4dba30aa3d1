"""A setting's text → its value, with one way to say what is wrong with it."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import TypeVar

from pr_writer.errors import ActionError

T = TypeVar("T")

MAX_DIGITS = 9  # of a whole number: more than anybody has tokens, drafts or pull requests
TEXT_SHOWN = 200  # characters of a value that is wrong


def parse_setting(name: str, text: Mapping[str, str], parse: Callable[[str], T]) -> T:
    """Return what ``parse`` makes of the setting's text.

    Its ValueError says what the text must be; it becomes an ActionError that names the setting and shows the text.
    """
    try:
        return parse(text[name])
    except ValueError as exc:
        raise ActionError(f"{mark_setting(name)} is {text[name]!r:.{TEXT_SHOWN}}; it must be {exc}.") from None


def mark_setting(name: str) -> str:
    """Return how a sentence speaks of a setting; see setting_names.py. A variable goes by its own name."""
    return name if name.isupper() else f"⟨{name}⟩"


def parse_boolean(text: str) -> bool:
    """Return what ``true`` and ``false`` mean, in any case. Raises ValueError for anything else."""
    return parse_choice("true", "false")(text) == "true"


def parse_choice(*choices: str) -> Callable[[str], str]:
    """Return what reads one of these words, in any case, and raises ValueError for anything else."""

    def parse(text: str) -> str:
        if text.lower() not in choices:
            raise ValueError(f"{', '.join(choices[:-1])} or {choices[-1]}")
        return text.lower()

    return parse


def parse_positive_integer(text: str) -> int:
    """Return a whole number above 0. Raises ValueError for anything else."""
    if not (text.isascii() and text.isdigit() and len(text) <= MAX_DIGITS and int(text) > 0):
        raise ValueError("a whole number above 0")
    return int(text)


def parse_positive(text: str, what: str) -> float:
    """Return a number above 0 and not infinite. Raises ValueError, which says ``what`` it must be, for all else."""
    number = parse_number(text)
    if not 0 < number < math.inf:
        raise ValueError(what)
    return number


def parse_number(text: str) -> float:
    """Return a number; no number at all is NaN, which lies in no range."""
    try:
        return float(text)
    except ValueError:
        return math.nan
