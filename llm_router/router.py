"""Ask the first backend; when it fails in a way that another could mend, ask the next."""

from __future__ import annotations

import os
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from llm_router import usage_metrics
from llm_router.answer import read_answer
from llm_router.asked import Asked, check_retries, fit_backends, read_asked
from llm_router.backend import DEFAULT_COOLDOWN_S, Backend, Policy
from llm_router.completion import Completion, make_usage
from llm_router.config import (
    check_backends,
    expand_reasons,
    read_backend,
    read_backends,
    read_policy,
)
from llm_router.deadline import Deadline
from llm_router.drivers import run, thread_driver
from llm_router.env_values import check_seconds
from llm_router.errors import BadAnswer, BadArgument
from llm_router.kinds import REASONS
from llm_router.question import write_question
from llm_router.retryable import is_retryable
from llm_router.routing import Options, ask_in_turn
from llm_router.send import CHAT, BackendCall, send

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping, Sequence

    from llm_router.attempts import Attempt
    from llm_router.budget import Budget
    from llm_router.drivers import Driver
    from llm_router.health import Status
    from llm_router.question import Question
    from llm_router.streaming import AnswerStream, AsyncAnswerStream

_is_retryable = is_retryable


class Router:
    """Backends in the order in which they are asked, and what makes the next one's turn.

    ``failover`` names what fails over beside outages: "busy", "quota", "too-long", "filter", "gone", "auth";
    ``failover_status`` does so by HTTP status. ``cooldown_s`` is the longest that a backend that failed is left alone.
    ``retries`` is how often one backend is asked again in place before the next. ``budget`` bounds what all calls of
    this router spend.
    """

    def __init__(
        self,
        backends: Sequence[Backend],
        *,
        failover: Iterable[str] = (),
        failover_status: Collection[int] = (),
        cooldown_s: float = DEFAULT_COOLDOWN_S,
        retries: int = 0,
        budget: Budget | None = None,
    ) -> None:
        names = tuple(failover.replace(",", " ").split() if isinstance(failover, str) else failover)
        if unknown := set(names) - REASONS.keys():
            raise BadArgument(f"failover has {min(unknown)!r}; it must be of: {', '.join(REASONS)}.")
        if cooldown_s < 0:
            raise BadArgument(f"cooldown_s is {cooldown_s!r}; it must be zero or more.")
        self.backends = check_backends(backends)
        self.budget = budget
        self._policy = Policy(cooldown_s, frozenset(failover_status), expand_reasons(names), check_retries(retries))
        self._environ: Mapping[str, str] | None = None

    @classmethod
    def from_environ(cls, environ: Mapping[str, str] | None = None) -> Router:
        """Make the router that the environment describes now: see the table of variables in the README."""
        return cls.of_environ(read_backends(environ), environ)

    @classmethod
    def of_environ(cls, backends: Sequence[Backend], environ: Mapping[str, str] | None) -> Router:
        """Make a router of these backends, with the policy of the environment."""
        router = cls(backends)
        router._policy = read_policy(environ)
        router._environ = os.environ if environ is None else environ
        return router

    def complete(
        self,
        messages: Sequence[Mapping[str, Any]],
        temperature: float | None = 0.2,
        *,
        response_format: Mapping[str, Any] | None = None,
        max_tokens: int | None = None,
        accept: Callable[[str], bool | str] | None = None,
        on_attempt: Callable[[Attempt], None] | None = None,
        deadline: float | None = None,
        retries: int | None = None,
        budget: Budget | None = None,
        **parameters: Any,
    ) -> Completion:
        """Ask one backend after the other; return the answer of the first that gives one.

        ``accept`` may turn a text down, with False or with why as a text, whereupon the next backend is asked;
        ``on_attempt`` is told of every attempt; ``deadline`` bounds the whole call, in seconds. ``parameters`` are the
        SDK's: ``tools``, ``stop``, ``seed``, ``top_p``, ``extra_body``, ``timeout`` …

        Raises AllBackendsFailed; for an HTTP 4xx, the SDK's own exception (see ``refusal_of``); BudgetExceeded; and
        BadArgument for what cannot be sent.
        """
        asked = Asked(
            messages,
            temperature,
            response_format=response_format,
            max_tokens=max_tokens,
            accept=accept,
            on_attempt=on_attempt,
            deadline=deadline,
            retries=retries,
            budget=budget,
            parameters=parameters,
        )
        return run(self._complete(thread_driver, asked))

    async def acomplete(
        self,
        messages: Sequence[Mapping[str, Any]],
        temperature: float | None = 0.2,
        *,
        response_format: Mapping[str, Any] | None = None,
        max_tokens: int | None = None,
        accept: Callable[[str], bool | str] | None = None,
        on_attempt: Callable[[Attempt], None] | None = None,
        deadline: float | None = None,
        retries: int | None = None,
        budget: Budget | None = None,
        **parameters: Any,
    ) -> Completion:
        """Do as ``complete`` does, in an event loop; cancelling the task ends the request at once."""
        from llm_router.loop_driver import loop_driver

        asked = Asked(
            messages,
            temperature,
            response_format=response_format,
            max_tokens=max_tokens,
            accept=accept,
            on_attempt=on_attempt,
            deadline=deadline,
            retries=retries,
            budget=budget,
            parameters=parameters,
        )
        return await self._complete(loop_driver, asked)

    def chat_complete(
        self, messages: Sequence[Mapping[str, Any]], temperature: float | None = 0.2, **options: Any
    ) -> tuple[str, str]:
        """Do as ``complete`` does, with its options; return the model that answered (as configured) and its text."""
        completion = run(self._complete(thread_driver, read_asked(messages, temperature, options)))
        return completion.model, completion.text

    async def achat_complete(
        self, messages: Sequence[Mapping[str, Any]], temperature: float | None = 0.2, **options: Any
    ) -> tuple[str, str]:
        """Do as ``chat_complete`` does, in an event loop."""
        from llm_router.loop_driver import loop_driver

        completion = await self._complete(loop_driver, read_asked(messages, temperature, options))
        return completion.model, completion.text

    def chat_complete_stream(
        self,
        messages: Sequence[Mapping[str, Any]],
        temperature: float | None = 0.2,
        *,
        response_format: Mapping[str, Any] | None = None,
        max_tokens: int | None = None,
        on_attempt: Callable[[Attempt], None] | None = None,
        deadline: float | None = None,
        retries: int | None = None,
        budget: Budget | None = None,
        restart: bool = False,
        **parameters: Any,
    ) -> AnswerStream:
        """Ask as ``complete`` does, and iterate over the answer's text as it comes: see AnswerStream.

        With ``restart``, a stream that breaks off after its first words starts anew on the next backend: a Restart
        comes between, and all before it is void.
        """
        from llm_router.stream_session import StreamSession
        from llm_router.streaming import AnswerStream

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
        return AnswerStream(StreamSession(lambda: self.plan(thread_driver, asked), takes_restart=restart))

    def achat_complete_stream(
        self,
        messages: Sequence[Mapping[str, Any]],
        temperature: float | None = 0.2,
        *,
        response_format: Mapping[str, Any] | None = None,
        max_tokens: int | None = None,
        on_attempt: Callable[[Attempt], None] | None = None,
        deadline: float | None = None,
        retries: int | None = None,
        budget: Budget | None = None,
        restart: bool = False,
        **parameters: Any,
    ) -> AsyncAnswerStream:
        """Do as ``chat_complete_stream`` does, in an event loop: ``async for piece in router.achat_…(messages)``."""
        from llm_router.loop_driver import loop_driver
        from llm_router.stream_session import StreamSession
        from llm_router.streaming import AsyncAnswerStream

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
        return AsyncAnswerStream(StreamSession(lambda: self.plan(loop_driver, asked), takes_restart=restart))

    def embed(
        self,
        texts: Sequence[str],
        *,
        on_attempt: Callable[[Attempt], None] | None = None,
        deadline: float | None = None,
    ) -> tuple[str, list[list[float]]]:
        """Embed texts; return the model used and one vector for each text, in order: see ``llm_router.embed``."""
        from llm_router.embedding import embed_texts

        options = self._options(thread_driver, on_attempt, deadline)
        return run(embed_texts(texts, self._embed_backends(), options, self._environ))

    async def aembed(
        self,
        texts: Sequence[str],
        *,
        on_attempt: Callable[[Attempt], None] | None = None,
        deadline: float | None = None,
    ) -> tuple[str, list[list[float]]]:
        """Do as ``embed`` does, in an event loop."""
        from llm_router.embedding import embed_texts
        from llm_router.loop_driver import loop_driver

        options = self._options(loop_driver, on_attempt, deadline)
        return await embed_texts(texts, self._embed_backends(), options, self._environ)

    def status(self, *, timeout_s: float = 3.0) -> Status:
        """Ask the backends, at the same time, which models they serve; no completion is spent."""
        from llm_router.health import ask_all

        return ask_all(self.backends, timeout_s=timeout_s)

    async def _complete(self, driver: Driver, asked: Asked) -> Completion:
        question, backends, options = self.plan(driver, asked)
        accept = asked.accept
        takes_tools = asked.takes_tools and bool({"tools", "functions"} & question.parameters.keys())

        async def ask_for_text(call: BackendCall) -> str:
            text = read_answer(call, await send(call, CHAT, question), takes_tools=takes_tools)
            if accept is not None and not call.tool_calls:
                call.is_callers_turn = True
                verdict = accept(text)
                call.is_callers_turn = False
                if not verdict or isinstance(verdict, str):
                    raise BadAnswer(verdict or "the answer is not in the form that was asked for")
            return text

        with usage_metrics.count_call():
            call, text, attempts = await ask_in_turn(backends, ask_for_text, options)
            answered = call.record("ok", 200)
        return Completion(
            text=text,
            model=call.backend.model,
            backend=call.backend.name,
            usage=make_usage(call.tokens, answered.cost),
            finish_reason=call.finish_reason,
            tool_calls=call.tool_calls,
            attempts=tuple(attempts),
            raw=call.raw or {},
        )

    def plan(self, driver: Driver, asked: Asked) -> tuple[Question, Sequence[Backend], Options]:
        """Return what is asked, whom, and how."""
        parameters = dict(asked.parameters)
        extra_body = parameters.pop("extra_body", None)
        backends = fit_backends(self.backends, parameters)
        question = write_question(
            asked.messages,
            temperature=asked.temperature,
            response_format=asked.response_format,
            max_tokens=asked.max_tokens,
            extra_body=extra_body,
            parameters=parameters,
        )
        options = self._options(driver, asked.on_attempt, asked.deadline, asked.retries, asked.budget)
        return question, backends, options

    def _options(
        self,
        driver: Driver,
        on_attempt: Callable[[Attempt], None] | None,
        deadline: float | None,
        retries: int | None = None,
        budget: Budget | None = None,
    ) -> Options:
        policy = self._policy if retries is None else replace(self._policy, retries=check_retries(retries))
        limit = None if deadline is None else Deadline(check_seconds("deadline", deadline))
        return Options(driver, policy, on_attempt, limit, budget or self.budget)

    def _embed_backends(self) -> tuple[Backend, ...]:
        from llm_router.embedding import pick_embed_backends

        return pick_embed_backends(self.backends) if self._environ is None else self.backends


def _cfg(prefix: str, environ: Mapping[str, str] | None = None) -> Backend | None:
    """Read the backend that ``PRIMARY_OPENAI_*`` or ``FALLBACK_OPENAI_*`` configure now; None when they do not."""
    return read_backend(prefix, environ)
