"""Keep a description as short as it was asked to be: whole paragraphs and list items go, from the end."""

from __future__ import annotations

import re

WORD_LIMIT = 400

_ITEM = re.compile(r"[ \t]*(?:[-*+]|\d{1,3}[.)])[ \t]+\S")
_FENCE = re.compile(r"[ \t]*(?:(?:[-*+]|\d{1,3}[.)])[ \t]+)?(?P<fence>`{3,}|~{3,})")
_LABEL = re.compile(r" {0,3}#{1,6}[ \t].*|(?:\*\*|__)[^*_]+(?:\*\*|__)[ \t]*:?[ \t]*")
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
    fence = ""
    for line in text.split("\n"):
        opening = None if fence else _FENCE.match(line)
        is_new = not line.strip() or bool(_ITEM.match(line)) or bool(_LABEL.fullmatch(line.strip()))
        if fence or (blocks and blocks[-1][0].strip() and not is_new and not opening):
            blocks[-1].append(line)
        else:
            blocks.append([line])
        if opening:
            fence = opening["fence"]
        elif fence and line.strip().startswith(fence) and not line.strip().strip(fence[0]):
            fence = ""
    return ["\n".join(block) for block in blocks]


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
