"""Changes that no budget holds → parts that each fit in one prompt, and what a failed part takes with it. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from pr_writer.prompting.token_estimate import estimate_tokens
from pr_writer.values import Changes, FileChange

MAX_CHUNKS = 12  # what a run may cost
HEADING_TOKENS = 24  # of a file in a part, around its path
MIN_TOKENS = 100  # tokens below which a piece of a patch is not begun


def is_mostly_unread(changes: Changes) -> bool:
    """Return True if not even half of the changed lines that could be shown are."""
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
            parts[-1].append(replace(file, patch=piece, shown_lines=_count_changed(piece)))
            left -= cost_with_heading
    return tuple(replace(changes, files=tuple(files)) for files in parts[:MAX_CHUNKS] if files)


def keep_read(changes: Changes, parts: Iterable[Changes]) -> Changes:
    """Return the changes with only those pieces of their patches that are in the parts, and what of them was read."""
    pieces: dict[str, list[FileChange]] = {}
    for part in parts:
        for file in part.files:
            pieces.setdefault(file.path, []).append(file)
    return replace(changes, files=tuple(_keep_pieces(file, pieces.get(file.path, [])) for file in changes.files))


def _keep_pieces(file: FileChange, pieces: Sequence[FileChange]) -> FileChange:
    if not file.patch:
        return file
    lines = min(sum(piece.shown_lines for piece in pieces), file.shown_lines)
    shown = file.shown if lines == file.shown_lines else "part" if lines else "name"
    return replace(file, patch="\n".join(piece.patch for piece in pieces), shown=shown, shown_lines=lines)


def _count_changed(patch: str) -> int:
    return sum(line.startswith(("+", "-")) for line in patch.splitlines())


def _cut_patch(patch: str, first: int, room: int) -> Iterator[tuple[str, int]]:
    """Yield pieces of a patch and their tokens: the first fits in what is left of a part, the others in a whole one."""
    total = estimate_tokens(patch)
    if total <= first or total <= room // 2:
        yield patch, total
        return
    lines: list[str] = []
    spent, limit = 0, first if first >= MIN_TOKENS else room
    for line in patch.splitlines():
        cost = estimate_tokens(line) + 1
        if lines and spent + cost > limit:
            yield "\n".join(lines), spent
            lines, spent, limit = [], 0, room
        lines.append(line)
        spent += cost
    yield "\n".join(lines), spent
