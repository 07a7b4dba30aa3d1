"""The router that the environment describes now, as functions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from llm_router.asked import Asked
from llm_router.config import read_embed_backends
from llm_router.drivers import thread_driver
from llm_router.router import Router
from llm_router.stream_session import StreamSession
from llm_router.streaming import AnswerStream, AsyncAnswerStream

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from llm_router.attempts import Attempt
    from llm_router.budget import Budget
    from llm_router.stream_session import Plan


def chat_complete(
    messages: Sequence[Mapping[str, Any]],
    temperature: float | None = 0.2,
    *,
    response_format: Mapping[str, Any] | None = None,
    max_tokens: int | None = None,
    accept: Callable[[str], bool | str] | None = None,
    on_attempt: Callable[[Attempt], None] | None = None,
    environ: Mapping[str, str] | None = None,
    deadline: float | None = None,
    retries: int | None = None,
    budget: Budget | None = None,
    **parameters: Any,
) -> tuple[str, str]:
    """Ask the primary backend, else the fallback; return the model that answered (as configured) and its text.

    ``environ`` stands in for ``os.environ``. The other options, what is raised, and more than these two words:
    Router.complete.
    """
    return Router.from_environ(environ).chat_complete(
        messages,
        temperature,
        response_format=response_format,
        max_tokens=max_tokens,
        accept=accept,
        on_attempt=on_attempt,
        deadline=deadline,
        retries=retries,
        budget=budget,
        **parameters,
    )


async def achat_complete(
    messages: Sequence[Mapping[str, Any]],
    temperature: float | None = 0.2,
    *,
    response_format: Mapping[str, Any] | None = None,
    max_tokens: int | None = None,
    accept: Callable[[str], bool | str] | None = None,
    on_attempt: Callable[[Attempt], None] | None = None,
    environ: Mapping[str, str] | None = None,
    deadline: float | None = None,
    retries: int | None = None,
    budget: Budget | None = None,
    **parameters: Any,
) -> tuple[str, str]:
    """Do as ``chat_complete`` does, in an event loop; cancelling the task ends the request at once."""
    return await Router.from_environ(environ).achat_complete(
        messages,
        temperature,
        response_format=response_format,
        max_tokens=max_tokens,
        accept=accept,
        on_attempt=on_attempt,
        deadline=deadline,
        retries=retries,
        budget=budget,
        **parameters,
    )


def embed(
    texts: Sequence[str],
    *,
    on_attempt: Callable[[Attempt], None] | None = None,
    environ: Mapping[str, str] | None = None,
    deadline: float | None = None,
) -> tuple[str, list[list[float]]]:
    """Embed texts with ``*_OPENAI_EMBED_MODEL``; return the model used and one vector for each text, in order.

    All vectors are of one model: when a backend fails midway, the next one embeds all texts anew, and only when its
    model has the same name, or LLM_EMBED_MIX=true says that the two are interchangeable. ``*_TIMEOUT_S`` bounds each
    request, of up to 2,048 texts.
    """
    router = Router.of_environ(read_embed_backends(environ), environ)
    return router.embed(texts, on_attempt=on_attempt, deadline=deadline)


async def aembed(
    texts: Sequence[str],
    *,
    on_attempt: Callable[[Attempt], None] | None = None,
    environ: Mapping[str, str] | None = None,
    deadline: float | None = None,
) -> tuple[str, list[list[float]]]:
    """Do as ``embed`` does, in an event loop."""
    router = Router.of_environ(read_embed_backends(environ), environ)
    return await router.aembed(texts, on_attempt=on_attempt, deadline=deadline)


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
