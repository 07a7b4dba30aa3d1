"""The events of one streamed answer → pieces of its text; pure, so that threads and event loops share it."""

from __future__ import annotations

import json
from typing import Any

from llm_router.answer import (
    first_choice,
    has_ended_well,
    mend_surrogates,
    read_text,
    read_tokens,
    read_tool_calls,
    reject_error,
    reject_unfinished,
)
from llm_router.errors import BadAnswer, ErrorInside
from llm_router.thoughts import ThoughtStripper

DONE = "[DONE]"


class StreamReader:
    """Reads one answer event by event; says when it is whole, and why it is none."""

    def __init__(self, *, takes_tools: bool = False) -> None:
        self._takes_tools = takes_tools
        self.text = ""  # that was given so far
        self.tokens: tuple[int | None, int | None] = (None, None)
        self.usage: dict[str, Any] | None = None
        self.finish_reason = ""
        self.is_done = False  # nothing that matters comes any more
        self.has_reasoned = False
        self._thoughts = ThoughtStripper()
        self._half_pair = ""
        self._tool_calls: dict[int, dict[str, Any]] = {}

    @property
    def tool_calls(self) -> tuple[dict[str, Any], ...]:
        """The calls of tools that came, each put together from its pieces."""
        return read_tool_calls({"tool_calls": [self._tool_calls[place] for place in sorted(self._tool_calls)]})

    def read(self, data: str) -> str:
        """Return the text of one event, which may be none; raise BadAnswer or ErrorInside for an event that is none."""
        if data.strip().startswith(DONE):
            self.is_done = True
            return self._give(self._thoughts.finish())
        try:
            event = json.loads(data)
        except (ValueError, RecursionError) as exc:
            if self.finish_reason:
                return ""
            raise BadAnswer("the stream has an event that is not JSON", is_backends_fault=True) from exc
        if not isinstance(event, dict):
            if self.finish_reason:
                return ""
            raise BadAnswer("the stream has an event that is not a JSON object", is_backends_fault=True)
        return self._read_event(event)

    def finish(self) -> str:
        """Return what was held back, at the end of the stream; raise BadAnswer when the answer is not whole."""
        piece = self._give(self._thoughts.finish())
        if not self.text.strip() and not self._tool_calls:
            self._reject_empty()
        if self.finish_reason:
            reject_unfinished(self.finish_reason, takes_tools=self._takes_tools)
        elif not self.is_done:
            raise BadAnswer(
                f"the stream ended after {len(self.text)} characters without a finish_reason and without [DONE]",
                is_backends_fault=True,
            )
        elif not has_ended_well(self.text):
            raise BadAnswer(
                "the stream ended without a finish_reason, and its text looks broken off", is_backends_fault=True
            )
        return piece

    def _read_event(self, event: dict[str, Any]) -> str:
        if any(tokens := read_tokens(event)):
            self.tokens, self.usage = tokens, event["usage"]
        choice = first_choice(event, is_event=True)
        try:
            reject_error(event)
            if choice is not None:
                reject_error(choice)
        except (BadAnswer, ErrorInside) as exc:
            if self.finish_reason:
                return ""
            if isinstance(exc, BadAnswer):
                raise BadAnswer(
                    "its server sent an error inside the stream", is_backends_fault=True, said=exc.said
                ) from exc
            raise
        if choice is None:
            return ""
        delta = choice.get("delta") if isinstance(choice.get("delta"), dict) else choice.get("message")
        piece = self._read_delta(delta) if isinstance(delta, dict) else ""
        if choice.get("finish_reason"):
            self.finish_reason = str(choice["finish_reason"])
            piece += self._give(self._thoughts.finish())
        return piece

    def _read_delta(self, delta: dict[str, Any]) -> str:
        self.has_reasoned |= bool(delta.get("reasoning_content") or delta.get("reasoning"))
        calls = delta.get("tool_calls")
        for call in calls if isinstance(calls, list) and self._takes_tools else []:
            if isinstance(call, dict):
                self._join_tool_call(call)
        text = read_text(delta.get("content"))
        return self._give(self._thoughts.feed(text)) if text else ""

    def _join_tool_call(self, part: dict[str, Any]) -> None:
        place = part.get("index")
        place = place if isinstance(place, int) else len(self._tool_calls)
        whole = self._tool_calls.setdefault(place, {"id": "", "type": "function", "function": {}})
        for name in ("id", "type"):
            if isinstance(part.get(name), str) and part[name]:
                whole[name] = part[name]
        function = part.get("function")
        for name in ("name", "arguments"):
            if isinstance(function, dict) and isinstance(function.get(name), str):
                whole["function"][name] = whole["function"].get(name, "") + function[name]

    def _give(self, text: str) -> str:
        """Mend halves of surrogate pairs; one at the end of a piece may meet its other half in the next."""
        text = self._half_pair + text
        self._half_pair = ""
        if text and "\ud800" <= text[-1] <= "\udbff" and not self.is_done and not self.finish_reason:
            text, self._half_pair = text[:-1], text[-1]
        text = mend_surrogates(text)
        self.text += text
        return text

    def _reject_empty(self) -> None:
        if self.finish_reason:
            reject_unfinished(self.finish_reason, takes_tools=self._takes_tools)
        if self._thoughts.has_seen_thought or self.has_reasoned:
            raise BadAnswer("the answer is empty: the model reasoned and said nothing")
        if not self.finish_reason and not self.is_done:
            raise BadAnswer("the stream ended without a finish_reason and without a word", is_backends_fault=True)
        raise BadAnswer("the answer is empty")
