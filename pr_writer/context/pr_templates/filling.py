"""A template and an answer → the template filled in: its headings in their order, its boxes, and what nobody filled.

What is the template's own stays as its maintainers wrote it. What is the answer's is made harmless here, at the very
end: whatever takes a text apart may open code that was closed before.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from pr_writer.context.pr_templates.unanswered_blocks import keep_own
from pr_writer.markdown.blocks import scan_blocks
from pr_writer.markdown.length import WORD_LIMIT, count_words, shorten
from pr_writer.markdown.sections import (
    CHECKBOX,
    Section,
    drop_comments,
    join_sections,
    read_key,
    read_short_key,
    split_sections,
)

# What only a person has: pictures, their word, and what they did by hand.
_FOR_PEOPLE = re.compile(
    r"\bscreen ?(?:shots?|casts?|recordings?)\b|\brecordings?\b|\bvideos?\b|\bdemos?\b|\bgifs?\b"
    r"|\bbefore (?:and )?after\b|\bsign(?:ed)? ?off\b|\bcla\b|\blegal\b|\blicen[cs]e\b|\bcopyright\b|\bagreement\b"
    r"|^(?:suggested |requested )?reviewers?$|\bassignees?\b|\bwho can review\b"
    r"|\bmanual(?:ly)?\b.*\btest|\btest.*\bmanual"
)
_DESCRIPTION = (
    r"\bdescri|\bsummary\b|\boverview\b|\bproposed\b|\bwhat (?:this|does|did|has|have)\b|\bnew behaviou?r\b|\babout\b",
    r"\bchanges?\b|\bwhat\b|\bcontext\b|\bpurpose\b|\bmotivation\b|\bwhy\b|\bdetails?\b",
)
_ELSEWHERE = r"\bbreaking\b|\bcurrent\b|\btypes?\b|\bcheck ?list\b|\bissues?\b|\bdoc(?:s|umentation)\b|\btest"


def fill_template(
    template: str,
    answer: str,
    is_proven: Callable[[str], bool],
    make_safe: Callable[[str], str] = str,
    *,
    limit: int = WORD_LIMIT,
) -> str:
    """Return the template with the answer's sections under its headings.

    A section for which the answer has nothing stays as it is, its comments included. Of one that is filled the
    comments go, and so do those before the first heading, and what only asks for what now stands there. A box is
    ticked where ``is_proven`` says so of its text, or the template has it ticked. The answer's words are at most
    ``limit``; ``make_safe`` is given each piece of it as it will stand.
    """
    sections = split_sections(template)
    if all(section.heading for section in sections):
        sections = (Section("", ""), *sections)
    told = _shorten_all(_read_answer(sections, answer), limit)
    filled = (_fill(section, text, is_proven, make_safe) for section, text in zip(sections, told, strict=True))
    return join_sections(tuple(filled))


def drop_boxes(text: str) -> str:
    """Return a text with its checkboxes as plain items: whether something is done is not a model's to say."""
    return _change_boxes(text, lambda _, box: f"{box['indent']}- {box['text']}")


def _read_answer(sections: Sequence[Section], answer: str) -> list[str]:
    """Return for each section what the answer has for it; words without a heading go where the description is."""
    places = _list_places(sections)
    told: list[list[str]] = [[] for _ in sections]
    stray: list[str] = []
    for part in split_sections(answer, places.keys()):
        waiting = places.get(part.key) if part.heading else None
        if not waiting:
            stray.append(part.text)
            continue
        told[waiting[0]].append(part.text.strip("\n"))
        if len(waiting) > 1:
            del waiting[0]  # the next one of the same name is for the template's next one
    texts = ["\n\n".join(filter(str.strip, parts)) for parts in told]
    if words := "\n\n".join(filter(None, (text.strip("\n") for text in stray))):
        home = _find_home(sections, texts)
        texts[home] = f"{words}\n\n{texts[home]}".strip("\n")
    return texts


def _list_places(sections: Sequence[Section]) -> dict[str, list[int]]:
    """Return key → the sections with that heading; also without what a heading has in brackets, if that is unique."""
    places: dict[str, list[int]] = {}
    for index, section in enumerate(sections):
        if section.key:
            places.setdefault(section.key, []).append(index)
    for index, section in enumerate(sections):
        short = read_short_key(section.heading)
        if short and short not in places:
            places[short] = [index]
    return places


def _find_home(sections: Sequence[Section], texts: Sequence[str]) -> int:
    """Return the section that words without a heading belong to."""
    if drop_comments(sections[0].text).strip() and not sections[0].heading:
        return 0  # the template itself begins without a heading
    open_to_all = [
        index for index, section in enumerate(sections) if section.key and not _FOR_PEOPLE.search(section.key)
    ]
    for pattern in _DESCRIPTION:
        for index in open_to_all:
            if re.search(pattern, sections[index].key) and not re.search(_ELSEWHERE, sections[index].key):
                return index
    plain = (index for index in open_to_all if not _has_boxes(sections[index].text) and not texts[index])
    return next(plain, 0)


def _shorten_all(texts: Sequence[str], limit: int) -> list[str]:
    """Return the texts with at most ``limit`` words in all: the longest give way, down to what all may have."""
    counts = [count_words(text) for text in texts]
    if sum(counts) <= limit:
        return list(texts)
    fair = next((most for most in range(limit, 0, -1) if sum(min(count, most) for count in counts) <= limit), 1)
    return [shorten(text, fair) if count > fair else text for text, count in zip(texts, counts, strict=True)]


def _fill(section: Section, told: str, is_proven: Callable[[str], bool], make_safe: Callable[[str], str]) -> Section:
    if not section.heading and not drop_comments(section.text).strip():
        return Section("", make_safe(drop_boxes(told)))  # a greeting to whoever opens a pull request
    if _FOR_PEOPLE.search(section.key):
        return section
    own = _tick_all(section.text, is_proven)
    told = make_safe(drop_boxes(_drop_copied(told, drop_comments(section.text)))).strip("\n")
    if not told.strip():
        return Section(section.heading, own)
    return Section(section.heading, "\n\n".join(filter(None, (told, keep_own(drop_comments(own), told)))))


def _tick_all(text: str, is_proven: Callable[[str], bool]) -> str:
    def tick(line: str, box: re.Match[str]) -> str:
        if box["mark"].strip() or not is_proven(box["text"]):
            return line
        return f"{line[: box.start('mark')]}x{line[box.end('mark') :]}"

    return _change_boxes(text, tick)


def _change_boxes(text: str, change: Callable[[str, re.Match[str]], str]) -> str:
    """Return the text with each line that is a checkbox changed; what is in code is none."""
    lines = text.split("\n")
    code = {row for block in scan_blocks(text) if block.is_code for row in range(block.first_line, block.end_line)}
    for row, line in enumerate(lines):
        if row not in code and (box := CHECKBOX.fullmatch(line)):
            lines[row] = change(line, box)
    return "\n".join(lines)


def _drop_copied(told: str, own: str) -> str:
    """Return what the answer says beyond the template's own words; where the template has boxes, they are all."""
    lines = told.split("\n")
    if _has_boxes(own):
        lines = [line for line in lines if not CHECKBOX.fullmatch(line)]
    said = {read_key(line) for line in lines} - {""}
    # All of the template's words are a copy; some of them are a choice among them.
    is_copy = not said or said == {read_key(line) for line in own.split("\n")} - {""}
    return "" if is_copy else "\n".join(lines).strip("\n")


def _has_boxes(text: str) -> bool:
    return any(CHECKBOX.fullmatch(line) for line in text.split("\n"))
