"""GitHub's rate limits, enforced: https://docs.github.com/rest/using-the-rest-api/rate-limits-for-the-rest-api.

Headers are on every answer; a request beyond a limit is refused as GitHub does it, and is in `violations`.
"""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Callable
from typing import Any

from .server import Answer, Request

WRITES = frozenset({"POST", "PATCH", "PUT", "DELETE"})
PRIMARY, GRAPHQL = 1_000, 1_000  # requests, and points, of an hour: those of a job's token, for each repository
POINTS_PER_MINUTE = 900
WRITES_PER_MINUTE, WRITES_PER_HOUR = 80, 500
HOUR, MINUTE = 3_600.0, 60.0


class Limits:
    """What one token has used, by a clock in Unix time."""

    def __init__(self, clock: Callable[[], float], *, used_by_others: int = 0) -> None:
        self.clock = clock
        self.violations: list[str] = []
        self.lowest = {"core": PRIMARY, "graphql": GRAPHQL}
        self._hours: dict[str, tuple[float, int]] = {}  # when it ends, and what was used in it
        self._others = used_by_others
        self._points: deque[tuple[float, int]] = deque()
        self.writes: deque[float] = deque()

    def refuse(self, request: Request) -> Answer | None:
        """Count a request; the refusal where it is one too many."""
        if request.path.endswith("/rate_limit"):
            return None  # "Accessing this endpoint does not count against your REST API rate limit."
        resource = _name_resource(request)
        ends, used, limit = self._read_hour(resource)
        if used >= limit:
            return self._refuse(request, "API rate limit exceeded for installation.", {})
        self._hours[resource] = (ends, used + 1)
        self.lowest[resource] = min(self.lowest[resource], limit - used - 1)
        return self._refuse_secondary(request, self.clock(), resource)

    def make_headers(self, request: Request) -> dict[str, str]:
        resource = _name_resource(request)
        ends, used, limit = self._read_hour(resource)
        return {
            "X-RateLimit-Limit": str(limit),
            "X-RateLimit-Remaining": str(limit - used),
            "X-RateLimit-Used": str(used),
            "X-RateLimit-Reset": str(math.ceil(ends)),
            "X-RateLimit-Resource": resource,
        }

    def show(self) -> dict[str, Any]:
        """The answer of ``/rate_limit``."""
        ends, used, limit = self._read_hour("core")
        core = {"limit": limit, "used": used, "remaining": limit - used, "reset": math.ceil(ends)}
        return {"resources": {"core": core}, "rate": core}

    def _read_hour(self, resource: str) -> tuple[float, int, int]:
        """When the hour that the clock is in ends, what was used in it, and how much may be."""
        ends, used = self._hours.get(resource, (0.0, 0))
        if self.clock() >= ends:
            ends, used = self.clock() + HOUR, self._others if resource == "core" and not ends else 0
            self._hours[resource] = (ends, used)
        return ends, used, GRAPHQL if resource == "graphql" else PRIMARY

    def _refuse_secondary(self, request: Request, now: float, resource: str) -> Answer | None:
        is_write = request.method in WRITES and resource == "core"
        if resource == "core":
            self._points.append((now, 5 if is_write else 1))
        while self._points and self._points[0][0] <= now - MINUTE:
            self._points.popleft()
        if is_write:
            self.writes.append(now)
        in_minute = sum(at > now - MINUTE for at in self.writes)
        in_hour = sum(at > now - HOUR for at in self.writes)
        if sum(points for _, points in self._points) > POINTS_PER_MINUTE:
            return self._refuse(request, "You have exceeded a secondary rate limit.", {"Retry-After": "60"})
        if is_write and (in_minute > WRITES_PER_MINUTE or in_hour > WRITES_PER_HOUR):
            return self._refuse(request, "You have exceeded a secondary rate limit.", {"Retry-After": "60"})
        return None

    def _refuse(self, request: Request, message: str, headers: dict[str, str]) -> Answer:
        self.violations.append(f"{request.method} {request.path}: {message}")
        return Answer(403, {"message": message}, headers)


def _name_resource(request: Request) -> str:
    return "graphql" if request.path.endswith("/graphql") else "core"
