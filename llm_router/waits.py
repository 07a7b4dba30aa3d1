"""An HTTP error → how many seconds its server asks to wait, in whichever header or words it says so."""

from __future__ import annotations

import math
import re
import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from llm_router.server_error import ServerError

WAITING_STATUS = {408, 425, 429, 498, 503, 529}
UNIT_S = {"ms": 0.001, "s": 1.0, "m": 60.0, "h": 3600.0, "d": 86_400.0}
AMOUNT = (
    r"(\d+(?:\.\d+)?)\s*"
    r"(ms|milliseconds?|s|secs?|seconds?|m|mins?|minutes?|h|hours?|d|days?)(?![a-z])"
)
WAIT_WORDS = rf"(?:retry|try again|try your request again|wait)\b\D{{0,40}}?((?:{AMOUNT}\s*)+)"
AN_EPOCH = 1e9  # seconds; a number above is a moment, not a wait
RESET_PREFIXES = ("x-ratelimit-reset", "anthropic-ratelimit")


def read_wait(status: int, headers: Mapping[str, str], error: ServerError) -> float | None:
    """Return the wait that a 429, 503 or the like asks for, in seconds; None when it does not ask.

    Read are ``Retry-After`` (and OpenAI's ``retry-after-ms``), Google's RetryInfo and words such as "Please retry in
    20 s", then ``RateLimit-Reset`` and ``x-ratelimit-reset-*`` of what has run out.
    """
    if status not in WAITING_STATUS:
        return None
    if (wait_s := _read_moment(headers.get("retry-after-ms", ""))) is not None:
        return wait_s / 1000
    said = re.search(WAIT_WORDS, error.message.lower())
    for text in (headers.get("retry-after", ""), error.retry_delay, said[1] if said else ""):
        if (wait_s := _read_moment(text)) is not None:
            return wait_s
    return _read_resets(headers) if status in (429, 498) else None


def _read_resets(headers: Mapping[str, str]) -> float | None:
    """Read when the limits that have run out are whole again; of all limits where none is known to have run out."""
    standard = re.search(r"\bt=(\d+)", headers.get("ratelimit", ""))  # RFC draft: RateLimit: "default";r=0;t=20
    for text in (headers.get("ratelimit-reset", ""), standard[1] if standard else ""):
        if (wait_s := _read_moment(text)) is not None:
            return wait_s
    waits: dict[str, float] = {}
    for name in headers:
        is_reset = name.lower().startswith(RESET_PREFIXES) and "reset" in name.lower()
        if is_reset and (wait_s := _read_moment(headers[name])) is not None:
            waits[name.lower()] = wait_s
    run_out = [wait_s for name, wait_s in waits.items() if headers.get(name.replace("reset", "remaining")) == "0"]
    return max(run_out or waits.values(), default=None)


def _read_moment(text: str) -> float | None:
    """Read "20", "1.5", "900ms", "1m2s", a date, or a moment in seconds or milliseconds since 1970."""
    text = text.strip().lower()
    if not text:
        return None
    try:
        wait_s = float(text)
    except ValueError:
        parts = re.findall(AMOUNT, text)
        if parts and not re.sub(AMOUNT, "", text).strip():
            return sum(float(number) * _unit_s(unit) for number, unit in parts)
        return _read_date(text)
    if not math.isfinite(wait_s):
        return None
    if wait_s > AN_EPOCH:
        wait_s = wait_s / (1000 if wait_s > 1000 * AN_EPOCH else 1) - time.time()
    return max(wait_s, 0.0)


def _unit_s(unit: str) -> float:
    return UNIT_S["ms" if unit.startswith(("ms", "milli")) else unit[0]]


def _read_date(text: str) -> float | None:
    import datetime as dt
    import email.utils

    for read in (email.utils.parsedate_to_datetime, dt.datetime.fromisoformat):
        try:
            moment = read(text.upper() if read is dt.datetime.fromisoformat else text)
            return max(moment.timestamp() - time.time(), 0.0)
        except (ValueError, OverflowError, OSError):
            continue
    return None
