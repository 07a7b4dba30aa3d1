# ruff: noqa: F811  fixtures are asked for by name; a behaviour takes what all take
"""Router and Completion: any number of backends, no environment, any parameter of the SDK."""

from __future__ import annotations

import dataclasses
import json
import threading
import time

import openai
import pytest
from support.bad_server import MESSAGES, close, completion, drip, error, http, ok, silence
from support.router import environ, fallback, forgetful_router, server  # noqa: F401  fixtures

import llm_router
from llm_router import Backend, Budget, Router

CALL = {"id": "call_1", "type": "function", "function": {"name": "look", "arguments": '{"at": "it"}'}}
TOOLS = [{"type": "function", "function": {"name": "look", "parameters": {"type": "object"}}}]


def backend(one, model="m", **more):
    return Backend(getattr(one, "url", one), model, **{"timeout_s": 5, **more})


def test_a_router_needs_no_environment(server, monkeypatch):
    for name in ("PRIMARY_OPENAI_BASE_URL", "LLM_COOLDOWN_S", "LLM_FAILOVER"):
        monkeypatch.setenv(name, "nonsense")
    one = server(ok("hello", finish_reason="stop"))

    answer = Router([backend(one, name="local")]).complete(MESSAGES)

    assert (answer.text, answer.model, answer.backend, answer.finish_reason) == ("hello", "m", "local", "stop")
    assert dataclasses.astuple(answer.usage) == (7, 3, 10, None)
    assert answer.tool_calls == ()
    assert [a.outcome for a in answer.attempts] == ["ok"]
    assert answer.raw["choices"][0]["message"]["content"] == "hello"
    assert one.requests[0].headers["authorization"] == "Bearer dummy"
    assert [field.name for field in dataclasses.fields(answer)] == [
        "text",
        "model",
        "backend",
        "usage",
        "finish_reason",
        "tool_calls",
        "attempts",
        "raw",
    ]


def test_five_backends_are_asked_in_order(server):
    servers = [server(error(503)) for _ in range(4)] + [server(ok("fifth"))]
    router = Router([backend(one, f"m{n}") for n, one in enumerate(servers)], cooldown_s=0)

    answer = router.complete(MESSAGES)

    assert (answer.text, answer.model, answer.backend) == ("fifth", "m4", "backend-5")
    assert [(a.backend, a.outcome) for a in answer.attempts] == [
        *[(f"backend-{n}", "server-error") for n in range(1, 5)],
        ("backend-5", "ok"),
    ]
    assert router.chat_complete(MESSAGES) == ("m4", "fifth")


def test_its_settings_are_those_of_the_environment(server):
    servers = [server(error(429)), server(ok("second"))]
    backends = [backend(one) for one in servers]

    with pytest.raises(openai.RateLimitError) as caught:
        Router(backends).complete(MESSAGES)
    assert "Backend('backend-1').timeout_s" in llm_router.refusal_of(caught.value).variable
    assert Router(backends, failover=["busy"]).complete(MESSAGES).text == "second"
    assert Router(backends, failover="busy, gone").complete(MESSAGES).text == "second"
    assert Router(backends, failover_status={429}).complete(MESSAGES).text == "second"


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda: Router([]), "at least one Backend"),
        (lambda: Router([Backend("a.example/v1", "m")]), r"Backend\('backend-1'\).base_url is 'a.example/v1'"),
        (lambda: Router([Backend("http://a/v1")]), r"\.model is empty"),
        (lambda: Router([Backend("http://a/v1", "m", "a b")]), r"\.api_key has a space"),
        (lambda: Router([Backend("http://a/v1", "m", timeout_s=0)]), r"\.timeout_s is 0"),
        (lambda: Router([Backend("http://a/v1", "m", extra_headers={"a b": "c"})]), r"\.extra_headers"),
        (lambda: Router([Backend("http://a/v1", "m", extra_body={"stream": True})]), r"\.extra_body sets stream"),
        (lambda: Router(["http://a/v1"]), "must be a Backend"),
        (lambda: Router([Backend("http://a/v1", "m")], failover=["sometimes"]), "sometimes"),
        (lambda: Router([Backend("http://a/v1", "m")], retries=-1), "retries is -1"),
        (lambda: Router([Backend("http://a/v1", "m")], cooldown_s=-1), "cooldown_s is -1"),
        (Budget, "needs a cap"),
        (lambda: Budget(tokens=-1), "tokens is -1"),
    ],
)
def test_what_cannot_work_is_a_sentence(make, words):
    with pytest.raises((ValueError, RuntimeError), match=words):
        make()


def test_a_backends_key_and_headers_are_not_in_its_repr():
    shown = repr(Backend("http://a/v1", "m", "hunter2", extra_headers={"X-Key": "hunter3"}, proxy="http://u:hunter4@p"))

    assert "hunter" not in shown


def test_the_query_of_its_base_url_is_kept(server):
    one = server()

    Router([Backend(f"{one.url}?api-version=1", "m")]).complete(MESSAGES)

    assert one.requests[0].path == "/v1/chat/completions?api-version=1"


PARAMETERS = {
    "stop": ["\n"],
    "seed": 7,
    "top_p": 0.5,
    "presence_penalty": 0.1,
    "logit_bias": {"1": 2},
    "tools": TOOLS,
    "tool_choice": "auto",
    "n": 1,
    "max_completion_tokens": 9,
}


def test_any_parameter_of_the_sdk_is_sent(server):
    one = server()

    Router([backend(one)]).complete(
        MESSAGES,
        None,
        **PARAMETERS,
        user=None,
        extra_body={"top_k": 3, "seed": 8},
        extra_headers={"X-Title": "demo"},
        extra_query={"x": "1"},
    )

    sent = one.requests[0]
    assert sent.body == {"model": "m", "messages": MESSAGES, **PARAMETERS, "top_k": 3, "seed": 8}
    assert sent.headers["x-title"] == "demo"
    assert sent.path.endswith("?x=1")


@pytest.mark.parametrize("name", ["model", "stream", "input"])
def test_what_is_no_parameter_of_a_call_is_said_to_be_none(server, name):
    with pytest.raises(llm_router.BadArgument, match=f"{name} is no parameter"):
        Router([backend("http://127.0.0.1:9/v1")]).complete(MESSAGES, **{name: "x"})


@pytest.mark.parametrize("name", ["messages", "stream", "input"])
def test_nor_may_an_extra_body_set_it(server, name):
    with pytest.raises(llm_router.BadArgument, match=f"extra_body sets {name}"):
        Router([backend("http://127.0.0.1:9/v1")]).complete(MESSAGES, extra_body={name: True})


def test_a_call_of_a_tool_is_an_answer_to_who_gave_tools(server):
    router = Router([backend(server(ok(None, tool_calls=[CALL], finish_reason="tool_calls")))])

    answer = router.complete(MESSAGES, tools=TOOLS)

    assert (answer.text, answer.tool_calls, answer.finish_reason) == ("", (CALL,), "tool_calls")
    with pytest.raises(llm_router.AllBackendsFailed, match="called a tool instead"):
        router.complete(MESSAGES)
    with pytest.raises(llm_router.AllBackendsFailed, match="called a tool instead"):
        router.chat_complete(MESSAGES, tools=TOOLS)


def test_a_streams_call_of_a_tool_is_put_together(server):
    def part(index, **more):
        return {"choices": [{"index": 0, "delta": {"tool_calls": [{"index": index, **more}]}}]}

    parts = [
        part(0, id="call_1", type="function", function={"name": "look", "arguments": ""}),
        part(0, function={"arguments": '{"at":'}),
        part(0, function={"arguments": ' "it"}'}),
        {"choices": [{"index": 0, "delta": {}, "finish_reason": "tool_calls"}]},
    ]
    body = "".join(f"data: {json.dumps(one)}\n\n" for one in parts).encode()
    router = Router([backend(server(http(200, body, "text/event-stream")))])

    stream = router.chat_complete_stream(MESSAGES, tools=TOOLS)

    assert list(stream) == []
    assert stream.tool_calls == (CALL,)
    assert stream.finish_reason == "tool_calls"


# Time


def test_a_deadline_bounds_all_backends_together(server):
    router = Router([backend(server(silence)) for _ in range(3)], cooldown_s=0)
    started = time.monotonic()

    with pytest.raises(llm_router.AllBackendsFailed) as caught:
        router.complete(MESSAGES, deadline=0.5)

    assert time.monotonic() - started < 0.9
    assert [a.outcome for a in caught.value.attempts] == ["timeout"] * 3
    assert "not asked" in str(caught.value)


def test_a_timeout_bounds_each_backend(server):
    router = Router([backend(server(drip(ok()))), backend(server(ok("in time")))])

    answer = router.complete(MESSAGES, timeout=0.3)

    assert answer.text == "in time"
    assert "within 0.3 s" in answer.attempts[0].detail


def test_a_long_question_is_encoded_once_and_within_the_time(server, monkeypatch):
    encoded = []
    dumps = json.dumps
    monkeypatch.setattr(json, "dumps", lambda value, **more: encoded.append(value) or dumps(value, **more))
    router = Router([backend(server(error(503))), backend(server(error(400, "seed is not supported"), ok()))])
    question = [{"role": "user", "content": "x" * 1_000_000}]

    router.complete(question, seed=1)

    assert sum(value is question for value in encoded) == 1


# Retries


def test_a_retry_in_place_asks_the_same_backend_once_more(server, fallback):
    for blip in (error(500), error(503), error(429), close):
        one = server(blip, ok("again"))
        router = Router([backend(one), backend(fallback)], retries=1)

        assert router.complete(MESSAGES).text == "again"
        assert (one.hits, fallback.hits) == (2, 0)


def test_it_waits_for_a_short_wait_that_is_asked_for(server, fallback):
    one = server(error(429, Retry_After="1"), ok("again"))
    started = time.monotonic()

    assert Router([backend(one), backend(fallback)]).complete(MESSAGES, retries=1).text == "again"
    assert time.monotonic() - started >= 0.9


@pytest.mark.parametrize(
    ("trouble", "kind"),
    [(silence, None), (error(429, Retry_After="60"), openai.RateLimitError), (error(401), openai.AuthenticationError)],
    ids=["silence", "a long wait", "a refusal"],
)
def test_what_another_try_cannot_mend_is_not_tried_again(server, trouble, kind):
    one = server(trouble)

    with pytest.raises(kind or llm_router.AllBackendsFailed):
        Router([backend(one, timeout_s=0.4)], retries=3).complete(MESSAGES)

    assert one.hits == 1


def test_retries_keep_to_the_backends_time(server):
    one = server(error(503))
    started = time.monotonic()

    with pytest.raises(llm_router.AllBackendsFailed):
        Router([backend(one, timeout_s=0.6)], retries=10).complete(MESSAGES)

    assert time.monotonic() - started < 0.9
    assert 2 <= one.hits <= 3


# Money


def test_a_budget_in_tokens_stops_the_call_that_would_pass_it(server):
    one = server()
    budget = Budget(tokens=40)
    router = Router([backend(one)], budget=budget)

    router.complete(MESSAGES)
    assert budget.spent_tokens == 10
    with pytest.raises(llm_router.BudgetExceeded, match="40 tokens: 10 are spent"):
        router.complete(MESSAGES, max_tokens=100)
    router.complete(MESSAGES, max_tokens=5)

    assert (one.hits, budget.spent_tokens) == (2, 20)


def test_a_budget_in_money_is_by_the_backends_prices(server):
    one = server()
    priced = backend(one, price_in=1_000_000, price_out=2_000_000)
    budget = Budget(cost=20)

    first = Router([priced]).complete(MESSAGES, budget=budget)
    assert (first.usage.cost, budget.spent_cost) == (13, 13)
    with pytest.raises(llm_router.BudgetExceeded, match="13 is spent"):
        Router([priced]).complete(MESSAGES, budget=budget, max_tokens=50)
    assert one.hits == 1


def test_what_failed_costs_nothing_unless_the_server_counted(server):
    budget = Budget(tokens=1000)
    servers = [server(error(503)), server(ok("x", finish_reason="length")), server(http(200, completion()))]
    servers[1].then(http(200, completion() | {"choices": [{"message": {"content": "x"}, "finish_reason": "length"}]}))

    Router([backend(one) for one in servers]).complete(MESSAGES, budget=budget)

    assert budget.spent_tokens == 20


def test_the_budget_holds_for_a_stream_and_for_the_next_backend(server):
    costly = backend(server(error(503)), price_in=0)
    router = Router([costly, backend(server(), price_in=10**9)], cooldown_s=0)

    for ask in (router.complete, lambda *a, **b: list(router.chat_complete_stream(*a, **b))):
        with pytest.raises(llm_router.BudgetExceeded):
            ask(MESSAGES, budget=Budget(cost=1))


def test_threads_share_a_budget_without_passing_it(server):
    one, budget, refused = server(), Budget(tokens=100), []
    router = Router([backend(one)], budget=budget)

    def call():
        try:
            router.complete(MESSAGES, max_tokens=5)
        except llm_router.BudgetExceeded:
            refused.append(1)

    threads = [threading.Thread(target=call) for _ in range(40)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert budget.spent_tokens <= 100
    assert one.hits + len(refused) == 40
    assert 1 <= one.hits <= 10


# The caller's functions


def test_an_exception_in_on_attempt_is_logged_and_costs_no_answer(server, caplog):
    def fail(attempt):
        raise KeyError(attempt.outcome)

    router = Router([backend(server(error(503))), backend(server(ok("answer")))])

    assert router.complete(MESSAGES, on_attempt=fail).text == "answer"
    assert list(router.chat_complete_stream(MESSAGES, on_attempt=fail)) == ["answer"]
    assert "on_attempt raised" in caplog.text
    assert "KeyError" in caplog.text


@pytest.mark.parametrize("kind", [KeyError, TimeoutError, ConnectionError])
def test_an_exception_in_accept_comes_up_whatever_it_is(server, fallback, kind):
    def fail(text):
        raise kind(text)

    with pytest.raises(kind):
        Router([backend(server()), backend(fallback)], retries=2).complete(MESSAGES, accept=fail)

    assert fallback.hits == 0


# Embeddings and status


def test_a_router_embeds_with_the_backends_that_have_a_model_for_it(server):
    vectors = http(200, {"data": [{"index": 0, "embedding": [1.0]}], "usage": {"prompt_tokens": 1}})
    plain, one = server(vectors), server(vectors)
    router = Router([backend(plain), backend(one, embed_model="v")])

    assert router.embed(["x"]) == ("v", [[1.0]])
    assert (plain.hits, one.requests[0].body["model"]) == (0, "v")
    with pytest.raises(llm_router.NotConfigured, match="embed_model"):
        Router([backend(plain)]).embed(["x"])


def test_a_routers_status(server):
    models = http(200, {"data": [{"id": "m"}]})
    status = Router([backend(server(models), name="a"), backend(server(error(401)), name="b")]).status()

    assert [(b.backend, b.is_usable) for b in status.backends] == [("a", True), ("b", False)]
    assert "Backend('b').api_key" in status.backends[1].problem


def test_the_module_functions_are_a_router_of_the_environment(server, environ, fallback):
    env = environ(server(error(503)), fallback)

    assert Router.from_environ(env).complete(MESSAGES).backend == "fallback"
    assert [b.name for b in Router.from_environ(env).backends] == ["primary", "fallback"]
    assert llm_router.chat_complete(MESSAGES, environ=env, seed=3, stop=["x"], deadline=5, retries=0) == (
        "cloud",
        "from the fallback",
    )
    assert (fallback.requests[-1].body["seed"], fallback.requests[-1].body["stop"]) == (3, ["x"])
