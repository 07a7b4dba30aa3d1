"""Small questions about a tree, and the tidy form of its inline content."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace

from pr_writer.sanitize.markdown_tree import (
    Block,
    Break,
    Code,
    Emphasis,
    Fence,
    Fold,
    Footnote,
    Heading,
    Inline,
    Link,
    ListBlock,
    Paragraph,
    Quote,
    Rule,
    Small,
    Table,
    Text,
)


def read_words(children: Iterable[Inline]) -> str:
    """Return what a reader sees of inline content, code included."""
    return "".join(_read_words(children))


def _read_words(children: Iterable[Inline]) -> Iterator[str]:
    for child in children:
        if isinstance(child, Text | Code):
            yield child.text
        elif isinstance(child, Break):
            yield "\n"
        elif isinstance(child, Emphasis | Small | Link):
            yield from _read_words(child.children)


def has_content(block: Block) -> bool:
    """Return True if a block shows anything: what is empty has no canonical form."""
    match block:
        case Paragraph() | Heading() | Footnote():
            return bool(block.children)
        case Quote():
            return bool(block.children)
        case ListBlock():
            return bool(block.items)
        case Fold():
            return bool(block.summary or block.children)
        case Fence() | Rule() | Table():
            return True


def list_inlines(blocks: Iterable[Block]) -> Iterator[Inline]:
    """Yield each piece of inline content in the blocks, those in others included."""
    for block in blocks:
        match block:
            case Paragraph() | Heading() | Footnote():
                yield from _list_inlines(block.children)
            case Quote():
                yield from list_inlines(block.children)
            case Fold():
                yield from _list_inlines(block.summary)
                yield from list_inlines(block.children)
            case ListBlock():
                for item in block.items:
                    yield from list_inlines(item.children)
            case Table():
                for row in block.rows:
                    for cell in row:
                        yield from _list_inlines(cell)


def _list_inlines(children: Iterable[Inline]) -> Iterator[Inline]:
    for child in children:
        yield child
        if isinstance(child, Emphasis | Small | Link):
            yield from _list_inlines(child.children)


def list_leaves(children: Iterable[Inline]) -> list[Text | Code]:
    """Return the texts and code spans of inline content without what is around them: what a summary may hold."""
    leaves: list[Inline] = []
    for child in _join(children):
        if isinstance(child, Text | Code):
            leaves.append(child)
        elif isinstance(child, Emphasis | Small | Link):
            leaves += list_leaves(child.children)
    return [leaf for leaf in tidy_inline(leaves) if isinstance(leaf, Text | Code)]


def wrap(node: Emphasis | Small | Link, children: Sequence[Inline]) -> list[Inline]:
    """Return a node with these children, and the space at their edges outside of it; nothing where they are nothing.

    The same node among the children shows nothing new, so it leaves its own children in its place.
    """
    tidy = tidy_inline(_drop_same(node, children))
    first, last = 0, len(tidy)
    lead: list[Inline] = []
    trail: list[Inline] = []
    while first < last and (moved := _split_space(tidy[first], at_end=False)):
        space, rest = moved
        lead += space
        if rest:
            tidy[first] = rest
            break
        first += 1
    while first < last and (moved := _split_space(tidy[last - 1], at_end=True)):
        space, rest = moved
        trail = [*space, *trail]
        if rest:
            tidy[last - 1] = rest
            break
        last -= 1
    core = tuple(tidy[first:last])
    return [*lead, *([replace(node, children=core)] if core else []), *trail]


def _drop_same(node: Emphasis | Small | Link, children: Iterable[Inline]) -> Iterator[Inline]:
    for child in children:
        if not isinstance(child, Emphasis | Small | Link):
            yield child
            continue
        inside = list(_drop_same(node, child.children))
        if _is_same(node, child):
            yield from inside
        else:
            yield replace(child, children=tuple(inside))


def _is_same(node: Inline, other: Inline) -> bool:
    match node, other:
        case Link(), Link():
            return True
        case Small(), Small():
            return node.tag == other.tag
        case Emphasis(), Emphasis():
            return node.kind == other.kind
        case _:
            return False


def _split_space(child: Inline, *, at_end: bool) -> tuple[list[Inline], Text | None] | None:
    """Return the space at an edge of a child and what is left of it; None where there is none."""
    if isinstance(child, Break):
        return [child], None
    if not isinstance(child, Text):
        return None
    core = child.text.rstrip() if at_end else child.text.lstrip()
    if core == child.text:
        return None
    return [Text(" ")], Text(core) if core else None


def tidy_inline(children: Iterable[Inline]) -> list[Inline]:
    """Return inline content with neighbouring texts joined and no space at the ends of its lines."""
    tidy: list[Inline] = []
    for child in children:
        last = tidy[-1] if tidy else None
        if isinstance(child, Text):
            text = child.text.lstrip() if isinstance(last, Break) else child.text
            if isinstance(last, Text):
                tidy[-1] = Text(last.text + text)
            elif text:
                tidy.append(Text(text))
        elif isinstance(child, Break):
            while tidy and isinstance(last := tidy[-1], Text) and last.text != last.text.rstrip():
                tidy[-1:] = [Text(last.text.rstrip())] if last.text.strip() else []
            if (tidy and not isinstance(tidy[-1], Break)) or not tidy:
                tidy.append(child)
        else:
            if isinstance(last, Code) and isinstance(child, Code):
                tidy.append(Text(" "))  # or their fences would be one
            tidy.append(child)
    return tidy


def trim_block(children: Iterable[Inline]) -> tuple[Inline, ...]:
    """Return the inline content of a block, tidy and without space or line ends around it."""
    tidy = tidy_inline(children)
    while tidy and (moved := _split_space(tidy[0], at_end=False)):
        tidy[:1] = [moved[1]] if moved[1] else []
    while tidy and (moved := _split_space(tidy[-1], at_end=True)):
        tidy[-1:] = [moved[1]] if moved[1] else []
    return tuple(tidy)


def join_lines(children: Iterable[Inline]) -> tuple[Inline, ...]:
    """Return the inline content of a block that has one line: a line's end is a space there."""
    return trim_block(_join(children))


def _join(children: Iterable[Inline]) -> Iterator[Inline]:
    for child in children:
        if isinstance(child, Break):
            yield Text(" ")
        elif isinstance(child, Emphasis | Small | Link):
            yield replace(child, children=tuple(tidy_inline(_join(child.children))))
        else:
            yield child


def map_inline(blocks: Iterable[Block], change: Callable[[tuple[Inline, ...]], tuple[Inline, ...]]) -> list[Block]:
    """Return the blocks with the inline content of each changed, and without those of which nothing is left."""
    changed = (_map_block(block, change) for block in blocks)
    return [block for block in changed if has_content(block)]


def _map_block(block: Block, change: Callable[[tuple[Inline, ...]], tuple[Inline, ...]]) -> Block:
    match block:
        case Paragraph() | Heading() | Footnote():
            return replace(block, children=trim_block(change(block.children)))
        case Quote():
            return Quote(tuple(map_inline(block.children, change)))
        case Fold():
            summary = trim_block(change(block.summary))
            return Fold(summary, tuple(map_inline(block.children, change)), block.is_open)
        case ListBlock():
            items = (replace(item, children=tuple(map_inline(item.children, change))) for item in block.items)
            return replace(block, items=tuple(item for item in items if item.children))
        case Table():
            return replace(block, rows=tuple(tuple(trim_block(change(cell)) for cell in row) for row in block.rows))
        case _:
            return block
