"""POST /llm/chat: the router's answer, whole or as server-sent events."""

from __future__ import annotations

import json

import pytest
from support.bad_server import BadServer, error, ok, reset
from support.pr_server import CHAT, METRICS, wait_for
from support.streams import DONE, ROLE, STOP, USAGE, event, sse

HELLO = [{"role": "user", "content": "Say hello."}]


@pytest.fixture
def chat(serve):
    """A server whose fallback follows a script; how a conversation with it is answered."""
    backends = []

    def ask(*script, **fields):
        backends.append(BadServer(*script))
        ask.backend, ask.server = backends[-1], serve(FALLBACK_OPENAI_BASE_URL=backends[-1].url)
        return ask.server.ask("POST", CHAT, {"messages": HELLO, **fields})

    yield ask
    for backend in backends:
        backend.close()


def read_events(answered):
    """Each event's name, and its data as JSON."""
    events = []
    for block in answered.body.decode().removesuffix("\n\n").split("\n\n"):
        lines = dict(line.split(": ", 1) for line in block.split("\n"))
        events.append((lines.get("event", "message"), json.loads(lines["data"])))
    return events


def test_an_answer_comes_whole(chat):
    answered = chat(ok("Hello!"), temperature=0.7, max_tokens=50)

    assert answered.status == 200
    assert answered.json["text"] == "Hello!"
    assert (answered.json["model"], answered.json["backend"]) == ("gpt-test", "fallback")
    assert answered.json["usage"]["prompt_tokens"] == 7
    assert [one["result"] for one in answered.json["attempts"]] == ["ok"]
    sent = chat.backend.requests[0].body
    assert (sent["messages"], sent["temperature"], sent["max_tokens"]) == (HELLO, 0.7, 50)
    assert 'result="ok"} 1' in chat.server.ask("GET", METRICS).body.decode()


def test_what_an_attempt_failed_by_is_told_without_keys(serve, chat):
    chat(ok("Hello!"))
    broken = BadServer(error(500, "broken for sk-fallback-0123456789"))
    server = serve(
        PRIMARY_OPENAI_BASE_URL=broken.url,
        PRIMARY_OPENAI_MODEL="local",
        FALLBACK_OPENAI_BASE_URL=chat.backend.url,
    )
    answered = server.ask("POST", CHAT, {"messages": HELLO})
    broken.close()

    assert [one["result"] for one in answered.json["attempts"]] == ["server-error", "ok"]
    assert "broken for" in answered.json["attempts"][0]["cause"]
    assert b"sk-fallback" not in answered.body


def test_a_client_that_does_not_read_holds_no_place_for_long(serve, monkeypatch):
    monkeypatch.setattr("pr_writer.server.model_chat.WRITE_S", 0.3)
    flood = BadServer(sse(ROLE, *[event("x" * 500_000)] * 60, STOP, DONE))
    server = serve("--workers", "1", FALLBACK_OPENAI_BASE_URL=flood.url)
    connection = server.send("POST", CHAT, {"messages": HELLO, "stream": True})
    wait_for(lambda: "pr_writer_places_taken 1" in server.ask("GET", METRICS).body.decode())

    wait_for(lambda: "pr_writer_places_taken 0" in server.ask("GET", METRICS).body.decode())
    connection.close()
    flood.close()


def test_what_is_not_said_is_the_servers(chat):
    chat(ok("Hello!"))

    assert chat.backend.requests[0].body["temperature"] == 0.2


def test_an_answer_comes_piece_by_piece(chat):
    answered = chat(sse(ROLE, event("Hel"), event("lo\n\ndata: x"), STOP, USAGE, DONE), stream=True)

    assert answered.status == 200
    assert answered.headers["content-type"] == "text/event-stream; charset=utf-8"
    assert answered.headers["cache-control"] == "no-store"
    *pieces, (name, end) = read_events(answered)
    assert all(kind == "message" for kind, _ in pieces)
    assert "".join(data["text"] for _, data in pieces) == "Hello\n\ndata: x"
    assert name == "end"
    assert (end["model"], end["backend"], end["finish_reason"]) == ("gpt-test", "fallback", "stop")
    assert end["usage"]["completion_tokens"] == 2


def test_the_first_piece_comes_before_the_last_is_written(serve, stalling_model):
    server = serve(FALLBACK_OPENAI_BASE_URL=stalling_model.url)
    connection = server.send("POST", CHAT, {"messages": HELLO, "stream": True})
    response = connection.getresponse()

    assert response.status == 200
    assert response.fp.readline()  # the chunk's length
    assert response.fp.readline() == b'data: {"text": "Once "}\n'
    assert not stalling_model.left.is_set()

    response.close()
    connection.close()
    assert stalling_model.left.wait(10), "the model goes on although nobody reads"
    wait_for(lambda: 'result="closed"} 1' in server.ask("GET", METRICS).body.decode())


@pytest.mark.parametrize("is_stream", [False, True])
def test_a_client_that_goes_away_before_the_answer_ends_the_call(serve, leaving_model, is_stream):
    server = serve("--workers", "1", FALLBACK_OPENAI_BASE_URL=leaving_model.url)
    connection = server.send("POST", CHAT, {"messages": HELLO, "stream": is_stream})
    assert leaving_model.asked.wait(20)
    connection.close()

    assert leaving_model.left.wait(10)
    wait_for(lambda: "pr_writer_places_taken 0" in server.ask("GET", METRICS).body.decode())


@pytest.mark.parametrize("is_stream", [False, True])
@pytest.mark.parametrize(
    ("script", "status", "words"),
    [
        (error(401, "bad key sk-fallback-0123456789"), 502, "FALLBACK_OPENAI_API_KEY"),
        (error(400, "too long", code="context_length_exceeded"), 502, "too long"),
        (error(500), 502, "500"),
        (reset, 502, "fallback"),
    ],
)
def test_what_a_backend_does_wrong_is_a_status_while_there_can_be_one(chat, script, status, words, is_stream):
    answered = chat(script, stream=is_stream)

    assert answered.status == status
    assert words in answered.detail
    assert b"sk-fallback" not in answered.body


def test_what_goes_wrong_later_is_an_event(chat):
    answered = chat(sse(ROLE, event("Once "), end=reset), stream=True)

    assert answered.status == 200
    *pieces, (name, data) = read_events(answered)
    assert pieces == [("message", {"text": "Once "})]
    assert name == "error"
    assert "broke off" in data["detail"]


def test_with_no_backend_it_says_which_variables_to_set(serve):
    server = serve(FALLBACK_OPENAI_API_KEY=None)
    for is_stream in (False, True):
        answered = server.ask("POST", CHAT, {"messages": HELLO, "stream": is_stream})

        assert answered.status == 503
        assert "FALLBACK_OPENAI_API_KEY" in answered.detail
        assert "⟨" not in answered.detail


@pytest.mark.parametrize(("body", "status"), [(b"{", 400), ({}, 422), ({"messages": HELLO, "model": "x"}, 422)])
def test_what_cannot_be_asked_is_told(server, body, status):
    assert server.ask("POST", CHAT, body).status == status
