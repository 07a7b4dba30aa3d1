"""Counts that a sentence states of the pull request itself: files, lines, commits; and whether the diff has as many.

Only a whole statement counts: "Deletes 5 files." is one, "Deletes 5 files from the cache at start" is behaviour. A
number that is smaller than the diff's may be true of a part of it, unless the sentence speaks of the pull request or
has the form of git's own summary.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from pr_writer.lazy_pattern import compile_lazily
from pr_writer.values import Changes

_WHOLE = (
    r"(?:(?:this|the)\s+(?:pr|pull request|merge request|change|change ?set|patch|diff|branch|commit)\s+(?:also\s+)?"
    r"|(?:this|it)\s+(?:also\s+)?|in total,?\s+|overall,?\s+)"
)
_ABOUT = r"about|around|roughly|approximately|nearly|almost|over|more than|some|~|≈"
_ALL = rf"(?:(?:a total of|a|all|just|only|altogether|in total|exactly|(?P<about>{_ABOUT}))\s*)*"
_NUMBER = r"(?P<number>\d{1,3}(?:,\d{3})+|\d{1,9})"
_START = r"(?:\A|(?<=[,;:(])\s*|(?<=[,;:.]\s)|\band\s+)"
_END = (
    r"(?=\s*(?:\Z|[.,;:!)(]|in total\b|altogether\b|overall\b|with\s+\d|and\s+(?:\d|adds?|removes?|deletes?|changes?"
    r"|modifies|creates?)\b|[–—]))"
)
_OF_CODE = r"(?:\s+of\s+(?:\w+\s+)?(?:code|tests?|text|documentation|docs|boilerplate|configuration))?"
_BE = r"(?:(?:were|was|are|is|have been|has been)\s+)?"


def _verbs(*stems: str) -> str:
    return rf"(?:{'|'.join(rf'{stem}' for stem in stems)})\s+"


_CHANGE = _verbs("chang(?:es?|ed|ing)", "touch(?:es|ed|ing)?", "modif(?:y|ies|ied|ying)", "edit(?:s|ed|ing)?", "spans?")
_UPDATE = _verbs("updat(?:es?|ed|ing)", "affects?", "refactors?", "migrat(?:es?|ed)", "renames?")
_ADD = _verbs("add(?:s|ed|ing)?", "creat(?:es?|ed|ing)", "introduc(?:es?|ed|ing)")
_INSERT = _verbs("add(?:s|ed|ing)?", "insert(?:s|ed|ing)?")
_REMOVE = _verbs("delet(?:es?|ed|ing)", "remov(?:es?|ed|ing)", "drop(?:s|ped|ping)?")
_HAS = _verbs("has", "contains", "consists of", "squash(?:es|ed)", "includes", "comprises")


@dataclass(frozen=True, slots=True)
class _Claim:
    """What is counted, and in which words; ``is_exact`` where fewer than the diff has is false, too."""

    noun: str  # for the correction: "deleted files"
    pattern: re.Pattern[str]
    is_exact: bool = False


def _claim(noun: str, *forms: str, is_exact: bool = False) -> _Claim:
    # A group's name may stand once in a pattern: each form is one of its own.
    joined = "|".join(
        form.replace("<number>", f"<number{index}>").replace("<about>", f"<about{index}>")
        for index, form in enumerate(forms)
    )
    return _Claim(noun, compile_lazily(joined, re.IGNORECASE), is_exact)


_CLAIMS = (
    _claim(
        "changed files",
        rf"{_START}{_WHOLE}{_CHANGE}{_ALL}{_NUMBER}\s+(?:\w+\s+)?files?{_END}",
        rf"{_START}{_ALL}{_NUMBER}\s+(?:changed\s+files?|files?\s+{_BE}(?:changed|modified|touched)){_END}",
        rf"{_START}{_CHANGE}{_ALL}{_NUMBER}\s+files?{_END}",
        rf"{_START}{_NUMBER}\s+files?\s*[,;(:]\s*\+\d",
        rf"{_START}{_CHANGE}{_ALL}{_NUMBER}\s+files?\s*(?=[(,]\s*[+\d])",
        is_exact=True,
    ),
    _claim(
        "changed files",
        rf"{_START}(?:{_WHOLE})?{_UPDATE}{_ALL}{_NUMBER}\s+files?{_END}",
        rf"\A(?:{_WHOLE})?(?:{_CHANGE}|{_UPDATE}|(?:replaces|applies|moves"
        rf"|fixes)\s+)(?:\S+\s+){{0,8}}?across\s+{_ALL}{_NUMBER}\s+files?{_END}",
    ),
    _claim("new files", rf"{_START}(?:{_WHOLE})?{_ADD}{_ALL}{_NUMBER}\s+(?:\w+\s+)?files?{_END}"),
    _claim("deleted files", rf"{_START}(?:{_WHOLE})?{_REMOVE}{_ALL}{_NUMBER}\s+(?:\w+\s+)?files?{_END}"),
    _claim(
        "added lines",
        rf"{_START}{_WHOLE}{_INSERT}{_ALL}{_NUMBER}\s+(?:new\s+)?lines?{_OF_CODE}{_END}",
        rf"{_START}{_ALL}{_NUMBER}\s+(?:(?:new\s+)?lines?{_OF_CODE}\s+{_BE}(?:added|inserted)|insertions?(?:\(\+\))?"
        rf"|additions?){_END}",
        rf"(?<![\w.+-])\+{_NUMBER}(?=\s*(?:/|,)?\s*[-−–]\s?\d[\d,]*\s*(?:lines?\s*)?(?:\Z|[.,;)]))",
        is_exact=True,
    ),
    _claim(
        "added lines",
        rf"{_START}{_INSERT}{_ALL}{_NUMBER}\s+(?:new\s+)?lines?{_OF_CODE}{_END}",
        rf"(?<![\w.+-])\+{_NUMBER}\s+(?:lines?|additions?|insertions?)\b",
    ),
    _claim(
        "removed lines",
        rf"{_START}{_WHOLE}{_REMOVE}{_ALL}{_NUMBER}\s+(?:\w+\s+)?lines?{_OF_CODE}{_END}",
        rf"{_START}{_ALL}{_NUMBER}\s+(?:lines?{_OF_CODE}\s+{_BE}(?:removed|deleted)|deletions?(?:\(-\))?){_END}",
        rf"(?<![\w.+-])\+\d[\d,]*\s*(?:/|,)?\s*[-−–]\s?{_NUMBER}(?=\s*(?:lines?\s*)?(?:\Z|[.,;)]))",
        is_exact=True,
    ),
    _claim(
        "removed lines",
        rf"{_START}{_REMOVE}{_ALL}{_NUMBER}\s+lines?{_OF_CODE}{_END}",
        rf"(?<=[\d,(]\s)[-−–]{_NUMBER}\s+(?:lines?|deletions?)\b",
    ),
    _claim(
        "commits",
        rf"{_START}(?:{_WHOLE})?{_HAS}{_ALL}{_NUMBER}\s+commits?{_END}",
        rf"\A(?:{_WHOLE}\S+\s+|(?:done|made|split|implemented)\s+)(?:in|across"
        rf"|over)\s+{_ALL}{_NUMBER}\s+commits?{_END}",
    ),
)
_TOLERANCE = 1.25  # "about 100" may be said of 80


@dataclass(frozen=True, slots=True)
class ChangeCounts:
    """How much a change is: for each thing that is counted, the whole of it, and what parts of it are."""

    totals: dict[str, int]
    parts: dict[str, frozenset[int]]


def count_changes(changes: Changes) -> ChangeCounts:
    """Return the numbers of files, lines and commits of a change."""
    files = changes.files
    added, removed = [file.added for file in files], [file.removed for file in files]
    totals = {
        "changed files": len(files),
        "new files": sum(file.kind in ("added", "copied") for file in files),
        "deleted files": sum(file.kind == "deleted" for file in files),
        "added lines": sum(added),
        "removed lines": sum(removed),
        "commits": max(changes.commit_count, len(changes.commits)),
    }
    return ChangeCounts(totals, {"added lines": frozenset(added), "removed lines": frozenset(removed)})


def find_wrong_count(sentence: str, counts: ChangeCounts) -> str | None:
    """Return what is wrong with the first count that the change does not have, as a sentence; None if all is right."""
    if not any(map(str.isdecimal, sentence)):  # what no claim is without; most sentences need no pattern then
        return None
    for claim in _CLAIMS:
        for stated, is_about in _read_counts(claim.pattern, sentence):
            total = counts.totals[claim.noun]
            most = total * _TOLERANCE if is_about else total
            is_part = stated in counts.parts.get(claim.noun, ()) or is_about or not claim.is_exact
            if stated > most or (stated < total and not is_part):
                return f"The draft claimed {stated} {claim.noun}; the diff has {total or 'none'}."
    return None


def _read_counts(pattern: re.Pattern[str], sentence: str) -> Iterator[tuple[int, bool]]:
    for found in pattern.finditer(sentence):
        groups = {name.rstrip("0123456789"): text for name, text in found.groupdict().items() if text}
        yield int(groups["number"].replace(",", "")), "about" in groups
