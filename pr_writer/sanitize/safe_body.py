"""A body from a model → Markdown that shows something and does nothing.

Each pass parses the text, finds what is alive in it and edits just that; passes repeat until one finds nothing. So the
result is its own fixed point, and a text without anything alive comes out byte for byte.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pr_writer.markdown.references import References, read_references
from pr_writer.sanitize.block_separation import part_blocks
from pr_writer.sanitize.folds import balance_folds
from pr_writer.sanitize.html_tags import tame_block
from pr_writer.sanitize.inline_edits import defuse_block_text, defuse_run
from pr_writer.sanitize.invisible_characters import strip_hidden
from pr_writer.sanitize.link_policy import is_own
from pr_writer.sanitize.markdown_spans import Document, read_markdown
from pr_writer.sanitize.tool_commands import Edit, find_commands, strip_overrides, strip_own_marks

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_MAX_PASSES = 30
_LINE_SEPARATORS = re.compile("\r\n?|[\u2028\u2029]")
_LIVE = str.maketrans("", "", "<>[]@#!`~&\\")


@dataclass(frozen=True, slots=True)
class Policy:
    """What may stay alive: links to this server, and the issues that the author named."""

    server_url: str
    references: References


def sanitize_body(body: str, *, server_url: str = "https://github.com", human_text: str = "") -> str:
    """The same Markdown without images, foreign links, HTML, mentions, commands, or issues that are not the author's.

    ``human_text`` is all that the author, the commits and the branch say.
    """
    policy = Policy(server_url, read_references(human_text))
    is_crlf = "\r\n" in body and not re.search(r"(?<!\r)\n|\r(?!\n)", body)
    text = _normalize(body)
    for _ in range(_MAX_PASSES):
        defused = _pass(text, policy)
        if defused == text:
            break
        text = _normalize(defused)
    else:
        text = _flatten(text)
    return text.replace("\n", "\r\n") if is_crlf else text


def _normalize(text: str) -> str:
    return strip_hidden(_LINE_SEPARATORS.sub("\n", text))


def _pass(text: str, policy: Policy) -> str:
    unmarked = part_blocks(strip_overrides(strip_own_marks(text)))
    if unmarked != text:
        return unmarked
    document = read_markdown(text)
    # Folds are counted when everything else is in its final form.
    edits = sorted(_find_edits(text, document, policy)) or sorted(balance_folds(text, document))
    return _apply(text, edits)


def _find_edits(text: str, document: Document, policy: Policy) -> Iterator[Edit]:
    for start, end in document.lost:
        yield start, end, _flatten(text[start:end])
    for start, end, href in document.definitions:
        if not is_own(href, policy.server_url):
            yield start, end, ""
    for start in document.footnotes:
        yield start, start, "\\"
    for start, end in document.html:
        block = defuse_block_text(tame_block(text[start:end]), policy.server_url, policy.references)
        if block != text[start:end]:
            yield start, end, block
    for run in document.runs:
        yield from defuse_run(run, policy.server_url, policy.references)
    yield from _outside_code(find_commands(text), document)
    yield from ((end, end, closing) for end, closing in document.open_fences)


def _outside_code(edits: Iterable[Edit], document: Document) -> Iterator[Edit]:
    code = list(document.code)
    for run in document.runs:
        code += [(run.at[span.start], run.at[span.end]) for span in run.spans if span.kind == "code"]
    for edit in edits:
        if not any(start <= edit[0] < end for start, end in code):
            yield edit


def _apply(text: str, edits: list[Edit]) -> str:
    """The text with all edits that do not touch an earlier one; the next pass finds the others again."""
    pieces, position = [], 0
    for start, end, replacement in edits:
        if start < position:
            continue
        pieces += [text[position:start], replacement]
        position = end
    return "".join([*pieces, text[position:]])


def _flatten(text: str) -> str:
    """The last resort, for a text that no parser agrees on: its words, without what could mean anything."""
    plain = text.translate(_LIVE).replace("://", ": ")
    return re.sub(r"www\.|\bgh-(?=\d)", " ", plain, flags=re.IGNORECASE)
