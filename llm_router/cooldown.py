"""A backend that failed cools down, so that a run of many calls waits for a dead one once, and a blip costs little."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from llm_router.backend import Backend

# The first cooldown; each that follows without a success between is twice as long, up to LLM_COOLDOWN_S.
FIRST_COOLDOWN_S = 2.0
# Until an outage is a minute old no cooldown is longer than this, and none is ever longer than a quarter of the outage:
# so a recovery is seen soon, measured by how long it took.
MAX_EARLY_COOLDOWN_S = 14.0
SHARE_OF_OUTAGE = 0.25
MAX_ASKED_COOLDOWN_S = 3600.0


@dataclass(slots=True)
class _Outage:
    """One backend's failures since its last success; times are those of the monotonic clock."""

    began: float
    until: float
    last_failed: float
    failures: int
    cause: str


class Cooldowns:
    """Until when each backend of this process is left alone."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._outages: dict[tuple[str, str], _Outage] = {}
        self._lock = threading.Lock()

    def split(self, backends: Sequence[Backend]) -> tuple[list[Backend], list[Backend]]:
        """Split backends into those to ask now and those that cool down; the last never does, nobody is behind it.

        Half-open: of the callers that find a cooldown over, the first is the probe; for the others it goes on until the
        probe is back.
        """
        cooling = [backend for backend in backends[:-1] if self._is_cooling(backend)]
        return [backend for backend in backends if backend not in cooling], cooling

    def begin(
        self, backend: Backend, cooldown_s: float, *, started: float, asked_s: float = 0.0, cause: str = ""
    ) -> None:
        """Leave a backend alone after an attempt that ``started`` then failed; with a cooldown of 0, not at all.

        Its server may ask for a longer one (``asked_s``), within reason.
        """
        if cooldown_s <= 0:
            return
        now = self._clock()
        with self._lock:
            outage = self._outages.get(_key(backend))
            if outage is None:
                outage = self._outages[_key(backend)] = _Outage(started, now, started, 0, cause)
            # Of callers who were under way together, one failure is counted.
            if outage.failures == 0 or started > outage.last_failed:
                outage.failures += 1
            outage.last_failed, outage.cause = now, cause
            bound = max(MAX_EARLY_COOLDOWN_S, SHARE_OF_OUTAGE * (started - outage.began))
            pause_s = min(FIRST_COOLDOWN_S * 2 ** min(outage.failures - 1, 30), bound, cooldown_s)
            # A cooldown counts from where the attempt began, so that a slow failure does not put the next probe off.
            outage.until = max(now + min(FIRST_COOLDOWN_S, cooldown_s), started + pause_s)
            outage.until = max(outage.until, now + min(asked_s, MAX_ASKED_COOLDOWN_S))

    def end(self, backend: Backend) -> None:
        """End its cooldown: it answered."""
        if self._outages:
            with self._lock:
                self._outages.pop(_key(backend), None)

    def describe(self, backend: Backend) -> str:
        """Say why and for how long it is left alone."""
        outage = self._outages.get(_key(backend))
        if outage is None:
            return "not asked: it failed a moment ago"
        left = max(outage.until - self._clock(), 0)
        cause = f" ({outage.cause.rstrip('.')})" if outage.cause else ""
        return f"not asked: it failed a moment ago{cause} and rests for {left:.0f} s more"

    def clear(self) -> None:
        """Forget every cooldown."""
        with self._lock:
            self._outages.clear()

    def _is_cooling(self, backend: Backend) -> bool:
        if not self._outages:
            return False
        with self._lock:
            outage = self._outages.get(_key(backend))
            if outage is None:
                return False
            now, until = self._clock(), outage.until
            if now >= until:
                # A probe that never comes back, say from a killed thread, holds the others up no longer than this.
                outage.until = now + backend.timeout_s + 1
            return now < until


cooldowns = Cooldowns()


def _key(backend: Backend) -> tuple[str, str]:
    return backend.base_url, backend.model
