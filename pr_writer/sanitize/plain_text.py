"""Text from outside → Markdown that shows that text and does nothing: for the job summary and the outputs. Pure.

A file may be called ``![q](x.png)``, an error may quote ``<img src=x>`` and a note ``@everyone``.
"""

from __future__ import annotations

import re

from pr_writer.lazy_pattern import compile_lazily
from pr_writer.sanitize.invisible_characters import reveal_invisible
from pr_writer.surrogates import replace_surrogates

# cmark takes no longer run of backticks for a code span's fence than 80; nobody reads so many.
_MAX_FENCE = 20

_BACKTICKS = compile_lazily("`+")
# What stays one word in a table's cell and beside a code span.
_WORD = compile_lazily(r"[^\s|`]+")
# What GitHub makes a link, a mention or an emoji of after the Markdown is parsed, where no backslash helps any more:
# https://docs.github.com/en/get-started/writing-on-github/working-with-advanced-formatting/autolinked-references-and-urls
_ALIVE = compile_lazily(
    r".@|@.|#\d|(?<![a-z0-9])gh-\d|(?:https?|ftp):/|www\.|:[\w+-]+:|(?<![a-z0-9])(?=[a-f]*\d)[0-9a-f]{7,64}(?![a-z0-9])",
    re.IGNORECASE,
)
_MARKUP = compile_lazily(r"[\\*_{}\[\]<>()!|~&$^`]")


def quote_as_code(text: str) -> str:
    """Return the text as a code span on one line, for a sentence or a table's cell; "" for a text that is blank.

    A text that no code span can hold in both, as one with a pipe, comes as ``escape_text`` writes it.
    """
    text = flatten_text(text)
    if not text:
        return ""
    runs = {len(run) for run in _BACKTICKS.findall(text)}
    length = next(length for length in range(1, len(runs) + 2) if length not in runs)
    if "|" in text or length > _MAX_FENCE:
        return escape_text(text)
    pad = " " if text[0] == "`" or text[-1] == "`" else ""
    fence = "`" * length
    return f"{fence}{pad}{text}{pad}{fence}"


def escape_text(text: str) -> str:
    """Return the text on one line with its markup escaped, for a sentence, a line of its own or a table's cell.

    A word that GitHub would bring to life (a mention, an issue, an address, a commit, an emoji's name) is in a code
    span.
    """
    text = flatten_text(text)
    pieces: list[str] = []
    position = 0
    for word in _WORD.finditer(text):
        if _ALIVE.search(word[0]):
            pieces += [_escape(text, position, word.start()), f"`{word[0]}`"]
            position = word.end()
    return "".join([*pieces, _escape(text, position, len(text))])


def flatten_text(text: str) -> str:
    """Return the text on one line with single spaces, its invisible characters spelled out as ``⟨U+200B⟩``."""
    text, _ = reveal_invisible(replace_surrogates(text))
    return " ".join(text.split())


def _escape(text: str, start: int, end: int) -> str:
    escaped = _MARKUP.sub(r"\\\g<0>", text[start:end])
    return _escape_block_start(escaped) if start == 0 else escaped


def _escape_block_start(text: str) -> str:
    digits = len(text) - len(text.lstrip("0123456789"))
    is_marker = text[digits : digits + 1] in (tuple(".)") if digits else tuple("-+=#:"))
    return f"{text[:digits]}\\{text[digits:]}" if is_marker else text
