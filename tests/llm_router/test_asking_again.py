# ruff: noqa: F811  fixtures are asked for by name; a behaviour takes what all take
"""What one backend is asked again: after the wait that it asks for, and without what its model refuses."""

from __future__ import annotations

import email.utils
import time

import openai
import pytest
from support.bad_server import MESSAGES, error, http, ok
from support.router import environ, fallback, forgetful_router, server  # noqa: F401  fixtures

import llm_router


def in_seconds(seconds):
    return email.utils.formatdate(time.time() + seconds, usegmt=True)


@pytest.mark.parametrize("status", [429, 503])
@pytest.mark.parametrize(
    ("headers", "least_s"),
    [
        ({"Retry-After": "0.2"}, 0.2),
        ({"retry-after-ms": "150", "Retry-After": "9"}, 0.15),
        ({"Retry-After": "0"}, 0.1),
        ({"Retry-After": "Wed, 21 Oct 2015 07:28:00 GMT"}, 0.1),
    ],
)
def test_the_last_backend_is_asked_again_after_the_wait_that_it_asks_for(server, environ, status, headers, least_s):
    only, seen = server(error(status, **headers), ok("at last")), []
    started = time.monotonic()

    answer = llm_router.chat_complete(MESSAGES, environ=environ(fallback=only), on_attempt=seen.append)

    assert answer == ("cloud", "at last")
    assert time.monotonic() - started >= least_s
    assert [(a.outcome, a.status) for a in seen] == [("busy", status), ("ok", 200)]


def test_a_date_in_the_future_is_waited_for(server, environ):
    only = server(error(429, Retry_After=in_seconds(2)), ok())

    started = time.monotonic()
    llm_router.chat_complete(MESSAGES, environ=environ(fallback=only))

    assert time.monotonic() - started >= 0.8  # a date has whole seconds


def test_a_server_that_asks_for_no_wait_over_and_over_is_asked_ever_more_rarely(server, environ):
    only = server(error(429, Retry_After="0"))

    with pytest.raises(openai.RateLimitError):
        llm_router.chat_complete(MESSAGES, environ=environ(fallback=only, timeout_s=1))

    assert only.hits <= 5


@pytest.mark.parametrize(
    "busy",
    [
        error(429),
        error(429, Retry_After="60"),
        error(429, Retry_After="soon"),
        error(429, Retry_After="nan"),
        error(429, code="insufficient_quota", Retry_After="0.1"),
        error(429, "You exceeded your current quota", Retry_After="0.1"),
        error(429, "Request too large for gpt-4o", Retry_After="0.1"),
        error(429, Retry_After="0.1", x_should_retry="false"),
        error(400, Retry_After="0.1"),
    ],
    ids=[
        "no wait",
        "too long a wait",
        "nonsense",
        "not a number",
        "quota",
        "quota in words",
        "too large",
        "told",
        "400",
    ],
)
def test_nothing_is_asked_again_that_cannot_help(server, environ, busy):
    only = server(busy, ok())

    started = time.monotonic()
    with pytest.raises(openai.APIStatusError):
        llm_router.chat_complete(MESSAGES, environ=environ(fallback=only, timeout_s=5))

    assert only.hits == 1
    assert time.monotonic() - started < 2


def test_with_another_backend_behind_it_there_is_no_waiting(server, environ, fallback):
    busy = server(error(503, Retry_After="3"))

    started = time.monotonic()
    assert llm_router.chat_complete(MESSAGES, environ=environ(busy, fallback))[0] == "cloud"

    assert time.monotonic() - started < 2
    assert busy.hits == 1


def refuses(param, message, status=400, code=None):
    return error(status, message, code=code, param=param, error_type="invalid_request_error")


REFUSALS = [
    (
        "temperature",
        refuses(
            "temperature",
            "Unsupported value: 'temperature' does not support 0.2 with this model. Only the default (1) is supported.",
            code="unsupported_value",
        ),
        {"messages", "model", "max_tokens", "response_format"},
    ),
    (
        "max_tokens",
        refuses(
            "max_tokens",
            "Unsupported parameter: 'max_tokens' is not supported here. Use 'max_completion_tokens' instead.",
            code="unsupported_parameter",
        ),
        {"messages", "model", "temperature", "max_completion_tokens", "response_format"},
    ),
    (
        "response_format",
        refuses(None, "This response_format type is unavailable now"),
        {"messages", "model", "temperature", "max_tokens"},
    ),
    (
        "response_format",
        http(400, {"error": "'response_format.type' must be 'json_schema' or 'text'"}),
        {"messages", "model", "temperature", "max_tokens"},
    ),
    (
        "temperature",
        http(422, {"detail": [{"loc": ["body", "temperature"], "msg": "Extra inputs are not permitted", "input": 1}]}),
        {"messages", "model", "max_tokens", "response_format"},
    ),
]


@pytest.mark.parametrize(("dropped", "refusal", "sent"), REFUSALS)
def test_a_refused_parameter_is_left_out_or_renamed_and_that_is_remembered(server, environ, dropped, refusal, sent):
    only, seen = server(refusal, ok()), []

    for _ in range(2):
        llm_router.chat_complete(
            MESSAGES,
            0.2,
            max_tokens=50,
            response_format={"type": "json_object"},
            environ=environ(only),
            on_attempt=seen.append,
        )

    assert [set(r.body) for r in only.requests[1:]] == [sent, sent]
    assert [a.dropped for a in seen] == [(dropped,), (dropped,)]


SCHEMA = {"type": "json_schema", "json_schema": {"name": "x", "strict": True, "schema": {"type": "object"}}}
ONLY_JSON = "[{'loc': ('body', 'response_format', 'type'), 'msg': \"Input should be 'text' or 'json_object'\"}]"


@pytest.mark.parametrize("status", [400, 422, 500])
def test_a_server_without_schemas_is_asked_for_json_and_then_in_words(server, environ, status):
    """So does llama-cpp-python's server, which answers 500 to a schema."""
    only = server(error(status, ONLY_JSON), refuses(None, "response_format is not supported"), ok("fine"))

    for _ in range(2):
        assert llm_router.chat_complete(MESSAGES, response_format=SCHEMA, environ=environ(only))[1] == "fine"

    assert [r.body.get("response_format") for r in only.requests] == [SCHEMA, {"type": "json_object"}, None, None]


def test_a_failure_that_names_no_parameter_is_a_failure(server, environ, fallback):
    broken = server(error(500, "internal error"))

    assert llm_router.chat_complete(MESSAGES, response_format=SCHEMA, environ=environ(broken, fallback))[0] == "cloud"
    assert broken.hits == 1


def test_several_refused_parameters_go_one_after_the_other(server, environ):
    only = server(REFUSALS[0][1], REFUSALS[1][1], refuses("max_completion_tokens", "unknown parameter"), ok("fine"))

    assert llm_router.chat_complete(MESSAGES, 0.2, max_tokens=5, environ=environ(only))[1] == "fine"
    assert set(only.requests[-1].body) == {"messages", "model"}


@pytest.mark.parametrize(
    "refusal",
    [
        refuses("temperature", "temperature must be at most 1"),
        refuses("max_tokens", "max_tokens is too large: 50. This model supports at most 10", code="invalid_value"),
        refuses("messages", "messages are not supported"),
        refuses(None, "no"),
        http(400, b"<html>temperature unsupported</html>", "text/html"),
    ],
)
def test_a_refused_value_is_the_callers_to_mend(server, environ, refusal):
    only = server(refusal, ok())

    with pytest.raises(openai.BadRequestError):
        llm_router.chat_complete(MESSAGES, 0.2, max_tokens=50, environ=environ(only))

    assert only.hits == 1
