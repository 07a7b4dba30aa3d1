"""What a whole answer is, beside its text."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from llm_router.attempts import Attempt


@dataclass(frozen=True, slots=True)
class Usage:
    """What a server counted; None for what it did not say. ``cost`` is by the backend's prices."""

    prompt_tokens: int | None = None
    completion_tokens: int | None = None
    total_tokens: int | None = None
    cost: float | None = None


@dataclass(frozen=True, slots=True)
class Completion:
    """An answer, who gave it, and what became of every backend on the way.

    ``tool_calls`` are the API's dicts, to be sent back as they are in the message that follows; with them ``text`` may
    be empty. ``raw`` is the server's whole answer.
    """

    text: str
    model: str  # as configured
    backend: str
    usage: Usage
    finish_reason: str
    tool_calls: tuple[dict[str, Any], ...] = ()
    attempts: tuple[Attempt, ...] = ()
    raw: dict[str, Any] = field(default_factory=dict, repr=False)

    @property
    def is_prompt_truncated(self) -> bool:
        """True when the server read far fewer tokens than it was sent."""
        return any(attempt.is_prompt_truncated for attempt in self.attempts if attempt.is_ok)


def make_usage(tokens: tuple[int | None, int | None], cost: float | None) -> Usage:
    """Return what was counted, with the total of both."""
    prompt, completion = tokens
    total = None if prompt is None and completion is None else (prompt or 0) + (completion or 0)
    return Usage(prompt, completion, total, cost)
