"""An SDK exception that bubbled up → which variable to mend, in plain words."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from llm_router.failure import error_code, error_text, is_quota, is_too_long, origin_of, status_of

if TYPE_CHECKING:
    from llm_router.config import Backend


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a backend refused; ``variable`` is the environment variable to mend, ``sentence`` ends in a next step."""

    backend: str
    status: int | None
    variable: str
    is_busy: bool
    is_too_long: bool
    sentence: str


def refusal_of(exc: BaseException) -> Refusal | None:
    """Read an exception that came up from this package; None when it is not the SDK's own."""
    backend = origin_of(exc)
    if backend is None:
        return None

    status = status_of(exc)
    too_long = is_too_long(exc)
    is_busy = status == 429 and not too_long and not is_quota(exc)
    name, happened, step = _diagnose(exc, backend, is_busy=is_busy, too_long=too_long)
    said = _quote(error_text(exc), backend.api_key)
    sentence = f"The {backend.name} backend ({backend.model}) {happened}{said}. {step}"
    return Refusal(backend.name, status, backend.variable(name), is_busy, too_long, sentence)


def _diagnose(exc: BaseException, backend: Backend, *, is_busy: bool, too_long: bool) -> tuple[str, str, str]:
    """Return which variable to mend, what happened, and the next step."""
    status = status_of(exc)
    key, model, url = (backend.variable(name) for name in ("API_KEY", backend.model_name, "BASE_URL"))
    if too_long:
        step = f"Send less, or set {model} to a model that reads more."
        return backend.model_name, f"cannot take a prompt this long ({status})", step
    if is_busy:
        step = "Ask again later, or raise the account's rate limit."
        return "TIMEOUT_S", "has too many requests (429)", step
    if status in (401, 402, 403, 429):
        happened, step = {
            401: ("does not accept the key (401)", f"Check {key}: it may be missing, expired or another server's."),
            403: ("denies access (403)", f"Check that the key in {key} may use {backend.model} at {backend.base_url}."),
        }.get(status, (f"has no quota left ({status})", f"Top up the account of {key}, or use another key."))
        return "API_KEY", happened, step
    if status in (404, 405):
        return _diagnose_not_found(exc, backend)
    if _names_the_model(exc):
        step = f"Set {model} to a model that {backend.base_url} serves."
        return backend.model_name, f"does not serve this model ({status})", step
    step = f"Check {model} and {url} ({backend.base_url})."
    return backend.model_name, f"refused the request ({status})" if status else "failed", step


def _diagnose_not_found(exc: BaseException, backend: Backend) -> tuple[str, str, str]:
    status, url = status_of(exc), backend.variable("BASE_URL")
    if _names_the_model(exc):
        step = f"Set {backend.variable(backend.model_name)} to a model that {backend.base_url} serves."
        return backend.model_name, f"does not know the model ({status})", step
    if not re.search(r"/v\d", backend.base_url):
        step = f"Try {url}={backend.base_url}/v1: most servers answer under /v1."
        return "BASE_URL", f"has no chat at {backend.base_url} ({status})", step
    step = f"Check {url}, which should end where /chat/completions begins, and {backend.variable(backend.model_name)}."
    return "BASE_URL", f"has nothing at {backend.base_url}/chat/completions ({status})", step


def _names_the_model(exc: BaseException) -> bool:
    if "model_not_found" in error_code(exc) or getattr(exc, "param", None) == "model":
        return True
    return status_of(exc) in (400, 404, 422) and bool(
        re.search(
            r"\bmodel\b.{0,120}\b(?:not|no|unknown|invalid|unavailable)\b|\b(?:no|unknown|invalid)\b.{0,20}\bmodel\b",
            error_text(exc).lower(),
        )
    )


def _quote(text: str, key: str) -> str:
    """Quote the server's own words: one line, no control characters, no key, not even one that it half masked."""
    words = " ".join("".join(c if c.isprintable() else " " for c in text).split())
    if key and key != "dummy":
        words = words.replace(key, "…")
    words = re.sub(r"\b(?:sk|pk|key|gsk|xai)-[\w*.…-]{3,}", "…", words)
    if not words:
        return ""
    return f": “{words[:200].rstrip('. ')}{'…' if len(words) > 200 else ''}”"
