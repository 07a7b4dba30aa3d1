"""Whatever a server sends is an answer or one of our exceptions, and its errors are always readable."""

from __future__ import annotations

import json
import math
import time
from types import SimpleNamespace

import httpx2
import openai
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from llm_router.answer import read_answer
from llm_router.config import read_backend
from llm_router.errors import BadAnswer, ErrorInside
from llm_router.failure import asked_wait, mark_origin, read_failure
from llm_router.kinds import classify
from llm_router.param_compat import learn_refusal
from llm_router.quoting import quote
from llm_router.refusal import refusal_of
from llm_router.server_error import ServerError, read_server_error
from llm_router.stream_reader import StreamReader
from llm_router.waits import read_wait

BACKEND = read_backend("FALLBACK", {"FALLBACK_OPENAI_API_KEY": "sk-hunter2", "FALLBACK_OPENAI_MODEL": "m"})
NAMES = st.sampled_from(["choices", "message", "content", "text", "usage", "prompt_tokens", "finish_reason", "error"])
ERROR_NAMES = st.sampled_from(["message", "code", "type", "param", "detail", "loc", "msg", "error"])
HEADER_VALUES = st.text(st.characters(codec="ascii", categories=["L", "N", "P"]))
WORDS = st.text() | st.sampled_from(["temperature is not supported", "sk-hunter2", "context length", "\n::error::x"])


def json_values(names):
    leaves = st.none() | st.booleans() | st.integers() | st.floats() | WORDS
    return st.recursive(
        leaves, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(names, inner), max_leaves=12
    )


@settings(deadline=None)
@given(st.binary() | json_values(NAMES).map(lambda value: json.dumps(value).encode()))
def test_whatever_the_body_is_it_is_text_or_a_bad_answer(content):
    call = SimpleNamespace(tokens=None)
    try:
        text = read_answer(call, SimpleNamespace(content=content, headers={}))
    except ErrorInside as inside:
        assert 400 <= inside.status <= 599  # noqa: PT017  it becomes the SDK's exception of this status
    except BadAnswer as exc:
        assert str(exc).isprintable()  # noqa: PT017  the sentence is what is tested
    else:
        assert text.strip()
        assert all(count is None or count >= 0 for count in call.tokens)


@settings(deadline=None)
@given(
    st.integers(400, 599), json_values(ERROR_NAMES), st.text(st.characters(codec="ascii", categories=["L", "N", "P"]))
)
def test_whatever_a_refusal_says_it_is_a_sentence_without_the_key(status, body, retry_after):
    response = httpx2.Response(status, request=httpx2.Request("POST", "http://a"), headers={"retry-after": retry_after})
    exc = openai.APIStatusError("no", response=response, body=body)
    mark_origin(exc, BACKEND)

    refusal = refusal_of(exc)
    detail = read_failure(exc, BACKEND).detail
    wait_s = asked_wait(exc)

    assert refusal.sentence.isprintable()
    assert detail.isprintable()
    assert "hunter2" not in refusal.sentence + detail
    assert not (refusal.is_busy and refusal.is_too_long)
    assert wait_s is None or wait_s >= 0
    assert learn_refusal(BACKEND, "/x", {"model": "m"}, exc) is False


@settings(deadline=None)
@given(json_values(ERROR_NAMES | st.sampled_from(["errors", "status", "metadata", "raw", "retryDelay", "n_ctx"])))
def test_whatever_an_errors_body_is_it_is_read(body):
    for value in (body, json.dumps(body)):
        error = read_server_error(value)

        assert len(error.message) <= 2000
        assert error.codes == error.codes.lower()
        assert error.status is None or 400 <= error.status <= 599
        assert error.context_limit is None or error.context_limit > 0
        for status in (200, 301, 400, 401, 403, 404, 413, 422, 429, 500, 529, 777):
            assert classify(status, error, {})


@settings(deadline=None)
@given(
    st.dictionaries(
        st.sampled_from(
            ["retry-after", "retry-after-ms", "ratelimit-reset", "x-ratelimit-reset-requests", "ratelimit"]
        ),
        st.text(st.characters(codec="ascii")) | st.from_regex(r"[0-9.]{1,9}(ms|s|m|h)?", fullmatch=True),
    ),
    st.text() | st.from_regex(r"(retry|try again) in [0-9.]{1,9} ?(ms|s|m|h|xs)", fullmatch=True),
)
def test_whatever_is_said_of_a_wait_it_is_seconds_or_none(headers, message):
    wait_s = read_wait(429, headers, ServerError(message=message))

    assert wait_s is None or (wait_s >= 0 and math.isfinite(wait_s))


@settings(deadline=None)
@given(st.text(), st.lists(st.sampled_from(["hunter2", "sk-abcdefgh", "launch the rockets now, please, all of them"])))
def test_whatever_is_quoted_is_short_and_holds_no_secret(text, secrets):
    quoted = quote(
        " ".join([text, *secrets, text]), ["hunter2"], ["they said: launch the rockets now, please, all of them!"]
    )

    assert len(quoted) <= 201
    assert quoted.isprintable()
    assert not any(secret in quoted for secret in ("hunter2", "abcdefgh", "launch the rockets now, please"))


EVENTS = json_values(NAMES | st.sampled_from(["delta", "index", "tool_calls", "id", "function", "name", "arguments"]))


@settings(deadline=None)
@given(st.lists(EVENTS.map(json.dumps) | st.text() | st.just("[DONE]"), max_size=6), st.booleans())
def test_whatever_the_events_are_they_are_text_or_a_bad_answer(events, takes_tools):
    reader = StreamReader(takes_tools=takes_tools)
    pieces = []
    try:
        pieces += [reader.read(event) for event in events]
        pieces.append(reader.finish())
    except (BadAnswer, ErrorInside) as exc:
        assert str(exc).isprintable()  # noqa: PT017  the sentence is what is tested
    else:
        assert "".join(pieces) == reader.text
        assert reader.text.strip() or reader.tool_calls or takes_tools
    "".join(pieces).encode()


@pytest.mark.parametrize(
    "words", ["model " * 400, "retry in 1" * 200, "1s" * 900 + "wait", "max_tokens or x " * 150, "(" * 2000]
)
def test_a_hostile_message_takes_no_time(words):
    error = read_server_error({"error": {"message": words}})
    started = time.monotonic()

    for status in (400, 403, 404, 429):
        classify(status, error, {})
        read_wait(status, {}, error)
    quote(words, ["x"], [words * 10])

    assert time.monotonic() - started < 2
