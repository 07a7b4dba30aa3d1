"""A template and an answer → the template filled in: its headings in their order, its boxes, and what nobody filled.

What is the template's own stays as its maintainers wrote it. What is the answer's is made harmless here, at the very
end: whatever takes a text apart may open code that was closed before.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from pr_writer.context.pr_templates.answer_reading import Told, drop_label, read_answer
from pr_writer.context.pr_templates.check_boxes import drop_boxes, has_boxes, tick_boxes
from pr_writer.context.pr_templates.deletable_guidance import drop_deletable
from pr_writer.context.pr_templates.guidance import is_greeting_section, is_optional
from pr_writer.context.pr_templates.note_fences import fill_fence
from pr_writer.context.pr_templates.placeholder import find_place, put_in_place
from pr_writer.context.pr_templates.table_cells import fill_cells
from pr_writer.context.pr_templates.unanswered_blocks import (
    drop_greetings,
    drop_optional_lines,
    drop_own_folds,
    keep_own,
)
from pr_writer.lazy_pattern import compile_lazily
from pr_writer.markdown.length import WORD_LIMIT, shorten, shorten_all
from pr_writer.markdown.sections import CHECKBOX, Section, drop_comments, read_key, split_sections
from pr_writer.markdown.tables import list_rows
from pr_writer.summarizer.heading_purposes import read_purpose

_MAX_PASSES = 8
_COMMAND = compile_lazily(r"/[a-z][\w-]*(?:[ \t].{0,80})?")  # to a bot, which is a person's to give
_CHANGELOG_LABEL = compile_lazily(r"(?:changelog|release[ -]?notes?)(?:[ -]entry)?:[ \t]*", re.IGNORECASE)
_BEGINS_BLOCK = compile_lazily(r"[ \t]*(?:[-*+>#|<]|\d{1,9}[.)]|```|~~~)")
_BROKEN_COMMENT = compile_lazily(r"[ \t]*<!--(?:(?!-->).)*\n.*", re.DOTALL)


@dataclass(frozen=True, slots=True)
class _Filled:
    """A section as it will stand; ``is_own`` is True where no more than its boxes may have changed."""

    heading: str
    text: str
    is_own: bool = False


def fill_template(
    template: str,
    answer: str,
    is_proven: Callable[[str], bool],
    make_safe: Callable[[str], str] = str,
    *,
    limit: int = WORD_LIMIT,
) -> str:
    """Return the template with the answer's sections under its headings.

    A section for which the answer has nothing stays as it is, its comments included; one that calls itself optional is
    left out. Of one that is filled the comments go, and so do those before the first heading, and what only asks for
    what now stands there; guidance that the template asks to delete goes everywhere. A box is ticked where
    ``is_proven`` says so of its text, or the template has it ticked. Where the template marks a place for the draft,
    the whole answer goes there and nothing else changes. The answer's words are at most ``limit``; ``make_safe`` is
    given each piece of it as it will stand.
    """
    if find_place(template):
        return put_in_place(template, make_safe(drop_boxes(shorten(answer, limit))).strip("\n")).strip("\n")
    sections = split_sections(drop_deletable(template))
    if all(section.heading for section in sections):
        sections = (Section("", ""), *sections)
    told = _shorten_all(read_answer(sections, answer), limit)
    filled = [_fill(section, one, is_proven, make_safe) for section, one in zip(sections, told, strict=True)]
    return _join(_drop_optional(filled))


def _shorten_all(told: Sequence[Told], limit: int) -> list[Told]:
    """Return what is told with at most ``limit`` words in all."""
    texts = shorten_all([one.text for one in told], limit)
    return [Told([text], one.cells) if text != one.text else one for one, text in zip(told, texts, strict=True)]


def _fill(section: Section, told: Told, is_proven: Callable[[str], bool], make_safe: Callable[[str], str]) -> _Filled:
    if not section.heading and not drop_comments(section.text).strip():
        return _Filled("", make_safe(drop_boxes(told.text)))  # a greeting to whoever opens a pull request
    purpose = read_purpose(section.heading)
    own = tick_boxes(section.text, is_proven)
    if purpose == "person":
        return _Filled(section.heading, section.text, is_own=True)
    has_proof = own != section.text
    text = drop_label(_drop_copied(told.text.strip("\n"), drop_comments(section.text)), section.heading)
    own, text, used = fill_cells(own, text, told.cells, make_safe)
    has_cells = own != section.text and (bool(used) or text != told.text.strip("\n"))
    left = (value for key, value in told.cells.items() if key not in used)
    text = "\n\n".join(filter(str.strip, (text, *left)))
    if purpose in {"changelog", "docs"} and (fenced := fill_fence(drop_comments(own), text, make_safe)) is not None:
        return _Filled(section.heading, fenced or own, is_own=not fenced)
    safe = _make_safe_below(section.heading, drop_boxes(text), make_safe).strip("\n")
    if not safe.strip():
        if has_cells or not section.heading:
            return _Filled(_drop_broken_comment(section.heading), drop_greetings(drop_comments(own)))
        return _Filled(section.heading, own, is_own=not has_proof)
    kept = keep_own(drop_comments(drop_optional_lines(own)), safe)
    if not section.heading:
        kept = drop_greetings(kept)
    parts = (kept, safe) if not section.heading and list_rows(own) else (safe, kept)
    return _Filled(_drop_broken_comment(section.heading), "\n\n".join(filter(None, parts)))


def _make_safe_below(heading: str, text: str, make_safe: Callable[[str], str]) -> str:
    """Return the text made safe as it stands below a heading; below an item it is not indented, so that it is none."""
    safe = make_safe(text)
    if not re.match(r"[ ]{0,3}(?:[-*+]|\d{1,3}[.)])[ \t]", heading):
        return safe
    for _ in range(_MAX_PASSES):
        flush = safe.lstrip(" \t\n")
        if flush == safe:
            break
        safe = make_safe(flush)
    return safe.lstrip(" \t\n")


def _drop_broken_comment(heading: str) -> str:
    """Return a heading without a comment that ends on another line: it goes with the rest of the comments."""
    return _BROKEN_COMMENT.sub("", heading) if "<!--" in heading and "\n" in heading else heading


def _drop_optional(filled: Sequence[_Filled]) -> list[_Filled]:
    """Return the sections without those that may be left out and have nothing, unless they hold other ones.

    One that only greets the author has nothing, and holds none.
    """
    kept: list[_Filled] = []
    for one in reversed(filled):
        holds = bool(kept) and _read_level(kept[-1].heading) > _read_level(one.heading) > 0
        if one.is_own and one.heading and not holds and is_optional(one.heading, one.text):
            continue
        if one.is_own and one.heading and is_greeting_section(one.heading, one.text):
            continue
        kept.append(one)
    return kept[::-1]


def _read_level(heading: str) -> int:
    signs = re.match(r"[ ]{0,3}(#{1,6})[ \t]", heading)
    return len(signs[1]) if signs else 0


def _is_read_by_tools(one: _Filled) -> bool:
    """Return True for a label that release tools read the changelog's entry behind, on its line: ``changelog: …``."""
    is_label = _CHANGELOG_LABEL.fullmatch(one.heading) is not None
    return is_label and "\n" not in one.text.strip("\n") and _BEGINS_BLOCK.match(one.text) is None


def _join(filled: Iterable[_Filled]) -> str:
    """Return the sections as one text; between those that are the template's own its line ends stay as they are."""
    text, was_own = "", False
    for one in filled:
        if one.is_own:
            part = f"{one.heading}\n{one.text}" if one.heading else one.text
        else:
            gap = " " if _is_read_by_tools(one) else "\n\n"
            part = gap.join(half for half in (one.heading, one.text.strip("\n")) if half.strip())
        if not part.strip():
            continue
        if text and not (one.is_own and was_own):
            text = text.rstrip("\n") + "\n\n"
        text += f"{part}\n"
        was_own = one.is_own
    return text.strip("\n")


def _drop_copied(told: str, own: str) -> str:
    """Return what the answer says beyond the template's own words; where the template has boxes, they are all."""
    lines = [line for line in drop_own_folds(told, own).split("\n") if not _COMMAND.fullmatch(line)]
    if has_boxes(own):
        lines = [line for line in lines if not CHECKBOX.fullmatch(line)]
    said = {read_key(line) for line in lines} - {""}
    # All of the template's words are a copy; some of them are a choice among them.
    is_copy = not said or said == {read_key(line) for line in own.split("\n")} - {""}
    return "" if is_copy else "\n".join(lines).strip("\n")
