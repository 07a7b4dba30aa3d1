"""When the next request to GitHub may be made, by what its answers state and what its documentation allows."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from pr_writer.github_limits import is_rate_limit, lower_names, read_retry_after

# "In general, no more than 80 content-generating requests per minute and no more than 500 […] per hour are allowed":
# https://docs.github.com/rest/using-the-rest-api/rate-limits-for-the-rest-api#about-secondary-rate-limits
# 500 in an hour are one in 7.2 s. The twenty that are left are for what other jobs write, and for a run that is started
# again and does not know when the last one wrote.
WRITE_EVERY_S = 7.5
# Of the requests of an hour, the share that is left to the other jobs of the token.
FLOOR_SHARE = 0.1
# "Wait for at least one minute before retrying", and longer each time, and give up after some:
# https://docs.github.com/rest/using-the-rest-api/best-practices-for-using-the-rest-api#handle-rate-limit-errors-appropriately
FIRST_REFUSAL_S, MAX_REFUSALS = 60.0, 5
MAX_WAIT_S = 3_700.0  # a reset that is further away is a clock that is wrong
AFTER_RESET_S = 1.0
WRITES = frozenset({"DELETE", "PATCH", "POST", "PUT"})

log = logging.getLogger("pr_writer")


@dataclass(frozen=True, slots=True)
class Room:
    """How many requests a token has left until its hour ends, by the last answer; ``resets_at`` is in Unix time."""

    remaining: int
    limit: int
    resets_at: float

    @property
    def floor(self) -> int:
        """How many of them are left to others."""
        return int(self.limit * FLOOR_SHARE)


class Pacer:
    """Sleeps before a request for as long as GitHub's limits ask for.

    ``clock`` counts seconds, ``now`` tells the time as GitHub does; they and ``sleep`` are parameters for tests.
    ``parallel`` may be set to how many of these share the limits.
    """

    def __init__(
        self,
        *,
        clock: Callable[[], float] = time.monotonic,
        now: Callable[[], float] = time.time,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._clock, self._now, self._sleep = clock, now, sleep
        self.parallel = 1
        self._rooms: dict[str, Room] = {}
        self._held_until = 0.0
        self._refusals = 0
        self._write_at = clock()
        self._waited = 0.0

    @property
    def is_held(self) -> bool:
        """True if the last answer was a refusal for too many requests, and waiting for it may help."""
        return 0 < self._refusals <= MAX_REFUSALS

    def read_clock(self) -> float:
        """Return the seconds so far."""
        return self._clock()

    def read_working_clock(self) -> float:
        """Return the seconds so far without those that were waited here: nobody's patience is used up by them."""
        return self._clock() - self._waited

    def find_room(self, resource: str = "core") -> Room | None:
        """Return what is left for a kind of requests, None where GitHub has not said."""
        return self._rooms.get(resource)

    def wait_for_room(self, requests: int) -> None:
        """Wait for the next hour where this one has not got so many REST requests left, so that work is not cut."""
        self._wait_for_reset("core", requests)

    def wait_before(self, verb: str, resource: str) -> None:
        """Wait until this request may be made."""
        if (wait := self._held_until - self._now()) > 0:
            self._wait(wait, "GitHub asked for a pause")
        self._wait_for_reset(resource, 1)
        if verb in WRITES and resource != "graphql":
            if (wait := self._write_at - self._clock()) > 0:
                self._wait(wait)
            self._write_at = self._clock() + WRITE_EVERY_S * self.parallel

    def note_answer(self, status: int, headers: Mapping[str, object], text: str) -> None:
        """Remember what an answer says of the limits."""
        said = lower_names(headers)
        if room := _read_room(said):
            self._rooms[said.get("x-ratelimit-resource", "core")] = room
        if not is_rate_limit(status, said, text[:2_000]):
            self._refusals = 0
            return
        self._refusals += 1
        wait = read_retry_after(said, self._now()) or FIRST_REFUSAL_S * 2 ** (self._refusals - 1)
        self._held_until = self._now() + min(wait, MAX_WAIT_S)

    def _wait_for_reset(self, resource: str, requests: int) -> None:
        room = self._rooms.get(resource)
        if room is None or room.remaining - requests >= room.floor:
            return
        del self._rooms[resource]  # in the next hour it is another
        wait = min(room.resets_at - self._now() + AFTER_RESET_S, MAX_WAIT_S)
        if wait > AFTER_RESET_S:
            self._wait(wait, f"{room.remaining} of {room.limit} requests are left, a tenth of them for others")

    def _wait(self, seconds: float, why: str = "") -> None:
        if why:
            log.info("%s: going on in %.0f s.", why, seconds)
        self._sleep(seconds)
        self._waited += seconds


def _read_room(headers: Mapping[str, str]) -> Room | None:
    remaining, limit, reset = (headers.get(f"x-ratelimit-{name}", "") for name in ("remaining", "limit", "reset"))
    if not (remaining.isdecimal() and limit.isdecimal() and reset.isdecimal()):
        return None
    return Room(int(remaining), int(limit), float(reset))
