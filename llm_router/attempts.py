"""What became of one question to one backend."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Attempt:
    """One question to one backend, without key, prompt or answer.

    ``outcome`` is one of ``ok``, ``timeout``, ``connection``, ``server-error``, ``bad-answer``, ``refused`` (an HTTP
    4xx), ``busy`` (it asked to wait, and was asked again), ``resting`` (not asked: it failed a moment ago),
    ``interrupted`` (a stream that broke off), ``closed`` (a stream that its reader left), ``cancelled`` (a task that
    was), ``error`` (a bug).
    """

    backend: str  # "primary", "fallback", or what the Backend is called
    model: str
    outcome: str
    status: int | None = None
    seconds: float = 0.0
    first_token_s: float | None = None  # streams only
    prompt_tokens: int | None = None  # as the server states them
    completion_tokens: int | None = None
    cost: float | None = None  # in the currency of the backend's prices
    detail: str = ""  # one sentence, with the server's own words; empty when all went well
    dropped: tuple[str, ...] = ()  # parameters that this model refuses, and that were left out or changed
    is_prompt_truncated: bool = False  # the server read far fewer tokens than it was sent: its context is too small

    @property
    def is_ok(self) -> bool:
        """True for an answer that was used."""
        return self.outcome == "ok"
