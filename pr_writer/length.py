"""Keep a description as short as it was asked to be: whole paragraphs and list items go, from the end."""

from __future__ import annotations

import re

WORD_LIMIT = 400

_ITEM = re.compile(r"[ \t]*(?:[-*+]|\d{1,3}[.)])[ \t]+\S")
_FENCE = re.compile(r" {0,3}(?:`{3,}|~{3,})")
_LABEL = re.compile(r" {0,3}#{1,6}[ \t].*|(?:\*\*|__)[^*_]+(?:\*\*|__)[ \t]*:?[ \t]*")


def count_words(text: str) -> int:
    """Return how many words a text has; marks that stand alone, such as a list's, are none."""
    return sum(any(char.isalnum() for char in word) for word in text.split())


def shorten(text: str, limit: int = WORD_LIMIT) -> str:
    """Return the text without its last blocks, so that at most ``limit`` words are left; a short one as it is.

    A single block that is longer by itself is cut at its last sentence, else at a word.
    """
    if count_words(text) <= limit:
        return text
    kept, left = [], limit
    for block in _split_blocks(text):
        left -= count_words(block)
        if left < 0:
            break
        kept.append(block)
    while kept and (not kept[-1].strip() or _LABEL.fullmatch(kept[-1].strip())):
        kept.pop()  # a heading with nothing below it
    return "\n".join(kept).rstrip() or _cut_words(text, limit)


def _split_blocks(text: str) -> list[str]:
    """Return the text's blocks, each with its lines: a paragraph, a heading, a list's item, a whole fence."""
    blocks: list[list[str]] = []
    in_fence = False
    for line in text.split("\n"):
        is_fence = bool(_FENCE.match(line))
        is_new = not blocks or not line.strip() or bool(_ITEM.match(line)) or bool(_LABEL.fullmatch(line.strip()))
        if in_fence or (blocks and blocks[-1][0].strip() and not is_new and not (is_fence and not in_fence)):
            blocks[-1].append(line)
        else:
            blocks.append([line])
        in_fence ^= is_fence
    return ["\n".join(block) for block in blocks]


def _cut_words(text: str, limit: int) -> str:
    words = list(re.finditer(r"\S+", text))[:limit]
    cut = text[: words[-1].end()] if words else ""
    end = max(f"{cut} ".rfind(mark) for mark in (". ", ".\n", "! ", "? "))
    return cut[: end + 1] if end > len(cut) // 2 else f"{cut} …"
