"""An example, a table, a tree of paths or two outputs → blocks of Markdown, each only where it tells something."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from pathlib import PurePosixPath
from posixpath import commonprefix

from pr_writer.files.file_kinds import is_document
from pr_writer.lazy_pattern import compile_lazily
from pr_writer.prompting.answer_parts import AnswerParts
from pr_writer.prompting.inline_text import read_line
from pr_writer.sanitize.invisible_characters import strip_hidden
from pr_writer.sanitize.markdown_tree import Block, Emphasis, Fence, Paragraph, Table, Text
from pr_writer.values import Changes

ROWS, COLUMNS = (2, 12), (2, 4)  # of a table that can be read, below its head
PATHS = (3, 30)  # of a tree
OUTPUT_LINES = 15
EXAMPLE_LINES = 12
KNOWN_SHARE = 0.7  # of the words of an output that the change or people have to have, before it is no invention

_WORD = compile_lazily(r"\w+")


def lay_out_form(parts: AnswerParts, changes: Changes, human_text: str, *, is_named: bool = True) -> list[Block]:
    """Return the first form that an answer has and that holds: outputs, a table, a tree.

    Outputs are called "Before" and "After" if they are to be ``is_named``, else there is an arrow between them.
    """
    for blocks in (
        _write_outputs(parts.before, parts.after, changes, human_text, is_named=is_named),
        _write_table(parts.table),
        _write_tree(parts.tree, changes),
    ):
        if found := list(blocks):
            return found
    return []


def write_example(text: str, changes: Changes) -> Iterator[Block]:
    """Yield a piece of code if each of its lines stands in what was shown of one file: a model writes none itself."""
    lines = _read_output(text)
    wanted = {line.strip() for line in lines} - {"", "…", "..."}
    if not wanted or len(lines) > EXAMPLE_LINES:
        return
    for file in changes.files:
        shown = [line[1:].strip() for line in file.shown_patch.split("\n") if line[:1] in ("+", " ")]
        if wanted <= set(shown):
            code = textwrap.dedent("\n".join(lines)).strip("\n")
            yield Fence(f"{code}\n", _find_language(file.path, shown, wanted))
            return


def _find_language(path: str, shown: Sequence[str], wanted: Container[str]) -> str:
    """Return the name of an example's language: its file's, and in a document that of the code that it is in."""
    if not is_document(path):
        suffix = PurePosixPath(path).suffix.removeprefix(".")
        return suffix if suffix.isalnum() else ""
    language = ""
    for line in shown:
        if line in wanted:
            return language
        if fence := re.fullmatch(r"(?:`{3,}|~{3,}|[.]{2} code-block::)[ ]*(\w{0,20})", line):
            language = fence[1]
    return language


def _write_table(rows: Sequence[Sequence[str]]) -> Iterator[Block]:
    rows = [row for row in rows if any(cell.strip() for cell in row)]
    if not rows or not COLUMNS[0] <= len(rows[0]) <= COLUMNS[1] or not ROWS[0] <= len(rows) - 1 <= ROWS[1]:
        return
    cells = [tuple(map(read_line, row)) for row in rows]
    if any(len(row) != len(cells[0]) or not row[0] for row in cells):
        return
    yield Table(("",) * len(cells[0]), tuple(cells))


def _write_tree(pairs: Iterable[tuple[str, str]], changes: Changes) -> Iterator[Block]:
    paths = {path for file in changes.files for path in (file.path, file.old_path) if path and path.isprintable()}
    folders = {path[: match.start()] for path in paths for match in re.finditer("/", path)}
    notes: dict[str, str] = {}
    for written, note in pairs:
        path = written.strip("` ").removeprefix("./").rstrip("/")
        if path in paths or path in folders:
            notes.setdefault(path, " ".join(strip_hidden(note).split())[:80])
    # A list of bare names is what the tab "Files changed" shows.
    if PATHS[0] <= len(notes) <= PATHS[1] and any(notes.values()):
        yield Fence("".join(f"{line}\n" for line in _draw(notes, folders)), "text")


def _draw(notes: Mapping[str, str], folders: Container[str]) -> Iterator[str]:
    """Yield the lines of the tree: each path once, below the folder that it is in."""
    shown: list[str] = []
    for parts in sorted(path.split("/") for path in notes):
        for depth in range(len(commonprefix([shown, parts])), len(parts)):
            path = "/".join(parts[: depth + 1])
            sign = "/" if path in folders else ""
            note = f"  # {notes[path]}" if notes.get(path) else ""
            yield f"{'  ' * depth}{parts[depth]}{sign}{note}"
        shown = parts


def _write_outputs(before: str, after: str, changes: Changes, human_text: str, *, is_named: bool) -> Iterator[Block]:
    outputs = [_read_output(text) for text in (before, after)]
    known = set(_WORD.findall("\n".join((human_text, *(file.shown_patch for file in changes.files)))))
    if outputs[0] == outputs[1] or not all(_is_known(output, known) for output in outputs):
        return
    first, second = (Fence("".join(f"{line}\n" for line in output), "text") for output in outputs)
    if not is_named:
        yield from (first, Paragraph((Text("↓"),)), second)
        return
    for name, fence in (("Before:", first), ("After:", second)):
        yield Paragraph((Emphasis("strong", "*", (Text(name),)),))
        yield fence


def _read_output(text: str) -> list[str]:
    """Return the lines of an output, out of the fence that it may have come in."""
    lines = [strip_hidden(line).rstrip() for line in text.replace("\r\n", "\n").strip("\n").split("\n")]
    if len(lines) > 2 and lines[0].startswith(("```", "~~~")) and lines[-1].strip() == lines[0][:3]:
        lines = lines[1:-1]
    return lines


def _is_known(output: Sequence[str], known: set[str]) -> bool:
    words = _WORD.findall("\n".join(output))
    share = sum(word in known for word in words) / len(words) if words else 0
    return len(output) <= OUTPUT_LINES and share >= KNOWN_SHARE
