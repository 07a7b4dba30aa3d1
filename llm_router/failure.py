"""A failure of one backend, in plain words that hold no key, prompt or answer; and what its server said to it."""

from __future__ import annotations

import math
import re
import time
from typing import TYPE_CHECKING, Any

from llm_router.errors import BadAnswer

if TYPE_CHECKING:
    from llm_router.config import Backend

# Compiled by their first use, which most processes never come to.
QUOTA_WORDS = r"insufficient_quota|exceeded your current quota|billing|credit balance|insufficient (?:balance|credits)"
TOO_LONG_WORDS = (
    r"context_length_exceeded|exceed_context_size|context[ _-]?(?:length|window|size)"
    r"|maximum (?:model|context|input) length|longer than the maximum|prompt is too long|input (?:is )?too long"
    r"|request too large|too many (?:input )?tokens|reduce (?:the length|your prompt)|string_above_max_length"
    r"|tokens?\b.{0,60}\bexceed|tokens.{0,60}\bmust be <= \d"
)


def status_of(exc: BaseException) -> int | None:
    """Return the HTTP status that an exception carries, of whatever library."""
    for holder in (exc, getattr(exc, "response", None)):
        for name in ("status_code", "status"):
            status = getattr(holder, name, None)
            if isinstance(status, int) and 100 <= status <= 599 and not isinstance(exc, BadAnswer):
                return status
    return None


def describe_failure(exc: BaseException, backend: Backend) -> tuple[str, int | None, str]:
    """Return outcome, status and detail of a failed attempt."""
    status = status_of(exc)
    if status is not None:
        return _describe_status(status, exc)
    if isinstance(exc, BadAnswer):
        return "bad-answer", exc.status, str(exc)
    if isinstance(exc, TimeoutError) or type(exc).__name__ == "APITimeoutError":
        return "timeout", None, f"no answer within {backend.timeout_s:g} s"
    if isinstance(exc, OSError) or type(exc).__name__ == "APIConnectionError":
        way = " (through the proxy that the environment names)" if backend.proxy else ""
        return "connection", None, f"{backend.base_url} cannot be reached{way}: {_root_words(exc)}"
    return "error", None, f"{type(exc).__name__} while asking"


def is_backends_fault(exc: BaseException) -> bool:
    """Tell whether the failure says something of the backend, not only of this question."""
    return exc.is_backends_fault if isinstance(exc, BadAnswer) else True


def asked_wait(exc: BaseException) -> float | None:
    """Return how many seconds a 429 or 503 asks to wait, None when it does not ask."""
    if status_of(exc) not in (429, 503):
        return None
    headers = getattr(getattr(exc, "response", None), "headers", {})
    for name, divisor in (("retry-after-ms", 1000.0), ("retry-after", 1.0)):
        wait_s = _read_wait(headers.get(name, ""))
        if wait_s is not None:
            return wait_s / divisor
    return None


def can_wait_help(exc: BaseException) -> bool:
    """Tell whether asking again later can go better: not when the quota is used up, nor when the prompt is too long."""
    headers = getattr(getattr(exc, "response", None), "headers", {})
    return headers.get("x-should-retry") != "false" and not is_quota(exc) and not is_too_long(exc)


def is_quota(exc: BaseException) -> bool:
    """Tell a used-up quota from throttling; both are a 429."""
    if status_of(exc) == 402:
        return True
    return status_of(exc) == 429 and bool(re.search(QUOTA_WORDS, f"{error_code(exc)} {error_text(exc)}".lower()))


def is_too_long(exc: BaseException) -> bool:
    """Tell whether the prompt is longer than the model can read, in the words of the servers in use."""
    if status_of(exc) == 413:
        return True
    return status_of(exc) in (400, 422, 429) and bool(
        re.search(TOO_LONG_WORDS, f"{error_code(exc)} {error_text(exc)}".lower())
    )


def error_code(exc: BaseException) -> str:
    """Return the code and the type that the server's error names."""
    body = getattr(exc, "body", None)
    if not isinstance(body, dict):
        return ""
    return " ".join(str(body[name]) for name in ("code", "type") if body.get(name))


def error_text(exc: BaseException) -> str:
    """Return what the server's error says, without what it echoes of the request."""
    body = getattr(exc, "body", None)
    if isinstance(body, str):
        return "" if body.lstrip().startswith("<") else body
    if not isinstance(body, dict):
        return ""
    message = body.get("message") or body.get("error") or body.get("detail") or body.get("msg")
    if isinstance(message, list):  # FastAPI: where in the request, and what about it
        parts = [part for part in message if isinstance(part, dict)]
        return "; ".join(f"{_name_place(part.get('loc'))}: {part.get('msg', '')}" for part in parts)
    return message if isinstance(message, str) else ""


def _name_place(place: Any) -> str:
    return ".".join(map(str, place)) if isinstance(place, list) else str(place or "")


def mark_origin(exc: BaseException, backend: Backend) -> None:
    """Write on an exception that bubbles up which backend it is from; refusal_of reads it."""
    if type(exc).__module__.partition(".")[0] == "openai":
        exc._llm_router_backend = backend  # type: ignore[attr-defined]  # noqa: SLF001  read by origin_of alone


def origin_of(exc: BaseException) -> Backend | None:
    """Return the backend that an exception was marked with."""
    return getattr(exc, "_llm_router_backend", None)


def _describe_status(status: int, exc: BaseException) -> tuple[str, int, str]:
    if status >= 500:
        return "server-error", status, f"its server answered {status}"
    if status == 429:
        return "refused", status, "its quota is used up (429)" if is_quota(exc) else "it has too many requests (429)"
    if status < 400:
        return "bad-answer", status, f"its server answered {status}, a redirect that leads nowhere"
    return "refused", status, f"it refused the request ({status})"


def _read_wait(text: str) -> float | None:
    try:
        wait_s = float(text)
    except ValueError:
        import email.utils

        try:
            wait_s = email.utils.parsedate_to_datetime(text).timestamp() - time.time()
        except (ValueError, OverflowError):
            return None
    return max(wait_s, 0.0) if math.isfinite(wait_s) else None


def _root_words(exc: BaseException) -> str:
    seen: Any = exc
    while seen.__cause__ is not None:
        seen = seen.__cause__
    words = str(seen).strip() or type(seen).__name__
    return "".join(c if c.isprintable() else " " for c in words)[:200].rstrip(".")
