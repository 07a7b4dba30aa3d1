"""``GET /llm/status``: which backends can be asked, looked up at most once in a few seconds."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Mapping
from typing import Any

import llm_router

FRESH_S = 5.0  # however often somebody looks, a backend is asked no more often


class BackendStatus:
    """The status of the backends that the router's environment describes; ``clean`` takes secrets out of a text."""

    def __init__(self, backends: Mapping[str, str], clean: Callable[[str], str]) -> None:
        self._backends = backends
        self._clean = clean
        self._lock = asyncio.Lock()
        self._known: llm_router.Status | None = None
        self._until = 0.0

    async def read(self) -> dict[str, Any]:
        """Return what is known as JSON; takes as long as the router's status, or no time."""
        async with self._lock:  # who comes meanwhile waits for the same answer
            if self._known is None or time.monotonic() >= self._until:
                self._known = await asyncio.to_thread(llm_router.status, self._backends)
                self._until = time.monotonic() + FRESH_S
        found = self._known
        return {
            "usable": found.is_usable,
            "problem": self._clean(found.problem),
            "backends": [self._describe(backend) for backend in found.backends],
        }

    def _describe(self, backend: llm_router.BackendStatus) -> dict[str, Any]:
        return {
            "backend": backend.backend,
            "configured": backend.is_configured,
            "usable": backend.is_usable,
            "reachable": backend.is_reachable,
            "model": backend.model,
            "model_served": backend.is_model_served,
            "base_url": self._clean(backend.base_url),
            "status": backend.status,
            "latency_s": None if backend.latency_s is None else round(backend.latency_s, 3),
            "missing": list(backend.missing),
            "problem": self._clean(backend.problem),
        }
