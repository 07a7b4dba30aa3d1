"""Every attempt → totals, a list, and one line of log."""

from __future__ import annotations

import logging
import threading
from collections import Counter, deque
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from llm_router.attempts import Attempt

log = logging.getLogger("llm_router")

QUIET_OUTCOMES = {"ok", "resting", "busy", "closed", "cancelled"}
KEPT = 10_000  # attempts; the totals go on counting


@dataclass(frozen=True, slots=True)
class Metrics:
    """What this process has asked so far; ``attempts`` holds the last 10,000, the totals are of all."""

    calls: int  # that were made
    answered: int  # calls that got an answer
    failed: int  # calls that got an exception
    closed: int  # streams that their reader left before the end
    outcomes: dict[str, int]  # attempts by outcome, "resting" included
    answers: dict[str, int]  # answers by backend
    seconds: float  # spent waiting, all attempts together
    prompt_tokens: int
    completion_tokens: int
    cost: float
    attempts: tuple[Attempt, ...]


class _Counts:
    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.clear()

    def clear(self) -> None:
        self.calls: Counter[str] = Counter()
        self.outcomes: Counter[str] = Counter()
        self.answers: Counter[str] = Counter()
        self.sums: Counter[str] = Counter()
        self.attempts: deque[Attempt] = deque(maxlen=KEPT)


_counts = _Counts()


def metrics() -> Metrics:
    """Return the totals and the attempts of this process, all of one moment."""
    with _counts.lock:
        sums = _counts.sums
        return Metrics(
            calls=_counts.calls.total(),
            answered=_counts.calls["answered"],
            failed=_counts.calls["failed"],
            closed=_counts.calls["closed"],
            outcomes=dict(_counts.outcomes),
            answers=dict(_counts.answers),
            seconds=float(sums["seconds"]),
            prompt_tokens=int(sums["prompt_tokens"]),
            completion_tokens=int(sums["completion_tokens"]),
            cost=float(sums["cost"]),
            attempts=tuple(_counts.attempts),
        )


def reset_metrics() -> None:
    """Start from nothing."""
    with _counts.lock:
        _counts.clear()


def record_attempt(attempt: Attempt) -> None:
    """Count an attempt and log it in one line."""
    with _counts.lock:
        _counts.attempts.append(attempt)
        _counts.outcomes[attempt.outcome] += 1
        if attempt.is_ok:
            _counts.answers[attempt.backend] += 1
        for name in ("seconds", "prompt_tokens", "completion_tokens", "cost"):
            _counts.sums[name] += getattr(attempt, name) or 0
    is_well = attempt.outcome in QUIET_OUTCOMES and not attempt.is_prompt_truncated
    level = logging.INFO if is_well else logging.WARNING
    log.log(
        level,
        "%s (%s): %s after %.2f s%s",
        attempt.backend,
        attempt.model,
        attempt.outcome,
        attempt.seconds,
        f": {attempt.detail}" if attempt.detail else "",
    )


def count(end: str) -> None:
    """Count one call of the library by its end: ``answered``, ``failed`` or ``closed``."""
    with _counts.lock:
        _counts.calls[end] += 1


@contextmanager
def count_call() -> Iterator[None]:
    """Count the call inside by how it ends."""
    try:
        yield
    except BaseException:
        count("failed")
        raise
    count("answered")
