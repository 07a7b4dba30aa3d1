"""Spend a budget of tokens on the changed files, and cut each patch to its share. Pure."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from pr_writer.files.file_kinds import weigh_path
from pr_writer.prompting.excerpt import LANDMARK
from pr_writer.prompting.token_estimate import estimate_tokens

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pr_writer.prompting.excerpt import Excerpt, Line

NAME_SHARE = 3  # at most one part in three goes to the files' names
NAME_COST = 14  # tokens of a file's heading around its path
LEAST = 72  # tokens below which a piece of a patch and its heading tell nothing
SMALL = 400  # bytes of a patch up to which each may be a token
NOTE_COST = 6  # tokens of "… 214 more lines"
BYTES_PER_TOKEN = 3  # of a patch: low, so that the first share is a little generous
MOST_BYTES = 16  # that one token can stand for, but for runs of one character


@dataclass(frozen=True, slots=True)
class Cut:
    """The part of a patch that is shown."""

    text: str = ""
    shown_lines: int = 0  # of those added or removed
    tokens: int = 0
    is_whole: bool = False


def cut_all(paths: Sequence[str], excerpts: Sequence[Excerpt | None], max_tokens: int) -> list[Cut]:
    """Cut the patches so that they and the files' names stay within the budget; None stands for a file without one."""
    # Every path is named in a list, and once more above its patch where that is shown.
    headings = [NAME_COST + len(path) // 4 for path in paths]
    left = max(0, max_tokens - min(sum(headings), max_tokens // NAME_SHARE))
    cuts = [Cut(is_whole=True) if excerpt and not excerpt.line_count else Cut() for excerpt in excerpts]
    waiting = [index for index, excerpt in enumerate(excerpts) if excerpt and excerpt.line_count]
    weights = [weigh_path(path) for path in paths]
    # What the first round leaves over, because a patch cost less than was thought, goes to those that were cut.
    for attempt in range(3):
        needs = [(_estimate_need(excerpts[index]) << attempt) + headings[index] for index in waiting]
        budget = left + sum(cuts[index].tokens for index in waiting)
        shares = share(needs, [weights[index] for index in waiting], budget)
        for index, granted in zip(waiting, shares, strict=True):
            excerpt = excerpts[index]
            if excerpt and granted > cuts[index].tokens:
                cut = cut_patch(excerpt, granted - headings[index])
                cut = replace(cut, tokens=cut.tokens + headings[index]) if cut.text else cut
                left += cuts[index].tokens - cut.tokens
                cuts[index] = cut
        waiting = [index for index in waiting if not cuts[index].is_whole]
        if left < LEAST or not waiting:
            break
    return cuts


def share(needs: Sequence[int], weights: Sequence[float], budget: int) -> list[int]:
    """Share a budget by weight, nobody getting more than is needed; where it is too small for all, by weight and size.

    Whoever needs less than the common level is served whole, and what is left over raises the level of the others.
    """
    shares = [0] * len(needs)
    order = sorted(range(len(needs)), key=lambda index: needs[index] / weights[index])
    total = sum(weights)
    left = budget
    for position, index in enumerate(order):
        granted = min(needs[index], int(left * weights[index] / total)) if total > 0 else 0
        if granted < min(LEAST, needs[index]):
            return _serve_by_rank(needs, weights, order[position:], left, shares)
        shares[index] = granted
        left -= granted
        total -= weights[index]
    return shares


def cut_patch(excerpt: Excerpt, allowance: int) -> Cut:
    """Cut one patch to the allowance: the start, the shape and the end, with a note where lines are missing."""
    lines = excerpt.read_lines()
    if len(lines) == excerpt.line_count and excerpt.byte_count <= allowance * MOST_BYTES:
        cut = _render(excerpt, lines)
        if cut.tokens <= allowance:
            return cut
    # What lines cost is guessed by their length; how far off that is for this file shows when it is done.
    aim = float(allowance)
    best = Cut()
    for _ in range(4):
        cut = _render(excerpt, _choose_lines(lines, int(aim)))
        if cut.tokens > allowance:
            aim *= 0.9 * allowance / cut.tokens
            continue
        if cut.shown_lines > best.shown_lines:
            best = cut
        if not cut.tokens or cut.tokens > 0.85 * allowance:
            break
        aim *= 0.95 * allowance / cut.tokens
    return best


def _serve_by_rank(
    needs: Sequence[int], weights: Sequence[float], rest: Sequence[int], budget: int, shares: list[int]
) -> list[int]:
    for index in sorted(rest, key=lambda index: (-weights[index], needs[index])):
        granted = min(needs[index], LEAST)
        if granted > budget:
            break
        shares[index] = granted
        budget -= granted
    return shares


def _estimate_need(excerpt: Excerpt | None) -> int:
    """Return how many tokens a patch may cost: a small one at most, where a little too much does no harm."""
    if not excerpt:
        return 0
    return min(excerpt.byte_count, SMALL) + max(0, excerpt.byte_count - SMALL) // BYTES_PER_TOKEN


def _choose_lines(lines: Sequence[Line], allowance: int) -> list[Line]:
    """Return the lines to show, in order: most for the start, some for the end, the rest for landmarks between."""
    start = _count_fitting(lines, int(allowance * 0.6))
    end = _count_fitting(lines[:start:-1], int(allowance * 0.2))
    middle = lines[start : len(lines) - end]
    left = allowance - sum(map(_guess_cost, (*lines[:start], *lines[len(lines) - end :])))
    if start + end == len(lines) or left < LEAST:
        return [*lines[:start], *lines[len(lines) - end :]]
    landmarks = [line for line in middle if LANDMARK.match(line.text)]
    while sum(_guess_cost(line) + NOTE_COST for line in landmarks) > left:
        landmarks = landmarks[1::2]
    return [*lines[:start], *landmarks, *lines[len(lines) - end :]]


def _count_fitting(lines: Sequence[Line], allowance: int) -> int:
    for count, line in enumerate(lines):
        allowance -= _guess_cost(line)
        if allowance < 0:
            return count
    return len(lines)


def _guess_cost(line: Line) -> int:
    return len(line.text) // 4 + 2


def _render(excerpt: Excerpt, lines: Sequence[Line]) -> Cut:
    parts: list[str] = []
    shown = 0
    expected = 0
    for line in lines:
        if line.number > expected:
            parts.append(_note_gap(line.number - expected))
        expected = line.number + 1
        parts.append(_decode(line))
        shown += not line.cut and line.text[:1] in (b"+", b"-")
    if excerpt.line_count > expected:
        parts.append(_note_gap(excerpt.line_count - expected))
    text = "\n".join(parts)
    is_whole = shown == excerpt.added + excerpt.removed and len(lines) == excerpt.line_count
    return Cut(text, shown, estimate_tokens(text), is_whole)


def _note_gap(count: int) -> str:
    return f"… {count:,} more line{'s' if count > 1 else ''}"


def _decode(line: Line) -> str:
    text = line.text.decode("utf-8", errors="replace")
    return f"{text} … {line.cut:,} more characters" if line.cut else text
