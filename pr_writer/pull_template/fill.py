"""A template and an answer → the template filled in: its headings in their order, its boxes, and what nobody filled.

The answer may do nothing but describe when it comes here; what is the template's own stays as its maintainers wrote it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

from pr_writer.length import WORD_LIMIT, count_words, shorten
from pr_writer.pull_template.sections import CHECKBOX, Section, drop_comments, join_sections, read_key, split_sections

# What only a person has: pictures, and their word.
_FOR_PEOPLE = re.compile(
    r"\bscreen ?(?:shots?|casts?|recordings?)\b|\brecordings?\b|\bvideos?\b|\bdemos?\b|\bgifs?\b"
    r"|\bbefore (?:and )?after\b"
    r"|\bsign(?:ed)? ?off\b|\bcla\b|^(?:suggested |requested )?reviewers?$|\bassignees?\b|\bwho can review\b"
)
_DESCRIPTION = (
    r"\bdescri(?:be|ption)\b|\bsummary\b|\boverview\b|\bwhat (?:this|does|is)\b|\babout\b",
    r"\bchanges?\b|\bwhat\b|\bproposed\b|\bcontext\b|\bpurpose\b|\bmotivation\b|\bwhy\b",
)


def fill_template(template: str, answer: str, is_proven: Callable[[str], bool], *, limit: int = WORD_LIMIT) -> str:
    """Return the template with the answer's sections under its headings.

    A section for which the answer has nothing stays as it is, its comments included; of one that is filled the
    comments go, and so do those before the first heading. A box is ticked where ``is_proven`` says so of its text, or
    the template has it ticked. The answer's words are at most ``limit``.
    """
    sections = split_sections(template)
    told = _shorten_all(_read_answer(sections, answer), limit)
    if told.get("") and all(section.heading for section in sections):
        sections = (Section("", ""), *sections)
    return join_sections(tuple(_fill(section, told.get(section.key, ""), is_proven) for section in sections))


def _read_answer(sections: tuple[Section, ...], answer: str) -> dict[str, str]:
    """Return key → what the answer has for the section of that key; the blank key is what comes before the first."""
    told: dict[str, list[str]] = {}
    for section in split_sections(answer, {section.key for section in sections if section.key}):
        told.setdefault(section.key, []).append(drop_comments(section.text).strip("\n"))
    texts = {key: "\n\n".join(filter(str.strip, parts)) for key, parts in told.items()}
    stray = texts.pop("", "")
    home = _find_home(sections, texts) if stray else ""
    return texts | {home: "\n\n".join(filter(None, (stray, texts.get(home, ""))))}


def _find_home(sections: tuple[Section, ...], texts: dict[str, str]) -> str:
    """Return the key of the section that words without a heading belong to."""
    keys = [section.key for section in sections if section.key and not _FOR_PEOPLE.search(section.key)]
    if sections and not sections[0].key and drop_comments(sections[0].text).strip():
        return ""  # the template itself begins without a heading
    for pattern in _DESCRIPTION:
        for key in keys:
            if re.search(pattern, key):
                return key if not texts.get(key) else ""
    plain = [section.key for section in sections if section.key in keys and not _has_boxes(section.text)]
    return next((key for key in plain if not texts.get(key)), "")


def _shorten_all(told: dict[str, str], limit: int) -> dict[str, str]:
    """Return the texts with at most ``limit`` words in all: the longest gives way first."""
    while told and (over := sum(map(count_words, told.values())) - limit) > 0:
        longest = max(told, key=lambda key: count_words(told[key]))
        shorter = shorten(told[longest], max(count_words(told[longest]) - over, 1))
        if shorter == told[longest]:
            break
        told = told | {longest: shorter}
    return told


def _fill(section: Section, told: str, is_proven: Callable[[str], bool]) -> Section:
    if not section.heading and not drop_comments(section.text).strip():
        return Section("", told)  # a greeting to whoever opens a pull request
    if _FOR_PEOPLE.search(section.key):
        return section
    own = "\n".join(_tick(line, is_proven) for line in section.text.split("\n"))
    told = _drop_known(told, drop_comments(section.text))
    if not _has_boxes(own):
        return Section(section.heading, told or section.text)
    if own == section.text and not told:
        return section
    own = drop_comments(own).strip("\n")
    return Section(section.heading, "\n\n".join(filter(None, (told, own))))


def _tick(line: str, is_proven: Callable[[str], bool]) -> str:
    box = CHECKBOX.fullmatch(line)
    if not box or box["mark"].strip() or not is_proven(box["text"]):
        return line
    return f"{line[: box.start('mark')]}x{line[box.end('mark') :]}"


def _drop_known(told: str, own: str) -> str:
    """Return what the answer says beyond the template's own words and boxes, which it may have copied."""
    boxes = {read_key(box["text"]) for box in _list_boxes(own)}
    known = {read_key(line) for line in own.split("\n") if line.strip()}
    lines = told.split("\n")
    if not boxes and {read_key(line) for line in lines if line.strip()} <= known:
        return ""
    kept = [line for line in lines if not ((box := CHECKBOX.fullmatch(line)) and read_key(box["text"]) in boxes)]
    if boxes and {read_key(line) for line in kept if line.strip()} <= known:
        return ""
    return "\n".join(kept).strip("\n") if "".join(kept).strip() else ""


def _list_boxes(text: str) -> Iterable[re.Match[str]]:
    return filter(None, (CHECKBOX.fullmatch(line) for line in text.split("\n")))


def _has_boxes(text: str) -> bool:
    return any(True for _ in _list_boxes(text))
