# ruff: noqa: F811  fixtures are asked for by the name that was imported
"""The router's contract: chat_complete, _cfg and _is_retryable, through real sockets."""

from __future__ import annotations

import json
import socket
import ssl

import httpx2
import openai
import pytest
from support.bad_server import MESSAGES, close, completion, cut, error, http, ok, reset, silence
from support.router import environ, fallback, forgetful_router, server  # noqa: F401  fixtures

import llm_router
from llm_router.router import _cfg, _is_retryable

NOWHERE = "http://127.0.0.1:9/v1"  # the discard port: nothing listens


def test_the_primary_answers_and_the_fallback_is_not_asked(server, environ, fallback):
    primary = server(ok("from the primary"))

    assert llm_router.chat_complete(MESSAGES, 0.2, environ=environ(primary, fallback)) == ("local", "from the primary")
    assert (primary.hits, fallback.hits) == (1, 0)


def test_the_question_is_sent_as_it_was_asked(server, environ):
    primary = server()

    llm_router.chat_complete(
        MESSAGES, 0.7, response_format={"type": "json_object"}, max_tokens=9, environ=environ(primary)
    )

    assert primary.requests[0].path == "/v1/chat/completions"
    assert primary.requests[0].body == {
        "model": "local",
        "messages": MESSAGES,
        "temperature": 0.7,
        "max_tokens": 9,
        "response_format": {"type": "json_object"},
    }


def test_the_model_comes_from_the_configuration_not_from_the_answer(server, environ):
    model, _ = llm_router.chat_complete(MESSAGES, environ=environ(server(ok())))

    assert completion()["model"] == "echo"
    assert model == "local"


RETRYABLE = {
    "refused": None,
    "reset": reset,
    "closed": close,
    "silent": silence,
    "closed in the body": cut(ok()[:-5]),
    **{str(status): error(status) for status in (500, 501, 502, 503, 504, 520, 524, 529)},
    "HTML": http(200, b"<html>Sign in</html>", "text/html"),
    "empty body": http(200, b""),
    "broken JSON": http(200, b'{"choices": [{"mess'),
    "not UTF-8": http(200, b'{"choices": "\xff"}'),
    "JSON, no object": http(200, []),
    "error in a success": http(200, {"error": {"message": "overloaded"}}),
    "no choices": http(200, {"choices": []}),
    "null choices": http(200, {"choices": None}),
    "choices of nonsense": http(200, {"choices": ["x"]}),
    "no message": http(200, {"choices": [{}]}),
    "null content": ok(None),
    "blank content": ok(" \n"),
    "content filter": ok("I can", finish_reason="content_filter"),
    "cut off": ok("I can", finish_reason="length"),
    "tool call": ok(None, tool_calls=[{}], finish_reason="tool_calls"),
}


@pytest.mark.parametrize("behaviour", RETRYABLE.values(), ids=RETRYABLE)
def test_the_fallback_is_asked_once_after_a_failure_that_it_can_mend(server, environ, fallback, behaviour):
    primary = NOWHERE if behaviour is None else server(behaviour)
    seen = []

    answer = llm_router.chat_complete(
        MESSAGES, environ=environ(primary, fallback, timeout_s=0.4), on_attempt=seen.append
    )

    assert answer == ("cloud", "from the fallback")
    assert fallback.hits == 1
    assert behaviour is None or primary.hits == 1
    assert [(a.backend, a.outcome == "ok") for a in seen] == [("primary", False), ("fallback", True)]


@pytest.mark.parametrize("status", [400, 401, 402, 403, 404, 405, 408, 409, 413, 418, 422, 429])
def test_a_4xx_bubbles_up_as_the_sdks_own_exception(server, environ, fallback, status):
    primary, seen = server(error(status)), []

    with pytest.raises(openai.APIStatusError) as caught:
        llm_router.chat_complete(MESSAGES, environ=environ(primary, fallback), on_attempt=seen.append)

    assert caught.value.status_code == status
    assert (primary.hits, fallback.hits) == (1, 0)
    assert [(a.outcome, a.status) for a in seen] == [("refused", status)]


def test_401_is_the_sdks_authentication_error(server, environ):
    with pytest.raises(openai.AuthenticationError):
        llm_router.chat_complete(MESSAGES, environ=environ(server(error(401))))


def test_nothing_configured_names_the_variables():
    with pytest.raises(RuntimeError, match=r"^No usable LLM backends configured.*PRIMARY_OPENAI_BASE_URL") as caught:
        llm_router.chat_complete(MESSAGES, environ={"PRIMARY_OPENAI_MODEL": " ", "FALLBACK_OPENAI_MODEL": "x"})

    assert isinstance(caught.value, llm_router.NotConfigured)
    assert "FALLBACK_OPENAI_API_KEY" in str(caught.value)


def test_every_backend_failed_lists_backend_model_and_cause_of_each(server, environ):
    with pytest.raises(llm_router.AllBackendsFailed) as caught:
        llm_router.chat_complete(MESSAGES, environ=environ(NOWHERE, server(error(503))))

    assert isinstance(caught.value, RuntimeError)
    assert isinstance(caught.value.__cause__, openai.InternalServerError)
    assert [a.backend for a in caught.value.attempts] == ["primary", "fallback"]
    for word in ("primary (local)", "refused", "fallback (cloud)", "503"):
        assert word in str(caught.value)


def test_an_answer_that_the_caller_turns_down_goes_to_the_next(server, environ, fallback):
    primary, seen = server(ok("{}")), []

    model, _ = llm_router.chat_complete(
        MESSAGES, accept=lambda text: text != "{}", environ=environ(primary, fallback), on_attempt=seen.append
    )

    assert model == "cloud"
    assert "not in the form" in seen[0].detail


def test_the_caller_may_say_why_an_answer_is_turned_down(server, environ, fallback):
    seen = []

    model, _ = llm_router.chat_complete(
        MESSAGES,
        accept=lambda text: "the answer has no title" if text == "{}" else True,
        environ=environ(server(ok("{}")), fallback),
        on_attempt=seen.append,
    )

    assert model == "cloud"
    assert seen[0].detail == "the answer has no title"


def test_cfg_reads_the_environment_at_call_time(monkeypatch):
    monkeypatch.setenv("PRIMARY_OPENAI_BASE_URL", "http://a/v1")
    monkeypatch.setenv("PRIMARY_OPENAI_MODEL", "one")
    assert _cfg("PRIMARY").model == "one"

    monkeypatch.setenv("PRIMARY_OPENAI_MODEL", "two")
    assert _cfg("PRIMARY").model == "two"

    monkeypatch.setenv("PRIMARY_OPENAI_MODEL", " ")
    assert _cfg("PRIMARY") is None


def test_cfg_has_the_contracts_defaults():
    primary = _cfg("PRIMARY", {"PRIMARY_OPENAI_BASE_URL": " http://a/v1/ ", "PRIMARY_OPENAI_MODEL": "m"})
    fallback = _cfg("FALLBACK", {"FALLBACK_OPENAI_API_KEY": "k"})

    assert (primary.base_url, primary.api_key, primary.timeout_s) == ("http://a/v1", "dummy", 12)
    assert (fallback.base_url, fallback.api_key) == ("https://api.openai.com/v1", "k")
    assert (fallback.model, fallback.timeout_s) == ("gpt-4o-mini", 20)


@pytest.mark.parametrize(
    ("prefix", "environ"),
    [
        ("PRIMARY", {}),
        ("PRIMARY", {"PRIMARY_OPENAI_API_KEY": "k"}),
        ("PRIMARY", {"PRIMARY_OPENAI_BASE_URL": "http://a", "PRIMARY_OPENAI_MODEL": ""}),
        ("FALLBACK", {"FALLBACK_OPENAI_API_KEY": " "}),
        ("FALLBACK", {"FALLBACK_OPENAI_MODEL": "m", "FALLBACK_OPENAI_BASE_URL": "http://a"}),
    ],
)
def test_cfg_is_none_for_a_backend_that_is_not_configured(prefix, environ):
    assert _cfg(prefix, environ) is None


def test_a_key_is_not_in_the_repr():
    assert "hunter2" not in repr(_cfg("FALLBACK", {"FALLBACK_OPENAI_API_KEY": "hunter2"}))


REQUEST = httpx2.Request("POST", "http://a/v1/chat/completions")


def status_error(status, text="no"):
    response = httpx2.Response(status, request=REQUEST, json={"error": {"message": text}})
    kind = openai.InternalServerError if status >= 500 else openai.APIStatusError
    return kind(text, response=response, body=None)


@pytest.mark.parametrize(
    "exc",
    [
        TimeoutError(),
        TimeoutError("whatever"),
        ConnectionError(),
        ConnectionRefusedError("x"),
        ConnectionResetError("x"),
        BrokenPipeError(),
        OSError("Connection refused"),
        openai.APITimeoutError(request=REQUEST),
        openai.APIConnectionError(request=REQUEST),
        *[status_error(status) for status in (500, 502, 503, 504, 520, 529)],
        status_error(500, "invalid api key"),
        Exception("Request timed out."),
        Exception("read timeout"),
        RuntimeError("connection refused"),
        Exception("Connection RESET by peer"),
        Exception("502 Bad Gateway"),
        Exception("Service Unavailable"),
        Exception("Error code: 503 - invalid"),
        json.JSONDecodeError("x", "", 0),
        httpx2.ReadTimeout(""),
        httpx2.ConnectError(""),
        httpx2.RemoteProtocolError(""),
        socket.gaierror(-2, "unknown name"),
        ssl.SSLError("wrong version"),
        OSError(113, "no route"),
    ],
    ids=repr,
)
def test_is_retryable(exc):
    assert _is_retryable(exc)


@pytest.mark.parametrize(
    "exc",
    [
        *[status_error(status) for status in (400, 401, 403, 404, 408, 409, 413, 422, 429)],
        status_error(400, "timed out"),
        status_error(429, "service unavailable"),
        Exception("Error code: 401 - the connection was refused"),
        Exception("HTTP 404: timeout"),
        Exception("invalid model"),
        ValueError("timeout must be a number"),
        TypeError("unexpected keyword argument 'timeout'"),
        KeyError("timeout"),
        AttributeError("reset"),
        FileNotFoundError(2, "refused"),
        httpx2.UnsupportedProtocol("no scheme"),
        llm_router.BadConfig("PRIMARY_OPENAI_TIMEOUT_S"),
        KeyboardInterrupt("timeout"),
    ],
    ids=repr,
)
def test_is_not_retryable(exc):
    assert not _is_retryable(exc)


def test_statuses_can_be_named_that_fail_over_too(server, environ, fallback):
    primary = server(error(429), error(404), error(401))
    env = environ(primary, fallback, LLM_FAILOVER_STATUS="429, 404")

    assert llm_router.chat_complete(MESSAGES, environ=env)[0] == "cloud"
    assert llm_router.chat_complete(MESSAGES, environ=env)[0] == "cloud"
    with pytest.raises(openai.AuthenticationError):
        llm_router.chat_complete(MESSAGES, environ=env)


def test_a_bug_in_the_callers_function_bubbles_up(server, environ, fallback):
    with pytest.raises(KeyError):
        llm_router.chat_complete(MESSAGES, accept={}.__getitem__, environ=environ(server(), fallback))

    assert fallback.hits == 0
