"""A language model on loopback: OpenAI's chat completions, with answers that a test decides."""

from __future__ import annotations

import json
import ssl
import threading
from collections.abc import Callable
from typing import Any

from .server import Answer, LoopbackServer, Request

_DEFAULT = '{"title": "Add a greeting", "body": "Adds a greeting for new visitors."}'


class FakeModel(LoopbackServer):
    """`url` is a base URL that ends in ``/v1``.

    ``answers`` are given in turn, and the last one again and again. A text is a whole completion's content; a dict is
    laid over the completion, so that a test can take its choices away; a function of the request gives either. A bad
    status, a broken body or a dropped connection is scripted with `answer_next` and `drop_next`.
    """

    def __init__(
        self,
        *answers: str | dict[str, Any] | Callable[[Request], Any],
        name: str = "",
        tls: ssl.SSLContext | None = None,
    ) -> None:
        self.answers = list(answers) or [_DEFAULT]
        self.name = name  # what it calls itself; the model that was asked for, where blank
        self.usage = {"prompt_tokens": 120, "completion_tokens": 30, "total_tokens": 150}
        super().__init__(tls)

    @property
    def url(self) -> str:
        return f"{self.origin}/v1"

    @property
    def prompts(self) -> list[str]:
        """The text of each request's messages, one after another: what the model was shown."""
        return ["\n".join(str(message["content"]) for message in request.json["messages"]) for request in self.requests]

    def hold(self) -> tuple[threading.Event, threading.Event]:
        """Answer only once the second event is set; the first one is when it is asked."""
        asked, go = threading.Event(), threading.Event()

        def answer(_: Request) -> str:
            asked.set()
            go.wait(20)
            return _DEFAULT

        self.answers = [answer]
        return asked, go

    def respond(self, request: Request) -> Answer:
        if request.path == "/v1/embeddings":
            vectors = [
                {"object": "embedding", "index": n, "embedding": [1.0, 2.0]}
                for n, _ in enumerate(request.json["input"])
            ]
            return Answer(200, {"object": "list", "model": request.json["model"], "data": vectors, "usage": self.usage})
        if request.method != "POST" or request.path != "/v1/chat/completions":
            return Answer(404, {"error": {"message": f"no such path: {request.path}", "type": "invalid_request_error"}})
        if not isinstance(request.json, dict) or not request.json.get("model") or not request.json.get("messages"):
            return Answer(
                400, {"error": {"message": "model and messages are required", "type": "invalid_request_error"}}
            )
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        if callable(answer):
            answer = answer(request)
        completion = self._complete(request.json, answer)
        if request.json.get("stream"):
            return Answer(200, _write_stream(completion), {"Content-Type": "text/event-stream"})
        return Answer(200, completion)

    def _complete(self, asked: dict[str, Any], answer: str | dict[str, Any]) -> dict[str, Any]:
        changes = answer if isinstance(answer, dict) else {}
        message = {"role": "assistant", "content": answer if isinstance(answer, str) else ""}
        completion = {
            "id": "chatcmpl-1",
            "object": "chat.completion",
            "created": 1767322800,
            "model": self.name or asked["model"],
            "choices": [{"index": 0, "message": message, "finish_reason": "stop", "logprobs": None}],
            "usage": self.usage,
        }
        return completion | changes


def _write_stream(completion: dict[str, Any]) -> str:
    """The completion as server-sent events: one piece, the usage, the end."""
    (choice,) = completion["choices"]
    piece = choice | {"delta": choice["message"]}
    del piece["message"]
    chunks = [completion | {"choices": [piece], "usage": None}, completion | {"choices": []}]
    lines = [json.dumps(chunk | {"object": "chat.completion.chunk"}) for chunk in chunks]
    return "".join(f"data: {line}\n\n" for line in [*lines, "[DONE]"])
