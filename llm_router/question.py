"""The caller's arguments → the body of a request, encoded once; what cannot be sent is a sentence before that."""

from __future__ import annotations

import json
import math
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from llm_router.errors import BadArgument

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from llm_router.backend import Backend

# What the router itself decides, or what would change the shape of an answer.
RESERVED = {
    "model": "each backend has its own; set it there",
    "stream": "chat_complete_stream streams",
    "messages": "it is given by position",
    "input": "embed embeds",
}


@dataclass(slots=True)
class Question:
    """A request's body but for the model: the large part as JSON, the parameters as they are."""

    name: str  # of the large part: "messages" or "input"
    encoded: bytes
    texts: tuple[str, ...]  # all that the model reads of it
    parameters: dict[str, Any]
    extra_body: dict[str, Any]
    encode_s: float  # what encoding took: of the first backend's time

    def take_encode_s(self) -> float:
        """Return the seconds that the encoding took, the first time; it is done once."""
        taken, self.encode_s = self.encode_s, 0.0
        return taken

    def write_parameters(self, backend: Backend) -> dict[str, Any]:
        """Return all but the large part, for one backend."""
        always = backend.extra_body if self.name == "messages" else {}
        return {"model": backend.model, **self.parameters, **always, **self.extra_body}

    def write(self, parameters: Mapping[str, Any]) -> bytes:
        """Return the body of the request."""
        rest = json.dumps(parameters, ensure_ascii=False, separators=(",", ":")).encode()
        return b'{"%s":%s,%s' % (self.name.encode(), self.encoded, rest[1:])


def write_question(
    messages: Sequence[Mapping[str, Any]],
    *,
    temperature: float | None,
    response_format: Mapping[str, Any] | None = None,
    max_tokens: int | None = None,
    extra_body: Mapping[str, Any] | None = None,
    parameters: Mapping[str, Any] | None = None,
) -> Question:
    """Check and encode a chat; raise BadArgument for what cannot be sent."""
    started = time.monotonic()
    given = dict(parameters or {})
    if reserved := RESERVED.keys() & given.keys():
        name = min(reserved)
        raise BadArgument(f"{name} is no parameter of a call: {RESERVED[name]}.")
    if temperature is not None:
        given["temperature"] = _check_temperature(temperature)
    if max_tokens is not None:
        given["max_tokens"] = _check_max_tokens(max_tokens)
    if response_format is not None:
        given["response_format"] = _check_format(response_format)
    given = {name: value for name, value in given.items() if value is not None}
    for name, value in given.items():
        _write_json(name, value)
    extra = dict(extra_body or {})
    if reserved := RESERVED.keys() & extra.keys() - {"model"}:
        raise BadArgument(f"extra_body sets {min(reserved)}: {RESERVED[min(reserved)]}.")
    _write_json("extra_body", extra)
    encoded = _encode_messages(messages)
    texts = tuple(_texts_of(messages))
    return Question("messages", encoded, texts, given, extra, time.monotonic() - started)


def write_texts(texts: Sequence[str]) -> Question:
    """Encode texts to embed, which are checked already."""
    started = time.monotonic()
    encoded = json.dumps(texts, ensure_ascii=False).encode()
    return Question("input", encoded, tuple(texts), {"encoding_format": "float"}, {}, time.monotonic() - started)


def check_text(name: str, text: str) -> str:
    """Return the text, or raise BadArgument when it holds what no server can be sent."""
    try:
        text.encode()
    except UnicodeEncodeError as exc:
        raise BadArgument(
            f"{name} has half a surrogate pair at position {exc.start}, which is no text; "
            "decode bytes with errors='replace'."
        ) from None
    return text


_EXAMPLE = '[{"role": "user", "content": "Hello"}]'


def _encode_messages(messages: Sequence[Mapping[str, Any]]) -> bytes:
    if not isinstance(messages, list | tuple):
        raise BadArgument(f"messages is {_kind(messages)}; it must be a list such as {_EXAMPLE}.")
    if not messages:
        raise BadArgument(f"messages is empty; give at least one, such as {_EXAMPLE[1:-1]}.")
    for place, message in enumerate(messages):
        _check_message(f"messages[{place}]", message)
    try:
        return json.dumps(messages, ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode()
    except (TypeError, ValueError, RecursionError):  # one of them cannot be written; find out which
        for place, message in enumerate(messages):
            if isinstance(message.get("content"), str):
                check_text(f"messages[{place}]['content']", message["content"])
            _write_json(f"messages[{place}]", message)
        raise


def _check_message(name: str, message: Any) -> None:
    if not isinstance(message, dict):
        raise BadArgument(f"{name} is {_kind(message)}; it must be a dict with a role and a content.")
    role, content = message.get("role"), message.get("content")
    if not isinstance(role, str) or not role.strip():
        raise BadArgument(f"{name} has no role; say who speaks: system, user or assistant.")
    is_call = content is None and message.keys() & {"tool_calls", "function_call"}
    if not isinstance(content, str | list) and not is_call:
        raise BadArgument(f"{name}['content'] is {_kind(content)}; it must be text, or a list of parts.")


def _texts_of(messages: Sequence[Mapping[str, Any]]) -> list[str]:
    texts = []
    for message in messages:
        content = message.get("content")
        if isinstance(content, str):
            texts.append(content)
        elif isinstance(content, list):
            parts = [part.get("text") for part in content if isinstance(part, dict)]
            texts += [text for text in parts if isinstance(text, str)]
    return texts


def _check_temperature(temperature: float) -> float:
    is_number = isinstance(temperature, int | float) and not isinstance(temperature, bool)
    if not is_number or not math.isfinite(temperature) or not 0 <= temperature <= 2:
        raise BadArgument(f"temperature is {temperature!r}; it must be a number from 0 to 2, or None to leave it out.")
    return temperature


def _check_max_tokens(max_tokens: int) -> int:
    if not isinstance(max_tokens, int) or isinstance(max_tokens, bool) or max_tokens < 1:
        raise BadArgument(f"max_tokens is {max_tokens!r}; it must be a whole number above 0, or None for no limit.")
    return max_tokens


def _check_format(response_format: Mapping[str, Any]) -> dict[str, Any]:
    if not isinstance(response_format, dict) or not isinstance(response_format.get("type"), str):
        raise BadArgument("response_format must be a dict with a type, such as {'type': 'json_object'}.")
    return response_format


def _write_json(name: str, value: Any) -> None:
    try:
        text = json.dumps(value, ensure_ascii=False, allow_nan=False)
    except (TypeError, ValueError, RecursionError) as exc:
        raise BadArgument(f"{name} cannot be written as JSON: {exc}.") from None
    check_text(name, text)


def _kind(value: Any) -> str:
    return "None" if value is None else f"of type {type(value).__name__}"
