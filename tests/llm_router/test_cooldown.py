# ruff: noqa: F811  fixtures are asked for by name; a behaviour takes what all take
"""A backend that failed rests, so that many calls wait for a dead one once; safe under threads."""

from __future__ import annotations

import contextlib
import random
import threading
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import openai
import pytest
from support.bad_server import MESSAGES, error, http, ok, reset, silence
from support.router import environ, fallback, forgetful_router, server  # noqa: F401  fixtures

import llm_router


def ask(env, **options):
    return llm_router.chat_complete(MESSAGES, environ=env, **options)


def test_a_run_of_calls_waits_for_a_dead_primary_once(server, environ, fallback):
    dead, seen = server(silence), []
    env = environ(dead, fallback, timeout_s=0.4, LLM_COOLDOWN_S="60")

    started = time.monotonic()
    for _ in range(10):
        assert ask(env, on_attempt=seen.append)[0] == "cloud"

    assert time.monotonic() - started < 2
    assert dead.hits == 1
    assert Counter(a.outcome for a in seen) == {"timeout": 1, "ok": 10, "resting": 9}
    assert "rests for" in seen[2].detail


def test_after_its_rest_one_success_brings_it_back(server, environ, fallback):
    primary = server(error(503), ok("back"))
    env = environ(primary, fallback, LLM_COOLDOWN_S="0.2")

    assert ask(env)[0] == "cloud"
    assert ask(env)[0] == "cloud"
    time.sleep(0.3)
    assert [ask(env) for _ in range(2)] == [("local", "back")] * 2


def test_a_503_that_asks_for_a_longer_rest_gets_it(server, environ, fallback):
    primary = server(error(503, Retry_After="30"), ok())
    env = environ(primary, fallback, LLM_COOLDOWN_S="0.1")

    ask(env)
    time.sleep(0.2)

    assert ask(env)[0] == "cloud"
    assert primary.hits == 1


def test_of_a_hundred_threads_one_is_the_probe(server, environ, fallback):
    primary = server(error(503), silence)
    env = environ(primary, fallback, timeout_s=1, LLM_COOLDOWN_S="0.2")
    ask(env)
    time.sleep(0.3)
    gate = threading.Barrier(100)

    def call(_):
        gate.wait(10)
        return ask(env | {"FALLBACK_OPENAI_TIMEOUT_S": "20"})[0]

    with ThreadPoolExecutor(100) as pool:
        models = list(pool.map(call, range(100)))

    assert models == ["cloud"] * 100
    assert primary.hits == 2


def test_without_a_cooldown_nobody_is_skipped_or_the_probe(server, environ, fallback):
    primary = server(error(503))
    env, seen = environ(primary, fallback, timeout_s=20), []

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda _: ask(env, on_attempt=seen.append), range(40)))

    assert primary.hits == 40
    assert "resting" not in {a.outcome for a in seen}


def test_nobody_rests_when_nobody_is_behind(server, environ):
    only = server(error(503), ok())
    env = environ(fallback=only, LLM_COOLDOWN_S="60")

    with pytest.raises(llm_router.AllBackendsFailed):
        ask(env)

    assert ask(env)[0] == "cloud"


def test_one_that_rests_is_asked_last_when_the_other_fails(server, environ):
    """It may have recovered, and the alternative is no answer."""
    primary, other = server(error(503), ok("recovered")), server(ok(), error(503))
    env = environ(primary, other, LLM_COOLDOWN_S="60")

    assert ask(env)[0] == "cloud"
    assert ask(env) == ("local", "recovered")


@pytest.mark.parametrize(
    "behaviour",
    [error(401), ok(""), ok("x", finish_reason="length"), ok("x", finish_reason="content_filter"), ok("turn me down")],
    ids=["refused", "empty", "cut off", "filtered", "turned down"],
)
def test_what_says_nothing_of_the_backends_health_makes_it_not_rest(server, environ, fallback, behaviour):
    primary = server(behaviour, ok("fine"))
    env = environ(primary, fallback, LLM_COOLDOWN_S="60")

    with contextlib.suppress(openai.AuthenticationError):
        ask(env, accept=lambda text: text != "turn me down")

    assert ask(env)[0] == "local"


def test_another_model_on_the_same_server_does_not_rest(server, environ, fallback):
    primary = server(http(200, b"<html>"), ok())
    env = environ(primary, fallback, LLM_COOLDOWN_S="60")
    ask(env)

    assert ask(env | {"PRIMARY_OPENAI_MODEL": "other"})[0] == "other"


def test_many_callers_each_get_one_whole_answer_and_the_totals_add_up(server, environ):
    """64 threads × 50 calls; the primary fails at random half of the time."""
    chance = random.Random(1)  # noqa: S311  no secret

    def moody(one, connection, request):
        how = chance.random()
        if how < 0.25:
            return error(503)
        if how < 0.5:
            return reset(one, connection, request)
        return ok(request.body["messages"][0]["content"])

    def echo(one, connection, request):
        return ok(request.body["messages"][0]["content"])

    env = environ(server(moody), server(echo), timeout_s=30)
    attempts = []

    def call(number):
        question = [{"role": "user", "content": f"number {number}"}]
        return number, llm_router.chat_complete(question, environ=env, on_attempt=attempts.append)

    with ThreadPoolExecutor(64) as pool:
        answers = list(pool.map(call, range(64 * 50)))

    assert all(text == f"number {number}" for number, (_, text) in answers)
    totals = llm_router.metrics()
    by_model = Counter(model for _, (model, _) in answers)
    assert (totals.calls, totals.answered, totals.failed) == (3200, 3200, 0)
    assert totals.answers == {"primary": by_model["local"], "fallback": by_model["cloud"]}
    assert sum(totals.outcomes.values()) == len(totals.attempts) == len(attempts)
    assert totals.outcomes["ok"] == 3200
    assert by_model["cloud"] == len(attempts) - 3200
    assert (totals.prompt_tokens, totals.completion_tokens) == (3200 * 7, 3200 * 3)
