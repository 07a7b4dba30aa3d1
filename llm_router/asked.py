"""What a caller asks, and how it is to be asked."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from llm_router.attempts import Attempt
    from llm_router.budget import Budget

NAMED = ("response_format", "max_tokens", "accept", "on_attempt", "deadline", "retries", "budget")


@dataclass(frozen=True, slots=True)
class Asked:
    """The arguments of one call."""

    messages: Sequence[Mapping[str, Any]]
    temperature: float | None
    response_format: Mapping[str, Any] | None = None
    max_tokens: int | None = None
    accept: Callable[[str], bool] | None = None
    on_attempt: Callable[[Attempt], None] | None = None
    deadline: float | None = None
    retries: int | None = None
    budget: Budget | None = None
    takes_tools: bool = True
    parameters: Mapping[str, Any] = field(default_factory=dict)


def read_asked(messages: Sequence[Mapping[str, Any]], temperature: float | None, options: dict[str, Any]) -> Asked:
    """Return the arguments of a call that wants a text, from keywords: what is not named here is the SDK's."""
    known = {name: options.pop(name) for name in NAMED if name in options}
    return Asked(messages, temperature, takes_tools=False, parameters=options, **known)
