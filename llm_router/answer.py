"""An HTTP success → its text; every way in which it is none is one exception, BadAnswer."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from llm_router.errors import BadAnswer, ErrorInside
from llm_router.server_error import read_server_error
from llm_router.thoughts import strip_thoughts

if TYPE_CHECKING:
    from llm_router.send import BackendCall

# What servers say of an answer that is whole: OpenAI, Anthropic, Gemini, Together and Hugging Face, Cohere.
WHOLE_REASONS = {"stop", "end_turn", "stop_sequence", "eos", "eos_token", "complete", "completed", "finished"}
TOOL_REASONS = {"tool_calls", "tool_call", "tool_use", "function_call"}
LIMIT_REASONS = {
    "length",
    "max_tokens",
    "max_output_tokens",
    "max_length",
    "model_length",
    "model_context_window_exceeded",
}
FILTER_REASONS = {
    "content_filter",
    "safety",
    "blocklist",
    "prohibited_content",
    "recitation",
    "spii",
    "refusal",
    "sensitive",
    "guardrail_intervened",
}
# How a text ends that is not broken off: a sentence, a quotation, a bracket, code, a table or JSON.
WELL_ENDED = tuple(".!?…。！？।؟;)]}>»”’\"'`*_|）】」』")


def read_answer(call: BackendCall, response: Any, *, takes_tools: bool = False) -> str:
    """Read the text of a chat completion; note its tokens on the call, they are paid for even when it is none.

    With ``takes_tools``, a call of a tool is an answer without a text.
    """
    payload = read_json(response)
    call.tokens = read_tokens(payload)
    call.raw = payload

    choice = first_choice(payload)
    if choice is None:
        raise BadAnswer("the answer has no choices", is_backends_fault=True)
    message = choice.get("message")
    call.finish_reason = _reason_of(choice)
    reject_error(choice)
    if not isinstance(message, dict):
        raise BadAnswer("the answer's choice has no message", is_backends_fault=True)

    call.tool_calls = read_tool_calls(message) if takes_tools else ()
    reject_unfinished(call.finish_reason, takes_tools=takes_tools)
    said = mend_surrogates(read_text(message.get("content")))
    text = strip_thoughts(said)
    if not text.strip() and not call.tool_calls:
        raise BadAnswer(f"the answer is empty{_why_empty(message, said)}")
    return text


def read_json(response: Any) -> dict[str, Any]:
    """Read the JSON object of a response, or raise BadAnswer; ``error`` inside a success is no answer either."""
    try:
        payload = json.loads(response.content)
    except (ValueError, RecursionError) as exc:
        kind = response.headers.get("content-type", "").partition(";")[0].strip() or "no type"
        shown = kind[:40] if kind.isprintable() else "a type that is none"
        length = len(response.content)
        raise BadAnswer(f"the answer is not JSON ({shown}, {length} bytes)", is_backends_fault=True) from exc
    if isinstance(payload, list) and payload and isinstance(payload[0], dict) and payload[0].get("error"):
        payload = payload[0]  # Gemini's errors come in a list
    if not isinstance(payload, dict):
        raise BadAnswer("the answer is not a JSON object", is_backends_fault=True)
    reject_error(payload)
    return payload


def reject_error(payload: dict[str, Any]) -> None:
    """Raise what an ``error`` inside a success stands for: ErrorInside where it states a status, else BadAnswer."""
    is_error = payload.get("error") or payload.get("success") is False or payload.get("object") == "error"
    if not is_error and not (payload.get("errors") and not payload.get("choices")):
        return
    error = read_server_error(payload)
    # LM Studio says so with a 200, where the base URL lacks its /v1.
    status = 404 if "unexpected endpoint" in error.message.lower() else error.status
    if status is not None:
        raise ErrorInside(payload, status)
    raise BadAnswer("the answer is an error with the status of a success", is_backends_fault=True, said=error.message)


def reject_unfinished(reason: str, *, takes_tools: bool) -> None:
    """Raise BadAnswer for a finish_reason that is not known to be a whole answer's; one that is not stated is none."""
    known = reason.lower().removeprefix("finishreason.").replace("-", "_")
    if not known or known in WHOLE_REASONS or (takes_tools and known in TOOL_REASONS):
        return
    if known in TOOL_REASONS:
        raise BadAnswer(f"the answer is none: the model called a tool instead (finish_reason {known})")
    shown = reason[:40] if reason.isprintable() else "unreadable"
    if known in LIMIT_REASONS:
        what = "it was cut off at the token limit"
    elif known in FILTER_REASONS:
        what = "its server's content filter withheld it"
    elif known == "error":
        raise BadAnswer("its server failed in the middle of it (finish_reason error)", is_backends_fault=True)
    else:
        what = "it is not known to be whole"
    raise BadAnswer(f"unusable answer: {what} (finish_reason {shown})")


def read_tokens(payload: dict[str, Any]) -> tuple[int | None, int | None]:
    """Read how many tokens the server says that prompt and completion had."""
    usage = payload.get("usage")
    if not isinstance(usage, dict):
        return None, None
    return _count(usage.get("prompt_tokens")), _count(usage.get("completion_tokens"))


def first_choice(payload: dict[str, Any], *, is_event: bool = False) -> dict[str, Any] | None:
    """Return the choice of index 0; None when there is none. One that stands alone needs no index, but in a stream.

    The events of a stream that was asked for several answers have one choice each.
    """
    choices = payload.get("choices")
    found = [choice for choice in choices if isinstance(choice, dict)] if isinstance(choices, list) else []
    first = next((choice for choice in found if choice.get("index") in (0, None)), None)
    return found[0] if first is None and found and not is_event else first


def read_text(content: Any) -> str:
    """Read the text of a content, which some servers send in parts; parts that are thoughts are left out."""
    if isinstance(content, str):
        return content
    if isinstance(content, dict):
        content = [content]
    if not isinstance(content, list):
        return ""
    texts = (part.get("text") for part in content if isinstance(part, dict) and part.get("type") not in THOUGHT_PARTS)
    return "".join(text for text in texts if isinstance(text, str))


THOUGHT_PARTS = {"thinking", "reasoning", "redacted_thinking"}


def read_tool_calls(message: dict[str, Any]) -> tuple[dict[str, Any], ...]:
    """Read the calls of tools: OpenAI's dicts, each with a ``function`` that has a name."""
    calls = message.get("tool_calls")
    found = [one for one in calls if isinstance(one, dict)] if isinstance(calls, list) else []
    return tuple(one for one in found if one.get("custom") or isinstance((one.get("function") or {}).get("name"), str))


def has_ended_well(text: str) -> bool:
    """Return True if a text does not look broken off, for a server that does not say whether it had finished.

    Well is: it ends as a sentence, a quotation, a bracket, code or a table does; every code fence is closed; and
    what begins as JSON is JSON.
    """
    text = text.strip()
    if not text.endswith((*WELL_ENDED, "~~~")) and not _is_symbol(text[-1:]):
        return False
    if sum(line.lstrip().startswith("```") for line in text.splitlines()) % 2:
        return False
    if text.startswith(("{", "[")):
        try:
            json.loads(text)
        except (ValueError, RecursionError):
            return False
    return True


def mend_surrogates(text: str) -> str:
    r"""Return the text with halves of surrogate pairs joined, or replaced by U+FFFD: JSON may say "\ud83d" alone."""
    if text.isascii():
        return text
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return text


def _is_symbol(character: str) -> bool:
    """Return True for an emoji, with which people end a sentence."""
    import unicodedata

    return bool(character) and unicodedata.category(character) == "So"


def _reason_of(choice: dict[str, Any]) -> str:
    reason = choice.get("finish_reason")
    return "" if reason is None else str(reason)


def _why_empty(message: dict[str, Any], said: str) -> str:
    if isinstance(message.get("refusal"), str) and message["refusal"]:
        return ": the model declined"
    if message.get("tool_calls"):
        return ": the model called a tool instead"
    if said.strip() or message.get("reasoning_content") or message.get("reasoning"):
        return ": the model reasoned and said nothing"
    return ""


def _count(value: Any) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) and value >= 0 else None
