"""One backend's turn: send the question, again without what the model refuses, again after the wait it asks for."""

from __future__ import annotations

import logging
import time
from dataclasses import replace
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin, urlsplit

from llm_router.attempts import Attempt
from llm_router.budget import estimate_cost
from llm_router.deadline import Deadline
from llm_router.default_models import least_effort, succeed_model
from llm_router.errors import BadAnswer
from llm_router.failure import asked_wait, can_wait_help, kind_of
from llm_router.param_compat import adapt_body, learn_refusal
from llm_router.token_estimate import estimate_tokens, is_cut

if TYPE_CHECKING:
    from collections.abc import Callable

    from llm_router.backend import Backend
    from llm_router.budget import Budget, Reservation
    from llm_router.drivers import Driver
    from llm_router.errors import ErrorInside
    from llm_router.question import Question

log = logging.getLogger("llm_router")

CHAT = "/chat/completions"
MIN_WAIT_S = 0.1
MAX_REDIRECTS = 5
TOKENS_AROUND = 4  # what a chat template puts around each message: https://cookbook.openai.com (token counting)
BODY_HEADERS = {"content-length", "content-encoding", "transfer-encoding", "content-type"}


class BackendCall:
    """What is known so far of one question to one backend, and how to record it."""

    __slots__ = (
        "backend",
        "budget",
        "deadline",
        "driver",
        "dropped",
        "finish_reason",
        "first_token_s",
        "is_callers_turn",
        "is_last",
        "is_only",
        "limit",
        "note",
        "question",
        "raw",
        "reservation",
        "response",
        "started",
        "tokens",
        "tool_calls",
    )

    def __init__(
        self,
        backend: Backend,
        *,
        driver: Driver,
        note: Callable[[Attempt], None],
        is_last: bool = True,
        is_only: bool = True,
        limit: Deadline | None = None,
        budget: Budget | None = None,
    ) -> None:
        self.backend = backend
        self.driver = driver
        self.note = note
        self.is_last = is_last  # nobody is behind it but who rests
        self.is_only = is_only  # nobody at all
        self.limit = limit  # of the whole call, all backends together
        self.budget = budget
        self.started = time.monotonic()
        self.deadline: Deadline | None = None
        self.question: Question | None = None
        self.reservation: Reservation | None = None
        self.forget_answer()

    def forget_answer(self) -> None:
        """Begin anew: nothing is known of an answer."""
        self.first_token_s: float | None = None
        self.tokens: tuple[int | None, int | None] = (None, None)
        self.dropped: tuple[str, ...] = ()
        self.is_callers_turn = False  # what goes wrong now goes wrong in the caller's own function
        self.response: Any = None  # httpx's, of the last request
        self.raw: dict[str, Any] | None = None
        self.finish_reason = ""
        self.tool_calls: tuple[dict[str, Any], ...] = ()

    @property
    def prompt(self) -> tuple[str, ...]:
        """What a server might repeat in an error."""
        return self.question.texts if self.question else ()

    def start_clock(self, question: Question) -> Deadline:
        """Start the backend's time, if it does not run yet; the encoding of the question is part of it."""
        self.question = question
        if self.deadline is None:
            spent_s = question.take_encode_s()
            limit_s = self.backend.timeout_s if self.limit is None else self.limit.remaining()
            if limit_s < self.backend.timeout_s:
                self.backend = replace(self.backend, timeout_s=max(limit_s, 0.001))
            self.started = time.monotonic() - spent_s
            self.deadline = Deadline(self.backend.timeout_s)
            self.deadline.at -= spent_s
        return self.deadline

    def reserve(self, parameters: dict[str, Any]) -> None:
        """Set aside what the next request may cost; raise BudgetExceeded where that is too much."""
        if self.budget is None or self.question is None:
            return
        self._settle(is_answered=False)
        most = parameters.get("max_completion_tokens") or parameters.get("max_tokens") or 0
        prompt = estimate_tokens(self.question.texts) + TOKENS_AROUND * (len(self.question.texts) + 1)
        self.reservation = self.budget.reserve(self.backend, prompt, most)

    def record(self, outcome: str, status: int | None = None, detail: str = "") -> Attempt:
        """Note an attempt; the next one starts now."""
        self._settle(is_answered=outcome in ("ok", "interrupted", "closed", "bad-answer"))
        is_truncated = outcome == "ok" and is_cut(self.prompt, self.tokens[0])
        if is_truncated:
            detail = (
                f"its server read only {self.tokens[0]} tokens of a prompt of about {estimate_tokens(self.prompt)}: "
                "the rest was cut off; give the model a larger context (num_ctx, OLLAMA_CONTEXT_LENGTH) or send less"
            )
        attempt = Attempt(
            self.backend.name,
            self.backend.model,
            outcome,
            status=status,
            seconds=round(time.monotonic() - self.started, 6),
            first_token_s=self.first_token_s,
            prompt_tokens=self.tokens[0],
            completion_tokens=self.tokens[1],
            cost=estimate_cost(self.backend, *self.tokens),
            detail=detail,
            dropped=self.dropped,
            is_prompt_truncated=is_truncated,
        )
        self.note(attempt)
        self.started = time.monotonic()
        return attempt

    def _settle(self, *, is_answered: bool) -> None:
        if self.reservation is not None:
            self.reservation.settle(*self.tokens, is_answered=is_answered)
            self.reservation = None


async def send(call: BackendCall, path: str, question: Question, *, is_stream: bool = False) -> Any:
    """Post to the backend of this call; return httpx's response, not yet read for a stream."""
    # Before the clock, because the first call of a process spends half a second importing the SDK.
    await call.driver.prepare(call.backend)
    import openai

    deadline = call.start_clock(question)
    least_wait_s, url, redirects = MIN_WAIT_S, path, 0
    while True:
        sent, call.dropped = adapt_body(call.backend, path, _write_parameters(call.backend, question, path))
        call.reserve(sent)
        try:
            content = question.write(sent)
            call.response = await call.driver.post(call.backend, url, content, deadline, is_stream=is_stream)
        except openai.APIStatusError as exc:
            if target := _find_target(exc, call.backend):
                url, redirects = target, redirects + 1
                if redirects > MAX_REDIRECTS:
                    variable = call.backend.variable("BASE_URL")
                    raise BadAnswer(f"it redirects in a circle; check {variable}", is_backends_fault=True) from exc
                continue
            if learn_refusal(call.backend, path, sent, exc) or _take_successor(call, exc):
                continue
            wait_s = asked_wait(exc)
            if wait_s is None or not call.is_last or not can_wait_help(exc):
                raise
            # A server that says "0" over and over is not asked in a busy loop.
            wait_s = max(wait_s, least_wait_s)
            least_wait_s *= 2
            if wait_s >= deadline.remaining():
                raise
            call.record("busy", exc.status_code, f"asked to wait {wait_s:.3g} s, and was asked again after that")
            await call.driver.sleep(wait_s)
        else:
            return call.response


def wrap_broken(exc: Exception, request: Any) -> Exception:
    """Return the SDK's exception for what went wrong while a response was read, as the SDK does before that."""
    import httpx2
    import openai

    if isinstance(exc, httpx2.TimeoutException):
        return openai.APITimeoutError(request)
    return openai.APIConnectionError(request=request) if isinstance(exc, httpx2.RequestError) else exc


async def make_status_error(call: BackendCall, inside: ErrorInside) -> Exception:
    """Return the SDK's exception for an error that came inside a success, as if it had come with its own status."""
    client = await call.driver.prepare(call.backend)
    import httpx2

    came = call.response
    response = httpx2.Response(
        inside.status,
        headers=[(name, value) for name, value in came.headers.items() if name.lower() not in BODY_HEADERS],
        json=inside.payload,
        request=came.request,
    )
    error: Exception = client._make_status_error_from_response(response)  # noqa: SLF001  what the SDK itself does
    return error


def _write_parameters(backend: Backend, question: Question, path: str) -> dict[str, Any]:
    parameters = question.write_parameters(backend)
    if path == CHAT and (effort := least_effort(str(parameters["model"]))):
        parameters.setdefault("reasoning_effort", effort)
    return parameters


def _find_target(exc: Any, backend: Backend) -> str:
    """Return where a 307 or 308 leads on the same server; the prompt goes to no other one. "" for none."""
    if exc.status_code not in (307, 308):
        return ""
    here, location = str(exc.response.request.url), exc.response.headers.get("location", "")
    target = urljoin(here, location)
    return target if location and _origin(target) == _origin(backend.base_url) else ""


def _origin(url: str) -> tuple[str, str | None, int | None]:
    try:
        parts = urlsplit(url)
        return parts.scheme, parts.hostname, parts.port or {"http": 80, "https": 443}.get(parts.scheme)
    except ValueError:
        return "", None, None


def _take_successor(call: BackendCall, exc: Exception) -> bool:
    """Take the next default model in place of one that is gone; False when the model was named, or none is left."""
    if not call.backend.is_default_model or kind_of(exc, call.backend) != "gone":
        return False
    successor = succeed_model(call.backend)
    if successor:
        call.backend = replace(call.backend, model=successor)
    return bool(successor)
