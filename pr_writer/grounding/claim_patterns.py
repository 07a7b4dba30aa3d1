"""A sentence of a draft → why it cannot stay, if the change or what people said speaks against it."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice

from pr_writer.grounding.count_claims import ChangeCounts, find_wrong_count
from pr_writer.grounding.deed_words import MEASURE
from pr_writer.grounding.deeds import DeedKind, find_deed, says_deed
from pr_writer.grounding.evidence import Evidence
from pr_writer.grounding.person_headings import HeadingKind, belongs_to_person
from pr_writer.grounding.sentences import CODE, split_sentences
from pr_writer.lazy_pattern import compile_lazily
from pr_writer.markdown.references import REFERENCE, References, closes

# Tests that are added: the words have to end the clause, or to go on with what is tested, so that "adds the test
# suite to CI" and "adds support for tests written in Go" are none.
_KINDS_OF_TESTS = (
    r"(?:(?:a|an|the|few|some|more|many|several|new|corresponding|comprehensive|extensive|thorough|matching|missing"
    r"|additional|existing|relevant|unit|integration|regression|end-to-end|e2e|smoke|snapshot|parametri[sz]ed"
    r"|property-based"
    r"|automated|table-driven|\d+|two|three|four|five|six|and|/)[\s-]+){0,6}"
)
_TESTS_END = (
    r"(?=\s*(?:\Z|[.,;:!)\x01])"
    r"|\s+(?:for|that|which|covering|of|and|as well|too|to (?:cover|verify|check|ensure|prove|guard|prevent|the)"
    r"|in \x01|around|against)\b)"
    r"(?!\s+to the (?:ci|workflow|pipeline|matrix|build|image|package|release|docs|list|navigation)\b)"
)
_ADDED_TESTS = compile_lazily(
    r"(?:\A|[.;:,(]\s|\b(?:and|this|it|also|pr|change)\s)(?:also\s+)?"
    r"(?:adds?|added|adding|includes?|included|including|introduces?|introduced|writes?|wrote|extends?|extended"
    r"|updates?|updated)\s+"
    rf"{_KINDS_OF_TESTS}(?:tests?|test cases?|test coverage|test suites?){_TESTS_END}"
    rf"|\b(?:covered by|backed by|accompanied by|comes with)\s+{_KINDS_OF_TESTS}(?:tests?|test cases?){_TESTS_END}"
    rf"|(?:\A|[.;:,(]\s|\band\s){_KINDS_OF_TESTS}tests?\s+(?:(?:were|was|are|have been|has been)\s+)?"
    r"(?:added|included|extended|updated|written)(?=\s*(?:\Z|[.,;!)]|(?:for|to|as well|too|and)\b))",
    re.IGNORECASE,
)
_UNSURE = compile_lazily(
    r"\b(?:no|not|without|never|none|lacks?|missing|todo|should|shall|will|would|could|may|later"
    r"|follow-?up|future|next|plan|planned|needs?|require[sd]?|please)\b"
    r"|n't\b|\?",
    re.IGNORECASE,
)
_NAMES_ISSUE = compile_lazily(
    r"\b(?:issues?|bugs?|tickets?|pr|prs|pull requests?|refs?|references?|see|see also|related to|relates to|part of"
    r"|follow[ -]?up (?:to|of|on)"
    r"|address(?:es|ed)?|implements?|supersedes?|reverts?|duplicates?|duplicate of|depends on|blocked by|mentioned in"
    r"|reported in"
    r"|described in|discussed in|introduced in|introduced by|regression (?:from|in)|since|cc|re)[\s:(\[]*\Z",
    re.IGNORECASE,
)
# What a deed was done on: that somebody tested on macOS does not bear out that it was tested on Windows.
_DETAIL = compile_lazily(
    r"\d+(?:[.,]\d+)*|\b(?:ios|ipados|android|windows|macos|linux|ubuntu|debian|fedora|chrome|chromium|firefox"
    r"|safari|edge"
    r"|staging|production|docker|kubernetes|iphone|ipad|pixel|postgres(?:ql)?|mysql|sqlite|oracle|redis)\b"
)
_MEASURE = compile_lazily(MEASURE)
_MAX_QUOTE = 80  # characters of a struck sentence that its note shows
_MAX_HUMAN_SENTENCES = 5_000

_KIND_REASONS: dict[DeedKind, str] = {
    "tested": "The draft said that something was tested or that checks passed, and nobody said so",
    "measured": "The draft gave a result of measuring, and nobody said that it was measured",
    "reviewed": "The draft said that somebody reviewed or released the change, and nobody said so",
    "shown": "The draft pointed to a picture or a recording, and there is none",
}


def find_falsehood(
    sentence: str,
    counts: ChangeCounts,
    evidence: Evidence,
    references: References,
    *,
    heading: HeadingKind | None = None,
    past_pulls: Collection[str] = (),
) -> str | None:
    """Return why a sentence cannot stay, as one plain sentence; None where nothing speaks against it.

    ``sentence`` is in words without markup, its code as ``sentences.CODE``. ``heading`` is the kind of heading that it
    stands below. ``past_pulls`` are those that brought what the change changes, as ``#12``: they may be named, and not
    closed.
    """
    return (
        find_wrong_count(sentence, counts)
        or _find_missing_tests(sentence, evidence)
        or _find_unknown_issue(sentence, evidence, references, past_pulls)
        or _find_unknown_deed(sentence, evidence, heading)
    )


def _find_missing_tests(sentence: str, evidence: Evidence) -> str | None:
    if evidence.has_tests or not _ADDED_TESTS.search(sentence) or _UNSURE.search(sentence):
        return None
    return f"The draft claimed tests ({quote_words(sentence)}); the diff changes no test file."


def _find_unknown_issue(
    sentence: str, evidence: Evidence, references: References, past_pulls: Collection[str]
) -> str | None:
    for found in REFERENCE.finditer(sentence):
        name = references.name(found)
        before = sentence[max(0, found.start() - 64) : found.start()]
        is_full = bool(found["url_number"] or found["repo"])
        is_meant = is_full or found["gh_number"] or closes(before) or _NAMES_ISSUE.search(before)
        if not is_meant or references.allow(name, closing=False) or (name in past_pulls and not closes(before)):
            continue
        # A comment in the diff may point to another project's issue.
        if is_full and not closes(before) and found[0].lower() in evidence.text:
            continue
        return f"The draft named {name[:_MAX_QUOTE]}; neither the author, nor a commit, nor the branch does."
    return None


def _find_unknown_deed(sentence: str, evidence: Evidence, heading: HeadingKind | None) -> str | None:
    kind = find_deed(sentence)
    if kind is None and heading and belongs_to_person(sentence, heading, has_tests=evidence.has_tests):
        kind = "tested"
    if kind is None or _is_borne_out(sentence, kind, evidence):
        return None
    return f"{_KIND_REASONS[kind]}: {quote_words(sentence)}."


def _is_borne_out(sentence: str, kind: DeedKind, evidence: Evidence) -> bool:
    """Return True if people said that it was done, with the numbers and the places that the sentence names."""
    text = sentence.casefold()
    if kind == "measured":
        measures = _list_measures(text)
        if measures and measures <= _list_known_measures(evidence.text):
            return True
    said = _read_deeds(evidence.human_text)
    return kind in said.kinds and said.details.issuperset(_list_details(text))


@dataclass(frozen=True, slots=True)
class _Deeds:
    """What people said that they did, and the numbers and places that they named."""

    kinds: frozenset[DeedKind]
    details: frozenset[str]


@lru_cache(maxsize=4)
def _read_deeds(human_text: str) -> _Deeds:
    sentences = islice(split_sentences(human_text), _MAX_HUMAN_SENTENCES)
    kinds = {kind for sentence in sentences if (kind := find_deed(sentence))}
    if says_deed(human_text):
        kinds.add("tested")
    return _Deeds(frozenset(kinds), _list_details(human_text.casefold()))


def _list_details(text: str) -> frozenset[str]:
    return frozenset(found[0] for found in _DETAIL.finditer(text))


@lru_cache(maxsize=4)
def _list_known_measures(text: str) -> frozenset[str]:
    return _list_measures(text)


def _list_measures(text: str) -> frozenset[str]:
    return frozenset(re.sub(r"\s", "", found[0]) for found in _MEASURE.finditer(text))


def quote_words(text: str) -> str:
    """Return the beginning of a text of the draft in quotation marks, short enough for a note."""
    words = text.replace(CODE, "…").strip().removesuffix(".")
    return f"“{words if len(words) <= _MAX_QUOTE else words[: _MAX_QUOTE - 1].rstrip() + '…'}”"
