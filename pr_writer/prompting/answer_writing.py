"""An answer's parts → the draft: what it says in the order and the form that a reader needs, whatever a field holds.

Each text is parsed and only its words go on, so that no field can break what is around it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from pr_writer.lazy_pattern import compile_lazily
from pr_writer.markdown.relations import is_relations
from pr_writer.markdown.sections import read_key
from pr_writer.prompting.answer_forms import lay_out_form, write_example
from pr_writer.prompting.answer_parts import KINDS, AnswerParts, Look, Point, SectionAnswer
from pr_writer.prompting.inline_text import read_line
from pr_writer.prompting.prompt_options import count_allowed_points, is_small
from pr_writer.prompting.response_parser import read_answer
from pr_writer.sanitize.markdown_tree import (
    Block,
    Code,
    Emphasis,
    Heading,
    Inline,
    Item,
    ListBlock,
    Paragraph,
    Text,
)
from pr_writer.sanitize.tree_reader import read_tree
from pr_writer.sanitize.tree_walk import read_words, trim_block
from pr_writer.sanitize.tree_writer import write_tree
from pr_writer.values import Changes, Draft

REMARK_WORDS = 40

_NO_CHANGES = Changes("", "", (), ())
_LABELS = (
    "Breaking", "Security", "Migration", "Edge case", "Trade-off", "Unchanged", "Dependencies", "Configuration",
    "Testing",
)  # fmt: skip
_KNOWN_LABELS = {read_key(label): label for label in _LABELS} | {
    "breaking change": "Breaking", "edge cases": "Edge case", "tests": "Testing", "test": "Testing",
    "tradeoff": "Trade-off", "dependency": "Dependencies", "trade offs": "Trade-off",
}  # fmt: skip
# Nobody may miss these, whatever rank they were given; what is tested comes last.
_FIRST, _LAST = ("Breaking", "Security", "Migration"), ("Testing",)
_LABEL_WORDS = 3
_COLON = compile_lazily(r"[ \t]*[:：][ \t]*")
_PLAIN_LABEL = compile_lazily(r"(?P<label>[^\W\d_][\w -]{2,20}?)[ \t]*[:：][ \t]+")
_STEM = 4  # letters by which a label and a heading are known to say the same: "Testing", "How was it tested?"


@dataclass(frozen=True, slots=True)
class Seen:
    """What a model was shown: the changes with their patches, what people said, and the template to fill in.

    ``language`` is the one that was asked for; words of our own are English, and left out of any other. With wishes, a
    draft may have headings that its template does not have.
    """

    changes: Changes = _NO_CHANGES
    human_text: str = ""
    template: str = ""
    language: str = ""
    has_wishes: bool = False

    @property
    def is_english(self) -> bool:
        """True if the draft is in English."""
        return self.language.strip().casefold()[:2] in ("", "en")


def read_draft(text: str, model: str | None = None, seen: Seen | None = None) -> Draft | None:
    """Return the draft that a model's answer holds, in whatever shape it came; None where it holds none.

    What the model could not have read (a place to look at, a path, an output) is left out.
    """
    parts = read_answer(text)
    if parts is None:
        return None
    body = parts.body or write_body(parts, seen or Seen())
    return Draft(parts.title, body, model) if body.strip() else None


def write_body(parts: AnswerParts, seen: Seen) -> str:
    """Return the Markdown of an answer that came in parts: why, what surprises, one form, one place to look at."""
    paragraphs, points = _read_prose(parts.why, parts.points)
    paragraphs, relations = _split_relations(paragraphs)
    most = count_allowed_points(seen.changes)
    is_told_in_words = is_small(seen.changes)
    example = [] if is_told_in_words else list(write_example(parts.example, seen.changes))
    look = list(_write_look(parts.look, seen))
    sections = _write_sections(parts.sections, seen, most)
    if sections and not paragraphs:
        _add_to_sections(sections, example, look)
        example, look = [], []
    items = _write_points(points, most=most, said=paragraphs)
    form = []
    if not (example or is_told_in_words):
        form = lay_out_form(parts, seen.changes, seen.human_text, is_named=seen.is_english)
    told = [*paragraphs, *example, *items, *form, *look, *relations]
    return write_tree([*told, *(block for section in sections for block in section)])


def _read_prose(text: str, points: Sequence[Point]) -> tuple[list[Block], list[Point]]:
    """Return the paragraphs of a reason, and its list with the points: a reason is told in prose."""
    paragraphs: list[Block] = []
    items: list[Point] = []
    for block in read_tree(text):
        if isinstance(block, ListBlock):
            items += [Point(write_tree(item.children)) for item in block.items]
        elif line := read_line(write_tree([block])):
            is_name = isinstance(block, Heading) and len(read_words(line).split()) <= _LABEL_WORDS
            paragraphs += [] if is_name else [Paragraph(line)]
    return paragraphs, [*points, *items]


def _split_relations(blocks: Iterable[Block]) -> tuple[list[Block], list[Block]]:
    """Return the blocks, and apart from them the paragraphs that only say which issues the change closes or is for."""
    others: list[Block] = []
    relations: list[Block] = []
    for block in blocks:
        words = read_words(block.children) if isinstance(block, Paragraph) else ""
        (relations if is_relations(words) else others).append(block)
    return others, relations


def _write_points(
    points: Iterable[Point], *, most: int, said: Sequence[Block] = (), heading: str = ""
) -> Iterator[Block]:
    """Yield the list of the points, the most surprising first; what is said above, or twice, is said once."""
    told = read_key(" ".join(read_words(block.children) for block in said if isinstance(block, Paragraph)))
    ranked: list[tuple[tuple[int, int], tuple[Inline, ...]]] = []
    for point in points:
        label, line = _split_label(point)
        key = read_key(read_words(line))
        if not key or f" {key} " in f" {told} ":
            continue
        told = f"{told} | {key}"
        name = "" if _says_same(label, heading) else label
        ranked.append((_rank(label, point.kind), _add_label(name, line)))
    ranked.sort(key=lambda one: one[0])
    items = tuple(Item((Paragraph(line),)) for _, line in ranked[:most])
    if items:
        yield ListBlock(items, "-", is_tight=True)


def _rank(label: str, kind: str) -> tuple[int, int]:
    order = 0 if label in _FIRST else 2 if label in _LAST else 1
    return order, _FIRST.index(label) if label in _FIRST else KINDS.index(kind)


def _split_label(point: Point) -> tuple[str, tuple[Inline, ...]]:
    """Return a point's label, also one that stands at the head of its text, and the text without it."""
    line = read_line(point.text)
    label = _read_label(read_words(read_line(point.label)))
    if len(line) > 1 and isinstance(line[0], Emphasis) and line[0].kind == "strong":
        bold, rest = read_words(line[:1]), read_words(line[1:2])
        is_label = bold.rstrip().endswith((":", "：")) or _COLON.match(rest)
        if is_label and (name := _read_label(bold)):
            return name, _capitalize(_drop_colon(line[1:]))
    if line and isinstance(line[0], Text) and (found := _PLAIN_LABEL.match(line[0].text)):
        known = _KNOWN_LABELS.get(read_key(found["label"]))
        if known or (label and read_key(found["label"]) == read_key(label)):
            return known or label, _capitalize(trim_block([Text(line[0].text[found.end() :]), *line[1:]]))
    return label, line


def _read_label(text: str) -> str:
    """Return a label of a few words without its marks, one that we know as we write it; "" for a sentence."""
    text = text.strip().rstrip(":：.").strip()
    known = _KNOWN_LABELS.get(read_key(text))
    return known or (text if read_key(text) and len(text.split()) <= _LABEL_WORDS and len(text) <= 30 else "")


def _drop_colon(line: Sequence[Inline]) -> tuple[Inline, ...]:
    first = line[0]
    if isinstance(first, Text):
        return trim_block(
            [Text(_COLON.sub("", first.text, count=1) if _COLON.match(first.text) else first.text), *line[1:]]
        )
    return trim_block(line)


def _capitalize(line: tuple[Inline, ...]) -> tuple[Inline, ...]:
    if line and isinstance(line[0], Text):
        return Text(line[0].text[:1].upper() + line[0].text[1:]), *line[1:]
    return line


def _add_label(label: str, line: tuple[Inline, ...]) -> tuple[Inline, ...]:
    return (Emphasis("strong", "*", (Text(f"{label}:"),)), Text(" "), *line) if label else line


def _says_same(label: str, heading: str) -> bool:
    """Return True if a heading says already what a label below it would."""
    stem = read_key(label)[:_STEM]
    return bool(stem) and any(word.startswith(stem) for word in read_key(heading).split())


def _write_look(look: Look | None, seen: Seen) -> Iterator[Block]:
    """Yield the one place to look at, if the file is in the change and the symbol in what was shown of it."""
    if look is None:
        return
    path, symbol = look.file.strip("` "), look.symbol.strip("` ").removesuffix("()")
    file = next((file for file in seen.changes.files if file.path == path), None)
    remark = read_line(look.remark)
    words = read_words(remark).split()
    if not file or not _stands_in(symbol, file.shown_patch) or not words or len(words) > REMARK_WORDS:
        return
    head = (Emphasis("strong", "*", (Text("Worth a look:"),)), Text(" ")) if seen.is_english else ()
    joint, end = (" in ", ": ") if seen.is_english else (" (", "): ")
    yield Paragraph((*head, Code(symbol), Text(joint), Code(path), Text(end), *remark))


def _stands_in(symbol: str, patch: str) -> bool:
    is_name = any(character.isalnum() for character in symbol)
    return is_name and re.search(rf"(?<!\w){re.escape(symbol)}(?!\w)", patch) is not None


def _write_sections(answers: Iterable[SectionAnswer], seen: Seen, most: int) -> list[list[Block]]:
    """Return what an answer has for each heading; what it has for one that nobody asked for ends the first of them."""
    sections: list[list[Block]] = []
    invented: list[Block] = []
    for answer in answers:
        blocks = list(_write_section(answer, seen, most))
        if answer.heading.strip() and blocks and not isinstance(blocks[0], Heading):
            invented += blocks
        else:
            sections.append(blocks)
    first = sections[0] if sections else []
    return [[*first, *invented], *sections[1:]] if first or invented else sections


def _write_section(section: SectionAnswer, seen: Seen, most: int) -> Iterator[Block]:
    """Yield what an answer has for a heading, below that heading if the template has it or somebody may want it."""
    heading = read_line(section.heading.lstrip("# "))
    text = read_tree(section.text)
    told, relations = _split_relations(_lower_heading(block, seen.template) for block in text)
    points = _write_points(section.points, most=most, said=text, heading=read_words(heading))
    blocks = [*told, *points, *relations]
    if blocks and heading and (seen.has_wishes or _has_heading(seen.template, heading)):
        yield Heading(2, heading)
    yield from blocks


def _add_to_sections(sections: list[list[Block]], example: Sequence[Block], look: Sequence[Block]) -> None:
    """Add an example to the section that says most, and the place to look at to that whose points say most."""
    by_size = sorted(range(len(sections)), key=lambda at: -len(write_tree(sections[at])))
    shown = by_size[0]
    told, relations = _split_relations(sections[shown])
    at = next((at for at, block in enumerate(told) if isinstance(block, ListBlock)), len(told))
    sections[shown] = [*told[:at], *example, *told[at:], *relations]
    listed = next((at for at in by_size if any(isinstance(block, ListBlock) for block in sections[at])), shown)
    told, relations = _split_relations(sections[listed])
    sections[listed] = [*told, *look, *relations]


def _lower_heading(block: Block, template: str) -> Block:
    """Return a heading that the template does not have as a bold line; anything else as it is."""
    if not isinstance(block, Heading) or _has_heading(template, block.children):
        return block
    return Paragraph((Emphasis("strong", "*", (Text(read_words(block.children)),)),))


def _has_heading(template: str, heading: Sequence[Inline]) -> bool:
    """Return True if a template has these words, as a heading or as what stands for one."""
    key = read_key(read_words(heading))
    return bool(key) and f" {key} " in f" {read_key(template)} "
