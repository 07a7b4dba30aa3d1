"""A template's table and an answer → the cells that wait for something, with what the answer has for them."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from pr_writer.context.pr_templates.guidance import is_asking
from pr_writer.lazy_pattern import compile_lazily
from pr_writer.markdown.sections import drop_comments, read_key
from pr_writer.markdown.tables import Row, list_rows
from pr_writer.summarizer.heading_purposes import read_purpose

_CELL_LIMIT = 300  # characters; what is longer is no cell's
_FRAME = "| a | b |\n| --- | --- |\n| c | ", " |"
_PIPE = compile_lazily(r"(?<!\\)\|")
_OPTIONS = compile_lazily(r"[^/\n]{1,40}(?:[ ]?/[ ]?[^/\n]{1,40}){1,5}")
_STUB = compile_lazily(r".*[:#]|\W*")
# Whether tests pass, or who may use the code, is not a draft's to say.
_FOR_PEOPLE = frozenset({"person", "testing"})


def list_labels(text: str) -> dict[str, str]:
    """Return key → words of each row's first cell, for the rows that have another cell which waits."""
    labels: dict[str, str] = {}
    for row in list_rows(text):
        if _list_waiting(row):
            label = drop_comments(row.cells[0].text).strip()
            labels.setdefault(read_key(label), label)
    labels.pop("", None)
    return labels


def fill_cells(
    own: str, told: str, values: Mapping[str, str], make_safe: Callable[[str], str]
) -> tuple[str, str, set[str]]:
    """Return the template's text with its cells filled, what of ``told`` is left, and the keys of ``values`` used.

    ``told`` may hold a table with the same first cells; ``values`` has texts by the key of a row.
    """
    rows = list_rows(own)
    answers = _match_rows(own, rows, told) if rows else {}
    edits: list[tuple[int, int, str]] = []
    used_rows: set[int] = set()
    used: set[str] = set()
    for row in rows:
        key = read_key(drop_comments(row.cells[0].text))
        answer = answers.get(row.line)
        waiting = _list_waiting(row, from_first=answer is not None and read_key(answer.cells[0].text) != key)
        if answer:
            texts = [(at, answer.cells[at].text) for at in waiting if at < len(answer.cells)]
        else:
            texts = [(at, values[key]) for at in waiting[:1] if key in values]
        safe = [(at, _secure_cell(text, make_safe)) for at, text in texts]
        if answer and (not waiting or all(text is not None for _, text in safe)):
            used_rows.add(answer.line)
        for at, text in safe:
            if text:
                cell = row.cells[at]
                edits.append((cell.start, cell.end, text if cell.text else f" {text} "))
                if not answer:
                    used.add(key)
    for start, end, text in reversed(edits):
        own = own[:start] + text + own[end:]
    return own, _drop_rows(told, used_rows), used


def _match_rows(own: str, rows: tuple[Row, ...], told: str) -> dict[int, Row]:
    """Return line → the answer's row for it: with the same first cell, or of the same place in the same table."""
    given = list_rows(told)
    by_key: dict[str, Row] = {}
    for row in given:
        by_key.setdefault(read_key(row.cells[0].text), row)
    matched = {row.line: by_key.get(read_key(drop_comments(row.cells[0].text)) or "\n") for row in rows}
    own_tables, told_tables = _group(own, rows), _group(told, given)
    for head, lines in own_tables.items():
        others = told_tables.get(head, [])
        if len(others) == len(lines) and not any(matched[row.line] for row in lines):
            matched |= {row.line: other for row, other in zip(lines, others, strict=True)}
    return {line: row for line, row in matched.items() if row}


def _group(text: str, rows: tuple[Row, ...]) -> dict[str, list[Row]]:
    """Return the words of each table's head → its rows."""
    lines, tables = text.split("\n"), dict[str, list[Row]]()
    for row in rows:
        tables.setdefault(read_key(lines[row.head]), []).append(row)
    return tables


def _list_waiting(row: Row, *, from_first: bool = False) -> list[int]:
    """Return the numbers of the cells that wait for an answer which is a draft's to give; the first is a label."""
    if from_first:
        return [at for at, cell in enumerate(row.cells) if _waits(drop_comments(cell.text).strip())]
    if len(row.cells) < 2 or read_purpose(row.cells[0].text) in _FOR_PEOPLE:
        return []
    return [at for at, cell in enumerate(row.cells) if at and _waits(drop_comments(cell.text).strip())]


def _waits(text: str) -> bool:
    return not text or is_asking(text) or _STUB.fullmatch(text) is not None or _OPTIONS.fullmatch(text) is not None


def _secure_cell(text: str, make_safe: Callable[[str], str]) -> str | None:
    """Return a text as a cell can hold it, made safe as a cell; None where that is not possible."""
    text = text.strip()
    if not text or "\n" in text or len(text) > _CELL_LIMIT:
        return None
    before, after = _FRAME
    made = make_safe(before + _PIPE.sub(r"\\|", text) + after).rstrip("\n")
    if not made.startswith(before) or not made.endswith(after):
        return None
    inner = made[len(before) : -len(after)].strip()
    return inner if inner and "\n" not in inner and not _PIPE.search(inner) else None


def _drop_rows(told: str, rows: set[int]) -> str:
    """Return a text without these lines of its tables, and without the head of a table that has no other ones."""
    if not rows:
        return told
    dropped = set(rows)
    tables: list[list[int]] = []
    for row in list_rows(told):
        if tables and tables[-1][-1] == row.line - 1:
            tables[-1].append(row.line)
        else:
            tables.append([row.line])
    for lines in tables:
        if rows.issuperset(lines):
            dropped |= {lines[0] - 1, lines[0] - 2}  # the head and the line below it
    return "\n".join(line for at, line in enumerate(told.split("\n")) if at not in dropped).strip("\n")
