"""One server's events → pieces of text, with the deadline moved along, whoever waits."""

from __future__ import annotations

import codecs
import time
from collections import deque
from typing import TYPE_CHECKING, Any

from llm_router.answer import read_answer
from llm_router.backend import STREAM_TOTAL
from llm_router.errors import BadAnswer, ErrorInside
from llm_router.send import wrap_broken
from llm_router.sse import EventDecoder
from llm_router.stream_reader import StreamReader

if TYPE_CHECKING:
    from llm_router.send import BackendCall

USAGE_WAIT_S = 1.0  # for the count of tokens that may follow the last word


class PlainBody:
    """A body that was read, as read_answer takes one."""

    def __init__(self, content: bytes, headers: Any) -> None:
        self.content = content
        self.headers = headers


class Pieces:
    """The pieces of one answer, of one server."""

    def __init__(self, call: BackendCall, response: Any, *, takes_tools: bool) -> None:
        self._call = call
        self._response = response
        self._takes_tools = takes_tools
        self._reader = StreamReader(takes_tools=takes_tools)
        self._head = b""  # of the body, until it is known what that is
        self._decoder: EventDecoder | None = None
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
        if self._decoder is None and not await self._find_out_kind():
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
        if self._decoder is None or self._decoder.is_finished:
            return False
        portion = self._head or await self._portions.next()
        self._head = b""
        self._events += self._decoder.feed(portion) if portion else self._decoder.finish()
        return bool(portion or self._events)

    async def _find_out_kind(self) -> bool:
        """Return True for a stream of events, False for plain JSON: its first character tells."""
        try:
            while not self._head.removeprefix(codecs.BOM_UTF8).strip():
                portion = await self._portions.next()
                if not portion:
                    break
                self._head += portion
        except Exception as exc:
            raise wrap_broken(exc, self._response.request) from exc
        if self._head.removeprefix(codecs.BOM_UTF8).lstrip()[:1] in (b"{", b"["):
            return False
        self._decoder = EventDecoder()
        return True

    async def _read_plain(self) -> str:
        """Read the answer of a server that does not stream, where nobody is behind it; or the error that it sent."""
        portions = [self._head]
        try:
            while portion := await self._portions.next():
                portions.append(portion)
        except Exception as exc:
            raise wrap_broken(exc, self._response.request) from exc
        self._is_over = True
        body = PlainBody(b"".join(portions), self._response.headers)
        text = read_answer(self._call, body, takes_tools=self._takes_tools)
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
