"""A patch → the comments that it adds, as text: what people wrote beside their code, and nothing of the code."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

from pr_writer.files.comment_syntax import CommentSyntax, compile_syntax, find_comment_syntax
from pr_writer.lazy_pattern import compile_lazily
from pr_writer.values import FileChange

LINE_READ = 2_000  # characters of a line: what is longer is data

_STAR = compile_lazily(r"\s*\*(?=\s|/|$)")  # a line in the middle of a block comment
_TRIPLE = compile_lazily(r"[rRuU]?(\"\"\"|''')")
_END_OF_BLOCK = "*/"


@dataclass(frozen=True, slots=True)
class AddedLine:
    """One added line of a patch: the comments on it, and its code with the strings but without the comments."""

    comment: str
    code: str


def list_added_comments(files: Iterable[FileChange]) -> list[tuple[FileChange, tuple[str, ...]]]:
    """Return for each file that has any the comments that its patch adds, a text a line.

    What only moved, because some patch takes the same line away, was not added.
    """
    files = tuple(files)
    moved = collect_removed(files)
    found = ((file, tuple(line.comment for line in read_added_lines(file, moved) if line.comment)) for file in files)
    return [(file, comments) for file, comments in found if comments]


def list_comment_text(files: Iterable[FileChange]) -> str:
    """Return all comments that the patches add, as one text."""
    return "\n".join(comment for _, comments in list_added_comments(files) for comment in comments)


def collect_removed(files: Iterable[FileChange]) -> frozenset[str]:
    """Return the lines that the patches take away, without the space around them."""
    return frozenset(line[1:].strip() for file in files for line in file.patch.split("\n") if line.startswith("-"))


def read_added_lines(file: FileChange, moved: Collection[str] = ()) -> Iterator[AddedLine]:
    """Yield the added lines of a file whose comments can be told from its code, without those that moved."""
    syntax = find_comment_syntax(file.path)
    if syntax is None or not file.patch:
        return
    reader = _Reader(syntax)
    for line in file.patch.split("\n"):
        if line[:1] not in ("+", " "):
            if line[:1] != "-":  # a hunk begins, or a gap that hides how the next line is meant
                reader = _Reader(syntax)
            continue
        read = reader.read(line[1 : LINE_READ + 1])
        if line[0] == "+" and line[1:].strip() not in moved:
            yield read


class _Reader:
    """Reads lines of one hunk, and remembers between them what is still open."""

    def __init__(self, syntax: CommentSyntax) -> None:
        self.syntax = syntax
        self.pattern = compile_syntax(syntax)
        self.ends = dict(syntax.blocks)
        self.end = ""  # of the block that is open
        self.is_string = False  # what is open is a string, and no comment
        self.may_document = False  # the line before began a function, a class or the file

    def read(self, line: str) -> AddedLine:
        if not self.end and _END_OF_BLOCK in self.ends.values() and (star := _STAR.match(line)):
            comment, _, code = line[star.end() :].partition(_END_OF_BLOCK)
            return AddedLine(comment.strip(" /"), code)
        comments: list[str] = []
        code_parts: list[str] = []
        position = 0
        while position < len(line):
            position = self._take_piece(line, position, comments, code_parts)
        self.may_document = line.rstrip().endswith(":") or (self.may_document and not line.strip())
        return AddedLine(" ".join(" ".join(comments).split()).strip("* "), "".join(code_parts))

    def _take_piece(self, line: str, position: int, comments: list[str], code: list[str]) -> int:
        """Add the next piece of a line to its comments or its code, and return where it ends."""
        if self.end:
            stop = line.find(self.end, position)
            (code if self.is_string else comments).append(line[position : stop if stop >= 0 else len(line)])
            if stop < 0:
                return len(line)
            position, self.end = stop + len(self.end), ""
            return position
        if self.syntax.has_docstrings and (triple := _TRIPLE.match(line, self._find_triple(line, position))):
            code.append(line[position : triple.start()])
            self.end, self.is_string = triple[1], not self._documents(line, triple)
            return triple.end()
        found = self.pattern.search(line, position)
        if not found or found["string"] is not None:
            end = found.end() if found else len(line)
            code.append(line[position:end])
            return end
        code.append(line[position : found.start()])
        if found["block"] is None:
            comments.append(line[found.end() :])
            return len(line)
        self.end, self.is_string = self.ends[found["block"]], False
        return found.end()

    def _find_triple(self, line: str, position: int) -> int:
        """Return where three quotation marks stand before any other string or comment; else the line's end."""
        triple = _TRIPLE.search(line, position)
        other = self.pattern.search(line, position)
        return triple.start() if triple and (not other or triple.start() <= other.start()) else len(line)

    def _documents(self, line: str, triple: re.Match[str]) -> bool:
        """Return True if a string is documentation: it begins its line, and says something there or below a header."""
        return not line[: triple.start()].strip() and (self.may_document or line[triple.end() :].strip() != "")
