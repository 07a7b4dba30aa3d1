"""Where a block of raw HTML begins and ends: CommonMark's seven kinds, https://spec.commonmark.org/0.31.2/#html-blocks."""

from __future__ import annotations

import re

from pr_writer.lazy_pattern import compile_lazily

COMMENT = 2
BLANK_ENDS = 6  # this kind and the seventh end at a blank line, the others at a line of their own

_NAMES = (
    "address|article|aside|base|basefont|blockquote|body|caption|center|col|colgroup|dd|details|dialog|dir|div|dl|dt"
    "|fieldset|figcaption|figure|footer|form|frame|frameset|h[1-6]|head|header|hr|html|iframe|legend|li|link|main|menu"
    "|menuitem|nav|noframes|ol|optgroup|option|p|param|search|section|source|summary|table|tbody|td|tfoot|th|thead|title"
    "|tr|track|ul"
)
_ATTRIBUTE = r"[ \t]+[A-Za-z_:][\w.:-]*(?:[ \t]*=[ \t]*(?:[^ \t\"'=<>`]+|'[^']*'|\"[^\"]*\"))?"
_STARTS = (
    compile_lazily(r"<(?:script|pre|style|textarea)(?:[ \t>]|$)", re.IGNORECASE),
    compile_lazily(r"<!--"),
    compile_lazily(r"<\?"),
    compile_lazily(r"<![A-Za-z]"),
    compile_lazily(r"<!\[CDATA\["),
    compile_lazily(rf"</?(?:{_NAMES})(?:[ \t]|/?>|$)", re.IGNORECASE),
    compile_lazily(rf"(?:<[A-Za-z][A-Za-z0-9-]*(?:{_ATTRIBUTE})*[ \t]*/?>|</[A-Za-z][A-Za-z0-9-]*[ \t]*>)[ \t]*$"),
)
_ENDS = (
    compile_lazily(r"</(?:script|pre|style|textarea)>", re.IGNORECASE),
    compile_lazily(r"-->"),
    compile_lazily(r"\?>"),
    compile_lazily(r">"),
    compile_lazily(r"\]\]>"),
)


def match_html_start(line: str, position: int, *, can_interrupt: bool) -> int:
    """Return which of the seven kinds begins at ``position`` of a line, 0 for none.

    ``can_interrupt`` is False inside a paragraph, which the seventh kind does not interrupt.
    """
    if not line.startswith("<", position):
        return 0
    for kind, pattern in enumerate(_STARTS, 1):
        if pattern.match(line, position) and (kind <= BLANK_ENDS or can_interrupt):
            return kind
    return 0


def ends_html(kind: int, line: str, position: int) -> bool:
    """Return True if a block of this kind, one of the first five, ends with this line."""
    return _ENDS[kind - 1].search(line, position) is not None
