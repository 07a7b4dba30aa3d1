"""A backend that failed rests, so that a run of many calls waits for a dead one once."""

from __future__ import annotations

import threading
import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from llm_router.config import Backend


class Cooldowns:
    """Until when each backend of this process is left alone."""

    def __init__(self) -> None:
        self._until: dict[tuple[str, str], float] = {}
        self._lock = threading.Lock()

    def split(self, backends: Sequence[Backend]) -> tuple[list[Backend], list[Backend]]:
        """Split backends into those to ask now and those that rest; the last never does, nobody is behind it.

        Of the callers that find a rest over, the first is the probe: for the others it goes on until the probe is back.
        """
        resting = [backend for backend in backends[:-1] if self._is_resting(backend)]
        return [backend for backend in backends if backend not in resting], resting

    def rest(self, backend: Backend, seconds: float) -> None:
        """Leave a backend alone for that long; for no time is not at all, nor is there a probe."""
        if seconds <= 0:
            return
        with self._lock:
            self._until[_key(backend)] = time.monotonic() + seconds

    def wake(self, backend: Backend) -> None:
        """End its rest: it answered."""
        if self._until:
            with self._lock:
                self._until.pop(_key(backend), None)

    def describe(self, backend: Backend) -> str:
        """Say for how long it is left alone."""
        left = self._until.get(_key(backend), 0.0) - time.monotonic()
        return f"not asked: it failed a moment ago and rests for {max(left, 0):.0f} s more"

    def clear(self) -> None:
        """Forget every rest."""
        with self._lock:
            self._until.clear()

    def _is_resting(self, backend: Backend) -> bool:
        if not self._until:
            return False
        with self._lock:
            until = self._until.get(_key(backend))
            if until is None:
                return False
            now = time.monotonic()
            if now >= until:
                # A probe that never comes back, say from a killed thread, holds the others up no longer than this.
                self._until[_key(backend)] = now + backend.timeout_s + 1
            return now < until


cooldowns = Cooldowns()


def _key(backend: Backend) -> tuple[str, str]:
    return backend.base_url, backend.model
