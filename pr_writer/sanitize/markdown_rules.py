"""The parser that reads a body: markdown-it with GitHub's tables, strikethrough and footnotes, and without HTML blocks.

A tag is read wherever it stands, so what HTML would hide from a Markdown parser is Markdown here.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Any

from pr_writer.lazy_pattern import compile_lazily

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.ruler import RuleOptionsType
    from markdown_it.rules_block import StateBlock
    from markdown_it.rules_inline import StateInline

_MAX_LEVEL = 20  # of block tokens in one another, two for a list: deeper quotes and lists are text
_MAX_IMAGES = 4  # in one another

_FOOTNOTE = compile_lazily(r"\[\^(?P<label>[\w-]{1,40})\]:[ \t]+(?=\S)", re.ASCII)
_FOOTNOTE_MARK = compile_lazily(r"\[\^(?P<label>[\w-]{1,40})\]", re.ASCII)


@cache
def make_parser() -> MarkdownIt:
    """Return the one parser of this process; what it is asked to parse has lines that end in line feeds."""
    from markdown_it import MarkdownIt
    from markdown_it.rules_block import blockquote, fence, list_block

    markdown = MarkdownIt("commonmark", {"maxNesting": 3 * _MAX_LEVEL})
    markdown.enable(["table", "strikethrough"]).disable(["html_block", "fence"])
    # Every address must be seen as one, the bad ones above all.
    markdown.validateLink = lambda url: bool(url) or True  # type: ignore[method-assign]
    markdown.normalizeLink = lambda url: url  # type: ignore[method-assign]
    markdown.normalizeLinkText = lambda link: link  # type: ignore[method-assign]
    rule = markdown.block.ruler
    interrupts: RuleOptionsType = {"alt": ["paragraph", "reference", "blockquote", "list"]}
    rule.before("table", "fence_first", fence, interrupts)  # as GitHub does
    rule.before("table", "footnote", _read_footnote, interrupts)
    rule.before("table", "comment", _skip_comment, interrupts)
    rule.at("blockquote", _bound(blockquote), interrupts)
    rule.at("list", _bound(list_block), {"alt": ["paragraph", "reference", "blockquote"]})
    markdown.inline.ruler.before("link", "footnote_mark", _read_footnote_mark)
    _bound_images(markdown)
    return markdown


def _bound(rule: Any) -> Any:
    def read(state: StateBlock, start: int, end: int, silent: bool) -> bool:
        return state.level < _MAX_LEVEL and bool(rule(state, start, end, silent))

    return read


def _bound_images(markdown: MarkdownIt) -> None:
    """The words of an image are parsed as a text of their own, which may hold an image."""
    parse = markdown.inline.parse

    def parse_bounded(src: str, md: MarkdownIt, env: dict[str, Any], tokens: list[Any]) -> list[Any]:
        from markdown_it.token import Token

        env["depth"] = env.get("depth", 0) + 1
        try:
            if env["depth"] > _MAX_IMAGES:
                tokens.append(Token("text", "", 0, content=src))
                return tokens
            return parse(src, md, env, tokens)
        finally:
            env["depth"] -= 1

    markdown.inline.parse = parse_bounded  # type: ignore[method-assign,assignment]


def _read_footnote(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """Read a footnote: one paragraph behind its number, outside of lists and quotes, the first of its number."""
    if state.level or state.is_code_block(start):
        return False
    found = _FOOTNOTE.match(state.src, state.bMarks[start] + state.tShift[start], state.eMarks[start])
    labels: set[str] = state.env.setdefault("footnotes", set())
    if not found or found["label"].lower() in labels:
        return False
    if silent:
        return True
    from markdown_it.rules_block import paragraph

    paragraph(state, start, end, False)
    opening, inline, _ = state.tokens[-3:]
    opening.type, opening.info = "footnote_open", found["label"].lower()
    inline.content = inline.content[found.end() - found.start() :]
    labels.add(opening.info)
    return True


def _read_footnote_mark(state: StateInline, silent: bool) -> bool:
    found = _FOOTNOTE_MARK.match(state.src, state.pos, state.posMax) if state.src[state.pos] == "[" else None
    if not found or found["label"].lower() not in state.env.get("footnotes", ()):
        return False
    if not silent:
        state.push("footnote_mark", "", 0).info = found["label"].lower()
    state.pos = found.end()
    return True


def _skip_comment(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """Skip a comment that begins a line and ends on a later one, blank lines or not; what follows it is read on."""
    position = state.bMarks[start] + state.tShift[start]
    if not state.src.startswith("<!--", position) or state.is_code_block(start):
        return False
    if "-->" in state.src[position : state.eMarks[start]] or state.src.find("-->", position) < 0:
        return False
    for line in range(start + 1, end):
        if not state.isEmpty(line) and state.sCount[line] < state.blkIndent:
            return False  # the list that it is in ends before it does
        closing = state.src.find("-->", state.bMarks[line], state.eMarks[line])
        if closing >= 0:
            if not silent:
                _go_on(state, line, closing + 3)
            return True
    return False


def _go_on(state: StateBlock, line: int, position: int) -> None:
    """Let the parser go on in the middle of a line, or below it where nothing more is on it."""
    position = state.skipSpaces(position)
    if position >= state.eMarks[line]:
        state.line = line + 1
        return
    state.tShift[line] = position - state.bMarks[line]
    state.sCount[line] = state.blkIndent
    state.line = line
