# ruff: noqa: F811  fixtures are asked for by name; a behaviour takes what all take
"""status, metrics and the command line."""

from __future__ import annotations

import io
import json
import logging
import time

import pytest
from support.bad_server import MESSAGES, drip, error, http, ok, silence
from support.router import environ, fallback, forgetful_router, server  # noqa: F401  fixtures

import llm_router
from llm_router.__main__ import main


def models(*names, **more):
    return http(200, {"object": "list", "data": [{"id": name, "object": "model", **more} for name in names]})


def test_a_backend_that_serves_its_model_is_usable(server, environ):
    primary = server(models("other", "local"))

    status = llm_router.status(environ(primary))

    first, second = status.backends
    assert status.is_usable
    assert (first.backend, first.is_usable, first.is_reachable, first.is_model_served) == ("primary", True, True, True)
    assert 0 < first.latency_s < 3
    assert first.problem == ""
    assert (second.backend, second.is_configured, second.missing) == ("fallback", False, ("FALLBACK_OPENAI_API_KEY",))
    assert [(r.method, r.path) for r in primary.requests] == [("GET", "/v1/models")]


@pytest.mark.parametrize(
    ("behaviour", "is_usable", "is_reachable", "is_served", "words"),
    [
        (models("other"), False, True, False, "does not list local; set PRIMARY_OPENAI_MODEL"),
        (models("local:latest"), True, True, True, ""),
        (models("/models/x.gguf", owned_by="llamacpp"), True, True, None, ""),
        (models(), True, True, None, ""),
        (http(200, {"models": []}), True, True, None, ""),
        (error(404), True, True, None, "is not known"),
        (error(401, "bad key"), False, True, None, "PRIMARY_OPENAI_API_KEY"),
        (error(500), False, True, None, "500"),
        (http(200, b"<html>", "text/html"), False, True, None, "not JSON"),
        (silence, False, False, None, "no answer within 0.4 s"),
        (drip(models("local")), False, False, None, "no answer within 0.4 s"),
        (None, False, False, None, "cannot be reached"),
    ],
)
def test_what_is_wrong_is_said_in_words(server, environ, behaviour, is_usable, is_reachable, is_served, words):
    primary = "http://127.0.0.1:9/v1" if behaviour is None else server(behaviour)

    found = llm_router.status(environ(primary), timeout_s=0.4).backends[0]

    assert (found.is_usable, found.is_reachable, found.is_model_served) == (is_usable, is_reachable, is_served)
    assert words in found.problem
    assert bool(words) == bool(found.problem)


def test_two_dead_backends_are_asked_at_the_same_time(server, environ):
    env = environ(server(silence), server(silence))

    started = time.monotonic()
    assert not llm_router.status(env, timeout_s=0.5).is_usable
    assert time.monotonic() - started < 0.9


def test_a_bad_value_is_a_problem_not_an_exception(environ):
    status = llm_router.status({"PRIMARY_OPENAI_MODEL": "m", "FALLBACK_OPENAI_API_KEY": "a b"})

    assert [b.is_configured for b in status.backends] == [False, True]
    assert "PRIMARY_OPENAI_BASE_URL is not" in status.backends[0].problem
    assert "FALLBACK_OPENAI_API_KEY" in status.backends[1].problem


def test_metrics_hold_tokens_cost_and_every_attempt_and_no_secret(server, environ, caplog):
    env = environ(
        server(error(503, "What does “secret-prompt” mean? secret-key")),
        server(ok("secret-answer")),
        PRIMARY_OPENAI_API_KEY="secret-key",
        FALLBACK_OPENAI_PRICE_IN="1000000",
        FALLBACK_OPENAI_PRICE_OUT="2000000",
    )
    caplog.set_level(logging.DEBUG, "llm_router")

    llm_router.chat_complete([{"role": "user", "content": "secret-prompt"}], environ=env)

    totals = llm_router.metrics()
    assert (totals.calls, totals.prompt_tokens, totals.completion_tokens, totals.cost) == (1, 7, 3, 13)
    assert totals.outcomes == {"server-error": 1, "ok": 1}
    assert [a.cost for a in totals.attempts] == [None, 13]
    assert totals.seconds == pytest.approx(sum(a.seconds for a in totals.attempts))
    lines = [record.getMessage() for record in caplog.records if record.name == "llm_router"]
    assert len(lines) == 2
    assert "secret" not in f"{totals}{lines}"


def test_a_dump_of_an_unusable_answer_counts_the_tokens_that_it_cost(server, environ, fallback):
    llm_router.chat_complete(MESSAGES, accept=lambda t: t != "no", environ=environ(server(ok("no")), fallback))

    assert llm_router.metrics().prompt_tokens == 14


@pytest.fixture
def shell(monkeypatch, capsys):
    """Run the command line with these variables; return its code, standard output and standard error."""

    def run(env, *arguments, stdin=b""):
        for name, value in env.items():
            monkeypatch.setenv(name, value)
        monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(stdin)))
        code = main(arguments)
        captured = capsys.readouterr()
        return code, captured.out, captured.err

    return run


def test_the_shells_status(server, environ, shell):
    env = environ(server(models("local")), server(error(401)))

    code, out, _ = shell(env, "status")
    assert code == 0
    assert "primary: usable: local at http://127.0.0.1" in out
    assert "fallback: not usable" in out

    code, out, _ = shell({}, "status", "--json")
    assert json.loads(out)["is_usable"] is True


def test_the_shells_status_fails_when_nothing_is_usable(shell):
    code, out, _ = shell({}, "status")

    assert code == 1
    assert "primary: not configured; set PRIMARY_OPENAI_BASE_URL and PRIMARY_OPENAI_MODEL" in out


@pytest.mark.parametrize("stdin", [b"", b"from the pipe \xff\n"])
def test_the_shells_chat_answers_and_says_which_model_did(server, environ, shell, stdin):
    primary = server(ok("Hello."))

    code, out, err = shell(environ(primary), "chat", "-" if stdin else "hi", stdin=stdin)

    assert (code, out) == (0, "Hello.\n")
    assert err.endswith("model: local\n")
    assert primary.requests[0].body["messages"][0]["content"] == ("from the pipe �" if stdin else "hi")


def test_the_shells_embed(server, environ, shell):
    one = server(http(200, {"data": [{"embedding": [1, 2]}, {"embedding": [3, 4]}]}))
    env = environ(one, PRIMARY_OPENAI_EMBED_MODEL="vectors")

    assert shell(env, "embed", "-", stdin=b"a\n\nb\n")[:2] == (0, "[1, 2]\n[3, 4]\n")


@pytest.mark.parametrize(
    ("answer", "words"),
    [(error(401), "Check PRIMARY_OPENAI_API_KEY"), (error(500), "Every LLM backend failed"), (None, "No usable LLM")],
)
def test_the_shells_errors_are_sentences(server, environ, shell, answer, words):
    code, out, err = shell(environ(server(answer)) if answer else {}, "chat", "hi")

    assert (code, out) == (1, "")
    assert words in err
    assert "Traceback" not in err
