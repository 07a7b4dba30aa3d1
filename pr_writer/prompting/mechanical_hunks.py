"""Lines removed and added → what a tool did to them, where that is all: a name replaced, a layout, a notice's year."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pr_writer.lazy_pattern import compile_lazily

MAX_LINES = 80  # of a hunk that is looked into; what a tool does to more is cut like any other text
MAX_TOKENS = 8  # of a piece that is put in, taken out or replaced
MAX_REPLACEMENTS, MAX_SIDE = 3, 60  # replacements in a note, and characters of each side of one

_TOKEN = compile_lazily(r"\w+|\"(?:[^\"\\\n]|\\.)*\"|'(?:[^'\\\n]|\\.)*'|[^\w\s]")
_NAME = compile_lazily(r"(?=\w*[^\W\d_])\w{3,}")
_JOINT = compile_lazily(r"[.:/@,&*'\"_\-\\<>()]|\w+")
# What decides by itself, so that the place of each matters.
_DECISIVE = frozenset("true false null none nil undefined yes no and or not min max any all enable disable".split())  # noqa: SIM905 -- reads better
_COMMENT = compile_lazily(r"\s*(?://|#(?!include|define|if|end)|/?\*|--|;|<!--|%|\"\"\"|$)")
_NUMBERS = compile_lazily(r"\d+")
# Where a line's indentation is part of the program.
_INDENTED = compile_lazily(
    r"(?:.*\.(?:py|pyi|pyx|ya?ml|haml|slim|pug|jade|sass|styl|coffee|nim|fsx?|hs|elm|mk)|.*makefile)", re.IGNORECASE
)
_OPEN, _CLOSE = "([{", ")]}"


@dataclass(frozen=True, slots=True)
class Mechanics:
    """What was done: equal ``key`` for equal deeds, whatever the lines; ``words`` say it to a reader."""

    key: str
    words: str


def read_mechanics(removed: Sequence[str], added: Sequence[str], path: str) -> Mechanics | None:
    """Return what was done to the lines of a hunk if nothing else was; None where somebody may have thought.

    Replaced numbers, signs and words such as ``true`` are no mechanics: there the place matters.
    """
    if len(removed) + len(added) > MAX_LINES:
        return None
    if all(map(_COMMENT.match, (*removed, *added))):
        return _read_notice(removed, added)
    if not removed or not added:
        return None
    if _is_layout(removed, added, path):
        return Mechanics("layout", "layout only")
    return _read_replacements(removed, added)


def _read_notice(removed: Sequence[str], added: Sequence[str]) -> Mechanics | None:
    """Return the mechanics of a comment that may stand in many files with another year in each."""
    text = "\n".join((*(f"-{line.strip()}" for line in removed), *(f"+{line.strip()}" for line in added)))
    if not _NUMBERS.search(text):
        return None  # equal ones are found as they are
    return Mechanics(f"notice {_NUMBERS.sub('0', text)}", "the same but for its numbers")


def _is_layout(removed: Sequence[str], added: Sequence[str], path: str) -> bool:
    if _INDENTED.fullmatch(path):
        old, new = list(_join_open(removed)), list(_join_open(added))
        return [(_indent(line), _list_tokens(line)) for line in old] == [
            (_indent(line), _list_tokens(line)) for line in new
        ]
    return _list_tokens("\n".join(removed)) == _list_tokens("\n".join(added))


def _join_open(lines: Sequence[str]) -> Iterator[str]:
    """Yield the lines, those joined between whose ends a bracket is open."""
    whole, depth = "", 0
    for line in lines:
        whole = f"{whole}\n{line}" if whole else line
        depth += sum(line.count(sign) for sign in _OPEN) - sum(line.count(sign) for sign in _CLOSE)
        if depth <= 0:
            yield whole
            whole, depth = "", 0
    if whole:
        yield whole


def _indent(line: str) -> str:
    return line[: len(line) - len(line.lstrip())]


def _list_tokens(text: str) -> list[str]:
    """Return the tokens, whatever the space, quotes and trailing commas; the comma of a tuple of one is none."""
    kept: list[str] = []
    commas: list[int] = []
    for sign in _TOKEN.findall(text):
        if sign[0] in "\"'" and len(sign) > 1 and not re.search(r"[\"'\\]", sign[1:-1]):
            kept.append(f'"{sign[1:-1]}"')
            continue
        if sign in _OPEN:
            commas.append(0)
        elif sign in _CLOSE:
            count = commas.pop() if commas else 0
            if kept and kept[-1] == "," and (count > 1 or sign != ")"):
                kept.pop()
        elif sign == "," and commas:
            commas[-1] += 1
        kept.append(sign)
    return kept


def _read_replacements(removed: Sequence[str], added: Sequence[str]) -> Mechanics | None:
    pairs = _pair_lines(removed, added)
    found: dict[tuple[str, str], None] = {}
    for old, new in pairs or ():
        replaced = list(_compare(_TOKEN.findall(old), _TOKEN.findall(new)))
        if not replaced or not all(_is_mechanical(*pair) for pair in replaced) or _indent(old) != _indent(new):
            return None
        found |= dict.fromkeys((" ".join(before), " ".join(after)) for before, after in replaced)
    if not found:
        return None
    told = ", ".join(f"{_tell(before)} → {_tell(after)}" for before, after in list(found)[:MAX_REPLACEMENTS])
    return Mechanics(f"names {sorted(found)}", f"{told}{' …' if len(found) > MAX_REPLACEMENTS else ''}")


def _pair_lines(removed: Sequence[str], added: Sequence[str]) -> list[tuple[str, str]]:
    """Return which line became which: in their order; none where they are not as many."""
    return list(zip(removed, added, strict=True)) if len(removed) == len(added) else []


def _compare(old: list[str], new: list[str]) -> Iterator[tuple[list[str], list[str]]]:
    """Yield what was replaced by what: token by token, or the one piece between what is the same at both ends."""
    if len(old) == len(new):
        yield from (([before], [after]) for before, after in zip(old, new, strict=True) if before != after)
        return
    start = 0
    while start < min(len(old), len(new)) and old[start] == new[start]:
        start += 1
    end = 0
    while end < min(len(old), len(new)) - start and old[-1 - end] == new[-1 - end]:
        end += 1
    yield old[start : len(old) - end], new[start : len(new) - end]


def _is_mechanical(before: list[str], after: list[str]) -> bool:
    """Return True if both pieces are names, or paths of names, and none of them decides by itself."""
    tokens = [part for token in (*before, *after) for part in _TOKEN.findall(token.strip("\"'"))]
    names = [token for token in tokens if _NAME.fullmatch(token)]
    return (
        max(len(before), len(after)) <= MAX_TOKENS
        and max(len(" ".join(before)), len(" ".join(after))) <= MAX_SIDE  # told whole, so that no secret is cut
        and bool(names)
        and all(map(_JOINT.fullmatch, tokens))
        and not any(token.isdigit() or token.lower() in _DECISIVE for token in tokens)
    )


def _tell(piece: str) -> str:
    tight = re.sub(r" ?([.:/@'\"_\-\\]+) ?", r"\1", piece)
    return f"`{tight}`" if tight else "nothing"
