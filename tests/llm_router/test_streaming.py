# ruff: noqa: F811  fixtures are asked for by name; a behaviour takes what all take
"""chat_complete_stream: fails over before the first word of content, and never mixes two models' words."""

from __future__ import annotations

import gc
import time

import openai
import pytest
from support.bad_server import FOREVER_S, MESSAGES, error, http, ok, reset, silence
from support.router import environ, fallback, forgetful_router, server  # noqa: F401  fixtures
from support.streams import DONE, HEADERS, ROLE, STOP, USAGE, data, event, read, sse

import llm_router


def forever(piece, every=0.05):
    def behave(server, connection, request):
        connection.sendall(HEADERS)
        for _ in range(int(FOREVER_S / every)):
            connection.sendall(piece)
            server.sleep(every)

    return behave


WHOLE = sse(ROLE, event("Hel"), event("lo"), STOP, USAGE, DONE)


@pytest.fixture
def other(server):
    """Start a fallback that streams."""
    return server(sse(ROLE, event("from the "), event("fallback"), STOP, DONE))


def test_the_pieces_come_in_order_and_the_end_is_the_model_used(server, environ, other):
    primary, seen = server(WHOLE), []

    assert read(environ(primary, other), on_attempt=seen.append) == (["Hel", "lo"], "local")

    assert primary.requests[0].body["stream"] is True
    assert other.hits == 0
    assert [(a.outcome, a.prompt_tokens, a.completion_tokens) for a in seen] == [("ok", 11, 2)]
    assert 0 < seen[0].first_token_s <= seen[0].seconds
    assert llm_router.metrics().answered == 1


def test_a_piece_is_there_as_soon_as_it_is_sent(server, environ):
    stream = llm_router.chat_complete_stream(
        MESSAGES, environ=environ(server(sse(event("now"), 2, event("later"), STOP)))
    )

    started = time.monotonic()
    assert next(stream) == "now"
    assert time.monotonic() - started < 1.5
    stream.close()


def test_yield_from_returns_the_model_used(server, environ):
    def answer():
        return (yield from llm_router.chat_complete_stream(MESSAGES, environ=environ(server(WHOLE))))

    pieces = answer()
    assert (next(pieces), next(pieces)) == ("Hel", "lo")
    with pytest.raises(StopIteration) as end:
        next(pieces)
    assert end.value.value == "local"


def test_started_it_knows_its_model_before_the_first_piece_is_taken(server, environ):
    with llm_router.chat_complete_stream(MESSAGES, environ=environ(server(WHOLE))).start() as stream:
        assert (stream.model_used, stream.backend) == ("local", "primary")
        assert "".join(stream) == stream.text == "Hello"


BEFORE_CONTENT = {
    "refused": None,
    "503": error(503),
    "silence": silence,
    "reset": reset,
    "HTML": http(200, b"<html>", "text/html"),
    "JSON that is no stream": ok("whole"),
    "closed at once": sse(),
    "role, then closed": sse(ROLE),
    "role, then reset": sse(ROLE, end=reset),
    "role, then silence": sse(ROLE, end=silence),
    "comments for ever": forever(b": keep-alive\n\n"),
    "roles for ever": forever(ROLE),
    "blanks for ever": forever(event(" \n")),
    "reasoning for ever": forever(event(reasoning_content="hmm")),
    "bytes without an event": forever(b"x"),
    "error event": sse(data({"error": {"message": "overloaded"}})),
    "broken event": sse(b"data: {broken\n\n"),
    "event that is no object": sse(b"data: [1]\n\n"),
    "finished and empty": sse(ROLE, STOP, DONE),
    "filtered": sse(ROLE, event(finish_reason="content_filter"), DONE),
    "done without a word": sse(ROLE, DONE),
}


@pytest.mark.parametrize("behaviour", BEFORE_CONTENT.values(), ids=BEFORE_CONTENT)
def test_before_the_first_content_it_fails_over(server, environ, other, behaviour):
    primary = "http://127.0.0.1:9/v1" if behaviour is None else server(behaviour)
    seen, started = [], time.monotonic()

    env = environ(primary, other, timeout_s=0.4) | {"FALLBACK_OPENAI_TIMEOUT_S": "5"}
    assert read(env, on_attempt=seen.append) == (["from the ", "fallback"], "cloud")

    assert time.monotonic() - started < 2
    assert len(seen) == 2
    assert seen[0].seconds < 0.4 + 0.25


def test_blanks_before_the_content_are_not_lost(server, environ):
    assert read(environ(server(sse(event("\n"), event("  "), event("x"), STOP))))[0] == ["\n  x"]


@pytest.mark.parametrize("status", [400, 401, 404, 429])
def test_a_4xx_bubbles_up(server, environ, other, status):
    with pytest.raises(openai.APIStatusError) as caught:
        read(environ(server(error(status)), other))

    assert caught.value.status_code == status
    assert llm_router.refusal_of(caught.value).backend == "primary"
    assert other.hits == 0
    assert llm_router.metrics().failed == 1


AFTER_CONTENT = {
    "closed": sse(event("so "), event("far")),
    "done, but not finished": sse(event("so "), event("far"), DONE),
    "reset": sse(event("so "), event("far"), 0.1, end=reset),
    "silence": sse(event("so "), event("far"), end=silence),
    "comments for ever": sse(event("so "), event("far"), end=forever(b": keep-alive\n\n")),
    "error event": sse(event("so "), event("far"), data({"error": {"message": "overloaded"}})),
    "broken event": sse(event("so "), event("far"), b"data: {broken\n\n"),
    "cut at the limit": sse(event("so "), event("far"), event(finish_reason="length"), DONE),
}


@pytest.mark.parametrize("behaviour", AFTER_CONTENT.values(), ids=AFTER_CONTENT)
def test_after_the_first_content_an_error_carries_the_text_so_far(server, environ, other, behaviour):
    seen = []

    with pytest.raises(llm_router.StreamInterrupted) as caught:
        read(environ(server(behaviour), other, timeout_s=0.4), on_attempt=seen.append)

    assert (caught.value.text, caught.value.model_used, caught.value.backend) == ("so far", "local", "primary")
    assert other.hits == 0
    assert [a.outcome for a in seen] == ["interrupted"]
    assert seen[0].seconds < 0.4 + 0.25 + 0.25
    assert llm_router.metrics().failed == 1


def test_a_slow_answer_may_take_longer_than_the_silence_that_is_allowed(server, environ):
    slow = sse(*[part for n in range(8) for part in (0.15, event(str(n)))], STOP)

    assert "".join(read(environ(server(slow), timeout_s=0.6))[0]) == "01234567"


def test_the_whole_of_a_stream_is_bounded_too(server, environ):
    env = environ(server(forever(event("x"))), timeout_s=0.4, PRIMARY_OPENAI_STREAM_TIMEOUT_S="0.8")
    started = time.monotonic()

    with pytest.raises(llm_router.StreamInterrupted):
        read(env)

    assert 0.7 < time.monotonic() - started < 0.8 + 0.5


def test_a_reader_that_takes_its_time_is_not_the_servers_silence(server, environ):
    stream = llm_router.chat_complete_stream(MESSAGES, environ=environ(server(WHOLE), timeout_s=0.3))

    assert next(stream) == "Hel"
    time.sleep(0.6)
    assert list(stream) == ["lo"]


def test_a_server_that_stalls_after_the_last_word_costs_nothing_but_a_moment(server, environ):
    started = time.monotonic()

    assert read(environ(server(sse(event("x"), STOP, end=silence)), timeout_s=5))[0] == ["x"]
    assert time.monotonic() - started < 2


def test_a_stream_that_is_left_frees_its_connection(server, environ):
    primary, seen = server(forever(event("x"))), []

    for leave in ("close", "drop"):
        stream = llm_router.chat_complete_stream(MESSAGES, environ=environ(primary), on_attempt=seen.append)
        assert next(stream) == "x"
        if leave == "close":
            stream.close()
            assert list(stream) == []
        del stream
        gc.collect()

    deadline = time.monotonic() + 5
    while primary.open_connections and time.monotonic() < deadline:
        time.sleep(0.02)
    assert primary.open_connections == 0
    assert [a.outcome for a in seen] == ["closed", "closed"]
    assert llm_router.metrics().closed == 2


def test_a_server_without_stream_options_is_asked_without(server, environ):
    primary = server(error(400, "unknown field stream_options is not allowed"), WHOLE)

    assert read(environ(primary))[0] == ["Hel", "lo"]
    assert "stream_options" not in primary.requests[1].body


def test_nothing_is_asked_before_the_first_piece_is_wanted(server, environ):
    primary = server(WHOLE)

    llm_router.chat_complete_stream(MESSAGES, environ=environ(primary))

    assert primary.hits == 0


def test_both_failed_is_the_same_exception_as_without_streaming(server, environ):
    with pytest.raises(llm_router.AllBackendsFailed) as caught:
        read(environ(server(error(500)), server(sse(ROLE))))

    assert "without a finish_reason" in str(caught.value)
