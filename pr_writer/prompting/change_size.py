"""How large a change is to a reader, and how many words its description may have."""

from __future__ import annotations

from pr_writer.values import Changes

SMALL_LINES, SMALL_FILES = 12, 3  # a fix that is read in a glance
LARGE_LINES, LARGE_FILES = 400, 15  # what is not read at one sitting
POINTS_OF_SMALL, POINTS, POINTS_OF_LARGE = 2, 5, 8

WORDS = {"short": 60, "medium": 120, "long": 400}
WORDS_OF_LARGE = 200  # medium
LENGTHS = tuple(WORDS)


def count_allowed_words(length: str, changes: Changes) -> int:
    """Return how many words of its own a draft of this change may have."""
    return WORDS_OF_LARGE if length == "medium" and is_large(changes) else WORDS[length]


def count_asked_words(length: str, changes: Changes) -> int:
    """Return how many words a model is asked for at most: fewer than it may have, where the change is small."""
    allowed = count_allowed_words(length, changes)
    return min(allowed, WORDS["short"]) if length == "medium" and is_small(changes) else allowed


def count_allowed_points(changes: Changes) -> int:
    """Return how many points a draft of this change may have."""
    return POINTS_OF_LARGE if is_large(changes) else POINTS_OF_SMALL if is_small(changes) else POINTS


def is_small(changes: Changes) -> bool:
    """Return True for a change that needs neither a list nor a form to be told; False where nothing is known."""
    lines, files = _measure(changes)
    return 0 < lines <= SMALL_LINES and files <= SMALL_FILES


def is_large(changes: Changes) -> bool:
    """Return True for a change whose parts have to be told one by one."""
    lines, files = _measure(changes)
    return lines > LARGE_LINES or files > LARGE_FILES


def _measure(changes: Changes) -> tuple[int, int]:
    """Return the lines and files that a person has to read: no lock files, nothing generated, nothing just moved."""
    read = [file for file in changes.files if not file.withheld and (file.added or file.removed or file.is_binary)]
    return sum(file.added + file.removed for file in read), len(read)
