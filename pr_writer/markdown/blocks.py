"""A Markdown text → its blocks, line by line, as CommonMark and GitHub's tables see them; in time linear to the text.

The one scanner of the project: whoever has to know what is a heading, an item, code or a comment asks it. Every line
belongs to exactly one block, so the blocks joined are the text again. What no block's extent depends on is left out:
whether a list is loose, and that the definition of a reference shows nothing (it counts as a paragraph).
https://spec.commonmark.org/0.31.2/#appendix-a-parsing-strategy
"""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import accumulate
from typing import Literal

from pr_writer.lazy_pattern import compile_lazily
from pr_writer.markdown.html_blocks import BLANK_ENDS, COMMENT, ends_html, match_html_start

BlockKind = Literal["blank", "paragraph", "heading", "fence", "indented", "html", "comment", "table", "rule"]

_MAX_DEPTH = 100  # containers in one another; what is deeper is text, so that a line of ten thousand ">" costs little
_TAB = 4  # columns: https://spec.commonmark.org/0.31.2/#tabs

_LINE = compile_lazily(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+")
_SPACES = compile_lazily(r" *")
_FENCE = compile_lazily(r"(?P<fence>`{3,}(?=[^`]*$)|~{3,})[ ]*(?P<info>.*?)[ ]*$")
_HEADING = compile_lazily(r"(?P<signs>#{1,6})(?: |$)")
_UNDERLINE = compile_lazily(r"(?:=+|-+) *$")
_RULE = compile_lazily(r"(?:\* *){3,}$|(?:- *){3,}$|(?:_ *){3,}$")
_MARKER = compile_lazily(r"(?P<marker>[-+*]|(?P<number>\d{1,9})[.)])(?P<spaces> +|$)(?P<rest>.?)")
_DELIMITER_ROW = compile_lazily(r"\|? *:?-+:? *(?:\| *:?-+:? *)*\|? *$")


@dataclass(frozen=True, slots=True)
class Block:
    """Some whole lines of a text that are one leaf block; of the quotes and list items around it, the number is told.

    ``blank`` are lines without content, also such as only open an item or a quote.
    """

    kind: BlockKind
    start: int  # offset of its first line
    end: int  # offset behind its last line's end
    content: int  # offset of its first character behind quote signs, list markers and indentation
    first_line: int
    end_line: int  # behind its last line
    quotes: int = 0  # block quotes around it
    items: int = 0  # list items around it
    markers: tuple[str, ...] = ()  # of the items that its first line begins: "-", "1."
    level: int = 0  # of a heading, 1 to 6
    fence: str = ""  # the signs that open it
    info: str = ""  # what stands behind them
    is_open: bool = False  # a fence, HTML or comment that ends for another reason than a line of its own

    @property
    def is_code(self) -> bool:
        """Return True if nothing in the block means anything."""
        return self.kind in ("fence", "indented")

    @property
    def is_contained(self) -> bool:
        """Return True if the block is in a quote or a list item."""
        return bool(self.quotes or self.items)


def scan_blocks(text: str) -> tuple[Block, ...]:
    r"""Return the text's blocks in order, each of whole lines; lines end in ``\n``, ``\r\n`` or ``\r``."""
    return tuple(_Scanner(text).scan())


def split_lines(text: str) -> list[str]:
    """Return the lines of a text as Markdown counts them, each with its end."""
    return _LINE.findall(text)


@dataclass(slots=True)
class _Container:
    """A quote, or a list item: ``width`` is how far its content is indented, 0 for a quote."""

    width: int = 0
    has_content: bool = False


@dataclass(slots=True)
class _Leaf:
    kind: BlockKind
    first: int
    end: int
    position: int  # column of its content in the first line, tabs expanded
    markers: tuple[str, ...] = ()
    level: int = 0
    fence: str = ""
    info: str = ""
    html: int = 0
    is_open: bool = False
    header: str = ""  # a paragraph's last line, which may turn out to be a table's header


@dataclass(slots=True)
class _Scanner:
    text: str
    lines: list[str] = field(init=False)
    starts: list[int] = field(init=False)
    stack: list[_Container] = field(default_factory=list)
    leaf: _Leaf | None = None
    blocks: list[Block] = field(default_factory=list)
    row: int = 0
    told: int = 0  # lines that belong to a block already

    def __post_init__(self) -> None:
        self.lines = split_lines(self.text)
        self.starts = list(accumulate(map(len, self.lines), initial=0))

    def scan(self) -> list[Block]:
        for row, line in enumerate(self.lines):
            self.row = row
            self._read_line(line.rstrip("\r\n").expandtabs(_TAB))
        self._close_leaf()
        self._tell_blank(len(self.lines))
        return self.blocks

    def _read_line(self, line: str) -> None:
        position, matched = self._match_containers(line)
        is_inside = matched == len(self.stack)
        if is_inside and self.leaf and self._continue_verbatim(self.leaf, line, position):
            return
        above = self.leaf if is_inside and self.leaf and self.leaf.kind == "paragraph" else None
        opened: list[_Container] = []
        markers: list[str] = []
        leaf = None
        while True:
            at = _skip_spaces(line, position)
            indent = at - position
            if at == len(line) or indent >= _TAB:
                break
            has_room = matched + len(opened) < _MAX_DEPTH
            if line[at] == ">" and has_room:
                opened.append(_Container())
                position = at + 1 + line.startswith(" ", at + 1)
            elif above and self._turn_heading(above, line, at):
                return
            elif leaf := self._start_leaf(line, at, in_paragraph=above is not None):
                break
            elif has_room and (item := _match_item(line, at, in_paragraph=above is not None)):
                markers.append(item[0])
                opened.append(_Container(indent + item[1]))
                position = min(at + item[1], len(line))
            else:
                break
            above = None
        if leaf or opened or at == len(line) or not self._continue_text(line, at, indent, is_inside=is_inside):
            if at < len(line) and not leaf:
                leaf = _Leaf(
                    "indented" if indent >= _TAB else "paragraph", self.row, self.row + 1, at, header=line[at:]
                )
            self._enter(matched, opened, tuple(markers), leaf)

    def _match_containers(self, line: str) -> tuple[int, int]:
        """Return the column behind the prefixes of the containers that go on in this line, and how many they are."""
        position = 0
        for matched, container in enumerate(self.stack):
            at = _skip_spaces(line, position)
            is_blank = at == len(line)
            if not container.width:
                if is_blank or at - position >= _TAB or line[at] != ">":
                    return position, matched
                position = at + 1 + line.startswith(" ", at + 1)
            elif at - position >= container.width and not is_blank:
                position += container.width
            elif not is_blank or not container.has_content:
                return position, matched
            else:
                position = min(position + container.width, at)
        return position, len(self.stack)

    def _continue_verbatim(self, leaf: _Leaf, line: str, position: int) -> bool:
        """Return True if a line goes on with a fence, HTML or indented code, or ends it by being its last line."""
        at = _skip_spaces(line, position)
        if leaf.kind == "fence":
            leaf.end = self.row + 1
            bare = line[at:].rstrip(" ")
            if at - position < _TAB and bare.startswith(leaf.fence) and not bare.strip(leaf.fence[0]):
                leaf.is_open = False
                self._close_leaf()
            return True
        if leaf.kind in ("html", "comment"):
            if leaf.html >= BLANK_ENDS and at == len(line):
                self._close_leaf()
                return False
            leaf.end = self.row + 1
            self._end_html(leaf, line, position)
            return True
        if leaf.kind == "indented" and at < len(line) and at - position >= _TAB:
            leaf.end = self.row + 1
            return True
        return False

    def _end_html(self, leaf: _Leaf, line: str, position: int) -> None:
        if leaf.html < BLANK_ENDS and ends_html(leaf.html, line, position):
            leaf.is_open = False
            self._close_leaf()

    def _start_leaf(self, line: str, at: int, *, in_paragraph: bool) -> _Leaf | None:
        """Return the block that a line begins by its first signs, None where it begins none."""
        leaf = _Leaf("paragraph", self.row, self.row + 1, at)
        if heading := _HEADING.match(line, at):
            leaf.kind, leaf.level = "heading", len(heading["signs"])
        elif line[at] in "`~" and (fence := _FENCE.match(line, at)):
            leaf.kind, leaf.fence, leaf.info, leaf.is_open = "fence", fence["fence"], fence["info"], True
        elif html := match_html_start(line, at, can_interrupt=not in_paragraph):
            leaf.kind, leaf.html, leaf.is_open = "comment" if html == COMMENT else "html", html, html < BLANK_ENDS
        elif _RULE.match(line, at):
            leaf.kind = "rule"
        else:
            return None
        return leaf

    def _turn_heading(self, paragraph: _Leaf, line: str, at: int) -> bool:
        """Return True if a line is the underline that makes a heading of the paragraph above it."""
        if not _UNDERLINE.match(line, at):
            return False
        paragraph.kind, paragraph.level, paragraph.end = "heading", 1 if line[at] == "=" else 2, self.row + 1
        self._close_leaf()
        return True

    def _continue_text(self, line: str, at: int, indent: int, *, is_inside: bool) -> bool:
        """Return True if a line goes on with the paragraph, perhaps lazily, or with the table above it."""
        leaf = self.leaf
        if not leaf or not (leaf.kind == "paragraph" or (leaf.kind == "table" and is_inside and indent < _TAB)):
            return False
        if leaf.kind == "paragraph" and is_inside and indent < _TAB and leaf.header and _is_delimiter(line, at):
            if _count(line[at:]) == _count(leaf.header):
                leaf = self._begin_table(leaf)
            else:
                leaf.header = ""  # GitHub looks no further for a table in this paragraph
        elif leaf.header:
            leaf.header = line[at:]
        leaf.end = self.row + 1
        return True

    def _begin_table(self, paragraph: _Leaf) -> _Leaf:
        """Make a table of a paragraph's last line; the lines above it stay a paragraph."""
        table = paragraph
        if paragraph.first < self.row - 1:
            paragraph.end = self.row - 1
            self._close_leaf()
            table = self.leaf = _Leaf("table", self.row - 1, self.row, 0)
        table.kind = "table"
        return table

    def _enter(self, matched: int, opened: list[_Container], markers: tuple[str, ...], leaf: _Leaf | None) -> None:
        """Leave the containers that did not go on, open the new ones, and begin the block that the line begins."""
        is_blank_inside = leaf is None and not opened and matched == len(self.stack)
        if self.leaf and not (is_blank_inside and self.leaf.kind == "indented"):
            self._close_leaf()
        del self.stack[matched:]
        self.stack += opened
        for container in self.stack[max(0, matched - 1) : None if leaf else -1]:
            container.has_content = True
        if leaf is None:
            if opened:
                self.leaf = _Leaf("blank", self.row, self.row + 1, 0, markers)
                self._close_leaf()
            return
        leaf.markers = markers
        self.leaf = leaf
        if leaf.kind in ("heading", "rule"):
            self._close_leaf()
        elif leaf.html:
            self._end_html(leaf, self.lines[self.row].rstrip("\r\n").expandtabs(_TAB), leaf.position)

    def _close_leaf(self) -> None:
        leaf, self.leaf = self.leaf, None
        if leaf is None:
            return
        self._tell_blank(leaf.first)
        quotes = sum(not container.width for container in self.stack)
        self.blocks.append(
            Block(
                kind=leaf.kind,
                start=self.starts[leaf.first],
                end=self.starts[leaf.end],
                content=self.starts[leaf.first] + _find_raw(self.lines[leaf.first], leaf.position),
                first_line=leaf.first,
                end_line=leaf.end,
                quotes=quotes,
                items=len(self.stack) - quotes,
                markers=leaf.markers,
                level=leaf.level,
                fence=leaf.fence,
                info=leaf.info,
                is_open=leaf.is_open,
            )
        )
        self.told = leaf.end

    def _tell_blank(self, end: int) -> None:
        if self.told < end:
            start = self.starts[self.told]
            self.blocks.append(Block("blank", start, self.starts[end], start, self.told, end))
            self.told = end


def _skip_spaces(line: str, position: int) -> int:
    found = _SPACES.match(line, position)
    return found.end() if found else position


def _match_item(line: str, at: int, *, in_paragraph: bool) -> tuple[str, int] | None:
    """Return the marker of the list item that begins here and how far its content is from it.

    An item without content, or a number other than 1, does not interrupt a paragraph.
    """
    found = _MARKER.match(line, at)
    if not found or (in_paragraph and (not found["rest"] or found["number"] not in (None, "1"))):
        return None
    spaces = len(found["spaces"])
    return found["marker"], len(found["marker"]) + (spaces if found["rest"] and spaces <= _TAB else 1)


def _is_delimiter(line: str, at: int) -> bool:
    return line[at] in "|:-" and _DELIMITER_ROW.match(line, at) is not None


def _count(row: str) -> int:
    """Return how many cells a table's row has."""
    row = row.replace("\\|", "").strip(" ").removeprefix("|")
    return row.removesuffix("|").count("|") + 1 if row else 0


def _find_raw(line: str, position: int) -> int:
    """Return where a column, counted with tabs expanded, is in the line as it is written."""
    if "\t" not in line[:position]:
        return position
    column = 0
    for index, character in enumerate(line):
        if column >= position:
            return index
        column += _TAB - column % _TAB if character == "\t" else 1
    return len(line.rstrip("\r\n"))
