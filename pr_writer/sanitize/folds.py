"""Folds that open also close: an open one would swallow what stands below it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pr_writer.sanitize.markdown_spans import Document
    from pr_writer.sanitize.tool_commands import Edit

_TAG = re.compile(r"<(/?)(details|summary|sub)(?: open)?>")


def balance_folds(text: str, document: Document) -> Iterator[Edit]:
    """The edits that drop closing tags without an opening one, and close at the end what is open there."""
    opened: list[str] = []
    for start, end in sorted(_find_tags(text, document)):
        found = _TAG.fullmatch(text, start, end)
        if found is None:
            continue
        if not found[1]:
            opened.append(found[2])
        elif found[2] in opened:
            while opened.pop() != found[2]:
                pass
        else:
            yield start, end, ""
    if opened:
        yield len(text), len(text), "".join(f"\n</{name}>" for name in reversed(opened))


def _find_tags(text: str, document: Document) -> Iterator[tuple[int, int]]:
    for start, end in document.html:
        yield from (found.span() for found in _TAG.finditer(text, start, end))
    for run in document.runs:
        yield from ((run.at[span.start], run.at[span.end]) for span in run.spans if span.kind == "html")
