"""The caller's arguments → the body of a request; what cannot be sent is a sentence before anything is."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from llm_router.errors import BadArgument

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


def write_body(
    messages: Sequence[Mapping[str, Any]],
    *,
    temperature: float | None,
    response_format: Mapping[str, Any] | None = None,
    max_tokens: int | None = None,
) -> dict[str, Any]:
    """Write the body of a chat request, but for the model."""
    body: dict[str, Any] = {"messages": _check_messages(messages)}
    if temperature is not None:
        body["temperature"] = _check_temperature(temperature)
    if max_tokens is not None:
        body["max_tokens"] = _check_max_tokens(max_tokens)
    if response_format is not None:
        body["response_format"] = _check_format(response_format)
    return body


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


def _check_messages(messages: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    if not isinstance(messages, list | tuple):
        raise BadArgument(f"messages is {_kind(messages)}; it must be a list such as {_EXAMPLE}.")
    if not messages:
        raise BadArgument(f"messages is empty; give at least one, such as {_EXAMPLE[1:-1]}.")
    for place, message in enumerate(messages):
        _check_message(f"messages[{place}]", message)
    return list(messages)


_EXAMPLE = '[{"role": "user", "content": "Hello"}]'


def _check_message(name: str, message: Any) -> None:
    if not isinstance(message, dict):
        raise BadArgument(f"{name} is {_kind(message)}; it must be a dict with a role and a content.")
    role, content = message.get("role"), message.get("content")
    if not isinstance(role, str) or not role.strip():
        raise BadArgument(f"{name} has no role; say who speaks: system, user or assistant.")
    if isinstance(content, str):
        check_text(f"{name}['content']", content)
        if message.keys() <= {"role", "content"}:
            return
    elif not isinstance(content, list) and not (content is None and message.keys() & {"tool_calls", "function_call"}):
        raise BadArgument(f"{name}['content'] is {_kind(content)}; it must be text, or a list of parts.")
    _check_json(name, message)


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
    _check_json("response_format", response_format)
    return response_format


def _check_json(name: str, value: Any) -> None:
    import json

    try:
        text = json.dumps(value, ensure_ascii=False, allow_nan=False)
    except (TypeError, ValueError, RecursionError) as exc:
        raise BadArgument(f"{name} cannot be written as JSON: {exc}.") from None
    check_text(name, text)


def _kind(value: Any) -> str:
    return "None" if value is None else f"of type {type(value).__name__}"
