"""The Markdown that a body may hold: a small frozen tree, and nothing that does not fit it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

SmallTag = Literal["kbd", "sub", "sup"]


@dataclass(frozen=True, slots=True)
class Text:
    """What is read as it is: one line, without hidden characters."""

    text: str


@dataclass(frozen=True, slots=True)
class Code:
    """A code span of one line."""

    text: str


@dataclass(frozen=True, slots=True)
class Break:
    """The end of a line inside a paragraph; GitHub shows both kinds as one in a pull request."""

    is_hard: bool = False


@dataclass(frozen=True, slots=True)
class Emphasis:
    """Emphasis, strong emphasis or struck text; ``mark`` is the sign that it was written with."""

    kind: Literal["em", "strong", "del"]
    mark: str
    children: tuple[Inline, ...]


@dataclass(frozen=True, slots=True)
class Small:
    """Keys and small print, the only inline HTML."""

    tag: SmallTag
    children: tuple[Inline, ...]


@dataclass(frozen=True, slots=True)
class Link:
    """A link; ``is_bare`` where the address itself is its text, ``in_angles`` where it was written as ``<address>``."""

    href: str
    children: tuple[Inline, ...]
    title: str = ""
    is_bare: bool = False
    in_angles: bool = False


@dataclass(frozen=True, slots=True)
class FootnoteMark:
    """The number of a footnote that is in the same text."""

    label: str


Inline = Text | Code | Break | Emphasis | Small | Link | FootnoteMark


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Lines of inline content."""

    children: tuple[Inline, ...]


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of level 1 to 6."""

    level: int
    children: tuple[Inline, ...]


@dataclass(frozen=True, slots=True)
class Fence:
    r"""Code; its lines end in ``\\n``, the last one too."""

    code: str
    info: str = ""
    mark: str = "`"


@dataclass(frozen=True, slots=True)
class Rule:
    """A line across."""

    mark: str = "-"


@dataclass(frozen=True, slots=True)
class Quote:
    """A block quote."""

    children: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Item:
    """One item of a list; ``number`` where that is ordered, ``is_ticked`` where it is a task."""

    children: tuple[Block, ...]
    number: int = 0
    is_ticked: bool | None = None


@dataclass(frozen=True, slots=True)
class ListBlock:
    """A list; ``mark`` is one of ``-*+`` or, for an ordered one, of ``.)``."""

    items: tuple[Item, ...]
    mark: str
    is_tight: bool

    @property
    def is_ordered(self) -> bool:
        """Return True if the items have numbers."""
        return self.mark in ".)"


@dataclass(frozen=True, slots=True)
class Table:
    """A table; each row, the header first, has a cell for each of ``aligns``: "", "left", "center" or "right"."""

    aligns: tuple[str, ...]
    rows: tuple[tuple[tuple[Inline, ...], ...], ...]


@dataclass(frozen=True, slots=True)
class Fold:
    """A ``<details>`` with its ``<summary>``; both are always closed again."""

    summary: tuple[Inline, ...]
    children: tuple[Block, ...]
    is_open: bool = False


@dataclass(frozen=True, slots=True)
class Footnote:
    """What a footnote says, on one line."""

    label: str
    children: tuple[Inline, ...]


Block = Paragraph | Heading | Fence | Rule | Quote | ListBlock | Table | Fold | Footnote
Tree = tuple[Block, ...]
