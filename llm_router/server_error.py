"""A server's error, in whatever shape it comes → its words, its codes, and what it says of limits and waits.

OpenAI's own shape is ``{"error": {"message", "type", "param", "code"}}``. The others wrap it in a list (Gemini), put an
object where the message is (Mistral), call it ``errors`` (Cloudflare), ``detail`` (FastAPI) or nothing at all (Ollama:
``{"error": "…"}``), or carry another provider's error as text (OpenRouter, LiteLLM).
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Any

MAX_DEPTH = 8
MAX_WORDS = 2000  # characters of a message that are looked at
# Where a message is, in the order in which they are looked through.
HOLDERS = ("error", "errors", "message", "detail", "details", "msg", "error_message", "error_description", "title")
CODE_NAMES = ("code", "type", "status", "reason", "internal_code")
STATUS_NAMES = ("code", "status_code", "status", "http_status", "statusCode")
# What Google's APIs and Anthropic's say in words: https://cloud.google.com/apis/design/errors#handling_errors,
# https://docs.anthropic.com/en/api/errors; the last ones are OpenAI's codes.
STATUS_OF_CODE = {
    "invalid_argument": 400,
    "failed_precondition": 400,
    "unauthenticated": 401,
    "permission_denied": 403,
    "not_found": 404,
    "resource_exhausted": 429,
    "internal": 500,
    "unavailable": 503,
    "deadline_exceeded": 504,
    "invalid_request_error": 400,
    "authentication_error": 401,
    "billing_error": 402,
    "permission_error": 403,
    "not_found_error": 404,
    "request_too_large": 413,
    "rate_limit_error": 429,
    "api_error": 500,
    "overloaded_error": 529,
    "invalid_api_key": 401,
    "model_not_found": 404,
    "context_length_exceeded": 400,
    "rate_limit_exceeded": 429,
    "insufficient_quota": 429,
}
LIMIT_WORDS = (
    r"maximum (?:context|model|input|prompt) (?:length|size|window)(?: is| of|:)?(?: only)? ?\(?(\d[\d,]*)"
    r"|context[ _](?:length|window|size)(?: is| of|:)?(?: only)? ?\(?(\d[\d,]*)"
    r"|tokens? > (\d[\d,]*) maximum|tokens allowed \(?(\d[\d,]*)|must be <= ?(\d[\d,]*)|\blimit:? (\d[\d,]*), requested"
    r"|with (\d[\d,]*) maximum context|\blimit(?: of|:) ?(\d[\d,]*) ?tokens|(?:at most|up to) (\d[\d,]*) tokens"
    r"|\btoken limit:? (\d[\d,]*)|input length should be \[\d+, ?(\d+)\]|\d \+ \d+ > (\d+)|length: (\d[\d,]*)"
)


@dataclass(frozen=True, slots=True)
class ServerError:
    """What a server says went wrong; every part may be empty."""

    message: str = ""  # without what it echoes of the request
    codes: str = ""  # lower case, with spaces between and around: " invalid_request_error model_not_found "
    param: str = ""
    status: int | None = None  # that the body states, in a number or in a known code
    retry_delay: str = ""  # Google's RetryInfo, such as "20s"
    context_limit: int | None = None  # in tokens

    @property
    def words(self) -> str:
        """Message and codes in lower case, for looking things up in."""
        return f"{self.codes}{self.message}".lower()

    def has_code(self, *codes: str) -> bool:
        """Return True if one of these codes is stated."""
        return any(f" {code} " in self.codes for code in codes)


def read_server_error(body: Any) -> ServerError:
    """Read a response's body: parsed JSON, or its text."""
    found = _Found()
    found.read(body, 0)
    message = "; ".join(dict.fromkeys(text for text in found.messages if text))[:MAX_WORDS]
    codes = "".join(f" {code}" for code in dict.fromkeys(found.codes)).lower()
    status = found.status
    if status is None:
        status = next((STATUS_OF_CODE[code] for code in codes.split() if code in STATUS_OF_CODE), None)
    return ServerError(
        message=message,
        codes=f"{codes} " if codes else "",
        param=found.param,
        status=status,
        retry_delay=found.retry_delay,
        context_limit=found.context_limit or _find_limit(message),
    )


class _Found:
    """What was come across while walking through a body."""

    def __init__(self) -> None:
        self.messages: list[str] = []
        self.codes: list[str] = []
        self.param = ""
        self.status: int | None = None
        self.retry_delay = ""
        self.context_limit: int | None = None

    def read(self, value: Any, depth: int) -> None:
        if depth > MAX_DEPTH:
            return
        if isinstance(value, str):
            self._read_text(value, depth)
        elif isinstance(value, list):
            for item in value[:20]:
                self.read(item, depth + 1)
        elif isinstance(value, dict):
            self._read_object(value, depth)

    def _read_text(self, text: str, depth: int) -> None:
        text = text.strip()
        if text.startswith("<"):
            title = re.search(r"<title[^>]*>(.{1,200}?)</title>", text[:10_000], re.DOTALL | re.IGNORECASE)
            text = title[1].strip() if title else ""
        elif text.startswith(("{", "[")):
            try:
                inner = json.loads(text)
            except (ValueError, RecursionError):
                inner = None
            if isinstance(inner, dict | list):
                self.read(inner, depth + 1)
                return
        self.messages.append(text)

    def _read_object(self, value: dict[str, Any], depth: int) -> None:
        self._read_codes(value)
        if isinstance(value.get("msg"), str) and isinstance(value.get("loc"), list | tuple | str):
            # FastAPI: where in the request, and what about it; its ``input`` is the request itself.
            self.messages.append(f"{_name_place(value['loc'])}: {value['msg']}")
            return
        for name in HOLDERS:
            if value.get(name):
                self.read(value[name], depth + 1)
        metadata = value.get("metadata")
        if isinstance(metadata, dict):  # OpenRouter: the provider's own error, as it came
            self.read(metadata.get("raw"), depth + 1)
            self.read(metadata.get("reasons"), depth + 1)
        inner = value.get("innererror")
        if isinstance(inner, dict):  # Azure
            self._read_codes(inner)

    def _read_codes(self, value: dict[str, Any]) -> None:
        for name in CODE_NAMES:
            code = value.get(name)
            if isinstance(code, str) and code and len(code) <= 100:
                self.codes += code.split()
        if not self.param and isinstance(value.get("param"), str):
            self.param = value["param"]
        if self.status is None:
            self.status = next((status for name in STATUS_NAMES if (status := _read_status(value.get(name)))), None)
        if not self.retry_delay and isinstance(value.get("retryDelay"), str):
            self.retry_delay = value["retryDelay"]
        limit = value.get("n_ctx")  # llama.cpp
        if self.context_limit is None and isinstance(limit, int) and not isinstance(limit, bool) and limit > 0:
            self.context_limit = limit


def _read_status(value: Any) -> int | None:
    if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) == 3:
        value = int(value)
    is_status = isinstance(value, int) and not isinstance(value, bool) and 400 <= value <= 599
    return value if is_status else None


def _name_place(place: Any) -> str:
    return ".".join(map(str, place)) if isinstance(place, list | tuple) else str(place)


def _find_limit(message: str) -> int | None:
    found = re.search(LIMIT_WORDS, message.lower())
    digits = next((group for group in found.groups() if group), "") if found else ""
    return int(digits.replace(",", "")) if 0 < len(digits) < 12 else None
