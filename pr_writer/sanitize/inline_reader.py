"""The inline tokens of one block → inline content, with the tags of folds in it where those may stand."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal, cast

from pr_writer.lazy_pattern import compile_lazily
from pr_writer.sanitize.fold_builder import FoldTag
from pr_writer.sanitize.html_tags import FOLD, Tag, read_tag
from pr_writer.sanitize.invisible_characters import strip_hidden
from pr_writer.sanitize.markdown_tree import Break, Code, Emphasis, FootnoteMark, Inline, Link, Small, SmallTag, Text
from pr_writer.sanitize.tree_walk import read_words, wrap

if TYPE_CHECKING:
    from markdown_it.token import Token

_MAX_DEPTH = 12  # emphasis, links and small print in one another; what is deeper loses its frame
_EMPHASIS: dict[str, Literal["em", "strong", "del"]] = {"em_open": "em", "strong_open": "strong", "s_open": "del"}
_LINE_SPACE = compile_lazily(r"[\t\n\r\v\f]+")
# An autolink that a program's text rather is: `<std::vector>`.
_WEB = compile_lazily(r"https?://", re.IGNORECASE)
_PROGRAM = compile_lazily(r"(?!https?:|ftp:|mailto:|xmpp:)[\w.+-]+:", re.IGNORECASE)


@dataclass(slots=True)
class _Frame:
    """What is open around the content that is read; one without a ``node`` leaves its ``end`` at the most."""

    node: Emphasis | Small | Link | None = None
    tag: str = ""  # of HTML, which another tag closes
    end: str = ""
    children: list[Inline | FoldTag] = field(default_factory=list)


class _Reader:
    def __init__(self, *, may_fold: bool) -> None:
        self.frames = [_Frame()]
        self.may_fold = may_fold

    def read(self, tokens: Sequence[Token]) -> list[Inline | FoldTag]:
        for index, token in enumerate(tokens):
            if _is_program(token):
                self._add([Text("<")])
                self.frames.append(_Frame(end=">"))
            elif token.nesting > 0:
                self._open(_make_node(token, tokens[index + 1 : index + 3]))
            elif token.nesting < 0:
                while self.frames[-1].tag:
                    self._close()
                self._close()
            elif token.type == "html_inline":
                self._read_html(token.content, tokens[index + 1].content if index + 1 < len(tokens) else "")
            elif token.type == "image":
                self._add(_Reader(may_fold=False).read(token.children or []))
            else:
                self._add(_read_leaf(token))
        while len(self.frames) > 1:
            self._close()
        return self.frames[0].children

    def _add(self, children: Sequence[Inline | FoldTag]) -> None:
        self.frames[-1].children += children

    def _open(self, node: Emphasis | Small | Link | None, tag: str = "") -> None:
        self.frames.append(_Frame(node if len(self.frames) <= _MAX_DEPTH else None, tag))

    def _close(self) -> None:
        frame = self.frames.pop()
        children = cast("list[Inline]", frame.children)
        if frame.node:
            self._add(wrap(frame.node, children))
        elif frame.tag == "code":
            self._add(_make_code(read_words(children).strip()))
        else:
            self._add([*children, Text(frame.end)])

    def _read_html(self, raw: str, after: str) -> None:
        tag = read_tag(raw, _last_text(self.frames[-1].children), after)
        if isinstance(tag, str):
            self._add([Text(strip_hidden(_LINE_SPACE.sub(" ", tag)))])
        elif tag.name in FOLD:
            if self.may_fold and len(self.frames) == 1:
                self._add([_make_fold_tag(tag)])
        elif not tag.is_closing:
            self._open(None if tag.name == "code" else Small(cast("SmallTag", tag.name), ()), tag.name)
        else:
            self._close_tag(tag.name)

    def _close_tag(self, name: str) -> None:
        """Close the tags up to the one that is meant, unless emphasis or a link begins in between."""
        for depth, frame in enumerate(reversed(self.frames), 1):
            if not frame.tag:
                return
            if frame.tag == name:
                for _ in range(depth):
                    self._close()
                return


def read_inline(tokens: Sequence[Token], *, may_fold: bool = False) -> list[Inline | FoldTag]:
    """Return the content of one block; a fold's tag counts where ``may_fold`` and nothing is around it."""
    return _Reader(may_fold=may_fold).read(tokens)


def _is_program(token: Token) -> bool:
    is_autolink = token.type == "link_open" and token.markup == "autolink"
    return is_autolink and _PROGRAM.match(str(token.attrs.get("href", ""))) is not None


def _make_node(token: Token, below: Sequence[Token]) -> Emphasis | Link:
    if token.type in _EMPHASIS:
        return Emphasis(_EMPHASIS[token.type], token.markup[:1], ())
    href = strip_hidden(_LINE_SPACE.sub("", str(token.attrs.get("href", ""))))
    title = _LINE_SPACE.sub(" ", strip_hidden(str(token.attrs.get("title", ""))))
    is_bare = _WEB.match(href) is not None and [one.content for one in below] == [href, ""]
    in_angles = token.markup == "autolink"
    return Link(href, (), title, is_bare=is_bare or in_angles, in_angles=in_angles)


def _read_leaf(token: Token) -> list[Inline | FoldTag]:
    if token.type == "code_inline":
        return list(_make_code(token.content))
    if token.type in ("softbreak", "hardbreak"):
        return [Break(token.type == "hardbreak")]
    if token.type == "footnote_mark":
        return [FootnoteMark(token.info)]
    return [Text(strip_hidden(_LINE_SPACE.sub(" ", token.content)))]


def _make_code(text: str) -> list[Inline]:
    code = strip_hidden(_LINE_SPACE.sub(" ", text))
    return [Code(code)] if code.strip() else []


def _make_fold_tag(tag: Tag) -> FoldTag:
    if tag.name == "details":
        return FoldTag("/details" if tag.is_closing else "details", tag.is_open)
    return FoldTag("/summary" if tag.is_closing else "summary")


def _last_text(children: Sequence[Inline | FoldTag]) -> str:
    last = children[-1] if children else None
    return last.text if isinstance(last, Text) else ""
