"""Parameters that a model refuses: left out or renamed, asked once more, and remembered for the process."""

from __future__ import annotations

import logging
import re
from typing import TYPE_CHECKING, Any

from llm_router.failure import error_code, error_text

if TYPE_CHECKING:
    from llm_router.config import Backend

log = logging.getLogger("llm_router")

DROPPABLE = (
    "temperature",
    "max_tokens",
    "max_completion_tokens",
    "response_format",
    "stream_options",
    "encoding_format",
)
REFUSING_CODES = {"unsupported_parameter", "unsupported_value", "unknown_parameter", "extra_forbidden"}
REFUSING_WORDS = (  # compiled by their first use
    r"unsupported|n[o']t support|unrecogni[sz]ed|unknown|unexpected|unavailable|extra (?:fields|inputs)|deprecated"
    r"|not (?:permitted|allowed|available|enabled|implemented)|only the default|only \d\S* is allowed|no longer"
)

# A server that breaks over what it does not know says 500: it is no outage where the words name the parameter.
REFUSING_STATUS = (400, 422, 500, 501)
JSON_OBJECT = "json_object"  # the older form of an answer: any JSON, without a schema

# (base URL, model, path) → parameter → its other name (of a form: its other type), or "" to leave it out
_learned: dict[tuple[str, str, str], dict[str, str]] = {}


def adapt_body(backend: Backend, path: str, body: dict[str, Any]) -> tuple[dict[str, Any], tuple[str, ...]]:
    """Write the body without what this model is known to refuse; say also what that was."""
    learned = _learned.get((backend.base_url, body["model"], path))
    if not learned:
        return body, ()
    adapted: dict[str, Any] = {}
    for name, value in body.items():
        if name == "response_format" and learned.get(name) == JSON_OBJECT:
            adapted[name] = {"type": JSON_OBJECT}
            continue
        sent_as = learned.get(name, name)
        sent_as = learned.get(sent_as, sent_as)
        if sent_as:
            adapted[sent_as] = value
    return adapted, tuple(name for name in body if name in learned)


def learn_refusal(backend: Backend, path: str, sent: dict[str, Any], exc: Any) -> bool:
    """Learn from a refusal which parameter this model does not take; False when there is none that could go."""
    name = _refused_parameter(sent, exc)
    if not name:
        return False
    other = _find_other(name, sent, error_text(exc))
    _learned.setdefault((backend.base_url, sent["model"], path), {})[name] = other
    log.info("%s (%s) refuses %s; %s from now on", backend.name, sent["model"], name, other or "left out")
    return True


def _find_other(name: str, sent: dict[str, Any], text: str) -> str:
    """Return what the server takes in place of a parameter, if it says so: another name, or another type of form."""
    if name == "max_tokens" and "max_completion_tokens" in text:
        return "max_completion_tokens"
    if name == "response_format" and sent[name].get("type") == "json_schema" and JSON_OBJECT in text:
        return JSON_OBJECT
    return ""


def forget_refusals() -> None:
    """Forget what was learned."""
    _learned.clear()


def _refused_parameter(sent: dict[str, Any], exc: Any) -> str:
    if exc.status_code not in REFUSING_STATUS:
        return ""
    text = error_text(exc).lower()
    is_refused = error_code(exc) in REFUSING_CODES or re.search(REFUSING_WORDS, text)
    for name in DROPPABLE:
        if name not in sent:
            continue
        if is_refused and (exc.param == name or re.search(rf"\b{name}\b", text)):
            return name
        # “'response_format.type' must be 'json_schema' or 'text'”: a format that this server lacks, in other words.
        if name == "response_format" and name in text:
            return name
    return ""
