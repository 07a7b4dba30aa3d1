"""One backend's turn: send the question, again without what the model refuses, again after the wait it asks for."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

from llm_router.attempts import Attempt
from llm_router.client import get_client
from llm_router.failure import asked_wait, can_wait_help
from llm_router.param_compat import adapt_body, learn_refusal
from llm_router.quoting import prompt_texts

if TYPE_CHECKING:
    from collections.abc import Callable

    from llm_router.config import Backend
    from llm_router.deadline import Deadline
    from llm_router.errors import ErrorInside

LEAST_WAIT_S = 0.1
BODY_HEADERS = {"content-length", "content-encoding", "transfer-encoding", "content-type"}


class BackendCall:
    """What is known so far of one question to one backend, and how to record it."""

    __slots__ = (
        "backend",
        "cooldown_s",
        "deadline",
        "dropped",
        "finish_reason",
        "first_token_s",
        "is_last",
        "note",
        "prompt",
        "raw",
        "response",
        "started",
        "tokens",
        "tool_calls",
    )

    def __init__(
        self, backend: Backend, *, is_last: bool, note: Callable[[Attempt], None], cooldown_s: float = 0
    ) -> None:
        self.backend = backend
        self.is_last = is_last
        self.cooldown_s = cooldown_s
        self.note = note
        self.started = time.monotonic()
        self.deadline: Deadline | None = None
        self.first_token_s: float | None = None
        self.tokens: tuple[int | None, int | None] = (None, None)
        self.dropped: tuple[str, ...] = ()
        self.response: Any = None  # httpx's, of the last request
        self.prompt: tuple[str, ...] = ()  # what a server might repeat in an error
        self.raw: dict[str, Any] | None = None
        self.finish_reason = ""
        self.tool_calls: tuple[dict[str, Any], ...] = ()

    def record(self, outcome: str, status: int | None = None, detail: str = "") -> None:
        """Note an attempt; the next one starts now."""
        self.note(
            Attempt(
                self.backend.name,
                self.backend.model,
                outcome,
                status=status,
                seconds=round(time.monotonic() - self.started, 6),
                first_token_s=self.first_token_s,
                prompt_tokens=self.tokens[0],
                completion_tokens=self.tokens[1],
                cost=_estimate_cost(self.backend, *self.tokens),
                detail=detail,
                dropped=self.dropped,
            )
        )
        self.started = time.monotonic()


def send(call: BackendCall, path: str, body: dict[str, Any], *, is_stream: bool = False) -> Any:
    """Post to the backend of this call; return httpx's response, not yet read for a stream."""
    client = get_client(call.backend)

    # After the client, because the first call of a process spends half a second importing the SDK.
    import openai

    from llm_router.deadline import Deadline

    if call.deadline is None:
        call.started = time.monotonic()
    call.deadline = Deadline(call.backend.timeout_s)
    call.prompt = tuple(prompt_texts(body))
    least_wait_s = LEAST_WAIT_S
    while True:
        sent, call.dropped = adapt_body(call.backend, path, body)
        try:
            call.response = _post(client, path, sent, call.deadline, is_stream=is_stream)
        except openai.APIStatusError as exc:
            if learn_refusal(call.backend, path, sent, exc):
                continue
            wait_s = asked_wait(exc)
            if wait_s is None or not call.is_last or not can_wait_help(exc):
                raise
            # A server that says "0" over and over is not asked in a busy loop.
            wait_s = max(wait_s, least_wait_s)
            least_wait_s *= 2
            if wait_s >= call.deadline.remaining():
                raise
            call.record("busy", exc.status_code, f"asked to wait {wait_s:.3g} s, and was asked again after that")
            time.sleep(wait_s)
        else:
            return call.response


def _post(client: Any, path: str, body: dict[str, Any], deadline: Deadline, *, is_stream: bool) -> Any:
    import httpx2

    options = {"timeout": httpx2.Timeout(connect=deadline, read=deadline, write=deadline, pool=deadline)}
    # Read or not: with stream=True and this cast_to, the SDK hands the response out as it comes.
    return client.post(path, cast_to=httpx2.Response, body=body, options=options, stream=is_stream)


def is_json(response: Any) -> bool:
    """Return True if a response says that it is JSON, and so no stream of events."""
    return "json" in response.headers.get("content-type", "").partition(";")[0].lower()


def wrap_broken(exc: Exception, request: Any) -> Exception:
    """Return the SDK's exception for what went wrong while a response was read, as the SDK does before that."""
    import httpx2
    import openai

    if isinstance(exc, httpx2.TimeoutException):
        return openai.APITimeoutError(request)
    return openai.APIConnectionError(request=request) if isinstance(exc, httpx2.RequestError) else exc


def status_error(call: BackendCall, inside: ErrorInside) -> Exception:
    """Return the SDK's exception for an error that came inside a success, as if it had come with its own status."""
    import httpx2

    came = call.response
    response = httpx2.Response(
        inside.status,
        headers=[(name, value) for name, value in came.headers.items() if name.lower() not in BODY_HEADERS],
        json=inside.payload,
        request=came.request,
    )
    client: Any = get_client(call.backend)
    error: Exception = client._make_status_error_from_response(response)  # noqa: SLF001  what the SDK itself does
    return error


def _estimate_cost(backend: Backend, prompt_tokens: int | None, completion_tokens: int | None) -> float | None:
    if backend.price_in is None and backend.price_out is None:
        return None
    if prompt_tokens is None and completion_tokens is None:
        return None
    million = 1_000_000
    return (
        (prompt_tokens or 0) * (backend.price_in or 0) + (completion_tokens or 0) * (backend.price_out or 0)
    ) / million
