# ruff: noqa: F811  fixtures are asked for by name; a behaviour takes what all take
"""The sixteen faults of failoverbench, rebuilt in short times, by its rules, with the preset that the README documents.

https://github.com/failoverbench/failoverbench, scenarios/catalogue.yaml and METHODOLOGY.md, version 0.1: a fault is
passed when the caller gets the whole answer (of S13: a clean error) and every check, advisory ones too, is clean.
"""

from __future__ import annotations

import time

import openai
import pytest
from support.bad_server import error, reset, silence
from support.router import forgetful_router, server  # noqa: F401  fixtures
from support.streams import DONE, STOP, USAGE, event, sse

from llm_router import Backend, Router

WORDS = [f"word{n} " for n in range(59)] + ["end."]
WHOLE = "".join(WORDS)
MESSAGES = [{"role": "user", "content": "Say sixty words."}]
TIMEOUT_S = 1.0  # 12 in the README's preset, where the scorecard's slow faults take 20 s and more


def answer(*, upto=60, tail=(STOP, USAGE, DONE), end=None, wait_s=0.0):
    pieces = [event(word) for word in WORDS[:upto]]
    more = {} if end is None else {"end": end}
    return sse(wait_s, *pieces, *tail, **more)


class Played:
    def __init__(self, primary, fallback, times):
        self.primary, self.fallback, self.times = primary, fallback, times
        self.text = self.error = self.stream = None
        self.took = 0.0


@pytest.fixture
def play(server):
    def start(*script, fallback=None):
        times = []

        def timed(behaviour):
            def behave(one, connection, request):
                times.append(time.monotonic())
                return behaviour(one, connection, request) if callable(behaviour) else behaviour

            return behave

        primary, other = server(*map(timed, script)), server(fallback or answer())
        router = Router(
            [Backend(primary.url, "primary-model", timeout_s=TIMEOUT_S), Backend(other.url, "fallback-model")],
            failover=["busy", "too-long", "gone"],
            retries=1,
        )
        played = Played(primary, other, times)
        started = time.monotonic()
        played.stream = router.chat_complete_stream(MESSAGES, restart=True)
        try:
            for _ in played.stream:
                pass
            played.text = played.stream.text
        except Exception as exc:  # noqa: BLE001  whatever it is, it is the result
            played.error = exc
        played.took = time.monotonic() - started
        played.router = router
        return played

    return start


def is_alive(played):
    played.primary.then(answer())
    stream = played.router.chat_complete_stream(MESSAGES, restart=True)
    return "".join(stream) == WHOLE


def test_s01_429_with_retry_after(server):
    times = []

    def busy_once(one, connection, request):
        times.append(time.monotonic())
        reply = error(429, Retry_After="2") if len(times) == 1 else answer()
        return reply(one, connection, request) if callable(reply) else reply

    primary = server(busy_once)
    router = Router(
        [Backend(primary.url, "a", timeout_s=12), Backend(server(answer()).url, "b")], failover=["busy"], retries=1
    )

    assert "".join(router.chat_complete_stream(MESSAGES, restart=True)) == WHOLE
    assert len(times) == 2
    assert 1.8 <= times[1] - times[0] < 4


def test_s02_429_without_retry_after(play):
    played = play(error(429))

    assert played.text == WHOLE
    assert sum(moment < played.times[0] + 3 for moment in played.times) <= 4
    assert played.primary.hits <= 6


def test_s03_500_once(play):
    played = play(error(500), answer())

    assert played.text == WHOLE
    assert played.primary.hits == 2


def test_s04_503_persistent(play):
    played = play(error(503))

    assert played.text == WHOLE
    assert played.primary.hits <= 6


def test_s05_reset_before_headers(play):
    assert play(reset, answer()).text == WHOLE


def test_s06_no_response_at_all(play):
    played = play(silence)

    assert played.text == WHOLE
    assert played.primary.hits == 1
    assert played.took < 3 * TIMEOUT_S


def test_s07_slow_first_token(play):
    played = play(answer(wait_s=20))

    assert played.text == WHOLE
    assert played.took < 3 * TIMEOUT_S


def test_s08_stream_cut(play):
    assert play(answer(upto=40, tail=())).text == WHOLE


def test_s09_stream_stalls(play):
    played = play(answer(upto=20, tail=(), end=silence))

    assert played.text == WHOLE
    assert played.took < 4 * TIMEOUT_S
    assert is_alive(played)


def test_s10_malformed_chunk(play):
    pieces = [event(word) for word in WORDS]
    played = play(sse(*pieces[:10], b'data: {"choices": [{\n\n', *pieces[10:], STOP, USAGE, DONE))

    assert played.text == WHOLE
    assert is_alive(played)


def test_s11_no_done(play):
    played = play(answer(tail=(STOP, USAGE)))

    assert played.text == WHOLE
    assert played.stream.usage.total_tokens
    assert played.took < 2


def test_s12_context_length(play):
    played = play(error(400, "too long", code="context_length_exceeded"))

    assert played.text == WHOLE
    assert played.primary.hits == 1


def test_s13_content_filter(play):
    played = play(error(400, "filtered", code="content_policy_violation"))

    assert isinstance(played.error, openai.BadRequestError)
    assert played.primary.hits == 1


def test_s14_the_fallback_rejects_a_prefill(play):
    def no_prefill(one, connection, request):
        if request.body["messages"][-1]["role"] == "assistant":
            return error(400, "no prefill")
        return answer()(one, connection, request)

    played = play(answer(upto=40, tail=()), fallback=no_prefill)

    assert played.text == WHOLE


def test_s15_the_primary_flaps(server):
    """Down for three seconds; a request every quarter of a second."""
    began = time.monotonic()

    def flap(one, connection, request):
        reply = error(503) if time.monotonic() < began + 3 else answer()
        return reply(one, connection, request) if callable(reply) else reply

    primary, other = server(flap), server(answer())
    router = Router([Backend(primary.url, "a", timeout_s=12), Backend(other.url, "b")], retries=1)
    served = []
    while time.monotonic() < began + 8:
        stream = router.chat_complete_stream(MESSAGES, restart=True)
        assert "".join(stream) == WHOLE
        served.append((time.monotonic() - began, stream.backend))
        time.sleep(0.25)

    assert {backend for moment, backend in served if moment < 2.9} == {"backend-2"}
    assert served[-1][1] == "backend-1"


def test_s16_accounting(play):
    played = play(error(503))

    assert played.stream.model_used == "fallback-model"
    assert played.stream.usage.total_tokens == 13
    assert sum(attempt.completion_tokens or 0 for attempt in played.stream.attempts) == 2
