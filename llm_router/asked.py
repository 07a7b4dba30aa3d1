"""What a caller asks, and how it is to be asked."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from llm_router.env_values import check_headers, check_seconds
from llm_router.errors import BadArgument

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from llm_router.attempts import Attempt
    from llm_router.backend import Backend
    from llm_router.budget import Budget

NAMED = ("response_format", "max_tokens", "accept", "on_attempt", "deadline", "retries", "budget")


@dataclass(frozen=True, slots=True)
class Asked:
    """The arguments of one call."""

    messages: Sequence[Mapping[str, Any]]
    temperature: float | None
    response_format: Mapping[str, Any] | None = None
    max_tokens: int | None = None
    accept: Callable[[str], bool | str] | None = None
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


def check_retries(retries: int) -> int:
    """Return how often to ask again in place."""
    if not isinstance(retries, int) or isinstance(retries, bool) or not 0 <= retries <= 10:
        raise BadArgument(f"retries is {retries!r}; it must be a whole number from 0 to 10.")
    return retries


def fit_backends(backends: Sequence[Backend], parameters: dict[str, Any]) -> Sequence[Backend]:
    """Take what the SDK calls ``extra_headers``, ``extra_query`` and ``timeout`` off the parameters, into backends."""
    headers = check_headers("extra_headers", parameters.pop("extra_headers", None) or {})
    query = dict(parameters.pop("extra_query", None) or {})
    timeout = parameters.pop("timeout", None)
    if timeout is not None:
        timeout_s = check_seconds("timeout", timeout)
        backends = [replace(one, timeout_s=timeout_s) for one in backends]
    if headers or query:
        backends = [
            replace(one, extra_headers={**one.extra_headers, **headers}, query={**one.query, **query})
            for one in backends
        ]
    return backends
