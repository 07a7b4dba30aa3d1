"""A tree → the same without what is alive in it: mentions, foreign issues and links, commands, a footer like ours."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from functools import partial

from pr_writer.lazy_pattern import compile_lazily
from pr_writer.markdown.references import REFERENCE, closes
from pr_writer.sanitize.footnotes import settle_footnotes
from pr_writer.sanitize.inline_writer import settle_emphasis
from pr_writer.sanitize.link_policy import LinkPolicy
from pr_writer.sanitize.live_text import split_live
from pr_writer.sanitize.markdown_tree import (
    Block,
    Break,
    Code,
    Emphasis,
    Fence,
    Fold,
    Footnote,
    FootnoteMark,
    Heading,
    Inline,
    Item,
    Link,
    ListBlock,
    Paragraph,
    Quote,
    Rule,
    Small,
    Table,
    Text,
    Tree,
)
from pr_writer.sanitize.tool_commands import (
    COMMIT_HEAD,
    HASH_BUMP,
    OWN_FOOTER,
    SKIP_WORD,
    SLASH_COMMAND,
    TRAILER,
    strip_code_commands,
    strip_commands,
)
from pr_writer.sanitize.tree_walk import has_content, join_lines, list_leaves, read_words, tidy_inline, trim_block, wrap

_NEAR = 64
_MAX_PASSES = 8
_NO_CI = compile_lazily(r"\s*NO_CI\s*", re.IGNORECASE)
_TASK = compile_lazily(r"\A(?:\[[ xX]\](?:\s+|\Z))+")
# Diagrams may link, and maps load pictures: such a fence shows its code instead.
_DRAWN = compile_lazily(r"(?:geojson|topojson|stl)\b", re.IGNORECASE)
_LINKING = compile_lazily(r"://|www\.|\bclick\b|\bhref\b|<|javascript|@|\blinks?\b", re.IGNORECASE)


def apply_policy(tree: Tree, policy: LinkPolicy, *, tasks: bool = True) -> Tree:
    """Return the tree with nothing alive in it; without ``tasks`` no item is a box to tick."""
    return settle_footnotes(tuple(_Policy(policy, tasks=tasks).check_blocks(tree)))


class _Policy:
    def __init__(self, policy: LinkPolicy, *, tasks: bool) -> None:
        self.policy = policy
        self.tasks = tasks
        self.before = ""  # what is read in front of the piece that is looked at, in its block

    def check_blocks(
        self, blocks: Iterable[Block], *, behind_marker: bool = False, quoted: bool = False
    ) -> list[Block]:
        """``behind_marker``: the first block's first line does not begin the source's line; ``quoted``: none does."""
        checked: list[Block] = []
        for block in blocks:
            checked.append(self._check_block(block, behind_marker=behind_marker, quoted=quoted))
            behind_marker = False
        return [block for block in checked if has_content(block)]

    def _check_block(  # noqa: PLR0911 -- a row a kind
        self, block: Block, *, behind_marker: bool, quoted: bool
    ) -> Block:
        match block:
            case Paragraph():
                disarm = list if quoted else partial(_disarm_lines, behind_marker=behind_marker)
                return Paragraph(self._check_all(block.children, disarm))
            case Heading() | Footnote():
                return replace(block, children=join_lines(self._check_all(block.children)))
            case Quote():
                return Quote(tuple(self.check_blocks(block.children, quoted=True)))
            case Fold():
                summary = join_lines(
                    list_leaves(self._check_all(block.summary, in_link=True))
                )  # nothing is a link there
                return Fold(summary, tuple(self.check_blocks(block.children, quoted=quoted)), block.is_open)
            case ListBlock():
                items = (self._check_item(item, quoted=quoted) for item in block.items)
                return replace(block, items=tuple(item for item in items if item.children))
            case Table():
                return replace(block, rows=tuple(tuple(map(self._check_all, row)) for row in block.rows))
            case Fence():
                return _check_fence(block)
            case Rule():
                return block

    def _check_item(self, item: Item, *, quoted: bool) -> Item:
        children = self.check_blocks(item.children, behind_marker=True, quoted=quoted)
        while children and isinstance(first := children[0], Paragraph) and isinstance(text := first.children[0], Text):
            rest = trim_block([Text(_TASK.sub("", text.text)), *first.children[1:]])
            if rest == first.children:
                break
            children[:1] = [Paragraph(rest)] if rest else []
        return replace(item, children=tuple(children), is_ticked=item.is_ticked if self.tasks else None)

    def _check_all(
        self,
        children: Iterable[Inline],
        disarm: Callable[[Sequence[Inline]], Iterable[Inline]] = list,
        *,
        in_link: bool = False,
    ) -> tuple[Inline, ...]:
        """Return the inline content of a block, checked until nothing changes: what goes joins its neighbours."""
        checked = trim_block(children)
        for _ in range(_MAX_PASSES):
            self.before = ""
            before, checked = (
                checked,
                trim_block(settle_emphasis(trim_block(disarm(self._check(disarm(checked), in_link=in_link))))),
            )
            if checked == before:
                return checked
        return trim_block([Code(" ".join(read_words(checked).split()))])

    def _check(self, children: Iterable[Inline], *, in_link: bool = False) -> list[Inline]:
        checked: list[Inline] = []
        for child in tidy_inline(children):
            checked += self._check_one(child, in_link=in_link)
            if isinstance(child, Text | Break):
                self.before = (self.before + read_words([child]))[-_NEAR:]
        return checked

    def _check_one(self, child: Inline, *, in_link: bool) -> Sequence[Inline]:
        match child:
            case Text():
                pieces = split_live(strip_commands(child.text), self.before, self.policy, in_link=in_link)
                return [Text(strip_commands(one.text)) if isinstance(one, Text) else one for one in pieces]
            case Code():
                code = strip_commands(child.text)
                return [Code(code)] if code.strip() else []
            case Emphasis():
                inside = self._check(child.children, in_link=in_link)
                return inside if _NO_CI.fullmatch(read_words(inside)) else wrap(child, inside)
            case Small():
                inside = self._check(child.children, in_link=in_link)
                return [] if OWN_FOOTER.match(read_words(inside)) else wrap(child, inside)
            case Link():
                return self._check_link(child, in_link=in_link)
            case Break() | FootnoteMark():
                return [child]

    def _check_link(self, link: Link, *, in_link: bool) -> Sequence[Inline]:
        label = read_words(link.children)
        form = self.policy.choose_form(link.href, label, closing=closes(self.before))
        if HASH_BUMP.search(link.href) or in_link:
            form = "none"
        if link.is_bare:
            return [Code(strip_commands(label))] if form == "none" else [link]
        is_labelled = form == "labelled" and not SKIP_WORD.search(f"[{label}]")
        if is_labelled and REFERENCE.fullmatch(label):
            return [replace(link, title="", children=(Text(label),))]  # the issue that it leads to, or it were no label
        inside = self._check(link.children, in_link=in_link or is_labelled)
        if is_labelled:
            return wrap(replace(link, title=""), inside)
        if form == "none" or not inside:
            return inside
        bare = Link(link.href, (Text(link.href),), is_bare=True)
        return [bare] if label == link.href else [*inside, Text(" ("), bare, Text(")")]


def _check_fence(fence: Fence) -> Fence:
    is_drawing = _DRAWN.match(fence.info) or (fence.info.lower().startswith("mermaid") and _LINKING.search(fence.code))
    return replace(fence, code=strip_code_commands(fence.code), info="" if is_drawing else fence.info)


def _disarm_lines(children: Sequence[Inline], *, behind_marker: bool) -> list[Inline]:
    """Return a paragraph without the lines that are trailers, and with commands and types of commits as code."""
    disarmed: list[Inline] = []
    for line in _split_lines(children):
        disarmed += _disarm_line(line, behind_marker=behind_marker)
        behind_marker = False
    return disarmed


def _disarm_line(line: list[Inline], *, behind_marker: bool) -> list[Inline]:
    first = line[0] if line else None
    if not isinstance(first, Text):
        return line
    if not behind_marker and TRAILER.match(first.text):
        return []
    found = COMMIT_HEAD.match(first.text)
    if behind_marker:
        found = found if found and found[1].islower() else None  # "- Fix: x" is an item like others
    else:
        found = found or SLASH_COMMAND.match(first.text)
    if not found:
        return line
    return [Code(found[1]), Text(first.text[found.end() :]), *line[1:]]


def _split_lines(children: Sequence[Inline]) -> Iterator[list[Inline]]:
    """Yield the lines of a paragraph, each with the break that ends it."""
    line: list[Inline] = []
    for child in children:
        line.append(child)
        if isinstance(child, Break):
            yield line
            line = []
    yield line
