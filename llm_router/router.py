"""Ask the primary; when it fails in a way that another could mend, ask the fallback.

This file decides, the others do.
"""

from __future__ import annotations

import errno
import re
from typing import TYPE_CHECKING, Any, TypeVar

from llm_router import usage_metrics
from llm_router.answer import read_answer
from llm_router.arguments import write_body
from llm_router.attempts import Attempt
from llm_router.config import Backend, read_backend, read_backends, read_policy
from llm_router.cooldown import cooldowns
from llm_router.errors import AllBackendsFailed, BadAnswer, ErrorInside
from llm_router.failure import asked_wait, is_backends_fault, mark_origin, read_failure, status_of
from llm_router.send import BackendCall, send, status_error

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping, Sequence

    from llm_router.config import Policy

T = TypeVar("T")

# The contract's words, for errors that carry no status; compiled by their first use.
RETRYABLE_WORDS = (
    r"timed out|timeout|refused|reset|bad gateway|service unavailable|internal server error|connection error"
)
STATUS_IN_WORDS = r"\b(?:error code|http|status code|status)\b\D{0,3}([1-5]\d\d)\b"
BUGS = (TypeError, LookupError, AttributeError, NameError, AssertionError, ArithmeticError, ImportError, ValueError)
NETWORK_ERRNO = {errno.EHOSTUNREACH, errno.ENETUNREACH, errno.EHOSTDOWN, errno.ENETDOWN, errno.EADDRNOTAVAIL}
LONGEST_REST_S = 3600
# By name, so that nothing is imported to ask: the openai SDK's, httpx's and the json module's.
RETRYABLE_KINDS = {"APIConnectionError", "TimeoutException", "NetworkError", "RemoteProtocolError", "JSONDecodeError"}


def chat_complete(
    messages: Sequence[Mapping[str, Any]],
    temperature: float | None = 0.2,
    *,
    response_format: Mapping[str, Any] | None = None,
    max_tokens: int | None = None,
    accept: Callable[[str], bool] | None = None,
    on_attempt: Callable[[Attempt], None] | None = None,
    environ: Mapping[str, str] | None = None,
) -> tuple[str, str]:
    """Ask the primary backend, else the fallback; return the model that answered (as configured) and its text.

    ``accept`` may turn an answer down, whereupon the next backend is asked; ``on_attempt`` is told of every attempt;
    ``environ`` stands in for ``os.environ``. An HTTP 4xx comes up as the SDK's own exception (see ``refusal_of``).
    """
    backends, policy = read_backends(environ), read_policy(environ)
    body = write_body(messages, temperature=temperature, response_format=response_format, max_tokens=max_tokens)

    def ask_for_text(call: BackendCall) -> str:
        response = send(call, "/chat/completions", body | {"model": call.backend.model})
        text = read_answer(call, response)
        if accept is not None and not accept(text):
            raise BadAnswer("the answer is not in the form that was asked for")
        return text

    with usage_metrics.count_call():
        call, text = ask_in_turn(backends, ask_for_text, policy, on_attempt)
        call.record("ok", 200)
    return call.backend.model, text


def ask_in_turn(
    backends: Sequence[Backend],
    ask_one: Callable[[BackendCall], T],
    policy: Policy,
    on_attempt: Callable[[Attempt], None] | None = None,
) -> tuple[BackendCall, T]:
    """Give each backend its turn until one answers; who failed a moment ago is asked last, for want of a better."""
    attempts: list[Attempt] = []

    def note(attempt: Attempt) -> None:
        attempts.append(attempt)
        usage_metrics.record_attempt(attempt)
        if on_attempt is not None:
            on_attempt(attempt)

    awake, resting = cooldowns.split(backends)
    for backend in resting:
        note(Attempt(backend.name, backend.model, "resting", detail=cooldowns.describe(backend)))

    failure: Exception | None = None
    for place, backend in enumerate([*awake, *resting], start=1):
        call = BackendCall(backend, is_last=place >= len(awake), note=note, cooldown_s=policy.cooldown_s)
        try:
            answer = _ask(call, ask_one)
        except Exception as exc:
            failed = read_failure(exc, backend, call.prompt)
            call.record(failed.outcome, failed.status, failed.detail)
            if not _is_retryable(exc, policy.failover_status):
                cooldowns.wake(backend)
                mark_origin(exc, backend, call.prompt)
                raise
            if backend is not backends[-1] and is_backends_fault(exc):
                cooldowns.rest(backend, _rest_seconds(exc, policy))
            failure = exc
        else:
            cooldowns.wake(backend)
            return call, answer
    raise AllBackendsFailed(attempts) from failure


def _ask(call: BackendCall, ask_one: Callable[[BackendCall], T]) -> T:
    try:
        return ask_one(call)
    except ErrorInside as inside:
        raise status_error(call, inside) from inside


def _cfg(prefix: str, environ: Mapping[str, str] | None = None) -> Backend | None:
    """Read the backend that ``PRIMARY_OPENAI_*`` or ``FALLBACK_OPENAI_*`` configure now; None when they do not."""
    return read_backend(prefix, environ)


def _is_retryable(exc: BaseException, failover_status: Collection[int] = ()) -> bool:
    """Tell whether another backend could mend this failure. A status decides over the type, the type over words."""
    status = status_of(exc)
    if status is not None:
        # Below 400 is an answer that is none: a redirect to nowhere.
        return status >= 500 or status < 400 or status in failover_status
    if isinstance(exc, BadAnswer | TimeoutError | ConnectionError) or _kinds(exc) & RETRYABLE_KINDS:
        return True
    if isinstance(exc, OSError):
        is_network = any(kind.__module__ in ("socket", "ssl") for kind in type(exc).__mro__)  # gaierror, SSLError
        return is_network or exc.errno in NETWORK_ERRNO or (exc.errno is None and _has_retryable_words(exc))
    return isinstance(exc, Exception) and not isinstance(exc, BUGS) and _has_retryable_words(exc)


def _kinds(exc: BaseException) -> set[str]:
    return {kind.__name__ for kind in type(exc).__mro__}


def _rest_seconds(exc: BaseException, policy: Policy) -> float:
    """Rest for as long as its server asks for, within reason, where that is longer."""
    asked_s = min(asked_wait(exc) or 0, LONGEST_REST_S)
    return max(policy.cooldown_s, asked_s) if policy.cooldown_s else 0


def _has_retryable_words(exc: BaseException) -> bool:
    words = str(exc).lower()
    if found := re.search(STATUS_IN_WORDS, words):
        return found[1].startswith("5")
    return bool(re.search(RETRYABLE_WORDS, words))
