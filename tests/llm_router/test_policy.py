# ruff: noqa: F811  fixtures are asked for by name; a behaviour takes what all take
"""What fails over and what bubbles up, how long a backend is left alone, and which model is asked."""

from __future__ import annotations

import http.client
import typing
import urllib.error

import openai
import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.bad_server import MESSAGES, close, error, ok, reset, silence
from support.bad_server import http as answer
from support.router import environ, fallback, forgetful_router, server  # noqa: F401  fixtures
from support.streams import read

import llm_router
from llm_router.cooldown import Cooldowns
from llm_router.default_models import DEFAULT_MODELS, least_effort
from llm_router.router import _is_retryable


def ask(env, **options):
    return llm_router.chat_complete(MESSAGES, environ=env, **options)


KINDS = {
    "busy": [error(408), error(425), error(429, "slow down"), error(498, "no capacity")],
    "quota": [error(402), error(429, code="insufficient_quota"), error(400, "Your credit balance is too low")],
    "too-long": [error(413), error(400, "x", code="context_length_exceeded")],
    "filter": [error(400, "x", code="content_filter"), error(403, "Your input was flagged")],
    "gone": [error(404, "The model `x` does not exist"), error(400, "Invalid model: x"), error(410)],
    "auth": [error(401), error(403), error(400, "API key not valid"), error(403, "Country, region not supported")],
}
ROWS = [(kind, row) for kind, rows in KINDS.items() for row in rows]
NEVER = [error(400, "temperature must be at most 1"), error(404, "Not Found"), error(409), error(418), error(422)]


@pytest.mark.parametrize(("kind", "refusal"), ROWS)
def test_a_kind_that_is_named_fails_over_and_the_others_bubble_up(server, environ, fallback, kind, refusal):
    primary = server(refusal)
    others = ",".join(name for name in KINDS if name != kind)

    assert ask(environ(primary, fallback, LLM_FAILOVER=f" {kind.upper()} ")) == ("cloud", "from the fallback")
    with pytest.raises(openai.APIStatusError):
        ask(environ(primary, fallback, LLM_FAILOVER=others))
    with pytest.raises(openai.APIStatusError):
        ask(environ(primary, fallback))


@pytest.mark.parametrize("refusal", NEVER)
def test_what_no_kind_names_bubbles_up_whatever_is_named(server, environ, fallback, refusal):
    with pytest.raises(openai.APIStatusError):
        ask(environ(server(refusal), fallback, LLM_FAILOVER=",".join(KINDS)))


@pytest.mark.parametrize(("kind", "refusal"), ROWS)
def test_on_the_last_backend_a_named_kind_changes_nothing(server, environ, kind, refusal):
    env = environ(server(refusal), server(refusal), LLM_FAILOVER=kind, timeout_s=0.5)

    with pytest.raises(openai.APIStatusError) as caught:
        ask(env)

    assert llm_router.refusal_of(caught.value).backend == "fallback"


def test_one_that_rests_is_asked_when_the_other_is_busy(server, environ):
    primary, other = server(error(503), ok("recovered")), server(ok(), error(429))
    env = environ(primary, other, LLM_FAILOVER="busy", LLM_COOLDOWN_S="60")

    assert [ask(env) for _ in range(2)] == [("cloud", "hello"), ("local", "recovered")]


def test_a_busy_primary_is_not_waited_for_where_another_can_be_asked(server, environ, fallback):
    primary = server(error(429, Retry_After="1"), ok())

    assert ask(environ(primary, fallback, LLM_FAILOVER="busy"))[0] == "cloud"
    assert primary.hits == 1


def test_too_long_a_prompt_says_nothing_of_the_backends_health(server, environ, fallback):
    primary = server(error(413), ok("short enough"))
    env = environ(primary, fallback, LLM_FAILOVER="too-long", LLM_COOLDOWN_S="60")

    assert [ask(env)[0] for _ in range(2)] == ["cloud", "local"]


def test_a_stream_fails_over_by_kind_too(server, environ):
    env = environ(server(error(429)), server(ok("whole")), LLM_FAILOVER="busy")

    assert read(env) == (["whole"], "cloud")


def test_any_number_of_backends_is_asked_in_the_order_that_is_named(server, environ):
    first, second, third = server(error(503)), server(error(502)), server(ok("third"))
    env = environ(first, third, LLM_BACKENDS="primary, SECOND,FALLBACK") | {
        "SECOND_OPENAI_BASE_URL": second.url,
        "SECOND_OPENAI_MODEL": "middle",
    }
    seen = []

    assert ask(env, on_attempt=seen.append) == ("cloud", "third")
    assert [a.backend for a in seen] == ["primary", "second", "fallback"]
    assert ask(env | {"LLM_BACKENDS": "FALLBACK"})[0] == "cloud"
    with pytest.raises(llm_router.BadConfig, match="SECOND_OPENAI_MODEL is not"):
        ask(env | {"SECOND_OPENAI_MODEL": ""})


# One blip is not an outage


@pytest.mark.parametrize("death", [close, reset], ids=["closed", "reset"])
@pytest.mark.parametrize("stream", [False, True], ids=["chat", "stream"])
def test_a_kept_connection_that_had_died_costs_a_new_one_and_no_failover(server, environ, fallback, death, stream):
    primary, seen = server(ok("first"), death, ok("second")), []
    env = environ(primary, fallback, LLM_COOLDOWN_S="60")

    assert ask(env) == ("local", "first")
    assert (read(env | {"FALLBACK_OPENAI_API_KEY": ""}) if stream else ask(env, on_attempt=seen.append))[-1] in (
        "local",
        "second",
    )

    assert fallback.hits == 0
    assert primary.connections == 2
    assert [a.outcome for a in seen] == ([] if stream else ["ok"])


def test_it_is_asked_once_more_and_not_again(server, environ, fallback):
    primary = server(ok(), close, close, ok())
    env = environ(primary, fallback)

    assert [ask(env)[0] for _ in range(2)] == ["local", "cloud"]
    assert primary.hits == 3


def test_a_kept_connection_that_falls_silent_is_a_timeout(server, environ, fallback):
    primary, seen = server(ok(), silence), []
    env = environ(primary, fallback, timeout_s=0.4)

    ask(env)
    ask(env, on_attempt=seen.append)

    assert [a.outcome for a in seen] == ["timeout", "ok"]
    assert primary.hits == 2


class Clock:
    def __init__(self):
        self.now = 1000.0

    def __call__(self):
        return self.now


PRIMARY, BEHIND = (llm_router.Backend("http://a/v1", name, timeout_s=12) for name in ("one", "two"))


def test_a_rest_begins_at_two_seconds_and_doubles():
    clock = Clock()
    cooldowns = Cooldowns(clock)
    rests = []
    for _ in range(20):
        cooldowns.begin(PRIMARY, 60, started=clock.now)
        began = clock.now
        while PRIMARY in cooldowns.split([PRIMARY, BEHIND])[1]:
            clock.now += 0.5
        rests.append(clock.now - began)

    assert rests[:4] == [2, 4, 8, 14]
    assert rests == sorted(rests)
    assert max(rests) == 60


def test_a_success_begins_anew():
    clock = Clock()
    cooldowns = Cooldowns(clock)
    for _ in range(5):
        cooldowns.begin(PRIMARY, 60, started=clock.now)
        clock.now += 20
    cooldowns.end(PRIMARY)
    cooldowns.begin(PRIMARY, 60, started=clock.now)

    clock.now += 2
    assert cooldowns.split([PRIMARY, BEHIND])[0] == [PRIMARY, BEHIND]


def test_failures_of_callers_who_were_under_way_together_count_once():
    clock = Clock()
    cooldowns = Cooldowns(clock)
    started = clock.now
    for _ in range(100):
        clock.now += 0.01
        cooldowns.begin(PRIMARY, 60, started=started)

    clock.now += 2
    assert cooldowns.split([PRIMARY, BEHIND])[1] == []


@given(st.floats(0.1, 1), st.floats(0, 12), st.floats(0, 90), st.booleans())
def test_recovery_is_seen_within_15_s_of_a_60_s_outage(every, fails_after, began, had_a_blip):
    clock = Clock()
    cooldowns = Cooldowns(clock)
    outage = (1000 + began, 1060 + began)
    if had_a_blip:
        cooldowns.begin(PRIMARY, 60, started=clock.now)
    recovered = None
    while recovered is None and clock.now < outage[1] + 100:
        if PRIMARY not in cooldowns.split([PRIMARY, BEHIND])[1]:
            started = clock.now
            if outage[0] <= started < outage[1]:
                clock.now += fails_after
                cooldowns.begin(PRIMARY, 60, started=started)
            else:
                cooldowns.end(PRIMARY)
                recovered = started if started >= outage[1] else None
        clock.now += every

    assert recovered is not None
    assert recovered - outage[1] <= 15 + every


def test_all_attempts_are_told_the_first_cause_first(server, environ):
    primary, other = server(error(503, "the disk is full")), server(ok(), error(502, "the other broke"))
    env = environ(primary, other, LLM_COOLDOWN_S="60")
    ask(env)

    with pytest.raises(llm_router.AllBackendsFailed) as caught:
        ask(env)

    told = str(caught.value)
    assert told.index("the disk is full") < told.index("the other broke")
    assert "rests for" in told


# _is_retryable


@pytest.mark.parametrize(
    "exc",
    [
        Exception("5xx"),
        Exception("503"),
        Exception("HTTP Error 503: Service Unavailable"),
        Exception("HTTP/1.1 502 whatever"),
        Exception("server returned 504"),
        Exception("upstream answered with 500"),
        Exception("request failed (status code: 503)"),
        Exception("oops (503)"),
        Exception("got a 503 from upstream"),
        Exception("Server error '503 Service Unavailable' for url 'http://a'"),
        type("ConnectionError", (OSError,), {})("requests' own"),
        type("ClientConnectionError", (Exception,), {})("aiohttp's own"),
        Exception("ReadTimeout: nothing came"),
        Exception("the gateway timeout"),
        http.client.IncompleteRead(b""),
        http.client.RemoteDisconnected("x"),
        http.client.BadStatusLine("x"),
        urllib.error.URLError("x"),
        urllib.error.URLError(ConnectionRefusedError()),
        urllib.error.HTTPError("http://a", 503, "x", None, None),
    ],
    ids=repr,
)
def test_is_retryable(exc):
    assert _is_retryable(exc)


@pytest.mark.parametrize(
    "exc",
    [
        Exception("preset not found"),
        Exception("a presetting"),
        Exception("400 Bad Request: the connection was refused"),
        Exception("404"),
        Exception("4xx"),
        Exception("HTTP Error 401: timeout"),
        Exception("connection refused (403)"),
        Exception("took 503 ms"),
        Exception("wrote 500 bytes"),
        Exception("an unrefusedly odd thing"),
        urllib.error.HTTPError("http://a", 404, "timeout", None, None),
    ],
    ids=repr,
)
def test_is_not_retryable(exc):
    assert not _is_retryable(exc)


# The model


def gone(model):
    return error(404, f"The model `{model}` does not exist or you do not have access to it.", code="model_not_found")


def only_serves(*models):
    def behave(one, connection, request):
        return ok(f"I am {request.body['model']}") if request.body["model"] in models else gone(request.body["model"])

    return behave


@pytest.fixture
def unnamed(environ):
    """Write the variables of a fallback whose model nobody named."""

    def write(one):
        return environ(fallback=one) | {"FALLBACK_OPENAI_MODEL": ""}

    return write


@pytest.mark.parametrize("place", range(1, len(DEFAULT_MODELS)))
def test_the_default_model_outlives_its_name_once_per_process(server, unnamed, caplog, place):
    one = server(only_serves(*DEFAULT_MODELS[place:]))

    assert ask(unnamed(one)) == (DEFAULT_MODELS[place], f"I am {DEFAULT_MODELS[place]}")
    before = one.hits
    assert ask(unnamed(one))[0] == DEFAULT_MODELS[place]

    assert before == place + 1
    assert one.hits == before + 1
    warnings = [r.getMessage() for r in caplog.records if "Set FALLBACK_OPENAI_MODEL" in r.getMessage()]
    assert len(warnings) == place


def test_when_no_default_is_left_the_last_refusal_bubbles_up(server, unnamed):
    with pytest.raises(openai.NotFoundError) as caught:
        ask(unnamed(server(only_serves())))

    assert DEFAULT_MODELS[-1] in llm_router.refusal_of(caught.value).sentence


def test_a_model_that_was_named_bubbles_up(server, environ):
    one = server(only_serves(*DEFAULT_MODELS[1:]))

    with pytest.raises(openai.NotFoundError):
        ask(environ(fallback=one) | {"FALLBACK_OPENAI_MODEL": DEFAULT_MODELS[0]})

    assert one.hits == 1


def test_the_default_models_are_in_the_sdks_own_list_and_live():
    """The list's docstring announces shutdowns: whatever is named there is no successor."""
    import inspect

    import openai.types.shared.chat_model as module

    source = inspect.getsource(module)
    announced = source[source.index('"""Deprecated values') :]

    assert set(DEFAULT_MODELS) <= set(typing.get_args(module.ChatModel))
    assert [model for model in DEFAULT_MODELS[1:] if f'"{model}"' in announced] == []


@pytest.mark.parametrize(
    ("model", "effort"),
    [
        *[
            (model, "minimal")
            for model in ("gpt-5", "gpt-5-mini", "gpt-5-nano", "gpt-5-mini-2025-08-07", "openai/gpt-5")
        ],
        *[(model, "none") for model in ("gpt-5.1", "gpt-5.4-mini", "gpt-5.6-luna", "gpt-6-luna", "gpt-6.2-sol")],
        *[
            (model, "")
            for model in ("gpt-4o-mini", "gpt-5-chat-latest", "gpt-5.2-pro", "o3", "gpt-oss:20b", "llama3.2")
        ],
    ],
)
def test_a_reasoning_model_is_told_to_reason_least(server, environ, model, effort):
    assert least_effort(model) == effort
    one = server()

    ask(environ(one) | {"PRIMARY_OPENAI_MODEL": model})

    assert one.requests[0].body.get("reasoning_effort", "") == effort


def test_the_callers_own_effort_is_left_alone(server, environ):
    one = server()

    ask(environ(one) | {"PRIMARY_OPENAI_MODEL": "gpt-5-mini"}, reasoning_effort="high")

    assert one.requests[0].body["reasoning_effort"] == "high"


def test_an_effort_that_is_refused_is_learnt(server, environ):
    message = (
        "Unsupported value: 'reasoning_effort' does not support 'none' with this model. "
        "Supported values are: 'minimal', 'low', 'medium', and 'high'."
    )
    one = server(error(400, message, param="reasoning_effort", code="unsupported_value"), ok())
    env = environ(one) | {"PRIMARY_OPENAI_MODEL": "gpt-5.4-mini"}

    for _ in range(2):
        ask(env)

    assert [r.body["reasoning_effort"] for r in one.requests] == ["none", "minimal", "minimal"]


@pytest.mark.parametrize("name", ["max_tokens", "max_completion_tokens"])
def test_a_limit_of_tokens_that_is_refused_by_name_is_left_out_for_every_value(server, environ, name):
    refusals = [
        error(400, "Unsupported parameter: 'max_tokens' is not supported. Use 'max_completion_tokens' instead."),
        *([error(400, "Unknown parameter: 'max_completion_tokens'.")] if name == "max_completion_tokens" else []),
    ]
    one = server(*refusals, ok())

    ask(environ(one), max_tokens=50)
    ask(environ(one), max_tokens=60)

    wanted = {} if name == "max_completion_tokens" else {"max_completion_tokens": 60}
    sent = {key: value for key, value in one.requests[-1].body.items() if "tokens" in key}
    assert sent == wanted
    assert one.hits == len(refusals) + 2


# What a prompt was read of


LONG = [{"role": "user", "content": "The quick brown fox jumps over the lazy dog, as foxes do. " * 700}]


def reads(tokens):
    payload = {"choices": [{"message": {"content": "Hello."}, "finish_reason": "stop"}], "usage": {}}
    return answer(200, payload | {"usage": {"prompt_tokens": tokens, "completion_tokens": 2}})


@pytest.mark.parametrize(
    ("messages", "tokens", "is_cut"),
    [
        (LONG, 4096, True),
        (LONG, 2048, True),
        (LONG, 6144, True),
        (LONG, 6100, False),
        (LONG, 9800, False),
        (LONG, 8000, False),
        (LONG, 0, False),
        (MESSAGES, 1, False),
    ],
)
def test_a_prompt_that_its_server_cut_is_a_warning(server, environ, caplog, messages, tokens, is_cut):
    seen = []

    llm_router.chat_complete(messages, environ=environ(server(reads(tokens))), on_attempt=seen.append)

    assert seen[0].is_prompt_truncated is is_cut
    assert (f"read only {tokens} tokens" in seen[0].detail) is is_cut
    assert ("WARNING" in [r.levelname for r in caplog.records]) is is_cut


@pytest.mark.parametrize("text", ["人工智能" * 2000, "Привет, мир! " * 1500, " " * 40_000, "0123456789abcdef" * 1000])
def test_a_prompt_in_another_script_is_not_taken_for_a_cut_one(server, environ, text):
    """Tokens as the newer tokenizers count them, which need the fewest."""
    tokens = {"人": 4000, "П": 5000, " ": 400, "0": 8000}[text[0]]
    seen, messages = [], [{"role": "user", "content": text}]

    llm_router.chat_complete(messages, environ=environ(server(reads(tokens))), on_attempt=seen.append)

    assert not seen[0].is_prompt_truncated


# status agrees with what a call would do


@pytest.mark.parametrize(
    "broken",
    [
        {"PRIMARY_OPENAI_MODEL": "half"},
        {"FALLBACK_OPENAI_TIMEOUT_S": "soon"},
        {"LLM_COOLDOWN_S": "soon"},
        {"LLM_FAILOVER": "soon"},
        {"LLM_BACKENDS": "a;b"},
    ],
)
def test_status_is_not_usable_where_a_call_would_not_be_made(server, environ, broken):
    models = answer(200, {"data": [{"id": "cloud"}]})
    env = environ(fallback=server(models))

    assert llm_router.status(env).is_usable
    status = llm_router.status(env | broken)
    assert not status.is_usable
    with pytest.raises(llm_router.BadConfig) as caught:
        ask(env | broken)
    assert status.problem == str(caught.value)
