"""Which backend is asked, and when the next one is; pure decisions, whoever waits."""

from __future__ import annotations

import logging
import random
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

from llm_router import usage_metrics
from llm_router.attempts import Attempt
from llm_router.backend import Policy
from llm_router.cooldown import cooldowns
from llm_router.errors import AllBackendsFailed, BudgetExceeded, ErrorInside
from llm_router.failure import asked_wait, is_backends_fault, mark_origin, read_failure
from llm_router.retryable import is_retryable
from llm_router.send import BackendCall, make_status_error

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence

    from llm_router.backend import Backend
    from llm_router.budget import Budget
    from llm_router.deadline import Deadline
    from llm_router.drivers import Driver
    from llm_router.failure import Failure

T = TypeVar("T")
log = logging.getLogger("llm_router")

# A retry in place: after a moment that doubles, a little more or less for each caller; or after the wait that is asked
# for, where that is short. A silence is not tried again, that only multiplies the wait.
RETRY_DELAY_S = 0.25
MAX_RETRY_WAIT_S = 5.0
RETRIED_KINDS = {"server", "connection", "busy", "bad-answer"}
# What says something of this one question, and nothing of the backend's health.
QUESTIONS_KINDS = {"too-long", "filter", "max-tokens"}


@dataclass(frozen=True, slots=True)
class Options:
    """How one call is made, whatever it asks."""

    driver: Driver
    policy: Policy
    on_attempt: Callable[[Attempt], None] | None = None
    limit: Deadline | None = None  # of all backends together
    budget: Budget | None = None


async def ask_in_turn(
    backends: Sequence[Backend], ask_one: Callable[[BackendCall], Awaitable[T]], options: Options
) -> tuple[BackendCall, T, list[Attempt]]:
    """Give each backend its turn until one answers; who failed a moment ago is asked last, for want of a better."""
    attempts: list[Attempt] = []
    awake, resting = cooldowns.split(backends)
    for backend in resting:
        _note(attempts, options, Attempt(backend.name, backend.model, "resting", detail=cooldowns.describe(backend)))

    failure: Exception | None = None
    order = [*awake, *resting]
    for place, backend in enumerate(order, start=1):
        if options.limit is not None and options.limit.remaining() <= 0:
            detail = "not asked: the deadline of the whole call had passed"
            _note(attempts, options, Attempt(backend.name, backend.model, "timeout", detail=detail))
            continue
        call = BackendCall(
            backend,
            driver=options.driver,
            note=lambda attempt: _note(attempts, options, attempt),
            is_last=place >= len(awake),
            is_only=place == len(order),
            limit=options.limit,
            budget=options.budget,
        )
        try:
            answer = await _ask_with_retries(call, ask_one, options)
        except _FailedOver as failed_over:
            failure = failed_over.failure
            if backend is not backends[-1]:
                _begin_cooldown(call, failed_over, options.policy)
        else:
            cooldowns.end(call.backend)
            return call, answer, attempts
    is_from_environ = any(backend.prefix for backend in backends)
    raise AllBackendsFailed(attempts, "" if is_from_environ else "Ask each with Router.status().") from failure


async def _ask_with_retries(call: BackendCall, ask_one: Callable[[BackendCall], Awaitable[T]], options: Options) -> T:
    """Ask one backend; raise _FailedOver for what another could mend, and anything else as it is."""
    tried = 0
    while True:
        try:
            return await _ask(call, ask_one)
        except BudgetExceeded:
            raise
        except Exception as exc:
            failed, began = read_failure(exc, call.backend, call.prompt), call.started
            call.record(failed.outcome, failed.status, failed.detail)
            if call.is_callers_turn:
                raise
            wait_s = _retry_wait(exc, failed, tried)
            has_time = call.deadline is None or wait_s < call.deadline.remaining()
            if tried < options.policy.retries and wait_s >= 0 and has_time:
                tried += 1
                await options.driver.sleep(wait_s)
                call.forget_answer()
                continue
            if not _fails_over(exc, failed, call, options.policy):
                cooldowns.end(call.backend)
                mark_origin(exc, call.backend, call.prompt)
                raise
            raise _FailedOver(exc, failed, began) from exc
        except BaseException:  # a task that was cancelled, or Ctrl-C
            call.record("cancelled", None, "the caller left before there was an answer")
            raise


class _FailedOver(Exception):  # noqa: N818  never leaves this file
    """A failure after which the next backend is asked."""

    def __init__(self, exc: Exception, failed: Failure, began: float) -> None:
        super().__init__()
        self.failure = exc
        self.failed = failed
        self.began = began


async def _ask(call: BackendCall, ask_one: Callable[[BackendCall], Awaitable[T]]) -> T:
    try:
        return await ask_one(call)
    except ErrorInside as inside:
        raise await make_status_error(call, inside) from inside


def _fails_over(exc: Exception, failed: Failure, call: BackendCall, policy: Policy) -> bool:
    if is_retryable(exc, policy.failover_status):
        return True
    return failed.kind in policy.failover_kinds and not call.is_only


def _retry_wait(exc: Exception, failed: Failure, tried: int) -> float:
    """Return after how many seconds the same backend may be asked again; negative when it may not."""
    if failed.kind not in RETRIED_KINDS or not is_backends_fault(exc):
        return -1
    asked_s = asked_wait(exc)
    if asked_s is not None:
        return asked_s if asked_s <= MAX_RETRY_WAIT_S else -1
    return RETRY_DELAY_S * 2.0**tried * random.uniform(0.8, 1.2)  # noqa: S311  spreads callers, keeps no secret


def _begin_cooldown(call: BackendCall, failed_over: _FailedOver, policy: Policy) -> None:
    failed, exc = failed_over.failed, failed_over.failure
    if failed.kind in QUESTIONS_KINDS or not is_backends_fault(exc):
        return
    asked_s = asked_wait(exc) or 0.0
    cooldowns.begin(call.backend, policy.cooldown_s, started=failed_over.began, asked_s=asked_s, cause=failed.detail)


def _note(attempts: list[Attempt], options: Options, attempt: Attempt) -> None:
    attempts.append(attempt)
    usage_metrics.record_attempt(attempt)
    call_back(options.on_attempt, attempt)


def call_back(callback: Callable[[Any], None] | None, value: Any) -> None:
    """Call the caller's function; what goes wrong in it is logged, and costs no answer."""
    if callback is None:
        return
    try:
        callback(value)
    except Exception:
        log.exception("on_attempt raised an exception, which is passed over")
