"""An answer piece by piece: fails over before the first word, and never mixes the words of two models unseen."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import AsyncIterator, Generator
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from llm_router import usage_metrics
from llm_router.answer import read_answer
from llm_router.backend import STREAM_TOTAL
from llm_router.completion import Usage, make_usage
from llm_router.cooldown import cooldowns
from llm_router.drivers import run
from llm_router.errors import AllBackendsFailed, BadAnswer, ErrorInside, StreamInterrupted
from llm_router.failure import is_backends_fault, read_failure
from llm_router.routing import ask_in_turn
from llm_router.send import BackendCall, is_json, make_status_error, send, wrap_broken
from llm_router.sse import EventDecoder
from llm_router.stream_reader import StreamReader

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from types import TracebackType
    from typing import Self

    from llm_router.attempts import Attempt
    from llm_router.backend import Backend
    from llm_router.budget import Budget
    from llm_router.failure import Failure
    from llm_router.question import Question
    from llm_router.routing import Options

    Plan = tuple[Question, Sequence[Backend], Options]

USAGE_WAIT_S = 1.0  # for the count of tokens that may follow the last word
CHAT = "/chat/completions"
STREAMED = {"stream": True, "stream_options": {"include_usage": True}}


def chat_complete_stream(
    messages: Sequence[Mapping[str, Any]],
    temperature: float | None = 0.2,
    *,
    response_format: Mapping[str, Any] | None = None,
    max_tokens: int | None = None,
    on_attempt: Callable[[Attempt], None] | None = None,
    environ: Mapping[str, str] | None = None,
    deadline: float | None = None,
    retries: int | None = None,
    budget: Budget | None = None,
    restart: bool = False,
    **parameters: Any,
) -> AnswerStream:
    """Ask as chat_complete does, and iterate over the answer's text as it comes.

    Nothing is asked before the first piece is wanted, or ``start()`` is called. The model used is the value that the
    iteration ends with (``model = yield from stream``, or ``StopIteration.value``), and ``stream.model_used`` from
    the first piece on. Until then a failure is another backend's turn or an exception of chat_complete; after it, a
    failure, a stream that is not known to be whole included, is StreamInterrupted with the text so far. With
    ``restart`` it is not, while another backend is left: that one starts anew after a Restart.

    ``*_OPENAI_TIMEOUT_S`` bounds the time to the first piece and the silence between two; ``*_STREAM_TIMEOUT_S``, ten
    times as much unless set, all the waiting for one answer.
    """
    from llm_router.drivers import thread_driver
    from llm_router.router import Asked, Router

    asked = Asked(
        messages,
        temperature,
        response_format=response_format,
        max_tokens=max_tokens,
        on_attempt=on_attempt,
        deadline=deadline,
        retries=retries,
        budget=budget,
        parameters=parameters,
    )

    def plan() -> Plan:
        return Router.from_environ(environ).plan(thread_driver, asked)

    return AnswerStream(StreamSession(plan, takes_restart=restart))


def achat_complete_stream(
    messages: Sequence[Mapping[str, Any]],
    temperature: float | None = 0.2,
    *,
    response_format: Mapping[str, Any] | None = None,
    max_tokens: int | None = None,
    on_attempt: Callable[[Attempt], None] | None = None,
    environ: Mapping[str, str] | None = None,
    deadline: float | None = None,
    retries: int | None = None,
    budget: Budget | None = None,
    restart: bool = False,
    **parameters: Any,
) -> AsyncAnswerStream:
    """Do as ``chat_complete_stream`` does, in an event loop: the answer is iterated over with ``async for``."""
    from llm_router.loop_driver import loop_driver
    from llm_router.router import Asked, Router

    asked = Asked(
        messages,
        temperature,
        response_format=response_format,
        max_tokens=max_tokens,
        on_attempt=on_attempt,
        deadline=deadline,
        retries=retries,
        budget=budget,
        parameters=parameters,
    )

    def plan() -> Plan:
        return Router.from_environ(environ).plan(loop_driver, asked)

    return AsyncAnswerStream(StreamSession(plan, takes_restart=restart))


class Restart(str):
    """A piece of a stream that is no part of any answer: what came before it is void, another backend starts anew.

    As text it is a line that says so, for who prints the pieces as they come.
    """

    __slots__ = ("backend", "model", "reason")

    backend: str
    model: str
    reason: str

    def __new__(cls, backend: str, model: str, reason: str) -> Self:
        """Say who starts anew, and why."""
        made = super().__new__(cls, f"\n\n[The answer broke off: {reason}. {model} starts anew.]\n\n")
        made.backend, made.model, made.reason = backend, model, reason
        return made


class StreamSession:
    """One streamed answer, whoever waits for it: which backend gives it, how far it has come, how it ended."""

    def __init__(self, plan: Callable[[], Plan], *, takes_restart: bool) -> None:
        self.model_used = ""  # until the first piece is there
        self.backend = ""
        self.text = ""  # that has come so far, of the answer that counts
        self.attempts: list[Attempt] = []
        self.call: BackendCall | None = None
        self._plan: Callable[[], Plan] | None = plan
        self._takes_restart = takes_restart
        self._pieces: _Pieces | None = None
        self._question: Question | None = None
        self._options: Options | None = None
        self._left: list[Backend] = []  # those that could start anew

    @property
    def is_open(self) -> bool:
        """True while a connection is open."""
        return self._pieces is not None

    async def start(self) -> None:
        """Ask now: when this returns, the first piece is there and ``model_used`` is known."""
        if self._plan is None:
            return
        plan, self._plan = self._plan, None
        try:
            question, backends, self._options = plan()
            question.parameters |= STREAMED
            self._question = question
            await self._open(backends)
        except BaseException:
            usage_metrics.count("failed")
            raise

    async def read(self) -> str | None:
        """Return the next piece; None at the end of a whole answer."""
        await self.start()
        if self._pieces is None or self.call is None:
            return None
        try:
            piece = await self._pieces.read()
        except Exception as exc:  # noqa: BLE001  it is raised again, or told in a Restart
            return await self._interrupt(exc)
        except BaseException:  # a task that was cancelled
            await self.close()
            raise
        if piece:
            self.text += piece
            return piece

        self._pieces = None
        self.call.record("ok", 200)
        usage_metrics.count("answered")
        return None

    async def close(self) -> None:
        """Leave the stream: its connection is closed and the server may stop writing."""
        self._plan = None
        if self._pieces is not None and self.call is not None:
            pieces, self._pieces = self._pieces, None
            try:
                await pieces.close()
            finally:
                self.call.record("closed", 200, "its reader left before the end")
                usage_metrics.count("closed")

    async def _open(self, backends: Sequence[Backend]) -> None:
        question, options = self._question, self._options
        assert question is not None  # noqa: S101  start() has set both
        assert options is not None  # noqa: S101

        async def open_pieces(call: BackendCall) -> _Pieces:
            response = await send(call, CHAT, question, is_stream=True)
            pieces = _Pieces(call, response, takes_tools="tools" in question.parameters)
            await pieces.read_first()
            return pieces

        self.call, self._pieces, attempts = await ask_in_turn(backends, open_pieces, options)
        self.attempts = [*self.attempts, *attempts] if self.attempts else attempts
        tried = {(one.backend, one.model) for one in attempts if one.outcome != "resting"}
        tried.add((self.call.backend.name, self.call.backend.model))
        self._left = [
            one for one in backends if (one.name, one.model) not in tried and one.name != self.call.backend.name
        ]
        self.model_used, self.backend = self.call.backend.model, self.call.backend.name

    async def _interrupt(self, exc: Exception) -> str:
        """Start anew on another backend, where that was asked for and one is left; raise StreamInterrupted if not."""
        assert self.call is not None  # noqa: S101  for the type checker
        call, self._pieces = self.call, None
        if isinstance(exc, ErrorInside):
            exc = await make_status_error(call, exc)
        failed = read_failure(exc, call.backend, call.prompt)
        began = call.started
        call.record("interrupted", failed.status, failed.detail)
        assert self._options is not None  # noqa: S101  for the type checker
        if not call.is_last and is_backends_fault(exc):
            cooldowns.begin(call.backend, self._options.policy.cooldown_s, started=began, cause=failed.detail)
        if self._takes_restart and self._left:
            with suppress(AllBackendsFailed):
                await self._open(self._left)
                self.text = ""
                return Restart(self.backend, self.model_used, failed.detail.rstrip("."))
        usage_metrics.count("failed")
        raise self._make_interruption(call, failed) from exc

    def _make_interruption(self, call: BackendCall, failed: Failure) -> StreamInterrupted:
        who = f"{call.backend.name} ({self.model_used})"
        what = failed.detail.rstrip(".")
        message = f"The answer of {who} broke off after {len(self.text)} characters: {what}. Ask again."
        return StreamInterrupted(message, backend=self.backend, model_used=self.model_used, text=self.text)


class _StreamFacts:
    """What both kinds of streams tell."""

    _session: StreamSession

    @property
    def model_used(self) -> str:
        """The model that answers, as configured; "" until the first piece is there."""
        return self._session.model_used

    @property
    def backend(self) -> str:
        """The backend that answers; "" until the first piece is there."""
        return self._session.backend

    @property
    def text(self) -> str:
        """What has come so far of the answer that counts."""
        return self._session.text

    @property
    def usage(self) -> Usage:
        """What the server counted; known at the end, if at all."""
        call = self._session.call
        if call is None:
            return Usage()
        from llm_router.budget import estimate_cost

        return make_usage(call.tokens, estimate_cost(call.backend, *call.tokens))

    @property
    def finish_reason(self) -> str:
        """Why the answer ended, in the server's word; known at the end."""
        return self._session.call.finish_reason if self._session.call else ""

    @property
    def tool_calls(self) -> tuple[dict[str, Any], ...]:
        """The calls of tools, put together; known at the end."""
        return self._session.call.tool_calls if self._session.call else ()

    @property
    def attempts(self) -> tuple[Attempt, ...]:
        """What became of every backend so far."""
        return tuple(self._session.attempts)


class AnswerStream(_StreamFacts, Generator[str, None, str]):
    """An iterator over the pieces of one model's answer; leave it early with ``close()`` or a ``with`` block."""

    def __init__(self, session: StreamSession) -> None:
        self._session = session

    def start(self) -> Self:
        """Ask now: when this returns, the first piece is there and ``model_used`` is known."""
        run(self._session.start())
        return self

    def close(self) -> None:
        """Leave the stream: its connection is closed and the server may stop writing."""
        run(self._session.close())

    def send(self, value: None) -> str:
        """Return the next piece, as ``next`` does: a stream takes nothing in."""
        del value
        return self.__next__()

    def throw(self, kind: Any, value: BaseException | object = None, traceback: TracebackType | None = None) -> str:
        """Close the stream and raise."""
        self.close()
        return super().throw(kind, value, traceback)

    def __iter__(self) -> Self:
        return self

    def __next__(self) -> str:
        piece = run(self._session.read())
        if piece is None:
            raise StopIteration(self.model_used)
        return piece

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc_info: object) -> None:
        self.close()

    def __del__(self) -> None:
        session = getattr(self, "_session", None)
        if session is not None and session.is_open:
            self.close()


class AsyncAnswerStream(_StreamFacts, AsyncIterator[str]):
    """The same for an event loop: ``async for piece in stream``; ``async with`` or ``aclose()`` leaves it early."""

    def __init__(self, session: StreamSession) -> None:
        self._session = session

    async def start(self) -> Self:
        """Ask now: when this returns, the first piece is there and ``model_used`` is known."""
        await self._session.start()
        return self

    async def aclose(self) -> None:
        """Leave the stream: its connection is closed and the server may stop writing."""
        await self._session.close()

    def __await__(self) -> Generator[Any, Any, Self]:
        return self.start().__await__()

    def __aiter__(self) -> Self:
        return self

    async def __anext__(self) -> str:
        piece = await self._session.read()
        if piece is None:
            raise StopAsyncIteration
        return piece

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *exc_info: object) -> None:
        await self.aclose()

    def __del__(self) -> None:
        session = getattr(self, "_session", None)
        if session is None or not session.is_open:
            return
        import asyncio

        with suppress(RuntimeError):  # no loop runs any more; its clients are closed with it
            loop = asyncio.get_running_loop()
            loop.create_task(session.close())  # noqa: RUF006  the loop keeps it until it is done, which is soon


class _Pieces:
    """One server's events → pieces of text, with the deadline moved along."""

    def __init__(self, call: BackendCall, response: Any, *, takes_tools: bool) -> None:
        self._call = call
        self._response = response
        self._takes_tools = takes_tools
        self._reader = StreamReader(takes_tools=takes_tools)
        self._decoder = EventDecoder()
        self._events: deque[str] = deque()  # that came and were not read yet
        self._first = ""
        self._is_over = False
        self._left_s = call.backend.stream_timeout_s or STREAM_TOTAL * call.backend.timeout_s
        self._waiting_since = call.started
        assert call.deadline is not None  # noqa: S101  send() has set it
        self._deadline = call.deadline
        self._portions = call.driver.open(response, call.deadline)

    async def read_first(self) -> None:
        """Wait for the first piece that is more than blanks, or for a whole answer without one."""
        try:
            while not self._first.strip():
                piece = await self._read()
                if not piece:
                    break
                self._first += piece
        except BaseException:
            await self.close()
            raise
        self._call.first_token_s = round(time.monotonic() - self._call.started, 6)
        self._count_wait()

    async def read(self) -> str:
        """Return the next piece; "" at the end of a whole answer."""
        if self._first:
            first, self._first = self._first, ""
            return first

        self._waiting_since = now = time.monotonic()
        self._deadline.at = now + min(self._call.backend.timeout_s, self._left_s)
        if self._call.limit is not None:
            self._deadline.at = min(self._deadline.at, self._call.limit.at)
        try:
            piece = await self._read()
        except BaseException:
            await self.close()
            raise
        self._count_wait()
        return piece

    async def close(self) -> None:
        """Close the connection."""
        self._is_over = True
        await self._portions.close()

    async def _read(self) -> str:
        """Return the next piece that is not empty; "" when the answer is whole."""
        if self._is_over:
            return ""
        if is_json(self._response):
            return await self._read_plain()
        reader = self._reader
        try:
            while not reader.is_done and (self._events or await self._receive()):
                if self._events and (piece := self._read_event(self._events.popleft())):
                    return piece
        except (BadAnswer, ErrorInside):
            raise
        except Exception as exc:
            if not reader.finish_reason:
                raise wrap_broken(exc, self._response.request) from exc
        self._is_over = True
        last = reader.finish()
        self._call.tool_calls = reader.tool_calls
        await self._portions.close()
        return last

    async def _receive(self) -> bool:
        """Wait for more of the stream, which may complete no event; False at its end."""
        if self._decoder.is_finished:
            return False
        portion = await self._portions.next()
        self._events += self._decoder.feed(portion) if portion else self._decoder.finish()
        return bool(portion or self._events)

    async def _read_plain(self) -> str:
        """Read the answer of a server that does not stream, where nobody is behind it; or the error that it sent."""
        await self._call.driver.read(self._response, self._deadline)
        self._is_over = True
        text = read_answer(self._call, self._response, takes_tools=self._takes_tools)
        if not self._call.is_last:
            raise BadAnswer("it answered with plain JSON, and no stream", is_backends_fault=True)
        return text

    def _read_event(self, data: str) -> str:
        reader, call = self._reader, self._call
        try:
            piece = reader.read(data)
        finally:
            if any(reader.tokens):
                call.tokens = reader.tokens
        if reader.finish_reason:
            call.finish_reason = reader.finish_reason
            self._deadline.at = min(self._deadline.at, time.monotonic() + USAGE_WAIT_S)
        return piece

    def _count_wait(self) -> None:
        """Take the time that was spent waiting, and not what the reader did between, off the whole."""
        self._left_s -= time.monotonic() - self._waiting_since
