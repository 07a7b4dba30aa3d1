"""An HTTP success → its text; every way in which it is none is one exception, BadAnswer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from llm_router.errors import BadAnswer

if TYPE_CHECKING:
    from llm_router.send import BackendCall

CUT_SHORT = {
    "length": "it was cut off at the token limit (finish_reason length)",
    "content_filter": "its server's content filter withheld it (finish_reason content_filter)",
}


def read_answer(call: BackendCall, response: Any) -> str:
    """Read the text of a chat completion; note its tokens on the call, they are paid for even when it is none."""
    payload = read_json(response)
    call.tokens = read_tokens(payload)

    choice = first_choice(payload)
    if choice is None:
        raise BadAnswer("the answer has no choices", is_backends_fault=True)
    message = choice.get("message")
    if not isinstance(message, dict):
        raise BadAnswer("the answer's choice has no message", is_backends_fault=True)

    text = read_text(message.get("content"))
    if reason := CUT_SHORT.get(str(choice.get("finish_reason"))):
        raise BadAnswer(f"unusable answer: {reason}")
    if not text.strip():
        raise BadAnswer(f"the answer is empty{_why_empty(message)}")
    return text


def read_json(response: Any) -> dict[str, Any]:
    """Read the JSON object of a response, or raise BadAnswer; ``error`` inside a success is no answer either."""
    import json

    try:
        payload = json.loads(response.content)
    except (ValueError, RecursionError) as exc:
        kind = response.headers.get("content-type", "").partition(";")[0].strip() or "no type"
        raise BadAnswer(f"the answer is not JSON ({kind[:40]})", is_backends_fault=True) from exc
    if not isinstance(payload, dict):
        raise BadAnswer("the answer is not a JSON object", is_backends_fault=True)
    if payload.get("error"):
        raise BadAnswer("the answer is an error with the status of a success", is_backends_fault=True)
    return payload


def read_tokens(payload: dict[str, Any]) -> tuple[int | None, int | None]:
    """Read how many tokens the server says that prompt and completion had."""
    usage = payload.get("usage")
    if not isinstance(usage, dict):
        return None, None
    return _count(usage.get("prompt_tokens")), _count(usage.get("completion_tokens"))


def first_choice(payload: dict[str, Any]) -> dict[str, Any] | None:
    """Return the first choice, None when there is none."""
    choices = payload.get("choices")
    return choices[0] if isinstance(choices, list) and choices and isinstance(choices[0], dict) else None


def read_text(content: Any) -> str:
    """Read the text of a content, which some servers send in parts."""
    if isinstance(content, str):
        return content
    if not isinstance(content, list):
        return ""
    texts = (part.get("text") for part in content if isinstance(part, dict))
    return "".join(text for text in texts if isinstance(text, str))


def _why_empty(message: dict[str, Any]) -> str:
    if message.get("refusal"):
        return ": the model declined"
    if message.get("tool_calls"):
        return ": the model called a tool instead"
    if message.get("reasoning_content") or message.get("reasoning"):
        return ": the model reasoned and said nothing"
    return ""


def _count(value: Any) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) and value >= 0 else None
