"""The rules of ``secret_rules.json`` → secrets in a text that have a provider's shape, or stand behind a telling name.

A rule is an object with these keys:

- ``kind``: what its finding is called.
- ``source``: where the shape is documented.
- ``literals``: the pattern runs only where one of them stands; in lower case if ``label`` is true.
- ``pattern``: matches from the literal on; its group ``secret``, if any, is what is taken out.
- ``label``: true if the literal is a name that stands before the secret, in any case, and not a part of it.
- ``look_back``: how many characters before the literal the pattern begins, at least and at most.
- ``end``: a character class that may not follow, unless another provider's literal begins there.
- ``check``: one of ``CHECKS``, for what no pattern can tell.
"""

from __future__ import annotations

import json
import re
from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

from pr_writer.lazy_pattern import compile_lazily
from pr_writer.sanitize.secret_match import SecretMatch

# A provider's key is part of a long word; all literals but the labels are looked for in these alone.
_WORD = compile_lazily(r"[A-Za-z0-9_.~+/=%\\:@-]{15,}")

# What may stand directly before a key although it ends in a letter or a digit: an escaped character.
_ESCAPE_BEFORE = compile_lazily(
    r"(?:\\[abefnrtv0]|%[0-9A-Fa-f]{2}|\\x[0-9A-Fa-f]{2}|\\u[0-9A-Fa-f]{4}|\\[0-7]{3}|\\U[0-9A-Fa-f]{8}|=3[Dd]"
    r"|%?u00[2-7][0-9A-Fa-f]|(?<![A-Za-z0-9])[0-9]{1,3}m)\Z"
)
_ESCAPE_LENGTH = 10

_DISTINCT_LENGTH = 4  # of a literal like "ghp_" that is a key's, even if it is glued to the end of a word

_PLACEHOLDER_WORD = compile_lazily(
    r"access|authenti|authori|bearer|client|config|credential|dummy|environ|example|header|here|password|placeholder"
    r"|process|request|response|sample|secret|self|session|string|this|token|value|xxxx|your",
    re.IGNORECASE,
)
_PLACEHOLDER_PASSWORD = compile_lazily(
    r"\$?\{.*\}|\$\(.*\)|#\{.*\}|%\(?[\w.-]*\)?[sd]?|%[A-Za-z_]+%|\$[A-Z_][A-Z0-9_]*|\$[a-z_]+|\*+|x+|X+|\.+|…+|<.*>"
)


@dataclass(frozen=True)
class Rule:
    """One rule; its pattern is compiled when it is first needed."""

    kind: str
    source: str
    literals: Sequence[str]
    pattern: str
    label: bool = False
    look_back: Sequence[int] = (0, 0)
    end: str = ""
    check: str = ""

    @cached_property
    def compiled(self) -> re.Pattern[str]:
        """The pattern; a label's is read in any case."""
        return re.compile(self.pattern, re.ASCII | (re.IGNORECASE if self.label else re.NOFLAG))

    @cached_property
    def followers(self) -> re.Pattern[str] | None:
        """What may not follow a match, or None."""
        return re.compile(self.end, re.ASCII) if self.end else None


@cache
def load_rules() -> tuple[Rule, ...]:
    """Return the rules of the data file, in its order."""
    text = Path(__file__).with_name("secret_rules.json").read_text(encoding="utf-8")
    return tuple(Rule(**fields) for fields in json.loads(text))


def find_by_rules(text: str) -> Iterator[SecretMatch]:
    """Yield a match for each secret that a rule finds; matches may overlap. Takes time in proportion to the text."""
    yield from _find_labelled(text)
    yield from _find_in_words(text)


def looks_random(secret: str) -> bool:
    """Return True if the text is no placeholder: it holds no word that stands for a secret, and enough characters."""
    return len(set(secret)) >= 8 and not _PLACEHOLDER_WORD.search(secret)


def is_real_password(password: str) -> bool:
    """Return True if a password in a URL is none that a program puts in later, as ``${PASSWORD}`` and ``%s`` are."""
    return not _PLACEHOLDER_PASSWORD.fullmatch(password)


CHECKS: dict[str, Callable[[str], bool]] = {"random": looks_random, "password": is_real_password}


def _find_labelled(text: str) -> Iterator[SecretMatch]:
    lowered = text.lower()
    if len(lowered) != len(text):  # U+0130 is the one letter that becomes two
        lowered = text.replace("\u0130", "i").lower()
    for rule in load_rules():
        if not rule.label:
            continue
        for literal in rule.literals:
            done = 0
            while (at := lowered.find(literal, done)) >= 0:
                found = rule.compiled.match(text, at)
                done = found.end() if found else at + len(literal)
                if found and (not rule.check or CHECKS[rule.check](found["secret"])):
                    yield SecretMatch(*found.span("secret"), rule.kind)


def _find_in_words(text: str) -> Iterator[SecretMatch]:
    words = "\n".join(_WORD.findall(text))
    present = [
        (rule, literal) for rule in load_rules() if not rule.label for literal in rule.literals if literal in words
    ]
    spans = [span for rule, literal in present for span in _find_from_literal(words, rule, literal)]
    if not spans:
        return
    spans += _find_glued(words, spans)
    locate = _make_locator(text, words)
    for start, end, kind in spans:
        yield SecretMatch(locate(start), locate(end - 1) + 1, kind)


def _make_locator(text: str, words: str) -> Callable[[int], int]:
    """Return the function that tells where in the text a character of the joined words stands."""
    origins, starts, position = [], [], 0
    for found in _WORD.finditer(text):
        origins.append(found.start())
        starts.append(position)
        position += found.end() - found.start() + 1
    assert position == len(words) + 1, "both are made by the same pattern"  # noqa: S101

    def locate(position: int) -> int:
        index = bisect_right(starts, position) - 1
        return origins[index] + position - starts[index]

    return locate


def _find_from_literal(words: str, rule: Rule, literal: str) -> Iterator[SecretMatch]:
    nearest, farthest = rule.look_back
    is_distinct = len(literal) >= _DISTINCT_LENGTH and not farthest and not literal[-1].isalnum()
    done = 0
    at = words.find(literal)
    while at >= 0:
        for start in range(max(done, at - farthest), at - nearest + 1):
            match = _match_rule(words, rule, start) if is_distinct or _is_apart(words, start) else None
            if match:
                done = match.end
                yield match
                break
        at = words.find(literal, max(done, at + len(literal)))


def _match_rule(words: str, rule: Rule, start: int) -> SecretMatch | None:
    found = rule.compiled.match(words, start)
    if found and rule.followers and rule.followers.match(words, found.end()):
        found = _match_before_key(words, rule, found)
    if not found:
        return None
    first, last = found.span("secret" if "secret" in rule.compiled.groupindex else 0)
    return SecretMatch(first, last, rule.kind)


def _match_before_key(words: str, rule: Rule, found: re.Match[str]) -> re.Match[str] | None:
    """Return the match that ends where another key begins, which was glued to this one; None where there is none."""
    literals = _list_key_literals()
    ends = (end for end in range(found.end(), found.start(), -1) if words.startswith(literals, end))
    return next(filter(None, (rule.compiled.fullmatch(words, found.start(), end) for end in ends)), None)


def _is_apart(words: str, start: int) -> bool:
    """Return True if no letter or digit before the place makes it another word; the end of an escape does not."""
    if not words[start - 1 : start].isalnum():
        return True
    first = max(0, start - _ESCAPE_LENGTH)
    is_word = first > 0 and words[first:start].isalnum()
    return not is_word and _ESCAPE_BEFORE.search(words, first, start) is not None


def _find_glued(words: str, spans: list[SecretMatch]) -> Iterator[SecretMatch]:
    """Yield the keys that begin where another one ends, or whose first characters that one took for its own."""
    position = 0
    for start, end, _ in sorted(spans):
        if end <= position:
            continue
        position = end
        while (match := _match_at_end(words, start, position)) and match.end > position:
            yield match
            start, position = match.start, match.end  # noqa: PLW2901 -- the next one may be glued to this one


def _match_at_end(words: str, begin: int, end: int) -> SecretMatch | None:
    """Return a key that begins within ``words[begin : end + 1]`` and ends behind it."""
    if not words[end : end + 1].strip():
        return None
    for rule, literal in _list_literals():
        nearest, farthest = rule.look_back
        at = words.rfind(literal, begin + 1, end + farthest + len(literal))
        for start in range(max(begin, at - farthest), min(end, at - nearest) + 1) if at >= 0 else ():
            match = _match_rule(words, rule, start)
            if match and match.end > end:
                return match
    return None


@cache
def _list_literals() -> tuple[tuple[Rule, str], ...]:
    return tuple((rule, literal) for rule in load_rules() if not rule.label for literal in rule.literals)


@cache
def _list_key_literals() -> tuple[str, ...]:
    """Return the literals that a key begins with, but for those that are half of a word."""
    return tuple(literal for rule, literal in _list_literals() if not any(rule.look_back) and len(literal) > 2)
