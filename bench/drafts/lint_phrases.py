"""Words that say nothing, as a table: what each kind is called, and a regular expression for it, in any case.

They are the ones that projects name when they send descriptions back, and that prose linters look for (write-good,
proselint and the style packages of Vale). Each is read in one sentence, without its code.
"""

from __future__ import annotations

import re
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Phrase:
    """A kind of empty words; where ``unless`` is found in the same sentence it is none."""

    rule: str
    pattern: re.Pattern[str]
    unless: re.Pattern[str] | None = None


def _any_case(*alternatives: str) -> re.Pattern[str]:
    return re.compile("|".join(alternatives), re.IGNORECASE)


_NUMBER = re.compile(r"\d")

PHRASES = (
    Phrase(
        "announces itself",
        _any_case(
            r"^\W{0,3}(?:in |with )?th(?:is|e present) (?:pr|mr|pull request|merge request|patch|changeset|commit)\b",
            r"^\W{0,3}th(?:is|ese) changes? (?:aims?|adds?|implements?|introduces?|makes?|updates?|refactors?)\b",
            r"\b(?:the (?:purpose|goal|aim) of this|aims? to (?:provide|improve|enhance))\b",
        ),
    ),
    Phrase(
        "advertises",
        _any_case(
            r"\b(?:comprehensive|robust|seamless|effortless|holistic|elegant|powerful|intuitive)(?:ly|ness)?\b",
            r"\b(?:cutting|bleeding)[- ]edge\b|\bstate[- ]of[- ]the[- ]art\b|\bgame[- ]chang\w+|\bworld[- ]class\b",
            r"\b(?:user|developer)[- ]friendly\b|\bbest practices?\b|\bproduction[- ]ready\b|\bfuture[- ]proof\w*",
            r"\b(?:crucial|pivotal|vital)(?:ly)?\b|\bplays? an? (?:key|central|important) role\b|\bpaves? the way\b",
        ),
    ),
    Phrase(
        "inflates",
        _any_case(
            r"\bleverag(?:es?|ed|ing)\b|\butili[sz](?:es?|ed|ing|ation)\b|\bfacilitat(?:es?|ed|ing)\b",
            r"\bstreamlin(?:es?|ed|ing)\b|\bdelv(?:es?|ed|ing)\b|\bempower(?:s|ed|ing)?\b|\bunlock(?:s|ing)? the\b",
            r"\bensur(?:es?|ing) that\b|, (?:thereby|thus )?ensuring\b",
        ),
    ),
    Phrase(
        "is vague",
        _any_case(
            r"\b(?:various|several|multiple|numerous|assorted|misc(?:ellaneous)?|some|general) (?:\w+ )?"
            r"(?:improvements?|enhancements?|fixes|changes|updates|tweaks|cleanups?|adjustments?|refactorings?)\b",
            r"\bimprov(?:es?|ed|ing) (?:the )?"
            r"(?:overall|code quality|maintainability|readability|(?:user|developer) experience)\b",
            r"\b(?:for|with) (?:better|improved|enhanced|greater) (?:\w+ )?"
            r"(?:maintainability|readability|clarity|reliability|stability|usability|performance|experience)\b",
            r"\b(?:and (?:much )?more|and so on|etc)\.?$",
        ),
    ),
    Phrase(
        "measures nothing",
        _any_case(
            r"\b(?:(?:significant|substantial|vast|great|huge|massive)ly|(?:dramatic|drastic)ally|considerably)\b",
            r"\b(?:significant|substantial|dramatic|drastic|considerable|massive|huge) (?:\w+ )?"
            r"(?:improvements?|gains?|speed-?ups?|reductions?|increases?)\b",
        ),
        unless=_NUMBER,
    ),
    Phrase(
        "hedges",
        _any_case(
            r"\b(?:probably|presumably|hopefully|perhaps|maybe|arguably|apparently|likely)\b",
            r"\b(?:seems?|appears?) (?:to|like|that)\b|\b(?:I|we) (?:think|believe|guess|assume)\b",
            r"\b(?:it(?:'s| is) (?:worth|important)|worth (?:noting|mentioning)|(?:please|do) note that|note that)\b",
        ),
    ),
    Phrase(
        "talks to the reader",
        _any_case(
            r"\b(?:let me know|feel free|happy to|looking forward|hope this helps|thank(?:s| you)(?: for)?|"
            r"please (?:review|check))\b"
        ),
    ),
    Phrase("retells the diff", _any_case(r"\b(?:on|at|from|in) lines? \d+\b", r"\b(?:add|remov|updat)\w* imports?\b")),
)
