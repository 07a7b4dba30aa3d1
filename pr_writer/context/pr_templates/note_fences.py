"""A section with a fence that a bot reads, and an answer → the fence with the answer inside, never beside it."""

from __future__ import annotations

from collections.abc import Callable

from pr_writer.markdown.blocks import Block, scan_blocks


def fill_fence(own: str, told: str, make_safe: Callable[[str], str]) -> str | None:
    """Return the section's text with its first fence filled; None where it has none, or nothing is told.

    Of an answer that has a fence itself only what is inside counts. What does not fit into a fence is left out, and
    "" returned.
    """
    fence = _find_fence(own)
    if fence is None or not told.strip():
        return None
    inside = _find_fence(told)
    words = _cut_inner(told, inside) if inside else told.strip("\n")
    opening = own[fence.start : fence.end].split("\n", 1)[0]
    closing = fence.fence
    if not words.strip() or any(line.lstrip(" \t>").startswith(closing[:3]) for line in words.split("\n")):
        return ""
    whole = f"{opening}\n{words}\n{closing}"
    made = make_safe(whole).strip("\n")
    blocks = [block for block in scan_blocks(made) if block.kind != "blank"]
    if len(blocks) != 1 or blocks[0].kind != "fence" or blocks[0].is_open or not made.startswith(f"{opening}\n"):
        return ""
    end = fence.start + len(own[fence.start : fence.end].rstrip("\n"))
    return own[: fence.start] + made + own[end:]


def _find_fence(text: str) -> Block | None:
    fences = (one for one in scan_blocks(text) if one.kind == "fence" and not one.is_contained and not one.is_open)
    return next(fences, None)


def _cut_inner(text: str, fence: Block) -> str:
    return "\n".join(text[fence.start : fence.end].rstrip("\n").split("\n")[1:-1])
