"""Which sentences claim something that the change can be asked about, and whether it agrees."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING

from pr_writer.markdown.references import REFERENCE, References, closes, name_reference

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pr_writer.grounding.evidence import Evidence
    from pr_writer.values import Changes

_NUMBER = r"(?P<number>\d{1,3}(?:,\d{3})+|\d+)"
_BE = r"(?:(?:were|was|are|is|have been)\s+)?"
_ALL = r"(?:(?:a total of|a|all|just|only|altogether|in total)\s+)*"

# Each count: where a sentence states it. Words between number and noun make it a count of something else.
_FILES = re.compile(
    r"\b(?:across|chang(?:es?|ed|ing)|touch(?:es|ed|ing)?|modif(?:y|ies|ied|ying)|edit(?:s|ed|ing)?|updat(?:es?|ed|ing)"
    r"|spans?|affects?)"
    rf"\s+{_ALL}{_NUMBER}\s+(?:changed\s+|modified\s+)?files?\b(?!\s+(?:per|at a time|at once))"
    rf"|(?<![\w.,-]){_NUMBER.replace('number', 'after')}\s+(?:changed files?"
    rf"|files?\s+{_BE}(?:changed|modified|touched))\b"
    rf"|(?<![\w.,-]){_NUMBER.replace('number', 'listed')}\s+files?(?=\s*[,;(:]\s*\+\d)",
    re.IGNORECASE,
)
_NEW_FILES = re.compile(
    rf"\b(?:adds?|added|adding|creat(?:es?|ed|ing))\s+{_ALL}{_NUMBER}\s+(?:new\s+)?files?\b", re.IGNORECASE
)
_GONE_FILES = re.compile(rf"\b(?:delet(?:es?|ed|ing)|remov(?:es?|ed|ing))\s+{_ALL}{_NUMBER}\s+files?\b", re.IGNORECASE)
_ADDED = re.compile(
    rf"(?<![\w.])\+{_NUMBER}(?=\s*(?:lines?\b|/\s*[-−–]\s?\d|,?\s*[-−–]\d|\s+(?:additions?|insertions?)\b))"
    rf"|\b(?:adds?|added|adding|inserts?|inserted)\s+{_ALL}{_NUMBER.replace('number', 'verb')}\s+(?:new\s+)?lines?\b"
    rf"|(?<![\w.,+-]){_NUMBER.replace('number', 'noun')}\s+"
    rf"(?:(?:new\s+)?lines?\s+(?:of code\s+)?{_BE}(?:added|inserted)"
    r"|additions?|insertions?)\b",
    re.IGNORECASE,
)
_REMOVED = re.compile(
    rf"(?<![\w.])[-−–]{_NUMBER}(?=\s*(?:lines?\b|\s+(?:deletions?|removals?)\b))"
    rf"|(?<=[\d/,]) ?[-−–]{_NUMBER.replace('number', 'pair')}(?=\s*(?:lines?\b|[).,]|$))"
    r"|\b(?:removes?|removed|removing|deletes?|deleted|deleting|drops?)\s+"
    rf"{_ALL}{_NUMBER.replace('number', 'verb')}\s+lines?\b"
    rf"|(?<![\w.,+-]){_NUMBER.replace('number', 'noun')}\s+(?:lines?\s+(?:of code\s+)?{_BE}(?:removed|deleted)"
    r"|deletions?)\b",
    re.IGNORECASE,
)
_COMMITS = re.compile(
    rf"\b(?:in|across|over|of|has|contains|consists of|squashes)\s+{_ALL}{_NUMBER}\s+commits?\b", re.IGNORECASE
)

_TESTS = re.compile(
    r"\b(?:adds?|added|adding|includes?|included|including|introduces?|introduced|writes?|wrote|extends?|extended"
    r"|updates?|updated"
    r"|covered by|backed by|accompanied by|comes with|new)\s+"
    r"(?:(?:a|an|the|few|some|more|many|several|new|corresponding|comprehensive|extensive|thorough|matching|missing"
    r"|additional|existing|relevant|unit|integration|regression|end-to-end|e2e|smoke|snapshot|parametri[sz]ed|property-based|automated|table-driven"
    r"|\d+|two|three|four|five|six|and|/)[\s-]+){0,5}"
    r"(?:tests?|test cases?|test coverage|test suites?)\b(?!\s*[-/_])"
    r"|\btests?\s+(?:(?:were|was|are|have been|has been)\s+)?(?:added|included|extended|updated|written)\b",
    re.IGNORECASE,
)
_UNSURE = re.compile(
    r"\b(?:no|not|without|never|none|lacks?|missing|todo|should|shall|will|would|could|may|later"
    r"|follow-?up|future|next|plan|planned|needs?|require[sd]?|please)\b"
    r"|n't\b|\[ \]|\?",
    re.IGNORECASE,
)
_TESTING_TOOLING = re.compile(
    r"tests?\s+(?:file|runner|framework|command|step|job|target|matrix|workflow|script|dependenc\w+|helper|fixture|data"
    r"|config\w*|id|plan|environment|mode)s?\b",
    re.IGNORECASE,
)

# That somebody tried it, or that checks succeed: no diff shows that. \x01 stands for code. Narrow, because "the tests
# pass a token" and "we run migrations on start" say what the code does.
_OBJECT = (
    r"(?:it|this|that|everything|all|the (?:changes?|fix|patch|build|suite|tests?)|locally|manually|by hand|on|in|with"
    r"|against|\x01)"
)
_SUITE = r"(?:tests?|suites?|builds?|linters?|checks?|\x01)"
_WHO = r"\b(?:I|we)(?:['’]ve)?\s+(?:have\s+)?(?:\w{1,20}ly\s+|also\s+){0,2}"
_DEED = re.compile(
    rf"{_WHO}(?:tested|verified|confirmed|checked)\s+{_OBJECT}(?!\w)"
    rf"|{_WHO}(?:ran|run|executed)\s+(?:[\w-]{{1,30}}\s+){{0,3}}{_SUITE}(?!\w)"
    r"|\bI(?:['’]ve)?\s+(?:\w{1,20}ly\s+|also\s+){0,2}"
    r"(?:ran|tried|clicked|started|logged in|reviewed|tested|verified)\b"
    r"|\A[\s*_:>-]*(?:Tested|Ran|(?:Manually|Locally) (?:tested|verified|checked))\s+"
    r"(?:on|in|with|against|locally|manually|by hand|using|via|\x01"
    rf"|the\s+(?:[\w-]{{1,30}}\s+){{0,2}}{_SUITE})(?!\w)"
    r"|(?:\b(?:tests?|test suites?|suites?|checks?|CI|builds?|pipelines?)|\x01)\s+(?:now\s+|still\s+|all\s+)?"
    r"(?:pass(?:es|ed)?|succeed(?:s|ed)?|(?:is|are) (?:all )?green)\s*"
    r"(?=[.,;:!)]|\Z|(?:locally|on|again|now|everywhere)\b)"
    r"|\b(?:changes?|fix|patch)\s+(?:has been|have been|was|were|is|are)\s+(?:\w{1,20}ly\s+)?"
    r"(?:tested|verified|checked)\s+(?:manually|locally|by hand|thoroughly|on|in)\b",
    re.IGNORECASE,
)

_NAMES_ISSUE = re.compile(
    r"\b(?:issues?|bugs?|tickets?|pr|prs|pull requests?|refs?|references?|see|see also|related to|relates to|part of"
    r"|follow[ -]?up (?:to|of|on)"
    r"|address(?:es|ed)?|implements?|supersedes?|reverts?|duplicates?|duplicate of|depends on|blocked by|mentioned in"
    r"|reported in"
    r"|described in|discussed in|introduced in|introduced by|regression (?:from|in)|since|cc|re)[\s:(\[]*\Z",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class _Counts:
    files: int
    new: int
    gone: int
    commits: int
    added: frozenset[int]
    removed: frozenset[int]


def find_falsehood(sentence: str, changes: Changes, evidence: Evidence, references: References) -> str | None:
    """Why a sentence cannot stay, as one plain sentence; None where nothing speaks against it."""
    falsehoods = chain(
        _find_wrong_counts(sentence, _count(changes)),
        _find_missing_tests(sentence, evidence),
        _find_unknown_issues(sentence, references),
        _find_deeds(sentence, evidence),
    )
    return next(falsehoods, None)


def _count(changes: Changes) -> _Counts:
    added = [file.added for file in changes.files]
    removed = [file.removed for file in changes.files]
    return _Counts(
        len(changes.files),
        sum(file.kind in ("added", "copied") for file in changes.files),
        sum(file.kind == "deleted" for file in changes.files),
        max(changes.commit_count, len(changes.commits)),
        frozenset({*added, sum(added)}),
        frozenset({*removed, sum(removed)}),
    )


def _find_wrong_counts(sentence: str, counts: _Counts) -> Iterator[str]:
    added, removed = max(counts.added), max(counts.removed)
    for pattern, is_true, truth in (
        (_FILES, lambda stated: stated == counts.files, f"files change, and {counts.files} do"),
        (_NEW_FILES, lambda stated: stated <= counts.new, f"files are new, and {counts.new} are"),
        (_GONE_FILES, lambda stated: stated <= counts.gone, f"files go, and {counts.gone} do"),
        (_ADDED, lambda stated: stated in counts.added, f"lines are added, and {added} are"),
        (_REMOVED, lambda stated: stated in counts.removed, f"lines are removed, and {removed} are"),
        (_COMMITS, lambda stated: stated <= counts.commits, f"commits are in it, and {counts.commits} are"),
    ):
        yield from (f"It said that {stated} {truth}." for stated in _stated(pattern, sentence) if not is_true(stated))


def _stated(pattern: re.Pattern[str], sentence: str) -> Iterator[int]:
    for found in pattern.finditer(sentence):
        number = next(group for group in found.groups() if group)
        yield int(number.replace(",", ""))


def _find_missing_tests(sentence: str, evidence: Evidence) -> Iterator[str]:
    found = _TESTS.search(sentence)
    if not found or evidence.has_tests or _UNSURE.search(sentence):
        return
    if not _TESTING_TOOLING.search(sentence, max(found.start(), found.end() - 12)):
        yield "It spoke of tests, and no test file changes."


def _find_deeds(sentence: str, evidence: Evidence) -> Iterator[str]:
    if _DEED.search(sentence) and not _DEED.search(evidence.said):
        yield "It said what somebody did to test it, and nobody said so."


def _find_unknown_issues(sentence: str, references: References) -> Iterator[str]:
    for found in REFERENCE.finditer(sentence):
        name = name_reference(found)
        before = sentence[max(0, found.start() - 64) : found.start()]
        is_meant = (
            bool(found["url_number"] or found["repo"] or found["gh_number"])
            or closes(before)
            or _NAMES_ISSUE.search(before)
        )
        if is_meant and not references.allow(name, closing=False):
            yield f"It named {name}, which neither the author, the commits nor the branch do."
