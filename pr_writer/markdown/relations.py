"""What people say of a change and other issues: "Part of #12", "Fixes #3", as lines of their own in what they wrote."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from pr_writer.lazy_pattern import compile_lazily
from pr_writer.markdown.references import References, is_revert, read_references

TEXT_READ = 20_000  # characters of one message
SENTENCE_READ = 200  # characters of a line's last sentence
PARAGRAPH_READ = 600  # characters of a paragraph that may be nothing but relations

_CLOSING = r"(?P<closing>close[sd]?|fix(?:e[sd])?|resolve[sd]?)"
_OTHER = (
    r"(?P<part>partial(?:ly)?[ -](?:close[sd]?|fix(?:e[sd])?|resolve[sd]?|addresse[sd])"
    r"|(?:close[sd]?|fix(?:e[sd])?|resolve[sd]?|addresse[sd]) part of)"
    r"|(?P<words>part[ -]of|refs?|references|relate[sd][ -]to|related(?: issues?)?|see[ -]also|see"
    r"|follow(?:s|ing)?[ -]?up(?: (?:to|of|on|for|from))?|follows(?: up)?(?: on)?|depends[ -]on|requires|needs"
    r"|blocked[ -](?:by|on)|blocks|based on|stacked on|builds on|on top of|supersedes|replaces|obsoletes"
    r"|split (?:out )?(?:from|of|off)|extracted from|continues|continuation of|backports?(?: of)?"
    r"|(?:forward[ -])?port of|cherry[ -]?pick(?:ed)? (?:of|from)|reverts|addresses|towards?|contributes to|updates"
    r"|for|implements|track(?:ed|ing)[ -](?:issue|in|by)|issues?|bug|discussion|link)"
)
_TARGET = r"(?:(?:[\w.-]{1,39}/[\w.-]{1,100})?#\d{1,9}(?![\w.]*\w)|gh-\d{1,9}(?!\w)|<?https?://[^\s<>\"'`|\\]{1,300}[^\s<>\"'`|\\.,;:)]>?)"
_TARGETS = (
    rf"(?P<targets>{_TARGET}(?:(?:,| and| &|, and)? (?:(?:close[sd]?|fix(?:e[sd])?|resolve[sd]?) )?{_TARGET}){{0,9}})"
)
_LEAD = r"(?:[-*+] |(?:this|it)(?: (?:change|commit|patch|pr|pull request))?(?:'s| is)? (?:an? )?)?"
_LINE = compile_lazily(rf"{_LEAD}(?:{_CLOSING}|{_OTHER}):? {_TARGETS}[.;]?", re.IGNORECASE)
# In a subject, "see" and "for" are words like others.
_IN_SUBJECT = compile_lazily(
    rf"(?<![\w-])(?:{_CLOSING}|(?P<words>part of|refs?|related to|follow-?up (?:to|of))):? {_TARGETS}(?![\w-])",
    re.IGNORECASE,
)
_CLOSING_SENTENCE = compile_lazily(
    rf"(?P<start>^[ \t]*(?:[-*+] )?|(?<=[.!?)`] )|(?<=\()){_CLOSING}:? (?P<target>{_TARGET})",
    re.IGNORECASE | re.MULTILINE,
)
# "Dividing by zero crashed the report. Fixes #12"
_CLOSING_END = compile_lazily(rf"(?<=[.!?)] ){_CLOSING}:? {_TARGETS}[.;]?$", re.IGNORECASE)
_SENTENCES = compile_lazily(r"(?<=[\d>])\. +(?=\w)")
_ROOTS = {"c": "Closes", "f": "Fixes", "r": "Resolves"}
_SAID = {
    "ref": "Refs", "refs": "Refs", "references": "Refs", "related": "Related to", "related issue": "Related to",
    "related issues": "Related to", "issue": "See", "issues": "See", "bug": "See", "link": "See", "discussion": "See",
    "follow up": "Follow-up to", "followup": "Follow-up to", "follow-up": "Follow-up to", "backport": "Backport of",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Relation:
    """A relation as people stated it: its words ("Part of"), its targets as they wrote them, and what names each."""

    words: str
    targets: str
    names: tuple[frozenset[str], ...]
    closes: bool

    def __str__(self) -> str:
        return f"{self.words} {self.targets}"


def list_relations(messages: Iterable[tuple[str, str]], home: str = "") -> tuple[Relation, ...]:
    """Return the relations that subjects and bodies of commits state, each issue once, in the order of the messages.

    Of two relations to one issue the one that closes it stands: it is what merging does. ``home`` is where the messages
    are read: see ``markdown.references``.
    """
    found = [relation for subject, body in messages for relation in _read_message(subject, body, home)]
    kept: list[Relation] = []
    known: set[str] = set()
    for relation in sorted(found, key=lambda one: not one.closes):
        targets = {target[0].casefold() for target in re.finditer(_TARGET, relation.targets, re.IGNORECASE)}
        if not targets <= known:
            kept.append(relation)
            known |= targets
    return tuple(sorted(kept, key=found.index))


def is_relation(line: str) -> bool:
    """Return True if a line states relations and nothing else."""
    line = line.strip()
    return bool(line) and all(_LINE.fullmatch(sentence) for sentence in _SENTENCES.split(line))


def is_relations(paragraph: str) -> bool:
    """Return True if each line of a short paragraph states relations and nothing else."""
    lines = paragraph.strip().splitlines()
    return len(paragraph) <= PARAGRAPH_READ and bool(lines) and all(map(is_relation, lines))


def drop_stated(relations: Iterable[Relation], text: str, home: str = "") -> tuple[Relation, ...]:
    """Return the relations that a text does not have: one that closes an issue has to close it there."""
    references = read_references(text, home)
    return tuple(one for one in relations if not _is_stated(one, references, text))


def restate(text: str, relations: Iterable[Relation], home: str = "") -> str:
    """Return a text in which no line or sentence begins with closing an issue that people only named.

    It begins with their words instead.
    """
    relations = tuple(relations)
    closed = {name for one in relations if one.closes for names in one.names for name in names}
    said = {name: one.words for one in relations for names in one.names for name in names - closed}

    def rewrite(found: re.Match[str]) -> str:
        named = _list_names(found["target"], home)
        words = next((said[name] for name in sorted(named) if name in said), "")
        return f"{found['start']}{words} {found['target']}" if words else found[0]

    return _CLOSING_SENTENCE.sub(rewrite, text) if said else text


def _is_stated(relation: Relation, references: References, text: str) -> bool:
    closed = read_references(str(relation), references.home).closed
    named = references.named - references.closed
    return all(
        bool(names & (references.closed if names & closed else named))
        or any("://" in name and name in text for name in names - references.named)
        for names in relation.names
    )


def _read_message(subject: str, body: str, home: str) -> Iterator[Relation]:
    for found in () if is_revert(subject) else _IN_SUBJECT.finditer(subject[:TEXT_READ]):
        yield _make_relation(found, home)
    fence = ""
    for raw in body[:TEXT_READ].splitlines():
        line = raw.strip()
        if fence or line.startswith(("```", "~~~")):
            fence = "" if fence and line.startswith(fence) else fence or line[:3]
        elif raw.startswith(("    ", "\t", ">")):
            continue
        elif is_relation(line):
            stated = filter(None, map(_LINE.fullmatch, _SENTENCES.split(line)))
            yield from (_make_relation(one, home) for one in stated)
        elif closing := _CLOSING_END.search(line[-SENTENCE_READ:]):
            yield _make_relation(closing, home)


def _make_relation(found: re.Match[str], home: str) -> Relation:
    groups = found.groupdict()
    targets = " ".join(found["targets"].replace("<", "").replace(">", "").split())
    names = tuple(_list_names(one[0], home) for one in re.finditer(_TARGET, targets, re.IGNORECASE))
    if groups["closing"]:
        return Relation(_ROOTS[groups["closing"][0].lower()], targets, names, closes=True)
    said = " ".join((groups["words"] or "part of").lower().split())
    words = _SAID.get(said) or said.replace("-", " ").replace("follow up", "follow-up").capitalize()
    return Relation(words, targets, names, closes=False)


def _list_names(target: str, home: str) -> frozenset[str]:
    """Return what names a target elsewhere: the issue by its name at ``home``, and an address as it is.

    Where the repository is not known, one that is named with its repository may be meant by its number alone.
    """
    named = read_references(target, home).named
    _, _, repository = home.partition("/")
    here = {name[name.index("#") :] for name in named if not repository and name.count("/") == 1}
    return frozenset({*named, *here, *([target] if "://" in target else ())})
