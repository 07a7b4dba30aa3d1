"""What GitHub says of its limits, in an answer's headers and text → how long to wait.

https://docs.github.com/rest/using-the-rest-api/rate-limits-for-the-rest-api#checking-the-status-of-your-rate-limit
"""

from __future__ import annotations

from collections.abc import Mapping


def lower_names(headers: Mapping[str, object] | None) -> dict[str, str]:
    """Return the headers as text, their names in lower case."""
    return {name.lower(): str(value) for name, value in (headers or {}).items()}


def is_rate_limit(status: int, headers: Mapping[str, str], text: str) -> bool:
    """Return True if an answer of 403 or 429 is about too many requests, and not about rights."""
    return status in {403, 429} and (
        "retry-after" in headers
        or "rate limit" in text.lower()
        or headers.get("x-ratelimit-remaining") == "0"
        or status == 429
    )


def read_retry_after(headers: Mapping[str, str], now: float) -> float | None:
    """Return the seconds to wait that GitHub named, as a span or as the time at which the limit is lifted."""
    span, reset = headers.get("retry-after", ""), headers.get("x-ratelimit-reset", "")
    if span.isdigit():
        return float(span)
    if headers.get("x-ratelimit-remaining") == "0" and reset.isdigit():
        return max(float(reset) - now, 1.0)
    return None
