"""One streamed answer, whoever waits for it: which backend gives it, how far it has come, how it ended."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from llm_router import usage_metrics
from llm_router.cooldown import cooldowns
from llm_router.errors import AllBackendsFailed, ErrorInside, StreamInterrupted
from llm_router.failure import is_backends_fault, read_failure
from llm_router.routing import ask_in_turn
from llm_router.send import CHAT, BackendCall, make_status_error, send
from llm_router.stream_pieces import Pieces

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from typing import Self

    from llm_router.attempts import Attempt
    from llm_router.backend import Backend
    from llm_router.failure import Failure
    from llm_router.question import Question
    from llm_router.routing import Options

    Plan = tuple[Question, Sequence[Backend], Options]

STREAMED = {"stream": True, "stream_options": {"include_usage": True}}


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
    """One streamed answer, from its first backend to its end."""

    def __init__(self, plan: Callable[[], Plan], *, takes_restart: bool) -> None:
        self.model_used = ""  # until the first piece is there
        self.backend = ""
        self.text = ""  # that has come so far, of the answer that counts
        self.attempts: list[list[Attempt]] = []  # of each start; the last list still grows
        self.call: BackendCall | None = None
        self._plan: Callable[[], Plan] | None = plan
        self._takes_restart = takes_restart
        self._pieces: Pieces | None = None
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

        async def open_pieces(call: BackendCall) -> Pieces:
            response = await send(call, CHAT, question, is_stream=True)
            pieces = Pieces(call, response, takes_tools="tools" in question.parameters)
            await pieces.read_first()
            return pieces

        self.call, self._pieces, attempts = await ask_in_turn(backends, open_pieces, options)
        self.attempts.append(attempts)
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
