"""The patches of a change → the issues that its added comments, its tests' names and its changelog name."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

from pr_writer.files.added_comments import AddedLine, collect_removed, read_added_lines
from pr_writer.files.comment_syntax import STYLE_SHEETS
from pr_writer.files.file_kinds import is_test
from pr_writer.lazy_pattern import compile_lazily
from pr_writer.summarizer.changelog_entries import list_entries
from pr_writer.values import FileChange

LISTED = 5  # issues; a file that names more is a list of them, and about none

_FOREIGN = compile_lazily(
    r"(?:^|/)(?:fixtures?|testdata|test[_-]data|__snapshots__|snapshots|corpus|cassettes|vendor|third[_-]?party"
    r"|node_modules)/|\.(?:snap|golden|min\.\w+)$",
    re.IGNORECASE,
)
# "step #2", "rule #3": the second of some, and no issue.
_COUNTED = compile_lazily(
    r"(?:^|\W)(?:args?|arguments?|attempts?|axiom|bit|bullet|byte|cases?|chapters?|columns?|criteri(?:on|a)|days?"
    r"|examples?|fields?|figures?|goals?|iterations?|items?|levels?|lines?|lists?|methods?|notes?|numbers?|options?"
    r"|pages?|param(?:eter)?s?|parts?|passes|pass|phases?|pins?|players?|points?|priority|questions?|requirements?"
    r"|reasons?|rounds?|rows?|rules?|scenarios?|sections?|slots?|stages?|steps?|strategy|tables?|takes?|tests?|tips?|todo|tricks?"
    r"|trials?|users?|variants?|versions?|ways?|workers?)\s*\Z",
    re.IGNORECASE,
)
_COLOUR = compile_lazily(r"\b(?:colou?rs?|rgba?|hex|background|foreground|fill|stroke|palette|shade)\b", re.IGNORECASE)
# A line that names a test: a function, a class, or a call with the test's title.
_DECLARES = compile_lazily(
    r"\b(?:async\s+)?(?:def|fn|func|fun|function|class|sub|void)\s+\S"
    r"|\b(?:it|test|tests|describe|context|specify|scenario|suite|rgtest!|testset|TEST(?:_[A-Z]+)?|Run|Scenario"
    r"|DisplayName|Issue|regression)\b[^\w\s]{0,3}\s*[(:\"'`]"
    r"|@(?:pytest\.mark\.)?(?:issue|regression|bug)\b",
    re.IGNORECASE,
)
_NAMED = compile_lazily(
    r"(?:(?<![A-Za-z])(?:[Ii]ssue|ISSUE|[Gg][Hh])|(?<=[a-z0-9])(?:Issue|GH))(?:\W?#|[_\W])?(\d{1,7})(?!\d|\.\d)"
)
_STRING = compile_lazily(r"\"(?:\\.|[^\"\\])*\"|'(?:\\.|[^'\\])*'|`(?:\\.|[^`\\])*`")

ReadNumbers = Callable[[str], Iterator[tuple[int, re.Match[str]]]]


def list_diff_numbers(files: Sequence[FileChange], read_numbers: ReadNumbers, *, newest: int = 0) -> list[int]:
    """Return the numbers that the diff names: its tests first, then other comments, then what the changelog gains.

    ``read_numbers`` finds those of this repository in a text. A number above ``newest``, where that is known, is some
    other project's, for an issue is older than the pull request that is about it.
    """
    moved = collect_removed(files)
    ranked: list[tuple[bool, list[int]]] = []
    for file in files:
        if _FOREIGN.search(file.path):
            continue
        found = dict.fromkeys(_list_file_numbers(file, read_added_lines(file, moved), read_numbers))
        numbers = [number for number in found if not newest or number <= newest]
        if len(numbers) <= LISTED:
            ranked.append((is_test(file.path), numbers))
    ranked.sort(key=lambda one: not one[0])
    entries = {number for entry in list_entries(files) for number, _ in read_numbers(entry)}
    told = sorted(number for number in entries if not newest or number <= newest)
    return [*(number for _, numbers in ranked for number in numbers), *(told if len(told) <= LISTED else ())]


def _list_file_numbers(file: FileChange, lines: Iterator[AddedLine], read_numbers: ReadNumbers) -> Iterator[int]:
    has_tests = is_test(file.path)
    if has_tests and file.kind == "added":
        yield from map(int, _NAMED.findall(file.path.rpartition("/")[2]))
    is_sheet = file.path.lower().endswith(STYLE_SHEETS)
    for line in lines:
        for number, found in read_numbers(line.comment):
            if not (is_sheet and found["number"]) and not _is_counted(line.comment, found):
                yield number
        # A test inside of a file of code is one by its name.
        if line.code and (has_tests or "test" in line.code.lower()) and _DECLARES.search(line.code):
            yield from map(int, _NAMED.findall(line.code))
            for title in _STRING.findall(line.code):
                yield from (number for number, found in read_numbers(title) if not _is_counted(title, found))


def _is_counted(text: str, found: re.Match[str]) -> bool:
    """Return True if a bare number counts something, or is a colour."""
    if not found["number"]:
        return False
    before, after = text[max(0, found.start() - 40) : found.start()], text[found.end() : found.end() + 2]
    is_first = not before.strip() and len(found["number"]) == 1 and after[:1] in (":", ")", ".")
    is_colour = len(found["number"]) in (3, 4, 6, 8) and _COLOUR.search(text) is not None
    return found["number"].startswith("0") or is_first or is_colour or _COUNTED.search(before) is not None
