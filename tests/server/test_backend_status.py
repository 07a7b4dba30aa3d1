"""GET /llm/status says which backends can be asked, and asks them seldom."""

from __future__ import annotations

import threading

import pytest
from support.bad_server import BadServer, error, http
from support.pr_server import STATUS

from pr_writer.server import backend_status

MODELS = http(200, {"object": "list", "data": [{"id": "gpt-test", "object": "model"}]})


@pytest.fixture
def backend():
    servers = []

    def start(*script):
        servers.append(BadServer(*script))
        return servers[-1]

    yield start
    for server in servers:
        server.close()


@pytest.mark.parametrize(
    ("script", "status", "usable", "words"),
    [
        (MODELS, 200, True, ""),
        (error(404), 200, True, "not known"),
        (http(200, {"data": [{"id": "other", "owned_by": "them"}]}), 503, False, "does not list gpt-test"),
        (error(401, "Incorrect API key provided: sk-fallback-0123456789"), 503, False, "FALLBACK_OPENAI_API_KEY"),
        (error(500), 503, False, "500"),
    ],
)
def test_one_backend_that_can_be_asked_is_200(serve, backend, script, status, usable, words):
    answered = serve(FALLBACK_OPENAI_BASE_URL=backend(script).url).ask("GET", STATUS)

    assert (answered.status, answered.json["usable"]) == (status, usable)
    fallback = next(one for one in answered.json["backends"] if one["backend"] == "fallback")
    assert (fallback["usable"], fallback["model"]) == (usable, "gpt-test")
    assert words in fallback["problem"]
    assert b"sk-fallback" not in answered.body


def test_where_none_is_configured_it_names_the_variables(serve):
    answered = serve(FALLBACK_OPENAI_API_KEY=None).ask("GET", STATUS)

    assert answered.status == 503
    assert {name for one in answered.json["backends"] for name in one["missing"]} >= {"FALLBACK_OPENAI_API_KEY"}


def test_a_url_is_shown_without_what_may_be_a_key(serve, backend):
    url = backend(MODELS).url + "?api-key=abc123"
    answered = serve(FALLBACK_OPENAI_BASE_URL=url).ask("GET", STATUS)

    assert b"abc123" not in answered.body
    assert b"127.0.0.1" in answered.body


def test_however_many_ask_a_backend_is_asked_once(serve, backend):
    fallback = backend(MODELS)
    server = serve(FALLBACK_OPENAI_BASE_URL=fallback.url)
    threads = [threading.Thread(target=server.ask, args=("GET", STATUS)) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert fallback.hits == 1


def test_what_is_old_is_looked_up_again(serve, backend, monkeypatch):
    monkeypatch.setattr(backend_status, "FRESH_S", 0.0)
    fallback = backend(MODELS, error(500))
    server = serve(FALLBACK_OPENAI_BASE_URL=fallback.url)

    assert [server.ask("GET", STATUS).status for _ in range(2)] == [200, 503]
