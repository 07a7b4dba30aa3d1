"""Markdown → the tree of what may stay of it: no HTML but folds and small print, no image, nothing hidden.

markdown-it parses; that GitHub's parser may see the source in another way does not matter, since the tree is written
anew. What has no place in the tree becomes text: an image its words, an unknown tag itself.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, cast

from pr_writer.lazy_pattern import compile_lazily
from pr_writer.sanitize.fold_builder import FoldTag, build_folds, split_paragraph
from pr_writer.sanitize.footnotes import settle_footnotes
from pr_writer.sanitize.inline_reader import read_inline
from pr_writer.sanitize.inline_writer import settle_emphasis
from pr_writer.sanitize.invisible_characters import strip_hidden
from pr_writer.sanitize.markdown_rules import make_parser
from pr_writer.sanitize.markdown_tree import (
    Block,
    Fence,
    Footnote,
    Heading,
    Inline,
    Item,
    ListBlock,
    Paragraph,
    Quote,
    Rule,
    Table,
    Text,
    Tree,
)
from pr_writer.sanitize.tree_walk import has_content, join_lines, map_inline, trim_block

if TYPE_CHECKING:
    from markdown_it.token import Token

_TASK = compile_lazily(r"\[(?P<mark>[ xX])\](?:\s+|\Z)")
_LINE_ENDS = compile_lazily("\r\n?|[\u2028\u2029]")
_UNSAFE_INFO = compile_lazily(r"[^\w+#./:={}\", -]")


def read_tree(text: str) -> Tree:
    """Return the tree of a Markdown text of any origin."""
    source = strip_hidden(_LINE_ENDS.sub("\n", text))
    tokens = make_parser().parse(source, {})
    reader = _Reader(tokens)
    blocks, _ = reader.read_until("")
    tree = map_inline((*blocks, *reader.notes), lambda children: trim_block(settle_emphasis(children)))
    return settle_footnotes(tuple(tree))


class _Reader:
    """One walk over the tokens of a document."""

    def __init__(self, tokens: list[Token]) -> None:
        self.tokens = tokens
        self.position = 0
        self.notes: list[Footnote] = []

    def read_until(self, closing: str) -> tuple[list[Block], bool]:
        """Return the blocks up to a closing token, and whether none of its paragraphs is set apart from others."""
        found: list[Block | FoldTag] = []
        is_tight = True
        while self.position < len(self.tokens):
            token = self.tokens[self.position]
            self.position += 1
            if token.type == closing:
                break
            is_tight = is_tight and (token.type != "paragraph_open" or token.hidden)
            found += self._read_block(token)
        blocks = build_folds(found)
        return [block for block in blocks if has_content(block)], is_tight

    def _read_block(self, token: Token) -> list[Block | FoldTag]:  # noqa: PLR0911 -- a row a kind
        if token.type == "paragraph_open":
            return list(split_paragraph(self._read_inline(may_fold=True)))
        if token.type == "footnote_open":
            self.notes.append(Footnote(token.info, self._read_line()))
            return []
        if token.type == "heading_open":
            return [Heading(int(token.tag[1]), self._read_line())]
        if token.type in ("fence", "code_block"):
            return [_read_fence(token)]
        if token.type == "hr":
            return [Rule(token.markup[0])]
        if token.type == "blockquote_open":
            return [Quote(tuple(self.read_until("blockquote_close")[0]))]
        if token.type in ("bullet_list_open", "ordered_list_open"):
            return self._read_list(token)
        if token.type == "table_open":
            return [self._read_table()]
        return []

    def _read_inline(self, *, may_fold: bool = False) -> list[Inline | FoldTag]:
        """Return what is in the inline token that comes next, and step over the token that closes its block."""
        token = self.tokens[self.position]
        self.position += 2
        return read_inline(token.children or [], may_fold=may_fold)

    def _read_line(self) -> tuple[Inline, ...]:
        return join_lines(cast("list[Inline]", self._read_inline()))

    def _read_list(self, opening: Token) -> list[Block | FoldTag]:
        items: list[Item] = []
        is_tight = True
        closing = opening.type.replace("open", "close")
        while self.tokens[self.position].type != closing:
            item = self.tokens[self.position]
            self.position += 1
            children, has_no_gaps = self.read_until("list_item_close")
            is_tight = is_tight and has_no_gaps
            if children:
                items.append(_read_task(Item(tuple(children), int(item.info or 0))))
        self.position += 1
        return [ListBlock(tuple(items), opening.markup or "-", is_tight)] if items else []

    def _read_table(self) -> Table:
        aligns: list[str] = []
        rows: list[tuple[tuple[Inline, ...], ...]] = []
        row: list[tuple[Inline, ...]] = []
        while (token := self.tokens[self.position]).type != "table_close":
            self.position += 1
            if token.type == "th_open":
                aligns.append(str(token.attrs.get("style", "")).removeprefix("text-align:"))
            if token.type in ("th_open", "td_open"):
                row.append(self._read_line())
            elif token.type == "tr_close":
                rows.append(tuple(row))
                row = []
        self.position += 1
        return Table(tuple(aligns), tuple(rows))


def _read_fence(token: Token) -> Fence:
    code = "".join(f"{strip_hidden(line)}\n" for line in token.content.removesuffix("\n").split("\n"))
    info = _UNSAFE_INFO.sub("", strip_hidden(token.info)).strip()[:100]
    return Fence(code if token.content else "", info.strip(), token.markup[:1] or "`")


def _read_task(item: Item) -> Item:
    """Return the item as a task where it begins with a box; of more than one box the first counts."""
    is_ticked = None
    first, *others = item.children
    while isinstance(first, Paragraph) and isinstance(text := first.children[0], Text):
        box = _TASK.match(text.text)
        rest = Paragraph(trim_block([Text(text.text[box.end() :]), *first.children[1:]])) if box else first
        if not box or not rest.children:
            break
        first, is_ticked = rest, box["mark"] != " " if is_ticked is None else is_ticked
    return replace(item, children=(first, *others), is_ticked=is_ticked)
