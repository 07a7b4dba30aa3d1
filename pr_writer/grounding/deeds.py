"""Which sentences tell of a deed: that somebody tested, measured or reviewed, or that checks passed.

No diff shows that. A sentence is read clause by clause, and a frame has to fit a clause from its first word on: "all
tests pass" is a deed, "deploys once all tests pass" and "the tests pass a token" are behaviour. In doubt it is none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal

from pr_writer.grounding import deed_frames as frames
from pr_writer.grounding import deed_words
from pr_writer.lazy_pattern import compile_lazily

DeedKind = Literal["tested", "measured", "reviewed", "shown"]

_MAX_SENTENCE = 1_000  # characters; what is longer is no sentence
_UNSPACED = compile_lazily("[\u3041-\u30ff\u4e00-\u9fff\uac00-\ud7a3]")  # Chinese, Japanese, Korean
_CLAUSES = compile_lazily(
    r"(?:[.;:!?,]|(?<=\s)[–—-])\s+(?:(?:and|und|et|y|e|и|also|then|but|en|ve)\s+)*|\s*[()]\s*"
    r"|\s+(?:and|und|et|y) (?=(?:all|alle|tous|tod[ao]s|i|we)\s)"
)
_LEADING = compile_lazily(r"\A[^\w\x01\"'“«「`]+")  # what is quoted is somebody else's
_TRIM = " .!:;,-–—→>•·*✅✔☑🟢🎉💚👍\ufe0f"
_TICKS = compile_lazily("[✅✔☑🟢💚]|:white_check_mark:|:heavy_check_mark:")
_NEGATED = compile_lazily(deed_words.NEGATION)
_NOT_DONE = compile_lazily(r"\b(?:nicht|nie|niet)\b(?! mehr)")
_CONDITION = compile_lazily(deed_words.CONDITION)
_TIME = compile_lazily(deed_words.TIME)
_SETTING = compile_lazily(deed_words.SETTINGS)
_DEMAND = compile_lazily(r"\b(?:must|should|if|require[sd]?|unless)\b")

_OF_A_CLAUSE = (
    frames.PASSES,
    frames.PASSES_THEM,
    frames.ALL_GREEN,
    frames.TESTED_FIRST,
    frames.VERIFIED_FIRST,
    frames.RAN,
    frames.COUNTED,
    frames.NO_FAILURES,
    frames.WORKS,
    frames.COMPILES,
    frames.MANUAL_TESTS,
    frames.IN_USE,
)
_OF_A_SENTENCE = (frames.MANUAL_TESTS, frames.PASSES, frames.VERIFIED_LABEL, frames.NO_ERRORS)


def find_deed(sentence: str) -> DeedKind | None:
    """Return what kind of deed a sentence tells of; None where it tells of none.

    ``sentence`` is in words, without markup, its code spans as ``sentences.CODE``.
    """
    text = sentence[:_MAX_SENTENCE].casefold()
    if not text.isascii() and _UNSPACED.search(text):
        from pr_writer.grounding.unspaced_deeds import find_unspaced_deed  # 18 ms of patterns for a few drafts

        if kind := find_unspaced_deed(text):
            return kind
    if any(frame.match(text.strip(_TRIM)) for frame in _OF_A_SENTENCE):
        return "tested"
    before = ""
    for clause in _split_clauses(text):
        is_conditional = any(_CONDITION.match(each) for each in (before, clause)) or _TIME.match(clause)
        if not is_conditional and (deed := _read_clause(clause, text)):
            return deed
        before = clause
    return None


def says_deed(human_text: str) -> bool:
    """Return True if people say that something was tested, in whatever words."""
    return frames.BORNE_OUT.search(human_text.casefold()) is not None


def _split_clauses(text: str) -> Iterator[str]:
    for clause in _CLAUSES.split(text):
        if bare := _LEADING.sub("", clause).strip(_TRIM):
            yield bare


def _read_clause(clause: str, text: str) -> DeedKind | None:
    if _is_tested(clause, text):
        return "tested"
    if _is_measured(clause, text):
        return "measured"
    if frames.REVIEWED.match(clause):
        return "reviewed"
    return "shown" if frames.SHOWN.match(clause) else None


def _is_tested(clause: str, text: str) -> bool:
    if any(frame.match(clause) for frame in _OF_A_CLAUSE):
        return True
    if _TICKS.search(text) and frames.CHECKS_ONLY.fullmatch(clause):
        return True
    if (found := frames.FIRST_PERSON.search(clause)) and not _is_denied(clause, found):
        return True
    is_done = frames.WERE_RUN.match(clause) or frames.TESTED_LAST.match(clause)
    return bool(is_done and not _NEGATED.search(clause)) or _is_passive(clause, text)


def _is_denied(clause: str, found: re.Match[str]) -> bool:
    return bool(_NEGATED.search(clause, 0, found.start()) or _NOT_DONE.search(found[0]))


def _is_passive(clause: str, text: str) -> bool:
    found = frames.PASSIVE.match(clause)
    if not found or _NEGATED.search(text):
        return False
    passive = found[0][len(found["before"]) :]
    if frames.HAND.search(passive):
        return True
    is_perfect = frames.PERFECT.search(passive) is not None
    is_of_change = frames.THE_CHANGE.fullmatch(found["before"]) is not None
    if found["tested"]:
        return is_perfect or is_of_change or frames.HOW_TESTED.match(found["after"]) is not None
    is_told_how = frames.HOW_TESTED.match(found["after"]) is not None
    return is_of_change and (is_perfect or is_told_how or not found["after"].strip())


def _is_measured(clause: str, text: str) -> bool:
    if frames.MEASURING.search(clause):
        return True
    if frames.COVERAGE_NOW.match(clause) and not _DEMAND.search(text):
        return True
    if _SETTING.search(clause.removeprefix("up to ")):
        return False
    if frames.COVERAGE_IS.match(clause) or frames.COVERAGE_IS.match(text) or frames.COMPARED.search(clause):
        return True
    if frames.FROM_TO.match(clause) and frames.METRIC.search(text):
        return True
    return bool(frames.METRIC.search(clause) and frames.MOVED_BY.search(clause))
