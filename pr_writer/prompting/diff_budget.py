"""Spend a budget of tokens on the changed files, and cut each patch to its share. Pure."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from pr_writer.files.file_kinds import weigh_path
from pr_writer.prompting.excerpt import LANDMARK
from pr_writer.prompting.token_estimate import estimate_tokens

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from pr_writer.prompting.excerpt import Excerpt, Line

NAME_SHARE = 8  # of the budget, one part in so many is kept for the list of the files' names
MESSAGE_SHARE = 4  # of the budget, the bodies of the commits have one part in so many at most
NAME_COST = 14  # tokens of a file's heading around its path
MIN_TOKENS = 72  # tokens below which a piece of a patch and its heading tell nothing
# Tokens that each file must get if all are to be shown in part: below, headings eat a twentieth of the budget and more.
LEVEL = 480
# Where not all are shown: a file that needs more than one part in four is cut, to one part in eight, and all such files
# together get one part in three before the others had theirs.
WHOLE_SHARE, CUT_SHARE, LARGE_SHARE = 4, 8, 3
SMALL = 400  # bytes of a patch up to which each may be a token
STEADY_TRIES = 3  # at a cut, before its aim falls by more than what was too much
NOTE_COST = 6  # tokens of "… 214 more lines"
BYTES_PER_TOKEN = 3  # of a patch: low, so that the first share is a little generous
MAX_TOKEN_BYTES = 16  # that one token can stand for, but for runs of one character


@dataclass(frozen=True, slots=True)
class Cut:
    """The part of a patch that is shown; ``same_as`` says which file shows all that this one changes."""

    text: str = ""
    shown_lines: int = 0  # of those added or removed
    tokens: int = 0
    is_whole: bool = False
    same_as: str = ""


def cut_all(
    paths: Sequence[str],
    excerpts: Sequence[Excerpt | None],
    max_tokens: int,
    *,
    measure_messages: Callable[[], int] = int,
) -> list[Cut]:
    """Cut the patches so that they and their headings stay within the budget; None stands for a file without one.

    Where all fit they are shown whole. Where not, a change that stands in many places is shown once; then every file
    is shown in part if enough is left for each, else those that tell most are, as whole as may be. A fixed part of
    the budget is kept for the names, so that a change that grows is not shown less of. ``measure_messages``
    says what the commits' messages cost, which say why; it is only asked where a part of the budget is too little.
    """
    budget = max_tokens - max_tokens // NAME_SHARE
    most_for_messages = max_tokens // MESSAGE_SHARE
    files = [
        _File(path, excerpt, NAME_COST + len(path) // 4, weigh_path(path))
        for path, excerpt in zip(paths, excerpts, strict=True)
        if excerpt and excerpt.line_count
    ]
    cuts = _cut_files(files, budget - most_for_messages)
    if not all(cut.is_whole for cut in cuts):
        budget -= min(measure_messages(), most_for_messages)
        cuts = _cut_files(files, budget)
    if not all(cut.is_whole for cut in cuts):
        cuts = _cut_without_repeats(files, budget)
    left = iter(cuts)
    return [next(left) if excerpt and excerpt.line_count else Cut(is_whole=bool(excerpt)) for excerpt in excerpts]


@dataclass(frozen=True, slots=True)
class _File:
    path: str
    excerpt: Excerpt
    heading: int  # tokens
    weight: float
    lines: Sequence[Line] | None = None  # to show in place of the excerpt's, which are read when they are cut
    copies: int = 0  # files that it shows the change of

    @property
    def need(self) -> int:
        """Return how many tokens the patch may cost: a small one at most, where a little too much does no harm."""
        size = sum(len(line.text) + 1 for line in self.lines) if self.lines else self.excerpt.byte_count
        return min(size, SMALL) + max(0, size - SMALL) // BYTES_PER_TOKEN + self.heading

    @property
    def rank(self) -> tuple[float, int]:
        """What is served first, lowest first: by what the path is for, then by how much changes."""
        return -self.weight, -(self.excerpt.added + self.excerpt.removed) * (1 + self.copies)


def _cut_without_repeats(files: Sequence[_File], budget: int) -> list[Cut]:
    from pr_writer.prompting.repeated_hunks import RepeatedHunks  # most changes fit as they are

    repeats = RepeatedHunks([file.excerpt for file in files], [file.path for file in files])
    models = [repeats.find_model(index) for index in range(len(files))]
    copies = Counter(models)
    shown = {
        index: replace(file, lines=repeats.list_lines(index, file.excerpt), copies=copies[index])
        if repeats.has_repeats(index)
        else file
        for index, file in enumerate(files)
        if models[index] is None
    }
    cuts = dict(zip(shown, _cut_files(list(shown.values()), budget), strict=True))
    return [
        cuts[index]
        if model is None
        else _cut_copy(file, cuts[model], f"{repeats.describe(index)} as in {files[model].path}")
        for index, (file, model) in enumerate(zip(files, models, strict=True))
    ]


def _cut_copy(file: _File, model: Cut, same_as: str) -> Cut:
    if not model.is_whole:
        return Cut()
    return Cut(shown_lines=file.excerpt.added + file.excerpt.removed, is_whole=True, same_as=same_as)


def _cut_files(files: Sequence[_File], budget: int) -> list[Cut]:
    needs = [file.need for file in files]
    shares = share(needs, [file.weight for file in files], budget)
    level = min((granted for granted, need in zip(shares, needs, strict=True) if granted < need), default=LEVEL)
    return _cut_level(files, budget) if level >= LEVEL or len(files) == 1 else _cut_by_rank(files, budget)


def _cut_level(files: Sequence[_File], budget: int) -> list[Cut]:
    """Show every file, in part where its share is too small."""
    cuts = [Cut()] * len(files)
    waiting = list(range(len(files)))
    left = budget
    # What the first round leaves over, because a patch cost less than was thought, goes to those that were cut.
    for attempt in range(3):
        needs = [(files[index].need << attempt) for index in waiting]
        held = left + sum(cuts[index].tokens for index in waiting)
        shares = share(needs, [files[index].weight for index in waiting], held)
        for index, granted in zip(waiting, shares, strict=True):
            if granted > cuts[index].tokens:
                cut = _cut_file(files[index], granted)
                left += cuts[index].tokens - cut.tokens
                cuts[index] = cut
        waiting = [index for index in waiting if not cuts[index].is_whole]
        if left < MIN_TOKENS or not waiting:
            break
    return cuts


def _cut_by_rank(files: Sequence[_File], budget: int) -> list[Cut]:
    """Show the files that tell most, each whole, until the budget is spent; of very large ones a part."""
    cuts = [Cut()] * len(files)
    order = sorted(range(len(files)), key=lambda index: files[index].rank)
    left, left_for_large = budget, budget // LARGE_SHARE
    for index in order:
        is_large = files[index].need > max(budget // WHOLE_SHARE, LEVEL)
        granted = min(left, left_for_large, max(budget // CUT_SHARE, LEVEL)) if is_large else left
        if granted >= MIN_TOKENS:
            cuts[index] = cut = _cut_file(files[index], granted)
            left -= cut.tokens
            left_for_large -= cut.tokens if is_large else 0
    for index in order:  # what is left over goes to the first of those that were cut
        if left >= MIN_TOKENS and not cuts[index].is_whole:
            cut = _cut_file(files[index], left + cuts[index].tokens)
            if cut.shown_lines > cuts[index].shown_lines:
                left += cuts[index].tokens - cut.tokens
                cuts[index] = cut
    return cuts


def _cut_file(file: _File, allowance: int) -> Cut:
    cut = cut_patch(file.excerpt, allowance - file.heading, file.lines)
    return replace(cut, tokens=cut.tokens + file.heading) if cut.text else cut


def share(needs: Sequence[int], weights: Sequence[float], budget: int) -> list[int]:
    """Share a budget by weight, nobody getting more than is needed.

    Whoever needs less than the common level is served whole, and what is left over raises the level of the others.
    """
    shares = [0] * len(needs)
    order = sorted(range(len(needs)), key=lambda index: needs[index] / weights[index])
    total = sum(weights)
    left = budget
    for index in order:
        granted = min(needs[index], int(left * weights[index] / total)) if total > 0 else 0
        shares[index] = granted
        left -= granted
        total -= weights[index]
    return shares


def cut_patch(excerpt: Excerpt, allowance: int, lines: Sequence[Line] | None = None) -> Cut:
    """Cut one patch to the allowance: the start, the shape and the end, with a note where lines are missing.

    ``lines`` are those of the excerpt, unless repeated ones were taken out.
    """
    lines = excerpt.read_lines() if lines is None else lines
    size = sum(len(line.text) for line in lines)
    if sum(line.covers for line in lines) == excerpt.line_count and size <= allowance * MAX_TOKEN_BYTES:
        cut = _render(excerpt, lines)
        if cut.tokens <= allowance:
            return cut
    aim = allowance
    tries = 0
    while aim >= 2 * NOTE_COST:
        tries += 1
        cut = _render(excerpt, _choose_lines(lines, aim))
        if cut.tokens <= allowance:
            return cut if cut.shown_lines else Cut()
        aim -= 2 * (cut.tokens - allowance)
        if tries >= STEADY_TRIES:  # what a choice costs is estimated, and need not fall with the aim
            aim -= aim // 16
    return Cut()


def _choose_lines(lines: Sequence[Line], allowance: int) -> list[Line]:
    """Return the lines to show, in order: most for the start, some for the end, the rest for landmarks between."""
    allowance -= 2 * NOTE_COST
    start, spent = _count_fitting(lines, int(allowance * 0.65))
    end, spent_at_end = _count_fitting(lines[:start:-1], int(allowance * 0.2))
    landmarks = _choose_landmarks(lines[start : len(lines) - end], allowance - spent - spent_at_end)
    spent_between = sum(_measure(line) + NOTE_COST for line in landmarks)
    # What the landmarks left over goes to the start.
    more, _ = _count_fitting(lines[start : len(lines) - end], allowance - spent - spent_at_end - spent_between)
    start += more
    place = lines[start].number if start < len(lines) else 0
    between = [line for line in landmarks if line.number >= place and start < len(lines) - end]
    return [*lines[:start], *between, *lines[len(lines) - end :]]


def _choose_landmarks(lines: Sequence[Line], allowance: int) -> list[Line]:
    if allowance < MIN_TOKENS:
        return []
    landmarks = [line for line in lines if LANDMARK.match(line.text)]
    while landmarks and sum(len(line.text) // 4 + NOTE_COST for line in landmarks) > allowance:
        landmarks = landmarks[1::2]
    return landmarks


def _count_fitting(lines: Sequence[Line], allowance: int) -> tuple[int, int]:
    """Return how many of the first lines fit, and what they cost."""
    spent = 0
    for count, line in enumerate(lines):
        cost = _measure(line)
        if spent + cost > allowance:
            return count, spent
        spent += cost
    return len(lines), spent


def _measure(line: Line) -> int:
    return estimate_tokens(_decode(line)) + 1


def _render(excerpt: Excerpt, lines: Sequence[Line]) -> Cut:
    parts: list[str] = []
    shown = 0
    expected = 0
    for line in lines:
        if line.number > expected:
            parts.append(_note_gap(line.number - expected))
        expected = line.number + line.covers
        parts.append(_decode(line))
        shown += line.changed or (not line.cut and line.text[:1] in (b"+", b"-"))
    if excerpt.line_count > expected:
        parts.append(_note_gap(excerpt.line_count - expected))
    text = "\n".join(parts)
    is_whole = shown == excerpt.added + excerpt.removed and sum(line.covers for line in lines) == excerpt.line_count
    return Cut(text, shown, estimate_tokens(text), is_whole)


def _note_gap(count: int) -> str:
    return f"… {count:,} more line{'s' if count > 1 else ''}"


def _decode(line: Line) -> str:
    text = line.text.decode("utf-8", errors="replace")
    return f"{text} … {line.cut:,} more characters" if line.cut else text
