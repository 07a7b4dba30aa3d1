# ruff: noqa: F811  fixtures are asked for by name; a behaviour takes what all take
"""A stream that broke off after its first words starts anew, where that was asked for, after a marker."""

from __future__ import annotations

import pytest
from support.bad_server import MESSAGES, error, reset, silence
from support.router import environ, forgetful_router, server  # noqa: F401  fixtures
from support.streams import DONE, STOP, data, event, read, sse

import llm_router
from llm_router import Restart

WHOLE = sse(event("from the "), event("fallback"), STOP, DONE)
BROKEN = {
    "closed": sse(event("so "), event("far")),
    "reset": sse(event("so "), event("far"), 0.1, end=reset),
    "silent": sse(event("so "), event("far"), end=silence),
    "error event": sse(event("so "), event("far"), data({"error": {"message": "overloaded"}})),
    "broken event": sse(event("so "), event("far"), b"data: {broken\n\n"),
    "cut at the limit": sse(event("so "), event("far"), event(finish_reason="length"), DONE),
}


@pytest.mark.parametrize("behaviour", BROKEN.values(), ids=BROKEN)
def test_a_stream_that_breaks_off_starts_anew_after_a_marker(server, environ, behaviour):
    seen = []
    stream = llm_router.chat_complete_stream(
        MESSAGES, environ=environ(server(behaviour), server(WHOLE), timeout_s=0.5), restart=True, on_attempt=seen.append
    )

    pieces = list(stream)

    marker = next(piece for piece in pieces if isinstance(piece, Restart))
    place = pieces.index(marker)
    assert "".join(pieces[:place]) == "so far"
    assert "".join(pieces[place + 1 :]) == stream.text == "from the fallback"
    assert (marker.backend, marker.model) == (stream.backend, stream.model_used) == ("fallback", "cloud")
    assert marker.reason in marker
    assert [a.outcome for a in stream.attempts] == [a.outcome for a in seen] == ["interrupted", "ok"]


def test_the_iteration_ends_with_the_model_that_gave_the_whole(server, environ):
    assert read(environ(server(BROKEN["closed"]), server(WHOLE)), restart=True)[1] == "cloud"


def test_three_backends_are_restarted_one_after_the_other(server, environ):
    third = server(sse(event("third"), STOP, DONE))
    env = environ(server(BROKEN["closed"]), third, LLM_BACKENDS="PRIMARY,SECOND,FALLBACK") | {
        "SECOND_OPENAI_BASE_URL": server(BROKEN["error event"]).url,
        "SECOND_OPENAI_MODEL": "second",
    }

    pieces = read(env, restart=True)[0]

    assert [str(piece.model) if isinstance(piece, Restart) else piece for piece in pieces] == [
        "so ",
        "far",
        "second",
        "so ",
        "far",
        "cloud",
        "third",
    ]


def test_where_nobody_is_left_it_is_an_interruption(server, environ):
    with pytest.raises(llm_router.StreamInterrupted) as caught:
        read(environ(server(BROKEN["closed"])), restart=True)
    assert caught.value.text == "so far"

    with pytest.raises(llm_router.StreamInterrupted) as caught:
        read(environ(server(BROKEN["closed"]), server(error(503))), restart=True)
    assert (caught.value.text, caught.value.backend) == ("so far", "primary")


def test_without_being_asked_for_nothing_starts_anew(server, environ):
    other = server(WHOLE)

    with pytest.raises(llm_router.StreamInterrupted):
        read(environ(server(BROKEN["closed"]), other))

    assert other.hits == 0


def test_what_a_stream_counted_is_known_at_its_end(server, environ):
    usage = data({"choices": [], "usage": {"prompt_tokens": 11, "completion_tokens": 2}})
    env = environ(server(sse(event("x"), STOP, usage, DONE)), PRIMARY_OPENAI_PRICE_IN="1000000")
    stream = llm_router.chat_complete_stream(MESSAGES, environ=env)

    assert (stream.usage.total_tokens, stream.finish_reason, stream.attempts) == (None, "", ())
    assert list(stream) == ["x"]
    assert (stream.usage.total_tokens, stream.usage.cost, stream.finish_reason) == (13, 11, "stop")
    assert [a.outcome for a in stream.attempts] == ["ok"]
