# ruff: noqa: F811  fixtures are asked for by name; a behaviour takes what all take
"""refusal_of: which variable to mend, in plain words, without the key."""

from __future__ import annotations

import httpx2
import openai
import pytest
from support.bad_server import MESSAGES, error, http, ok
from support.router import environ, fallback, forgetful_router, server  # noqa: F401  fixtures

import llm_router
from llm_router.failure import mark_origin
from llm_router.router import _cfg


def refuse(server, environ, answer, *, is_primary=False, **more):
    one = server(answer)
    env = environ(one if is_primary else None, None if is_primary else one, **more)
    with pytest.raises(openai.APIStatusError) as caught:
        llm_router.chat_complete(MESSAGES, environ=env)
    return llm_router.refusal_of(caught.value)


@pytest.mark.parametrize(
    ("answer", "variable", "words"),
    [
        (error(401, "Incorrect API key"), "API_KEY", "does not accept the key"),
        (error(403, "Country not supported"), "API_KEY", "denies access"),
        (error(402, "Payment required"), "API_KEY", "no quota"),
        (error(429, "x", code="insufficient_quota"), "API_KEY", "no quota"),
        (error(404, "The model `cloud` does not exist", code="model_not_found"), "MODEL", "does not know the model"),
        (error(404, 'model "cloud" not found, try pulling it first'), "MODEL", "does not know the model"),
        (error(404, "Not Found"), "BASE_URL", "has nothing at"),
        (http(404, b"<html>", "text/html"), "BASE_URL", "has nothing at"),
        (http(405, {"detail": "Method Not Allowed"}), "BASE_URL", "has nothing at"),
        (error(400, "invalid model ID"), "MODEL", "does not serve this model"),
        (error(400, "something else"), "MODEL", "refused the request"),
        (error(422, "something else"), "MODEL", "refused the request"),
    ],
)
@pytest.mark.parametrize("is_primary", [True, False])
def test_the_variable_to_mend(server, environ, answer, variable, words, is_primary):
    refusal = refuse(server, environ, answer, is_primary=is_primary)

    name = "primary" if is_primary else "fallback"
    assert (refusal.backend, refusal.variable) == (name, f"{name.upper()}_OPENAI_{variable}")
    assert words in refusal.sentence
    assert not refusal.is_busy
    assert not refusal.is_too_long


def test_a_base_url_without_its_version_is_told_what_to_try(environ, server):
    one = server(http(404, b"page not found", "text/plain"))
    with pytest.raises(openai.NotFoundError) as caught:
        llm_router.chat_complete(MESSAGES, environ=environ(None, one.host))

    refusal = llm_router.refusal_of(caught.value)
    assert refusal.variable == "FALLBACK_OPENAI_BASE_URL"
    assert f"Try FALLBACK_OPENAI_BASE_URL={one.host}/v1" in refusal.sentence


@pytest.mark.parametrize(
    "answer",
    [
        error(400, "x", code="context_length_exceeded"),
        error(400, "This model's maximum context length is 4096 tokens. However, you requested 5000 tokens"),
        error(400, "The decoder prompt (length 5000) is longer than the maximum model length of 4096."),
        error(
            400,
            "the request exceeds the available context size, try increasing it",
            error_type="exceed_context_size_error",
        ),
        error(400, "Requested tokens (5000) exceed context window of 2048"),
        http(400, {"error": "the input length exceeds the context length"}),
        http(400, {"error": "prompt is too long: 210000 tokens > 200000 maximum"}),
        error(400, "The input token count (2000000) exceeds the maximum number of tokens allowed (1048576)."),
        error(422, "`inputs` tokens + `max_new_tokens` must be <= 4096. Given: 5000"),
        error(413, "Request Entity Too Large"),
        http(413, b"<html>413</html>", "text/html"),
        error(429, "Request too large for gpt-4o on tokens per min (TPM): Limit 30000, Requested 40000"),
    ],
)
def test_a_prompt_that_is_too_long_is_known_in_every_servers_words(server, environ, answer):
    refusal = refuse(server, environ, answer)

    assert refusal.is_too_long
    assert not refusal.is_busy
    assert "Send less" in refusal.sentence


@pytest.mark.parametrize("message", ["Rate limit reached for requests", "Too Many Requests", ""])
def test_throttling_is_busy_and_a_used_up_quota_is_not(server, environ, message):
    refusal = refuse(server, environ, error(429, message))

    assert refusal.is_busy
    assert "too many requests" in refusal.sentence
    assert refusal.status == 429


def test_the_key_is_nowhere_even_when_the_server_echoes_it(server, environ):
    key = "sk-proj-hunter2hunter2"
    echo = error(401, f"Incorrect API key provided: {key}. Also sk-pr***ter2, in two\nlines.")

    refusal = refuse(server, environ, echo, FALLBACK_OPENAI_API_KEY=key)

    assert "hunter2" not in refusal.sentence
    assert "ter2" not in refusal.sentence
    assert "\n" not in refusal.sentence
    assert "hunter2" not in str(llm_router.metrics())


@pytest.mark.parametrize(
    "exc", [ValueError("x"), TimeoutError(), llm_router.NotConfigured("x"), KeyError("status_code")]
)
def test_what_is_not_the_sdks_own_is_no_refusal(exc):
    assert llm_router.refusal_of(exc) is None


def test_a_bug_is_no_refusal(server, environ):
    def accept(text):
        raise KeyError(text)

    with pytest.raises(KeyError) as caught:
        llm_router.chat_complete(MESSAGES, accept=accept, environ=environ(server(ok())))

    assert llm_router.refusal_of(caught.value) is None


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("https://x.openai.azure.com", "Try FALLBACK_OPENAI_BASE_URL=https://x.openai.azure.com/openai/v1."),
        ("https://x.openai.azure.com/v1", "Try FALLBACK_OPENAI_BASE_URL=https://x.openai.azure.com/openai/v1."),
        ("https://x.example.com", "Try FALLBACK_OPENAI_BASE_URL=https://x.example.com/v1: most servers"),
        ("https://x.example.com/v1", "Check FALLBACK_OPENAI_BASE_URL"),
    ],
)
def test_a_url_under_which_there_is_nothing_is_told_what_to_try(url, words):
    backend = _cfg("FALLBACK", {"FALLBACK_OPENAI_API_KEY": "k", "FALLBACK_OPENAI_BASE_URL": url})
    response = httpx2.Response(404, request=httpx2.Request("POST", url), json={"error": {"message": "Not found"}})
    exc = openai.NotFoundError("x", response=response, body=None)
    mark_origin(exc, backend)

    refusal = llm_router.refusal_of(exc)

    assert (refusal.kind, refusal.variable) == ("url", "FALLBACK_OPENAI_BASE_URL")
    assert words in refusal.sentence


@pytest.mark.parametrize(
    "answer",
    [
        http(407, b"<html>Proxy authentication required</html>", "text/html", Proxy_Authenticate="Basic"),
        http(403, b"<html><title>Access denied</title></html>", "text/html"),
        http(403, {"error": "no"}, X_Squid_Error="ERR_ACCESS_DENIED 0"),
    ],
)
def test_a_proxys_refusal_is_not_the_servers(server, environ, answer):
    env = environ(None, "http://llm.example.com/v1", HTTP_PROXY=server(answer).host)

    with pytest.raises(openai.APIStatusError) as caught:
        llm_router.chat_complete(MESSAGES, environ=env)

    refusal = llm_router.refusal_of(caught.value)
    assert (refusal.kind, refusal.variable) == ("proxy", "HTTP_PROXY")
    assert "the proxy on the way refused" in refusal.sentence


def test_a_proxys_refusal_of_a_tunnel_is_told_as_such(server, environ, fallback):
    proxy, seen = server(b"HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n"), []
    env = environ("https://llm.example.com/v1", fallback, HTTPS_PROXY=proxy.host)

    llm_router.chat_complete(MESSAGES, environ=env, on_attempt=seen.append)

    assert "the proxy on the way" in seen[0].detail
    assert "407 Proxy Authentication Required" in seen[0].detail
    assert "check HTTPS_PROXY" in seen[0].detail


def test_a_403_of_the_server_itself_is_not_the_proxys(server, environ):
    proxy = server(error(403, "this key may not"))

    with pytest.raises(openai.PermissionDeniedError) as caught:
        llm_router.chat_complete(MESSAGES, environ=environ(None, "http://llm.example.com/v1", HTTP_PROXY=proxy.host))

    assert llm_router.refusal_of(caught.value).kind == "denied"


def test_what_a_server_repeats_of_the_prompt_is_not_quoted(server, environ):
    secret = "the launch code is 0000, and the door is painted green on both of its sides"
    only = server(error(400, f"Cannot answer “{secret}” politely"))

    with pytest.raises(openai.BadRequestError) as caught:
        llm_router.chat_complete([{"role": "user", "content": f"Listen: {secret}!"}], environ=environ(only))

    sentence = llm_router.refusal_of(caught.value).sentence
    assert "Cannot answer" in sentence
    assert "launch code" not in sentence + str(llm_router.metrics())
