"""Parameters that a model refuses: left out or renamed, asked once more, and remembered for the process."""

from __future__ import annotations

import json
import logging
import re
from typing import TYPE_CHECKING, Any

from llm_router.failure import server_error_of

if TYPE_CHECKING:
    from llm_router.backend import Backend
    from llm_router.server_error import ServerError

log = logging.getLogger("llm_router")

# What may be left out: how an answer is sampled or counted, never what is asked for (tools, stop, n).
DROPPABLE = (
    "temperature",
    "max_tokens",
    "max_completion_tokens",
    "response_format",
    "stream_options",
    "encoding_format",
    "reasoning_effort",
    "top_p",
    "seed",
    "frequency_penalty",
    "presence_penalty",
    "verbosity",
    "parallel_tool_calls",
    "service_tier",
    "prompt_cache_key",
    "metadata",
    "store",
    "user",
)
REFUSING_CODES = ("unsupported_parameter", "unsupported_value", "unknown_parameter", "extra_forbidden")
REFUSING_WORDS = (  # compiled by their first use
    r"unsupported|n[o']t support|unrecogni[sz]ed|unknown|unexpected|unavailable|extra (?:fields|inputs)|deprecated"
    r"|not (?:permitted|allowed|available|enabled|implemented)|only the default|only \d\S* is allowed|no longer"
    r"|cannot find field|isn't available|not a valid parameter|invalid parameter"
)
# The name itself is what is refused, whatever its value.
NAME_CODES = ("unsupported_parameter", "unknown_parameter", "extra_forbidden")
NAME_WORDS = r"unrecogni[sz]ed|unknown (?:name|field|parameter|argument)|unsupported parameter|extra (?:fields|inputs)"
# A schema that breaks a server's rules is its author's to mend.
SCHEMA_WORDS = (
    r"invalid[ _](?:json[ _])?schema|schema\b.{0,80}\b(?:is invalid|not valid|must|required|missing)"
    r"|additionalproperties"
)
# What servers call a response_format in other words.
FORMAT_WORDS = r"\bjson[ _](?:mode|schema|object)\b|\bstructured outputs?\b|\bresponse format\b|\bguided[ _]json\b"

# A server that breaks over what it does not know says 500: it is no outage where the words name the parameter.
# DeepInfra says 405.
REFUSING_STATUS = (400, 405, 422, 500, 501)
LEAST_EFFORTS = ("none", "minimal", "low")  # of reasoning, as the router asks for it by itself
JSON_OBJECT = "json_object"  # the older form of an answer: any JSON, without a schema

# (base URL, model, path) → (parameter, its value as JSON or None for any) → its other name (of a form: its other type),
# or "" to leave it out
_learned: dict[tuple[str, str, str], dict[tuple[str, str | None], str]] = {}


def adapt_body(backend: Backend, path: str, body: dict[str, Any]) -> tuple[dict[str, Any], tuple[str, ...]]:
    """Write the body without what this model is known to refuse; say also what that was."""
    learned = _learned.get((backend.base_url, body["model"], path))
    if not learned:
        return body, ()
    adapted: dict[str, Any] = {}
    changed = []
    for name, value in body.items():
        sent_as, sent = _adapt(learned, name, value)
        if (sent_as, sent) != (name, value):
            changed.append(name)
        if sent_as:
            adapted[sent_as] = sent
    return adapted, tuple(changed)


def learn_refusal(backend: Backend, path: str, sent: dict[str, Any], exc: Any) -> bool:
    """Learn from a refusal which parameter this model does not take; False when there is none that could go."""
    error = server_error_of(exc)
    name = _refused_parameter(sent, exc.status_code, error)
    if not name:
        return False
    other = _find_other(name, sent, error)
    value = None if _refuses_name(name, error) else _write(sent[name])
    _learned.setdefault((backend.base_url, sent["model"], path), {})[name, value] = other
    log.info("%s (%s) refuses %s; %s from now on", backend.name, sent["model"], name, other or "left out")
    return True


def forget_refusals() -> None:
    """Forget what was learned."""
    _learned.clear()


def _adapt(learned: dict[tuple[str, str | None], str], name: str, value: Any) -> tuple[str, Any]:
    """Return under which name and with which value a parameter is sent; "" for not at all."""
    for _ in range(3):  # a renamed one may be refused under its other name, too
        if name not in DROPPABLE:
            break
        other = learned.get((name, None))
        if other is None:
            other = learned.get((name, _write(value)))
        if other is None:
            break
        if name in ("response_format", "reasoning_effort") and other:
            value = {"type": JSON_OBJECT} if name == "response_format" else other
        else:
            name = other
    return name, value


def _find_other(name: str, sent: dict[str, Any], error: ServerError) -> str:
    """Return what the server takes in place of a parameter, if it says so: another name, or another value."""
    if name == "max_tokens" and "max_completion_tokens" in error.message:
        return "max_completion_tokens"
    if name == "response_format" and sent[name].get("type") == "json_schema" and JSON_OBJECT in error.message:
        return JSON_OBJECT
    if name == "reasoning_effort" and sent[name] in LEAST_EFFORTS:
        return next((effort for effort in LEAST_EFFORTS if effort != sent[name] and f"'{effort}'" in error.message), "")
    return ""


def _refuses_name(name: str, error: ServerError) -> bool:
    if name == "max_tokens" and "max_completion_tokens" in error.message:
        return True
    if name == "response_format":  # a server that lacks one form, or one word of a schema, may have others
        return error.has_code("unknown_parameter", "extra_forbidden")
    return error.has_code(*NAME_CODES) or bool(re.search(NAME_WORDS, error.message.lower()))


def _refused_parameter(sent: dict[str, Any], status: int, error: ServerError) -> str:
    if status not in REFUSING_STATUS:
        return ""
    text = error.message.lower()
    is_refused = error.has_code(*REFUSING_CODES) or re.search(REFUSING_WORDS, text)
    for name in DROPPABLE:
        if name not in sent:
            continue
        is_named = error.param.partition(".")[0] == name or re.search(rf"\b{name}\b", text)
        if name == "response_format":
            if re.search(SCHEMA_WORDS, text) and not re.search(NAME_WORDS, text):
                continue
            # “'response_format.type' must be 'json_schema' or 'text'”: a format that this server lacks, in other words.
            if name in text or (is_refused and re.search(FORMAT_WORDS, text)):
                return name
        if is_refused and is_named:
            return name
    return ""


def _write(value: Any) -> str:
    return json.dumps(value, sort_keys=True)
