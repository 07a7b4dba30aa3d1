"""Estimate how many tokens a text costs, without a tokenizer's tables."""

from __future__ import annotations

import re

# The pieces that the common tokenizers cut a text into before they look anything up: a word with the space before it,
# up to three digits, a run of punctuation, line ends, a run of spaces.
PIECE = re.compile(r" ?[A-Za-z]+|\d{1,3}| ?[^\w\s]+|[\r\n]+|[^\S\r\n]+|[^\W\dA-Za-z]+|_+")
WORD = 7  # letters of English and code that are mostly one token


def estimate_tokens(text: str) -> int:
    """Estimate the tokens of a text; see ``bench/token_estimate.py`` for how far it is off."""
    return sum(map(_estimate_piece, PIECE.findall(text)))


def _estimate_piece(piece: str) -> int:
    if not piece.isascii():
        return len(piece)
    if piece[-1].isalpha():
        return 1 + (len(piece) - 1) // WORD
    if piece.isspace():
        return 1 + len(piece) // 64
    return 1 + (len(piece) - 1) // 3
