"""Keep a description as short as it was asked to be: whole paragraphs and list items go, from the end."""

from __future__ import annotations

import re
from collections.abc import Callable

from pr_writer.markdown.blocks import Block, scan_blocks

WORD_LIMIT = 400

_BOLD_LINE = re.compile(r"(?:\*\*|__)[^*_]+(?:\*\*|__)[ \t]*:?")
# Scripts without spaces: about two characters make a word.
_UNSPACED = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")


def count_words(text: str) -> int:
    """Return how many words a text has; marks that stand alone, such as a list's, are none."""
    spaced = sum(any(char.isalnum() for char in word) for word in text.split())
    return spaced if text.isascii() else spaced + len(_UNSPACED.findall(text)) // 2


def shorten(text: str, limit: int = WORD_LIMIT) -> str:
    """Return the text without its last blocks, so that at most ``limit`` words are left; a short one as it is.

    A single block that is longer by itself is cut at its last sentence, else at a word: what was in code may not be
    any more, so a text is made harmless after this and not before.
    """
    if count_words(text) <= limit:
        return text
    return _keep_blocks(text, limit, count_words) or _cut_words(text, limit)


def cut_blocks(text: str, limit: int, count: Callable[[str], int]) -> str:
    """Return the text without its last blocks, at most ``limit`` by ``count`` of it; what they were in is closed.

    No block is cut, so that the cut opens nothing; "" where not even the first one fits. What closes a fold comes on
    top of the limit.
    """
    from pr_writer.markdown.open_ends import find_open_ends  # only a body of 65,536 characters has a use for it

    kept = _keep_blocks(text, limit, count)
    return "\n\n".join([kept, *(open_end.closing for open_end in find_open_ends(kept))])


def _keep_blocks(text: str, limit: int, count: Callable[[str], int]) -> str:
    """Return a text's first blocks that are within the limit together, without a heading that has lost its text."""
    kept: list[Block] = []
    for block in scan_blocks(text):
        limit -= count(text[block.start : block.end])
        if limit < 0:
            break
        kept.append(block)
    while kept and _is_introduction(kept[-1], text):
        kept.pop()
    return text[: kept[-1].end].rstrip() if kept else ""


def _is_introduction(block: Block, text: str) -> bool:
    """Return True if a block is blank, or says something only of what follows it."""
    return block.kind in ("blank", "heading") or _BOLD_LINE.fullmatch(text[block.start : block.end].strip()) is not None


def _cut_words(text: str, limit: int) -> str:
    """Return the start of a text that is one block, up to a sentence's end where one is in its second half."""
    low, high = 0, len(text)
    while low < high:  # the longest start that is short enough
        middle = (low + high + 1) // 2
        low, high = (middle, high) if count_words(text[:middle]) <= limit else (low, middle - 1)
    cut = text[:low]
    if text[low - 1 : low + 1].isalnum():  # in the middle of a word
        cut = cut.rpartition(" ")[0] or cut
    cut = re.sub(r"</?[\w-]*$", "", cut).rstrip()  # half a tag
    end = max(f"{cut} ".rfind(mark) for mark in (". ", ".\n", "! ", "? ", "。"))
    return cut[: end + 1] if end > len(cut) // 2 else f"{cut} …"
