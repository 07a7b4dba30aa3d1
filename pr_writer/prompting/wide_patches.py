"""A small change's patches + the files as they were → the same hunks with the functions around them, for a prompt.

What a wide patch shows besides the hunks is unchanged: applied to the old file it makes the new one, as the patch does.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from pr_writer.files.code_blocks import CodeBlocks
from pr_writer.files.file_kinds import is_changelog, is_manifest, is_test, weigh_path
from pr_writer.lazy_pattern import compile_lazily
from pr_writer.prompting.diff_budget import share
from pr_writer.prompting.excerpt import MAX_LINE
from pr_writer.prompting.patch_hunks import Hunk, read_hunks
from pr_writer.prompting.token_estimate import estimate_tokens
from pr_writer.sanitize.private_keys import find_private_keys
from pr_writer.sanitize.secret_match import merge_matches
from pr_writer.sanitize.secrets import redact
from pr_writer.values import FileChange

SMALL_DIFF = 5_000  # tokens up to which a diff is shown with more around it
# What is added: so many times the diff, at least and at most so many tokens.
TIMES, MIN_ADDED, MAX_ADDED = 3, 1_500, 5_000
WHOLE = 40  # lines of a block, such as a small class, that is shown whole with the function in it
# Lines above and below a hunk: as many as fit of these, no further than its function goes.
REACHES = (100, 60, 40, 25, 15, 10, 6)
MAX_TEST_REACH = 40
AROUND = 10  # … where it is in no function
HEADING = 120  # characters of the names of what is around a hunk
NEAR = 3  # lines between two hunks that are shown rather than a new header
UNTOLD_WEIGHT = 0.4  # of weigh_path: what is neither code nor data, such as prose

_CUT = compile_lazily(r" … [\d,]+ more characters\Z")
_NO_NEWLINE = "\\ No newline at end of file"


def can_be_widened(file: FileChange) -> bool:
    """Return True if more of a file may be shown around its hunks: text that is shown whole, code or data."""
    return (
        file.kind in {"modified", "renamed", "copied"}
        and file.old_mode.startswith("100")
        and file.shown == "whole"
        and not (file.note or file.withheld or file.is_binary)
        and file.patch.startswith("@@ ")
        and (is_test(file.path) or weigh_path(file.path) > UNTOLD_WEIGHT)
        and not (is_changelog(file.path) or is_manifest(file.path))
    )


def find_allowance(files: Sequence[FileChange], max_tokens: int) -> int:
    """Return how many tokens may be added to a diff; 0 where it is not small, or not complete.

    ``max_tokens`` is the budget for patches, which holds for all that is shown.
    """
    if any(file.shown_lines < file.added + file.removed for file in files if not (file.withheld or file.is_binary)):
        return 0
    size = sum(estimate_tokens(file.patch) for file in files)
    return max(0, min(MAX_ADDED, max(MIN_ADDED, TIMES * size), max_tokens - size)) if size <= SMALL_DIFF else 0


def widen_patches(files: Sequence[FileChange], old_texts: Mapping[str, str], allowance: int) -> tuple[FileChange, ...]:
    """Return the files, those whose old text is known by its id with a wide patch, within the allowance in all."""
    wide = {
        index: _WidePatch(file, old_texts[file.old_id])
        for index, file in enumerate(files)
        if file.old_id in old_texts and can_be_widened(file)
    }
    needs = [patch.need for patch in wide.values()]
    weights = [weigh_path(files[index].path) for index in wide]
    texts = {}
    left = 0
    # What one leaves over, because the next wider form costs more than its share, is for those behind it.
    for (index, patch), granted in zip(wide.items(), share(needs, weights, allowance), strict=True):
        texts[index], cost = patch.cut(granted + left)
        left += granted - cost
    return tuple(replace(file, wide_patch=texts.get(index, "")) for index, file in enumerate(files))


@dataclass(frozen=True, slots=True)
class _Place:
    """The rows that may be shown around a hunk."""

    start: int
    end: int


class _WidePatch:
    """One file's patch at any width."""

    def __init__(self, file: FileChange, old_text: str) -> None:
        self._patch = file.patch
        self._cost = estimate_tokens(file.patch)
        self._lines = [line.removesuffix("\r") for line in old_text.split("\n")]
        self._ends_bare = self._lines[-1] != ""
        if not self._ends_bare:
            del self._lines[-1]
        self._hunks = list(read_hunks(file.patch))
        # What does not fit is not the text that the patch was made from.
        if not all(map(self._fits, self._hunks)):
            self._hunks = []
        self._blocks = CodeBlocks(file.path, self._lines) if self._hunks else None
        self._keys = list(_find_key_rows(old_text)) if self._hunks else []
        self._places = [self._find_place(hunk) for hunk in self._hunks]
        self._reaches = [reach for reach in REACHES if reach <= MAX_TEST_REACH or not is_test(file.path)]
        self._rendered: dict[int, tuple[str, int]] = {}

    @property
    def need(self) -> int:
        """How many tokens the widest form has more than the patch."""
        return self._render(self._reaches[0])[1] if self._hunks else 0

    def cut(self, allowance: int) -> tuple[str, int]:
        """Return the widest form that costs so many tokens more at most, and how many; a blank where there is none."""
        for reach in self._reaches if self._hunks else ():
            text, cost = self._render(reach)
            if cost <= allowance and text != self._patch.removesuffix("\n"):
                return text, cost
        return "", 0

    def _fits(self, hunk: Hunk) -> bool:
        old = [line[1:] for line in hunk.body if line[:1] in (" ", "-")]
        known = self._lines[hunk.start : hunk.end]
        return len(old) == len(known) and all(
            _CUT.sub("", told)[:MAX_LINE] == line[:MAX_LINE] for told, line in zip(old, known, strict=True)
        )

    def _find_place(self, hunk: Hunk) -> _Place:
        start, end = hunk.start, hunk.end
        for first, stop, changed in hunk.list_runs():
            block = self._blocks.find_around(first, stop, changed, whole=WHOLE) if self._blocks else None
            start = min(start, block.start if block else max(first - AROUND, 0))
            end = max(end, block.end if block else min(stop + AROUND, len(self._lines)))
        # Of a private key, the middle alone is like any other text: it has to be known before it is cut.
        above = bisect_left(self._keys, hunk.start, key=lambda rows: rows.start)
        below = bisect_right(self._keys, hunk.end, key=lambda rows: rows.stop)
        for key in self._keys[above - 1 : above] if above else ():
            start = max(start, min(key.stop, hunk.start))
        for key in self._keys[below : below + 1]:
            end = min(end, max(key.start, hunk.end))
        return _Place(start, end)

    def _render(self, reach: int) -> tuple[str, int]:
        if reach not in self._rendered:
            text = "\n".join(self._write(reach))
            self._rendered[reach] = text, estimate_tokens(text) - self._cost
        return self._rendered[reach]

    def _write(self, reach: int) -> Iterator[str]:
        group: list[Hunk] = []
        start = end = 0
        for hunk, place in zip(self._hunks, self._places, strict=True):
            first = max(place.start, hunk.start - reach, group[-1].end if group else 0)
            last = min(place.end, hunk.end + reach)
            if group and first > end + NEAR:
                yield from self._write_group(group, start, end)
                group = []
            start, end = (start, max(end, last)) if group else (first, last)
            group.append(hunk)
        if group:
            yield from self._write_group(group, start, end)

    def _write_group(self, group: Sequence[Hunk], start: int, end: int) -> Iterator[str]:
        """Yield hunks as one, with the rows of the old file between them and around."""
        start, end = min(start, group[0].start), max(end, group[-1].end)
        grown = sum(hunk.growth for hunk in group)
        name = self._blocks.name_around(start) if self._blocks else ""
        # Half of a secret is like any other text: it has to be known before it is cut.
        name = redact(name)[0][:HEADING]
        heading = f" {name}" if name else group[0].heading if start == group[0].start else ""
        new_start, count = start + group[0].offset, end - start
        yield f"@@ -{start + 1},{count} +{new_start + 1},{count + grown} @@{heading}"
        row = start
        for hunk in group:
            yield from self._show(row, hunk.start)
            yield from hunk.body
            row = hunk.end
        yield from self._show(row, end)

    def _show(self, start: int, end: int) -> Iterator[str]:
        for line in self._lines[start:end]:
            cut = f" … {len(line) - MAX_LINE:,} more characters" if len(line) > MAX_LINE else ""
            yield f" {line[:MAX_LINE]}{cut}"
        if start < end == len(self._lines) and self._ends_bare:
            yield _NO_NEWLINE


def _find_key_rows(text: str) -> Iterator[range]:
    row = position = 0
    for start, end, _ in merge_matches(find_private_keys(text)):
        row += text.count("\n", position, start)
        first, position = row, end
        row += text.count("\n", start, end)
        yield range(first, row + 1)
