"""What a workflow asks of a prompt."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class PromptOptions:
    """The settings that shape a prompt.

    ``max_diff_tokens`` is the budget for patches, ``secrets`` must never be sent. ``reads_in_chunks`` is True where a
    change of which the budget cannot show half is read in chunks first. ``length`` is one of LENGTHS.
    """

    secrets: tuple[str, ...] = field(repr=False)
    max_diff_tokens: int
    reads_in_chunks: bool
    instructions: str
    language: str
    length: str = "medium"
