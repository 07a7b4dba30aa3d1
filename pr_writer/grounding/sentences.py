"""Markdown source → its sentences and code spans, with the place of each in the source."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field

from pr_writer.lazy_pattern import compile_lazily
from pr_writer.markdown.blocks import Block, scan_blocks

CODE = "\x01"  # stands for a code span in a sentence's words

# A full stop is the end where what follows is no lower-case letter; "。" needs no space behind it.
_SENTENCE_END = compile_lazily(
    r"(?<=[.!?])(?<!e\.g\.)(?<!i\.e\.)(?<!etc\.)(?<!vs\.)(?<!z\.B\.)[\"')\]*_]{0,20}(?=\s+[^\sa-z])"
    r"|(?<=[。！？])[」』）\"*_]{0,20}(?=.)"
    r"|(?:(?<=[^\s✅✔☑🎉] [✅✔☑🎉])|(?<=[^\s✅✔☑🎉][✅✔☑🎉]))\ufe0f?(?=\s+[^\W\d_a-z])",
    re.DOTALL,
)
_CONTINUATION = compile_lazily(r"[ \t>]*")
_BULLET = compile_lazily(r"[ \t>]*(?:(?:[-*+]|\d{1,9}[.)])[ \t]+)+")
_OPEN_BOX = compile_lazily(r"\[ ?\](?:[ \t]|$)")
_TICKED_BOX = compile_lazily(r"\[[xX]\][ \t]+")
_BOLD_LINE = compile_lazily(r"(?:\*\*|__)[^*_\n]{1,120}(?:\*\*|__):?[ \t]*")
_DELIMITER_ROW = compile_lazily(r"[ \t>|:-]*")
_BACKTICKS = compile_lazily(r"\\?(`+)")
_TAIL_START = compile_lazily(
    r"(?:[,;]\s+(?:(?:and|und|et|y|e|и|en|i)\s+)?|\s+(?:and|und|et|y)\s+|[,，；、]\s?(?=[^\x00-\x7f]))"
)
_LINK_TARGET = compile_lazily(r"\]\((?:[^()\s\\]|\\.){0,2000}(?:\s+\"[^\"\n]{0,200}\")?\)|\]\[[^\[\]\n]{0,200}\]")
_MARKUP = compile_lazily(r"\\([!-/:-@\[-`{-~])|\*+|~~|(?<!\w)_+|_+(?!\w)|<[^<>\n]{1,100}>|[\[\]]|^#{1,6}[ \t]+")
_UNSEEN = compile_lazily("[\u00ad\u034f\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
_LINK = compile_lazily(r"\[[^\[\]\n]{0,300}\]\([^()\s]{0,2000}\)")
_BOLD_LEVEL = 7  # below Markdown's own six
_MAX_SENTENCE = 4_000  # characters; what is longer is read as far as that
_SHORT_LINE = 72  # characters; a line that wraps is longer


@dataclass(frozen=True, slots=True)
class CodeSpan:
    """Inline code: where it stands in the source, and what it says."""

    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence: where it stands in the source, and its words without markup, each code span as one ``CODE``.

    Of a sentence without end the words are the first few thousand characters.

    ``tail`` is its last part where that could go alone (", and all tests pass", without the full stop), ``head`` the
    words of what is before it.
    """

    start: int
    end: int
    words: str
    head: str = ""
    tail: Sentence | None = None


@dataclass(frozen=True, slots=True)
class TextBlock:
    """The text of one paragraph, item, heading or table cell.

    ``is_label`` is True for what asks and does not say: a heading, an open checkbox, a line in bold, a table's header.
    ``heading_level`` is 1 to 6 for a heading, 7 for a line in bold, 0 for all else.
    """

    start: int  # offset of its first word in the source
    end: int
    sentences: tuple[Sentence, ...]
    code: tuple[CodeSpan, ...]
    is_label: bool = False
    is_cell: bool = False
    heading_level: int = 0
    words: str = ""  # of a heading
    items: int = 0  # list items around it


@dataclass(slots=True)
class _Text:
    """Lines of a block without what stands before them, and how to find a place of theirs in the source."""

    content: str = ""
    _starts: list[int] = field(default_factory=list)
    _places: list[int] = field(default_factory=list)

    @classmethod
    def read(cls, lines: list[tuple[int, str]]) -> _Text:
        text, position = cls("\n".join(line for _, line in lines)), 0
        for place, line in lines:
            text._starts.append(position)
            text._places.append(place)
            position += len(line) + 1
        return text

    def locate(self, position: int) -> int:
        line = bisect_right(self._starts, position) - 1
        return self._places[line] + position - self._starts[line]


def read_text_blocks(source: str) -> Iterator[TextBlock]:
    r"""Yield the blocks of a text that say something, in order; lines end in ``\n``."""
    for block in scan_blocks(source):
        if block.kind == "table":
            yield from _read_table(source, block)
        elif block.kind in ("paragraph", "heading", "html"):
            yield from _read_block(source, block)


def split_sentences(text: str) -> list[str]:
    """Return the sentences of a text whose markup is of no interest."""
    return [sentence.words for block in read_text_blocks(text) for sentence in block.sentences]


def _read_block(source: str, block: Block) -> Iterator[TextBlock]:
    raw = source[block.content : block.end].rstrip()
    lines, place = [], block.content
    for number, line in enumerate(raw.split("\n")):
        indent = _end_of(_CONTINUATION, line) if number else 0
        lines.append((place + indent, line[indent:]))
        place += len(line) + 1
    first = lines[0][1]
    if block.kind == "paragraph" and not block.markers and _BOLD_LINE.fullmatch(first):
        yield _read_text(_Text.read(lines[:1]), is_label=True, heading_level=_BOLD_LEVEL, items=block.items)
        lines = lines[1:]
    if block.markers and (box := _TICKED_BOX.match(first)):
        lines[0] = (block.content + box.end(), first[box.end() :])
    if lines:
        is_label = block.kind == "heading" or (bool(block.markers) and bool(_OPEN_BOX.match(first)))
        yield _read_text(_Text.read(lines), is_label=is_label, heading_level=block.level, items=block.items)


def _read_table(source: str, block: Block) -> Iterator[TextBlock]:
    place = block.start
    for number, line in enumerate(source[block.start : block.end].rstrip("\n").split("\n")):
        if number != 1 and not _DELIMITER_ROW.fullmatch(line):
            for start, end in _split_cells(line):
                yield _read_text(
                    _Text.read([(place + start, line[start:end])]),
                    is_label=number == 0,
                    is_cell=True,
                    items=block.items,
                )
        place += len(line) + 1


def _split_cells(row: str) -> Iterator[tuple[int, int]]:
    for cell in re.finditer(r"(?:[^|\\]|\\.)+", row):
        words = cell[0].strip()
        if words.strip("> \t"):
            start = cell.start() + cell[0].index(words)
            yield start, start + len(words)


def _read_text(
    text: _Text, *, is_label: bool, is_cell: bool = False, heading_level: int = 0, items: int = 0
) -> TextBlock:
    spans = _find_code(text)
    code = tuple(CodeSpan(text.locate(start), text.locate(end - 1) + 1, said) for start, end, said in spans)
    links = (found.span() for pattern in (_LINK, _LINK_TARGET) for found in pattern.finditer(text.content))
    closed = sorted([*((start, end) for start, end, _ in spans), *links])
    at = [start for start, _, _ in spans]
    sentences = []
    for start, end in _split(text.content, closed):
        inside = slice(bisect_left(at, start), bisect_left(at, end))
        words = _read_words(text.content, start, end, spans[inside])
        head, tail = _split_tail(text, start, end, spans[inside], closed)
        sentences.append(Sentence(text.locate(start), text.locate(end - 1) + 1, words, head, tail))
    content = text.content or " "
    return TextBlock(
        text.locate(0),
        text.locate(len(content) - 1) + 1,
        tuple(sentences),
        code,
        is_label,
        is_cell,
        heading_level,
        _read_words(text.content, 0, len(text.content), spans) if heading_level else "",
        items,
    )


def _find_code(text: _Text) -> list[tuple[int, int, str]]:
    """Return the code spans: https://spec.commonmark.org/0.31.2/#code-spans."""
    content = text.content
    runs = [(found.start(1), found.end(1)) for found in _BACKTICKS.finditer(content)]
    escaped = {found.start(1) for found in _BACKTICKS.finditer(content) if found[0][0] == "\\"}
    waiting: dict[int, list[int]] = {}  # length → where runs of it begin, the last first
    for start, end in reversed(runs):
        waiting.setdefault(end - start, []).append(start)
    spans, position = [], 0
    for start, end in runs:
        if start < position:
            continue
        opens_at = start + (start in escaped)
        length = end - opens_at
        candidates = waiting.get(length, [])
        while candidates and candidates[-1] < end:
            candidates.pop()
        if length and candidates:
            close = candidates[-1]
            said = content[end:close].replace("\n", " ")
            spans.append((opens_at, close + length, said[1:-1] if _is_padded(said) else said))
            position = close + length
    return spans


def _is_padded(code: str) -> bool:
    return len(code) > 1 and code[0] == code[-1] == " " and bool(code.strip())


def _split(content: str, closed: list[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Yield where sentences begin and end, outside ``closed`` places; each but the first has the space before it."""
    start, index = 0, 0
    for end in _find_ends(content):
        while index < len(closed) and closed[index][1] <= end:
            index += 1
        if index < len(closed) and closed[index][0] < end:
            continue
        if content[start:end].strip():
            yield start, end
            start = end
    if content[start:].strip():
        yield start, len(content)


def _split_tail(
    text: _Text, start: int, end: int, spans: list[tuple[int, int, str]], closed: list[tuple[int, int]]
) -> tuple[str, Sentence | None]:
    """Return the words before a sentence's last comma or "and", and what is behind it; none inside code or a link."""
    *_, found = [None, *_TAIL_START.finditer(text.content, start, end)]
    if found is None or found.start() == start:
        return "", None
    at = found.start()
    index = bisect_left(closed, (at, 0))
    near = closed[max(0, index - 1) : index + 1]
    if any(first < found.end() and at < last for first, last in near):
        return "", None
    stop = at + len(text.content[at:end].rstrip(" .!。！\n"))
    before = [span for span in spans if span[0] < at]
    words = _read_words(text.content, found.end(), stop, spans[len(before) :])
    tail = Sentence(text.locate(at), text.locate(stop - 1) + 1, words)
    return _read_words(text.content, start, at, before), tail


def _find_ends(content: str) -> list[int]:
    ends = {found.end() for found in _SENTENCE_END.finditer(content)}
    line_start = 0
    for found in re.finditer(r"\n", content):
        line, below = content[line_start : found.start()], content[found.end() : found.end() + 1]
        is_hard = line.endswith(("  ", "\\"))
        # GitHub shows each line of a description as a line of its own.
        is_over = line.rstrip().endswith((".", "!", "?", ":", "✅", "✔", "☑", "🎉"))
        if (
            is_hard
            or is_over
            or (len(line) < _SHORT_LINE and below.strip() and not below.islower() and not line.endswith(","))
        ):
            ends.add(found.start())
        line_start = found.end()
    return sorted(ends)


def _read_words(content: str, start: int, end: int, spans: list[tuple[int, int, str]]) -> str:
    pieces, position = [], start
    for span_start, span_end, _ in spans:
        pieces += [content[position:span_start], CODE]
        position = span_end
    pieces.append(content[position:end])
    words = _MARKUP.sub(r"\1", _UNSEEN.sub("", _LINK_TARGET.sub("]", "".join(pieces))))[:_MAX_SENTENCE]
    return " ".join(unicodedata.normalize("NFKC", words).split())


def _end_of(pattern: re.Pattern[str], text: str) -> int:
    found = pattern.match(text)
    return found.end() if found else 0
