"""Changes that no budget holds → parts that each fit in one prompt, and what a failed part takes with it. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import replace

from pr_writer.tokens import estimate_tokens
from pr_writer.values import Changes, FileChange

MOST = 12  # parts: what a run may cost
HEADING_TOKENS = 24  # of a file in a part, around its path
LEAST = 100  # tokens below which a piece of a patch is not begun


def is_mostly_unread(changes: Changes) -> bool:
    """Say whether not even half of the changed lines that could be shown are."""
    lines = sum(file.added + file.removed for file in changes.files if not file.withheld and not file.is_binary)
    return 2 * sum(file.shown_lines for file in changes.files) < lines


def split_changes(changes: Changes, max_tokens: int) -> tuple[Changes, ...]:
    """Return at most 12 parts of at most ``max_tokens`` each, neighbouring files together, a long patch in pieces."""
    parts: list[list[FileChange]] = [[]]
    left = max_tokens
    for file in sorted((file for file in changes.files if file.patch), key=lambda file: file.path):
        for piece, cost in _cut_patch(file.patch, left - HEADING_TOKENS, max_tokens - HEADING_TOKENS):
            cost_with_heading = cost + HEADING_TOKENS
            if cost_with_heading > left:
                parts.append([])
                left = max_tokens
            parts[-1].append(replace(file, patch=piece))
            left -= cost_with_heading
    return tuple(replace(changes, files=tuple(files)) for files in parts[:MOST] if files)


def drop_unread(changes: Changes, read: Collection[str]) -> Changes:
    """Return the changes with only the names of those files that no part that was read has."""
    files = (
        file if not file.patch or file.path in read else replace(file, patch="", shown="name", shown_lines=0)
        for file in changes.files
    )
    return replace(changes, files=tuple(files))


def _cut_patch(patch: str, first: int, room: int) -> Iterator[tuple[str, int]]:
    """Yield pieces of a patch and their tokens: the first fits in what is left of a part, the others in a whole one."""
    total = estimate_tokens(patch)
    if total <= first or total <= room // 2:
        yield patch, total
        return
    lines: list[str] = []
    spent, limit = 0, first if first >= LEAST else room
    for line in patch.splitlines():
        cost = estimate_tokens(line) + 1
        if lines and spent + cost > limit:
            yield "\n".join(lines), spent
            lines, spent, limit = [], 0, room
        lines.append(line)
        spent += cost
    yield "\n".join(lines), spent
