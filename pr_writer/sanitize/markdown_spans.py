"""Markdown → where in the source its code, text, links, images and HTML stand.

markdown-it knows the lines of a block, and its inline rules know where they are while they run; both are written down
here, so that an edit can touch one link and leave every other byte alone.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from markdown_it import MarkdownIt
    from markdown_it.rules_inline import StateInline
    from markdown_it.token import Token

SpanKind = Literal["text", "code", "html", "autolink", "link", "image", "break"]

_MAX_NESTING = 60
FOOTNOTE = re.compile(r"\[\^[^\]\s]+\]:")
# A footnote of one plain line reads the same whoever parses it; a longer one is a container.
_PLAIN_FOOTNOTE = re.compile(
    r"\[\^[^\]\s]+\]:[ \t]+(?!\d+[.)])[^\s`~<>#|\[\-+*=:&][^\n]*(?=\n?\Z|\n[ ]{0,3}\n|\n[ ]{0,3}[^\s])"
)
_CONTAINERS = re.compile(r"(?:[ \t]*(?:>|[-*+](?=[ \t])|\d{1,9}[.)](?=[ \t])))*[ \t]*")
_MEANING = re.compile(r"[<\[\]@#!&/:]|www\.", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Span:
    """One inline construct; ``text`` is what a reader sees of it, ``label`` where a link's or image's words stand."""

    kind: SpanKind
    start: int
    end: int
    text: str = ""
    href: str = ""
    label: tuple[int, int] = (0, 0)


@dataclass(frozen=True, slots=True)
class Run:
    """The inline content of one block: ``at`` leads from an index of the content to the source."""

    content: str
    at: Sequence[int]
    spans: tuple[Span, ...]


@dataclass(slots=True)
class Document:
    """What stands where in a source."""

    runs: list[Run] = field(default_factory=list)
    code: list[tuple[int, int]] = field(default_factory=list)  # fences and indented blocks
    html: list[tuple[int, int]] = field(default_factory=list)
    definitions: list[tuple[int, int, str]] = field(default_factory=list)  # of reference links
    open_fences: list[tuple[int, str]] = field(default_factory=list)  # where to write the line that is missing
    footnotes: list[int] = field(default_factory=list)  # where one begins that is more than a line of text
    lost: list[tuple[int, int]] = field(default_factory=list)  # what the parser gave up on


def read_markdown(source: str) -> Document:
    r"""Parse GitHub's Markdown; lines end in ``\\n``."""
    return _Reader(source).read()


class _Reader:
    def __init__(self, source: str) -> None:
        self.source = source
        self.lines = source.split("\n")
        self.starts = [0]
        for line in self.lines:
            self.starts.append(self.starts[-1] + len(line) + 1)
        self.markdown = _make_parser()
        self.env: dict[str, Any] = {}
        self.document = Document()
        self.cursor: dict[int, int] = {}  # how far the cells of a table's row are read
        self.read_lines: set[int] = set()

    def read(self) -> Document:
        tokens = self.markdown.parse(self.source, self.env)
        has_indented = any(token.type == "code_block" for token in tokens)
        for before, token in zip([None, *tokens], tokens, strict=False):
            if token.map is not None and token.nesting == 0:
                self._read_leaf(token, before, has_indented=has_indented)
        self._read_definitions()
        self._read_surplus_cells()
        self._find_lost()
        return self.document

    def _read_leaf(self, token: Token, before: Token | None, *, has_indented: bool) -> None:
        first, last = self._lines_of(token)
        self.read_lines.update(range(first, last))
        area = self._area(first, last)
        if token.type == "fence":
            self.document.code.append(area)
            self._check_fence(token, first, last)
        elif token.type == "code_block":
            self.document.code.append(area)
        elif token.type == "html_block":
            self.document.html.append(area)
        elif token.type == "inline":
            self._read_inline(token, before, first)
            self._check_footnote(token, area[0], has_indented=has_indented)

    def _lines_of(self, token: Token) -> tuple[int, int]:
        first, last = token.map or (0, 0)
        return first, min(last, len(self.lines))

    def _area(self, first: int, last: int) -> tuple[int, int]:
        return self.starts[first], min(self.starts[last], len(self.source))

    def _read_inline(self, token: Token, before: Token | None, first: int) -> None:
        opener = before.type if before else ""
        if opener in ("th_open", "td_open"):
            at = self._locate_cell(token.content, first)
        elif opener == "heading_open" and before is not None and before.markup.startswith("#"):
            at = self._locate_heading(token.content, first)
        else:
            at = self._locate_lines(token.content, first)
        if at is None:
            self.document.lost.append(self._area(*self._lines_of(token)))
        else:
            self._add_run(token.content, at)

    def _locate_lines(self, content: str, first: int) -> list[int] | None:
        at: list[int] = []
        for number, line in enumerate(content.split("\n"), first):
            core = line.lstrip(" \t")
            source = self.lines[number] if number < len(self.lines) else ""
            where = source.rfind(core)
            if where < 0 or source[where + len(core) :].strip():
                return None
            start = self.starts[number] + where
            at += [start] * (len(line) - len(core)) + list(range(start, start + len(core) + 1))
        return at

    def _locate_heading(self, content: str, first: int) -> list[int] | None:
        line = self.lines[first]
        opened = re.search(r"#{1,6}[ \t]*", line)
        if opened is None or not line.startswith(content, opened.end()):
            return None
        start = self.starts[first] + opened.end()
        return list(range(start, start + len(content) + 1))

    def _locate_cell(self, content: str, row: int) -> list[int] | None:
        line = self.lines[row]
        if row not in self.cursor:
            self.cursor[row] = _end_of(_CONTAINERS, line)
        raw = content.replace("|", "\\|")
        where = line.find(raw, self.cursor[row])
        if where < 0:
            return None
        self.cursor[row] = where + len(raw)
        at, offset = [], self.starts[row] + where
        for character in content:
            at.append(offset)
            offset += 2 if character == "|" else 1
        return [*at, offset]

    def _read_surplus_cells(self) -> None:
        """A row's cells beyond the header's are not shown; they are read, in case a renderer counts otherwise."""
        for row, cursor in self.cursor.items():
            rest = self.lines[row][cursor:]
            if _MEANING.search(rest):
                start = self.starts[row] + cursor
                self._add_run(rest, list(range(start, start + len(rest) + 1)))

    def _read_definitions(self) -> None:
        references: dict[str, dict[str, Any]] = self.env.get("references", {})
        for entry in [*references.values(), *self.env.get("duplicate_refs", [])]:
            first, last = entry["map"][0], min(entry["map"][1], len(self.lines))
            self.read_lines.update(range(first, last))
            self.document.definitions.append((*self._area(first, last), entry["href"]))

    def _check_footnote(self, token: Token, start: int, *, has_indented: bool) -> None:
        if not FOOTNOTE.match(token.content):
            return
        where = self.source.index("[^", start)
        # What is indented below a footnote belongs to it, and is no code.
        if has_indented or not _PLAIN_FOOTNOTE.match(self.source, where):
            self.document.footnotes.append(where)

    def _check_fence(self, token: Token, first: int, last: int) -> None:
        opening = self.lines[first]
        fence = token.markup
        # With a closing line there are two more lines than the code has.
        code = token.content.removesuffix("\n")
        if last - first - 2 == (code.count("\n") + 1 if token.content else 0):
            return
        prefix = re.sub(r"[^>\s]", " ", opening[: opening.index(fence)])
        end = self.starts[last] - 1 if last < len(self.lines) else len(self.source)
        end = min(end, len(self.source))
        self.document.open_fences.append((end, f"\n{prefix}{fence}"))

    def _find_lost(self) -> None:
        for number, line in enumerate(self.lines):
            if number not in self.read_lines and re.search(r"[<\[\]@#!]|//|www\.", line):
                self.document.lost.append((self.starts[number], self.starts[number] + len(line)))

    def _add_run(self, content: str, at: list[int]) -> None:
        self.document.runs.append(Run(content, at, tuple(_read_spans(self.markdown, content, self.env))))


@cache
def _make_parser() -> MarkdownIt:
    from markdown_it import MarkdownIt

    markdown = MarkdownIt("commonmark", {"maxNesting": _MAX_NESTING})
    markdown.enable(["table", "strikethrough"]).disable(["inline", "text_join"])
    # Every address must be seen as one, the bad ones above all.
    markdown.validateLink = lambda url: bool(url) or True  # type: ignore[method-assign]
    markdown.normalizeLink = lambda url: url  # type: ignore[method-assign]
    markdown.block.ruler.before(
        "table", "footnote", _read_footnote, {"alt": ["paragraph", "reference", "blockquote", "list"]}
    )
    return markdown


def _read_footnote(state: Any, start: int, end: int, silent: bool) -> bool:
    """GitHub's footnotes, of which the parser knows nothing: a line that begins one ends the paragraph above it."""
    from markdown_it.rules_block import paragraph

    if state.is_code_block(start) or not FOOTNOTE.match(state.src, state.bMarks[start] + state.tShift[start]):
        return False
    return silent or paragraph(state, start, end, False)


def _end_of(pattern: re.Pattern[str], text: str) -> int:
    found = pattern.match(text)
    return found.end() if found else 0


def _read_spans(markdown: MarkdownIt, content: str, env: dict[str, Any]) -> Iterator[Span]:
    """Run the inline rules over one block's content and write down what each took."""
    from markdown_it.rules_inline import StateInline

    state = StateInline(content, markdown, env, [])
    recorder = _Recorder(markdown, state)
    recorder.run()
    return iter(recorder.spans)


class _Recorder:
    def __init__(self, markdown: MarkdownIt, state: StateInline) -> None:
        self.state = state
        self.inline = markdown.inline
        self.rules = markdown.inline.ruler.getRules("")
        self.spans: list[Span] = []
        self.labels: list[tuple[int, int]] = []

    def run(self) -> None:
        tokenize = self.inline.tokenize
        self.inline.tokenize = self._tokenize  # type: ignore[method-assign]  # the link rule calls it for its label
        try:
            self._tokenize(self.state)
        finally:
            self.inline.tokenize = tokenize  # type: ignore[method-assign]

    def _tokenize(self, state: StateInline) -> None:
        if state is not self.state:
            type(self.inline).tokenize(self.inline, state)  # an image's words: the image has them whole
            return
        end = state.posMax
        self.labels.append((state.pos, end))
        while state.pos < end:
            self._step(state)

    def _step(self, state: StateInline) -> None:
        start, known = state.pos, len(state.tokens)
        open_at = len(self.spans)
        for rule in self.rules if state.level < _MAX_NESTING else ():
            if rule(state, False):
                self._record(rule.__name__, start, state.tokens[known:], open_at)
                return
        state.pos += 1
        self.spans.append(Span("text", start, state.pos, state.src[start : state.pos]))

    def _record(self, rule: str, start: int, tokens: list[Token], open_at: int) -> None:
        end = self.state.pos
        raw = self.state.src[start:end]
        if rule == "backtick" and tokens and tokens[-1].type == "code_inline":
            span = Span("code", start, end, tokens[-1].content)
        elif rule == "link":
            # Before its words, as it stands in the source.
            self.spans.insert(open_at, Span("link", start, end, "", _href(tokens), self.labels.pop()))
            return
        elif rule == "image":
            span = Span("image", start, end, tokens[-1].content, str(tokens[-1].attrs["src"]), self._image_label(start))
        elif rule == "autolink":
            span = Span("autolink", start, end, raw[1:-1], _href(tokens))
        elif rule == "html_inline":
            span = Span("html", start, end, raw)
        elif rule in ("newline", "entity", "escape"):
            span = self._small_span(start, end, tokens)
        else:
            span = Span("text", start, end, raw)
        self.spans.append(span)

    def _small_span(self, start: int, end: int, tokens: list[Token]) -> Span:
        special = next((token for token in tokens if token.type == "text_special"), None)
        return Span("text", start, end, special.content) if special else Span("break", start, end, "\n")

    def _image_label(self, start: int) -> tuple[int, int]:
        from markdown_it.helpers import parseLinkLabel

        position = self.state.pos
        end = parseLinkLabel(self.state, start + 1, False)
        self.state.pos = position
        return start + 2, end


def _href(tokens: list[Token]) -> str:
    return next((str(token.attrs["href"]) for token in tokens if token.type == "link_open"), "")
