"""The parts of a model's answer, and the forms that a server is asked to hold an answer to."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

ITEMS_READ = 40  # of any list of an answer; no description has as many
FIELD_LIMIT = 4_000  # characters of one text of an answer

# The first word is how much a point surprises: behaviour outside the title, what others rely on, what it costs.
KINDS = ("behaviour", "interface", "cost", "rest")

_NOTHING = frozenset({"", "-", "none", "n/a", "null", "nothing"})


@dataclass(frozen=True, slots=True)
class Point:
    """One thing that a reviewer has to know; ``kind`` is one of KINDS, ``label`` a word such as "Edge case"."""

    text: str
    label: str = ""
    kind: str = "rest"


@dataclass(frozen=True, slots=True)
class Look:
    """One thing that a reviewer should decide, and where it stands."""

    file: str
    symbol: str
    remark: str


@dataclass(frozen=True, slots=True)
class SectionAnswer:
    """What an answer has for one heading of a template."""

    heading: str
    text: str
    points: tuple[Point, ...] = ()


@dataclass(frozen=True, slots=True)
class AnswerParts:
    """A model's answer as it was read. One that wrote its Markdown itself has a ``body`` and no other parts.

    ``example`` is a piece of code from the change; ``table`` has its head for a first row; ``tree`` has pairs of a path
    and a note; ``before`` and ``after`` are two outputs of a program.
    """

    title: str
    why: str = ""
    points: tuple[Point, ...] = ()
    example: str = ""
    table: tuple[tuple[str, ...], ...] = ()
    tree: tuple[tuple[str, str], ...] = ()
    before: str = ""
    after: str = ""
    look: Look | None = None
    sections: tuple[SectionAnswer, ...] = ()
    body: str = ""

    @property
    def has_content(self) -> bool:
        """True if a part beside the title holds something."""
        told = (self.why, self.points, self.sections, self.example, self.table, self.tree, self.before, self.after)
        return any(told) or self.look is not None


def make_answer_form(*, has_template: bool, has_wishes: bool = False) -> dict[str, Any]:
    """Return the form for servers that hold an answer to one; the others are told of it in words.

    With a template to fill in, its sections take the place of the other parts; with wishes, which may ask for headings,
    they stand beside them.

    The cause comes first, so that a model which does not think before it answers has looked for it; nothing reads it.
    Every field is required and none may be null, because the strict subset that all servers share has it so.
    """
    text = {"type": "string"}
    point = _make_object(kind={"type": "string", "enum": list(KINDS)}, label=text, text=text)
    points = {"type": "array", "items": point}
    look = _make_object(file=text, symbol=text, remark=text)
    sections = {"type": "array", "items": _make_object(heading=text, text=text, points=points)}
    parts: dict[str, Any] = {"sections": sections}
    if not has_template:
        table = {"type": "array", "items": {"type": "array", "items": text}}
        tree = {"type": "array", "items": _make_object(path=text, note=text)}
        parts = {"why": text, "points": points, "table": table, "tree": tree, "before": text, "after": text}
        parts |= {"sections": sections} if has_wishes else {}
    schema = _make_object(cause=text, **parts, example=text, look=look, title=text)
    return {"type": "json_schema", "json_schema": {"name": "pull_request", "strict": True, "schema": schema}}


def read_parts(value: Mapping[str, Any]) -> AnswerParts | None:
    """Return the parts of an answer's object, whatever their types are; None where it has no title or says nothing."""
    known = {str(name).lower(): content for name, content in value.items()}
    title = known.get("title")
    if not isinstance(title, str):
        return None
    parts = AnswerParts(
        title=title,
        why=_read_text(known.get("why")),
        points=_read_points(known.get("points")),
        example=_read_code(known.get("example")),
        table=tuple(_read_rows(known.get("table"))),
        tree=tuple(_read_tree(known.get("tree"))),
        before=_read_code(known.get("before")),
        after=_read_code(known.get("after")),
        look=_read_look(known.get("look")),
        sections=tuple(_read_sections(known.get("sections"))),
    )
    return parts if parts.has_content else None


def _make_object(**properties: Any) -> dict[str, Any]:
    return {"type": "object", "properties": properties, "required": list(properties), "additionalProperties": False}


def _read_text(value: object) -> str:
    """Return a text, also of one that came as a list of paragraphs; dots, "none" and the like are none."""
    if isinstance(value, list):
        value = "\n\n".join(part for part in value[:ITEMS_READ] if isinstance(part, str))
    text = value.strip()[:FIELD_LIMIT] if isinstance(value, str) else ""
    return "" if text.strip("…. \n").casefold() in _NOTHING else text


def _read_code(value: object) -> str:
    """Return a text of lines with their indentation."""
    if isinstance(value, list):
        value = "\n".join(line for line in value[:ITEMS_READ] if isinstance(line, str))
    return value.strip("\n").rstrip()[:FIELD_LIMIT] if isinstance(value, str) and _read_text(value) else ""


def _list_items(value: object) -> Iterable[object]:
    return value[:ITEMS_READ] if isinstance(value, list) else ()


def _lower(value: object) -> dict[str, object]:
    return {str(name).lower(): content for name, content in value.items()} if isinstance(value, dict) else {}


def _read_points(value: object) -> tuple[Point, ...]:
    points = []
    for item in [value] if isinstance(value, str) else _list_items(value):
        fields = {"text": item} if isinstance(item, str) else _lower(item)
        if text := _read_text(fields.get("text")):
            kind = _read_text(fields.get("kind"))
            points.append(Point(text, _read_text(fields.get("label")), kind if kind in KINDS else "rest"))
    return tuple(points)


def _read_rows(value: object) -> Iterable[tuple[str, ...]]:
    for item in _list_items(value):
        cells = list(item.values()) if isinstance(item, dict) else item
        if isinstance(cells, list):
            yield tuple(str(cell) if isinstance(cell, str | int | float) else "" for cell in cells[:ITEMS_READ])


def _read_tree(value: object) -> Iterable[tuple[str, str]]:
    for item in _list_items(value):
        fields = {"path": item} if isinstance(item, str) else _lower(item)
        if path := _read_text(fields.get("path")):
            yield path, _read_text(fields.get("note"))


def _read_look(value: object) -> Look | None:
    fields = _lower(value)
    file, symbol, remark = (_read_text(fields.get(name)) for name in ("file", "symbol", "remark"))
    return Look(file, symbol, remark) if file and symbol and remark else None


def _read_sections(value: object) -> Iterable[SectionAnswer]:
    named = [{"heading": name, "text": text} for name, text in value.items()] if isinstance(value, dict) else value
    for item in _list_items(named):
        fields = _lower(item)
        heading, text = _read_text(fields.get("heading")), _read_text(fields.get("text"))
        points = _read_points(fields.get("points"))
        if text or points:
            yield SectionAnswer(heading, text, points)
