"""Which lines nobody wrote by hand: long ones, almost without spaces."""

from __future__ import annotations

import re
from collections.abc import Iterable

from pr_writer.lazy_pattern import compile_lazily

LONG_LINE = 400  # characters
# Minified JavaScript and CSS have 1 to 3 spaces in 100 characters, English 16, Finnish 11. Measured on mark.min.js,
# elasticlunr.min.js and clipboard.min.js as rustdoc ships them.
MIN_SPACES = 0.06
MIN_FOREIGN_LETTERS = 0.3  # Chinese, Japanese and Thai are written without spaces
SAMPLED = 4000  # characters of a line that are looked at
DATA = (".sql", ".csv", ".tsv", ".md", ".mdx", ".rst", ".adoc", ".txt", ".po", ".tex")
BARE = compile_lazily(r"\W*|\s*(?:/\*|\*|//|<!--|#).*", re.DOTALL)


def is_dense(line: str) -> bool:
    """Return True if a line is long and neither prose nor spaced like it."""
    if len(line) <= LONG_LINE:
        return False
    sample = line[:SAMPLED]
    spaces = sum(map(str.isspace, sample))
    letters = 0 if sample.isascii() else sum(character > "\x7f" and character.isalpha() for character in sample)
    return spaces < MIN_SPACES * len(sample) and letters < MIN_FOREIGN_LETTERS * len(sample)


def is_minified(path: str, lines: Iterable[str]) -> bool:
    """Return True if most lines of a file's patch (without their marks) are dense, comments and brackets left out."""
    if path.lower().endswith(DATA):
        return False
    dense = ordinary = 0
    for line in lines:
        if is_dense(line):
            dense += 1
        elif not BARE.fullmatch(line):
            ordinary += 1
    return dense > ordinary
