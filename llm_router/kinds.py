"""What a failure is about: the kind decides what fails over, what is waited for, and which variable is to be mended."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from llm_router.server_error import ServerError

# Compiled by their first use, which most processes never come to.
QUOTA_WORDS = (
    r"exceeded your current quota|check your plan and billing|credit balance|insufficient[ _](?:balance|credits?|funds)"
    r"|out of credits|requires more credits|payment required|billing[ _](?:hard[ _]limit|not[ _]active)"
    r"|account is not active|budget has been exceeded|free allocation|spending limit|prepaid|arrears"
)
TOO_LONG_WORDS = (
    r"context_length_exceeded|exceed_context_size|context[ _-]?(?:length|window|size|limit)"
    r"|maximum (?:model|context|input|prompt) length|longer than the maximum|(?:prompt|input)(?: is)? too long"
    r"|request too large|request_too_large|too many (?:input )?tokens|reduce (?:the length|your prompt)"
    r"|string_above_max_length|tokens?\b.{0,60}\bexceed|exceed.{0,60}\btokens?\b|tokens.{0,60}\bmust be <= \d"
    r"|range of input length|too large for model with \d|tokens\b.{0,40}\bover the (?:limit|maximum)"
    r"|(?:prompt|input|request)\b.{0,40}\bexceed(?:s|ed)?\b.{0,40}\b(?:max|limit|length)"
)
# A limit of tokens a minute that one request is over is never kept by waiting; one that many are over is.
TOO_LARGE_WORDS = r"request too large|request_too_large|context_length_exceeded|(?:prompt|input)(?: is)? too long"
MAX_TOKENS_WORDS = (
    r"max_(?:completion_|output_)?tokens\W{1,3}(?:or \W?\w+\W? )?(?:is |are |value )?"
    r"(?:too (?:large|high|big)|must be|exceed(?!s? context))"
    r"|max_(?:completion_|output_)?tokens: \d+ >|invalid max_(?:\w+_)?tokens|valid range of max_(?:\w+_)?tokens"
)
BUSY_STATUS = {408, 425, 429, 498, 529}  # 498: Groq's flex tier has no room; 529: Anthropic's servers are overloaded
AUTH_WORDS = (
    r"api[ _]key not valid|api_key_invalid|(?:invalid|incorrect|wrong|missing|no|expired|malformed) (?:x-)?api[ _-]?key"
    r"|(?:invalid|incorrect|missing|expired|no) (?:auth|bearer|access|authentication|credential)"
    r"|invalid_api_key|api[ _]key (?:is )?(?:invalid|expired|missing|required)|authentication[ _](?:error|fail|require)"
    r"|unauthori[sz]ed|unauthenticated|token(?: has)? expired|invalid token"
)
FILTER_WORDS = (
    r"content[ _]filter|content management policy|content[ _]policy|responsibleaipolicyviolation|moderation|flagged"
    r"|safety system|usage polic|data_?inspection|prohibited[ _]content|inappropriate content|guardrail"
    r"|content exists risk"
)
REGION_WORDS = (
    r"unsupported_country|country, region|(?:your|this) (?:country|region|location)|user location is not supported"
    r"|geo(?:graphic)?[ _-]?(?:block|restrict)|not available in .{0,30}(?:country|region)"
)
GONE_WORDS = (
    r"model_not_found|deploymentnotfound|model_decommissioned|model_not_available|invalid_model|unknown_model"
    r"|no (?:allowed )?(?:endpoints|providers)\b.{0,40}\b(?:found|available)"
    r"|no models? (?:is |are )?(?:loaded|available)"
    r"|(?:models?|deployments?)\b.{0,120}?\b"
    r"(?:(?:was |is |are )?not (?:be )?(?:found|exist|available|known|served|deployed|loaded|a valid|valid)"
    r"|does ?n[o']t exist|does not exist|unavailable|decommissioned|deprecated|retired|no longer|unknown|shut ?down"
    r"|is not supported|is invalid)"
    r"|(?:no such|unknown|invalid|unsupported|unrecogni[sz]ed)(?: \w+)? model\b|not a (?:valid|chat) model"
    r"|model not exist|not found the model"
    r"|failed to load model|access to (?:the )?model|not_found_error .{0,20}\bmodel: "
)
# (kind, statuses, words): the first whose status and words are there is the kind of an HTTP error below 500.
RULES: tuple[tuple[str, set[int], str], ...] = (
    ("max-tokens", {400, 422}, MAX_TOKENS_WORDS),
    ("too-long", {413}, ""),
    ("too-long", {400, 422}, TOO_LONG_WORDS),
    ("too-long", {429}, TOO_LARGE_WORDS),
    ("quota", {402}, ""),
    ("quota", {400, 401, 403, 422, 429}, rf"insufficient_quota|billing_error|{QUOTA_WORDS}"),
    ("busy", BUSY_STATUS, ""),
    ("region", {451}, ""),
    ("region", {400, 403}, REGION_WORDS),
    ("filter", {400, 403, 422}, FILTER_WORDS),
    ("auth", {401}, ""),
    ("auth", {400, 403}, AUTH_WORDS),
    ("gone", {410}, ""),
    ("gone", {400, 403, 404, 422}, GONE_WORDS),
    ("denied", {403}, ""),
    ("url", {404, 405}, ""),
)
REASONS = {  # what LLM_FAILOVER may name → the kinds that it stands for
    "busy": ("busy",),
    "quota": ("quota",),
    "too-long": ("too-long",),
    "filter": ("filter",),
    "gone": ("gone",),
    "auth": ("auth", "denied", "region"),
}


def classify(
    status: int, error: ServerError, headers: Mapping[str, str] | None = None, *, is_proxied: bool = False
) -> str:
    """Return the kind of an HTTP error.

    One of ``server``, ``redirect``, ``proxy``, ``max-tokens``, ``too-long``, ``quota``, ``busy``, ``region``,
    ``filter``, ``auth``, ``gone``, ``denied``, ``url``, ``request``.
    """
    if status < 400 or (status >= 500 and status not in BUSY_STATUS):
        return "redirect" if status < 400 else "server"
    if _is_proxys(status, headers or {}, is_proxied=is_proxied):
        return "proxy"
    if error.param == "model" and status in (400, 404, 422):
        return "gone"
    words = error.words
    for kind, statuses, pattern in RULES:
        if status in statuses and re.search(pattern, words):
            return "busy" if kind == "quota" and _says_when(status, words, error) else kind
    return "request"


def _is_proxys(status: int, headers: Mapping[str, str], *, is_proxied: bool) -> bool:
    """Return True if it was a proxy on the way that refused, and not the server behind it."""
    if status == 407:
        return True
    is_squids = "x-squid-error" in headers or "squid" in headers.get("server", "").lower()
    is_page = "html" in headers.get("content-type", "")
    return status == 403 and (is_squids or (is_proxied and is_page))


def _says_when(status: int, words: str, error: ServerError) -> bool:
    """Return True if what is called a quota is a rate limit, whose end is told; a limit of 0 is no rate.

    Gemini's free tier calls it so.
    """
    if status != 429 or error.has_code("insufficient_quota") or re.search(r"\blimit: 0\b", words):
        return False
    return bool(error.retry_delay) or bool(re.search(r"(?:retry|try again) in \d", words))
