"""An answer piece by piece: fails over before the first word, and never mixes the words of two models."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

from llm_router import usage_metrics
from llm_router.answer import read_answer
from llm_router.arguments import write_body
from llm_router.config import read_backends, read_policy
from llm_router.cooldown import cooldowns
from llm_router.errors import BadAnswer, ErrorInside, StreamInterrupted
from llm_router.failure import is_backends_fault, read_failure
from llm_router.router import ask_in_turn
from llm_router.send import BackendCall, is_json, send, status_error, wrap_broken
from llm_router.sse import EventDecoder
from llm_router.stream_reader import StreamReader

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
    from typing import Self

    from llm_router.attempts import Attempt

USAGE_WAIT_S = 1.0  # for the count of tokens that may follow the last word


def chat_complete_stream(
    messages: Sequence[Mapping[str, Any]],
    temperature: float | None = 0.2,
    *,
    response_format: Mapping[str, Any] | None = None,
    max_tokens: int | None = None,
    on_attempt: Callable[[Attempt], None] | None = None,
    environ: Mapping[str, str] | None = None,
) -> AnswerStream:
    """Ask as chat_complete does, and iterate over the answer's text as it comes.

    Nothing is asked before the first piece is wanted, or ``start()`` is called. The model used is the value that the
    iteration ends with (``model = yield from stream``, or ``StopIteration.value``), and ``stream.model_used`` from
    the first piece on. Until then a failure is another backend's call or an exception of chat_complete; after it, a
    failure, a stream that ends without a finish_reason included, is StreamInterrupted with the text so far.

    ``*_OPENAI_TIMEOUT_S`` bounds the time to the first piece and the silence between two; ``*_STREAM_TIMEOUT_S``, ten
    times as much unless set, all the waiting for one answer.
    """

    def start() -> tuple[BackendCall, _Pieces]:
        backends, policy = read_backends(environ), read_policy(environ)
        body = write_body(messages, temperature=temperature, response_format=response_format, max_tokens=max_tokens)
        body |= {"stream": True, "stream_options": {"include_usage": True}}

        def open_pieces(call: BackendCall) -> _Pieces:
            return _Pieces(call, send(call, "/chat/completions", body | {"model": call.backend.model}, is_stream=True))

        return ask_in_turn(backends, open_pieces, policy, on_attempt)

    return AnswerStream(start)


class AnswerStream:
    """An iterator over the pieces of one model's answer; leave it early with ``close()`` or a ``with`` block."""

    def __init__(self, start: Callable[[], tuple[BackendCall, _Pieces]]) -> None:
        self.model_used = ""  # until the first piece is there
        self.backend = ""
        self.text = ""  # that has come so far
        self._start: Callable[[], tuple[BackendCall, _Pieces]] | None = start
        self._call: BackendCall | None = None
        self._pieces: _Pieces | None = None

    def start(self) -> Self:
        """Ask now: when this returns, the first piece is there and ``model_used`` is known."""
        if self._start is not None:
            start, self._start = self._start, None
            try:
                self._call, self._pieces = start()
            except BaseException:
                usage_metrics.count("failed")
                raise
            self.model_used, self.backend = self._call.backend.model, self._call.backend.name
        return self

    def close(self) -> None:
        """Leave the stream: its connection is closed and the server may stop writing."""
        self._start = None
        if self._pieces is not None and self._call is not None:
            pieces, self._pieces = self._pieces, None
            pieces.close()
            self._call.record("closed", 200, "its reader left before the end")
            usage_metrics.count("closed")

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        self.start()
        if self._pieces is None or self._call is None:
            raise StopIteration(self.model_used)
        try:
            piece = self._pieces.read()
        except Exception as exc:
            raise self._interrupt(exc) from exc
        if piece:
            self.text += piece
            return piece

        self._pieces = None
        self._call.record("ok", 200)
        usage_metrics.count("answered")
        raise StopIteration(self.model_used)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc_info: object) -> None:
        self.close()

    def __del__(self) -> None:
        if getattr(self, "_pieces", None) is not None:
            self.close()

    def _interrupt(self, exc: Exception) -> Exception:
        assert self._call is not None  # noqa: S101  for the type checker
        call, self._pieces = self._call, None
        if isinstance(exc, ErrorInside):
            exc = status_error(call, exc)
        failed = read_failure(exc, call.backend, call.prompt)
        call.record("interrupted", failed.status, failed.detail)
        usage_metrics.count("failed")
        if not call.is_last and is_backends_fault(exc):
            cooldowns.rest(call.backend, call.cooldown_s)
        who = f"{call.backend.name} ({self.model_used})"
        message = (
            f"The answer of {who} broke off after {len(self.text)} characters: {failed.detail.rstrip('.')}. Ask again."
        )
        return StreamInterrupted(message, backend=self.backend, model_used=self.model_used, text=self.text)


class _Pieces:
    """One server's events → pieces of text, with the deadline moved along."""

    def __init__(self, call: BackendCall, response: Any) -> None:
        self._call = call
        self._response = response
        self._reader = StreamReader()
        self._left_s = call.backend.stream_timeout_s
        self._waiting_since = call.started
        self._texts = self._iterate()
        try:
            self._first = self._read_first()
        except BaseException:
            self.close()
            raise
        call.first_token_s = round(time.monotonic() - call.started, 6)
        self._count_wait()

    def close(self) -> None:
        """Close the connection."""
        self._texts.close()
        self._response.close()

    def read(self) -> str:
        """Return the next piece; "" at the end of a whole answer."""
        if self._first:
            first, self._first = self._first, ""
            return first

        self._waiting_since = now = time.monotonic()
        deadline = self._call.deadline
        assert deadline is not None  # noqa: S101  send() has set it
        deadline.at = now + min(self._call.backend.timeout_s, self._left_s)
        try:
            piece = next(self._texts, "")
        except BaseException:
            self.close()
            raise
        self._count_wait()
        return piece

    def _read_first(self) -> str:
        held = ""
        for text in self._texts:
            held += text
            if held.strip():
                return held
        return held

    def _count_wait(self) -> None:
        """Take the time that was spent waiting, and not what the reader did between, off the whole."""
        self._left_s -= time.monotonic() - self._waiting_since

    def _iterate(self) -> Generator[str]:
        """Yield every piece that is not empty; when this ends, the answer is whole."""
        if is_json(self._response):
            yield self._read_plain()
            return
        reader = self._reader
        try:
            for data in self._events():
                if piece := self._read_event(data):
                    yield piece
                if reader.is_done:
                    break
        except (BadAnswer, ErrorInside):
            raise
        except Exception as exc:
            if not reader.finish_reason:
                raise wrap_broken(exc, self._response.request) from exc
        if piece := reader.finish():
            yield piece
        self._response.close()

    def _read_plain(self) -> str:
        """Read the answer of a server that does not stream, where nobody is behind it; or the error that it sent."""
        self._response.read()
        text = read_answer(self._call, self._response)
        if not self._call.is_last:
            raise BadAnswer("it answered with plain JSON, and no stream", is_backends_fault=True)
        return text

    def _events(self) -> Iterator[str]:
        decoder = EventDecoder()
        for portion in self._response.iter_bytes():
            yield from decoder.feed(portion)
        yield from decoder.finish()

    def _read_event(self, data: str) -> str:
        reader, call = self._reader, self._call
        try:
            piece = reader.read(data)
        finally:
            if any(reader.tokens):
                call.tokens = reader.tokens
        if reader.finish_reason and call.deadline is not None:
            call.finish_reason = reader.finish_reason
            call.deadline.at = min(call.deadline.at, time.monotonic() + USAGE_WAIT_S)
        return piece
