"""A draft's body, what people wrote, and the repository's template → what is the draft's own."""

from __future__ import annotations

import html
import re

_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_BOX = re.compile(r"^\s*(?:[-*+]|\d{1,3}[.)])\s+\[[ xX]\]\s")
_BLANKS = re.compile(r"\n{3,}")


def drop_template(body: str, template: str) -> str:
    """Return a body without the lines and comments that the template has, a box ticked or not."""
    if not template:
        return body
    words = read_words(template)
    kept = _COMMENT.sub(lambda found: "" if read_words(found[0]) in words else found[0], body)
    known = {read_words(_BOX.sub("", line)) for line in template.splitlines()}
    lines = [line for line in kept.splitlines() if not _says(line) or read_words(_BOX.sub("", line)) not in known]
    return _BLANKS.sub("\n\n", "\n".join(lines)).strip()


def quotes(text: str, source: str) -> bool:
    """Return True if a source, of which the words are given, has just these words one after another."""
    words = read_words(text)
    return bool(words.strip()) and words in source


def read_words(text: str) -> str:
    """Return the words alone, between blanks, so that markup, case and line breaks do not matter."""
    words = " ".join(re.findall(r"\w+", html.unescape(text).casefold()))
    return f" {words} "


def _says(line: str) -> bool:
    return re.search(r"\w", line) is not None
