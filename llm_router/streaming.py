"""An answer piece by piece, as an iterator of a thread or of an event loop.

It fails over before the first word, and never mixes the words of two models unseen.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Generator
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from llm_router.budget import estimate_cost
from llm_router.completion import Usage, make_usage
from llm_router.drivers import run

if TYPE_CHECKING:
    from types import TracebackType
    from typing import Self

    from llm_router.attempts import Attempt
    from llm_router.stream_session import StreamSession


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
        return tuple(attempt for attempts in self._session.attempts for attempt in attempts)


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
