# ruff: noqa: F811  fixtures are asked for by name; a behaviour takes what all take
"""No trap in the configuration: what cannot work is a sentence before any request, and nothing is inherited."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.bad_server import MESSAGES, close, error, http, ok
from support.router import environ, fallback, forgetful_router, server  # noqa: F401  fixtures

import llm_router
from llm_router.config import read_backend, read_backends, read_policy
from llm_router.proxy import is_nearby, read_proxy
from llm_router.router import _cfg

ROOT = Path(__file__).parents[2]

BAD_VALUES = [
    ("FALLBACK_OPENAI_TIMEOUT_S", "0"),
    ("FALLBACK_OPENAI_TIMEOUT_S", "-1"),
    ("FALLBACK_OPENAI_TIMEOUT_S", "nan"),
    ("FALLBACK_OPENAI_TIMEOUT_S", "inf"),
    ("FALLBACK_OPENAI_TIMEOUT_S", "1e9"),
    ("FALLBACK_OPENAI_TIMEOUT_S", "12s"),
    ("FALLBACK_OPENAI_TIMEOUT_S", "1_0"),
    ("FALLBACK_OPENAI_TIMEOUT_S", "٣"),
    ("FALLBACK_OPENAI_STREAM_TIMEOUT_S", "0"),
    ("FALLBACK_OPENAI_BASE_URL", "api.example.com/v1"),
    ("FALLBACK_OPENAI_BASE_URL", "localhost:8080"),
    ("FALLBACK_OPENAI_BASE_URL", "ftp://example.com"),
    ("FALLBACK_OPENAI_BASE_URL", "http://"),
    ("FALLBACK_OPENAI_BASE_URL", "http://a:99999"),
    ("FALLBACK_OPENAI_BASE_URL", "http://[::1"),
    ("FALLBACK_OPENAI_BASE_URL", "http://a b/v1"),
    ("FALLBACK_OPENAI_BASE_URL", "http://a\n/v1"),
    ("FALLBACK_OPENAI_BASE_URL", '"http://a/v1"'),
    ("FALLBACK_OPENAI_BASE_URL", "http://a/v1#x"),
    ("FALLBACK_OPENAI_BASE_URL", "http://a/v1?x"),
    ("FALLBACK_OPENAI_BASE_URL", "http://$HOST/v1"),
    ("FALLBACK_OPENAI_BASE_URL", "http://a/v1 # mine"),
    ("FALLBACK_OPENAI_MODEL", "'gpt-4o-mini'"),
    ("FALLBACK_OPENAI_MODEL", "gpt-4o-mini # the small one"),
    ("FALLBACK_OPENAI_MODEL", "$MODEL"),
    ("FALLBACK_OPENAI_MODEL", "${MODEL}"),
    ("FALLBACK_OPENAI_MODEL", "${{ vars.MODEL }}"),
    ("FALLBACK_OPENAI_TIMEOUT_S", '"12"'),
    ("FALLBACK_OPENAI_TIMEOUT_S", "12 # seconds"),
    ("FALLBACK_OPENAI_EXTRA_BODY", "[1]"),
    ("FALLBACK_OPENAI_EXTRA_BODY", "{temperature: 1}"),
    ("FALLBACK_OPENAI_EXTRA_BODY", "$BODY"),
    ("LLM_FAILOVER", "busy,sometimes"),
    ("LLM_FAILOVER", '"busy"'),
    ("LLM_BACKENDS", "PRIMARY;FALLBACK"),
    ("LLM_BACKENDS", "PRIMARY,PRIMARY"),
    ("FALLBACK_OPENAI_BASE_URL", "http://a/v1/chat/completions"),
    ("FALLBACK_OPENAI_MODEL", "two\nlines"),
    ("FALLBACK_OPENAI_PRICE_IN", "cheap"),
    ("FALLBACK_OPENAI_PRICE_OUT", "-1"),
    ("LLM_COOLDOWN_S", "soon"),
    ("LLM_FAILOVER_STATUS", "500"),
    ("LLM_FAILOVER_STATUS", "4xx"),
    ("HTTPS_PROXY", "socks5://proxy:1080"),
    ("HTTPS_PROXY", "http://"),
    ("HTTPS_PROXY", "$PROXY"),
    ("HTTPS_PROXY", '"http://proxy:1"'),
]


@pytest.mark.parametrize(("name", "value"), BAD_VALUES)
def test_a_bad_value_is_named_and_shown_before_any_request(name, value):
    env = {"FALLBACK_OPENAI_API_KEY": "k", name: value}

    with pytest.raises(llm_router.BadConfig) as caught:
        llm_router.chat_complete(MESSAGES, environ=env)

    assert name in str(caught.value)
    assert repr(value) in str(caught.value)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("FALLBACK_OPENAI_API_KEY", "hunter2\nhunter3"),
        ("FALLBACK_OPENAI_API_KEY", "Bearer hunter2"),
        ("FALLBACK_OPENAI_API_KEY", "hunter2…"),
        ("FALLBACK_OPENAI_API_KEY", "hunter2\x00"),
        ("FALLBACK_OPENAI_API_KEY", '"hunter2"'),
        ("FALLBACK_OPENAI_API_KEY", "hunter2 # mine"),
        ("FALLBACK_OPENAI_API_KEY", "${hunter}"),
        ("FALLBACK_OPENAI_EXTRA_HEADERS", "hunter2"),
        ("FALLBACK_OPENAI_EXTRA_HEADERS", '{"x": 2, "y": "hunter2"}'),
        ("FALLBACK_OPENAI_EXTRA_HEADERS", '{"x": "hunter\\n2"}'),
        ("FALLBACK_OPENAI_EXTRA_HEADERS", '{"a b": "hunter2"}'),
        ("FALLBACK_OPENAI_EXTRA_HEADERS", '{"Content-Length": "hunter2"}'),
        ("FALLBACK_OPENAI_BASE_URL", "https://user:hunter2@example.com/v1"),
        ("HTTPS_PROXY", "https://user:hunter2@proxy:8080"),
    ],
)
def test_a_secret_that_cannot_work_is_named_and_not_shown(name, value):
    with pytest.raises(llm_router.BadConfig) as caught:
        llm_router.chat_complete(MESSAGES, environ={"FALLBACK_OPENAI_API_KEY": "k", name: value})

    assert name in str(caught.value)
    assert "hunter" not in str(caught.value)


@pytest.mark.parametrize("there", ["PRIMARY_OPENAI_BASE_URL", "PRIMARY_OPENAI_MODEL"])
def test_half_a_primary_is_named_though_the_fallback_could_answer(server, environ, fallback, there):
    missing = {"PRIMARY_OPENAI_BASE_URL", "PRIMARY_OPENAI_MODEL"} - {there}
    env = environ(None, fallback) | {there: "http://a/v1"}

    with pytest.raises(llm_router.BadConfig, match=f"{missing.pop()} is not"):
        llm_router.chat_complete(MESSAGES, environ=env)

    assert fallback.hits == 0
    assert _cfg("PRIMARY", env) is None


def test_a_fallback_without_its_key_is_none_as_on_a_fork(server, environ):
    env = environ(server(ok("alone"))) | {"FALLBACK_OPENAI_MODEL": "m", "FALLBACK_OPENAI_BASE_URL": "http://a/v1"}

    assert llm_router.chat_complete(MESSAGES, environ=env)[1] == "alone"


def test_spaces_slashes_and_line_ends_around_a_value_do_not_matter(server, environ):
    primary = server()
    env = environ(f"  {primary.url}//\n") | {
        "PRIMARY_OPENAI_API_KEY": " key\n",
        "PRIMARY_OPENAI_MODEL": "\tlocal ",
        "PRIMARY_OPENAI_TIMEOUT_S": " 5 ",
    }

    assert llm_router.chat_complete(MESSAGES, environ=env)[0] == "local"
    assert primary.requests[0].path == "/v1/chat/completions"
    assert primary.requests[0].headers["authorization"] == "Bearer key"


AMBIENT = {
    "OPENAI_API_KEY": "ambient-key",
    "OPENAI_ADMIN_KEY": "ambient-admin",
    "OPENAI_ORG_ID": "ambient-org",
    "OPENAI_PROJECT_ID": "ambient-project",
    "OPENAI_WEBHOOK_SECRET": "ambient-webhook",
    "OPENAI_BASE_URL": "http://127.0.0.1:9/ambient",
    "OPENAI_CUSTOM_HEADERS": (
        "X-Secret: ambient-header\nAuthorization: Bearer ambient-auth\nHost: ambient-host\n"
        "Content-Type: ambient-type\nUser-Agent: ambient-agent\nAccept: ambient-accept\nCookie: ambient-cookie"
    ),
}


def test_nothing_of_the_ambient_openai_variables_reaches_a_backend(server, environ, monkeypatch):
    for name, value in AMBIENT.items():
        monkeypatch.setenv(name, value)
    primary, fallback = server(http(503)), server(ok())

    llm_router.chat_complete(MESSAGES, environ=environ(primary, fallback))
    with pytest.raises(llm_router.AllBackendsFailed):
        list(llm_router.chat_complete_stream(MESSAGES, environ=environ(primary)))
    llm_router.status(environ(primary, fallback))

    sent = b"".join(request.raw for one in (primary, fallback) for request in one.requests)
    assert b"ambient" not in sent.lower()
    assert b"fallback-key" not in b"".join(request.raw for request in primary.requests)
    assert {r.headers["authorization"] for r in primary.requests} == {"Bearer dummy"}
    assert {r.headers["authorization"] for r in fallback.requests} == {"Bearer fallback-key"}


def test_an_ambient_content_type_does_not_change_the_body(server, environ, monkeypatch):
    monkeypatch.setenv("OPENAI_CUSTOM_HEADERS", "Content-Type: multipart/form-data")
    primary = server()

    llm_router.chat_complete(MESSAGES, environ=environ(primary))

    assert primary.requests[0].body["messages"] == MESSAGES


def test_with_an_environ_the_processs_own_is_not_read(server, environ, monkeypatch):
    monkeypatch.setenv("PRIMARY_OPENAI_TIMEOUT_S", "nonsense")
    monkeypatch.setenv("LLM_COOLDOWN_S", "nonsense")
    monkeypatch.setenv("LLM_FAILOVER_STATUS", "nonsense")
    monkeypatch.setenv("FALLBACK_OPENAI_API_KEY", "a\nb")
    env = {"PRIMARY_OPENAI_BASE_URL": server().url, "PRIMARY_OPENAI_MODEL": "m"}

    assert llm_router.chat_complete(MESSAGES, environ=env)[0] == "m"


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_to_another_server_takes_nothing_along_and_is_told(server, environ, fallback, status):
    stranger, seen = server(ok("stranger")), []
    primary = server(http(status, Location=f"http://localhost:{stranger.port}/v1/chat/completions"))

    llm_router.chat_complete(MESSAGES, environ=environ(primary, fallback), on_attempt=seen.append)

    assert stranger.hits == 0
    assert f"redirects to http://localhost:{stranger.port}/v1" in seen[0].detail
    assert "set PRIMARY_OPENAI_BASE_URL to that" in seen[0].detail


@pytest.mark.parametrize("status", [307, 308])
def test_a_redirect_on_the_same_server_is_followed_with_the_question(server, environ, status):
    primary = server(http(status, Location="/api/v1/chat/completions?x=1"), ok("here"))

    assert llm_router.chat_complete(MESSAGES, environ=environ(primary))[1] == "here"
    assert primary.requests[1].path == "/api/v1/chat/completions?x=1"
    assert primary.requests[1].body == primary.requests[0].body


def test_redirects_in_a_circle_are_said_to_be_that(server, environ, fallback):
    primary, seen = server(http(307, Location="/v1/chat/completions")), []

    llm_router.chat_complete(MESSAGES, environ=environ(primary, fallback), on_attempt=seen.append)

    assert "redirects in a circle; check PRIMARY_OPENAI_BASE_URL" in seen[0].detail
    assert primary.hits == 6


def test_an_answer_of_the_wrong_length_was_reached(server, environ, fallback):
    seen = []
    short = http(200, {"choices": []}).replace(b"Content-Length: 15", b"Content-Length: 99")
    env = environ(server(lambda s, c, r: c.sendall(short) or close(s, c, r)), fallback)

    llm_router.chat_complete(MESSAGES, environ=env, on_attempt=seen.append)

    assert "was reached, but its answer was lost" in seen[0].detail


def test_the_query_of_a_base_url_goes_with_every_request(server, environ):
    primary = server(ok(), http(200, {"data": []}))
    env = environ(f"{primary.url}/?api-version=2024-10-21&x=1")

    llm_router.chat_complete(MESSAGES, environ=env)
    llm_router.status(env)

    assert [request.path for request in primary.requests] == [
        "/v1/chat/completions?api-version=2024-10-21&x=1",
        "/v1/models?api-version=2024-10-21&x=1",
    ]


def test_extra_headers_and_an_extra_body_go_with_every_request(server, environ):
    primary = server()
    env = environ(
        primary,
        PRIMARY_OPENAI_EXTRA_HEADERS='{"HTTP-Referer": "https://example.com", "Authorization": "Basic secret-word"}',
        PRIMARY_OPENAI_EXTRA_BODY='{"provider": {"sort": "price"}, "temperature": 1}',
    )

    llm_router.chat_complete(MESSAGES, 0.2, environ=env)

    sent = primary.requests[0]
    assert sent.headers["http-referer"] == "https://example.com"
    assert sent.headers["authorization"] == "Basic secret-word"
    assert (sent.body["provider"], sent.body["temperature"]) == ({"sort": "price"}, 1)


def test_an_extra_headers_value_is_redacted_as_a_key_is(server, environ, fallback):
    seen = []
    env = environ(
        server(error(500, "bad header: secret-word")), fallback, PRIMARY_OPENAI_EXTRA_HEADERS='{"X-Key": "secret-word"}'
    )

    llm_router.chat_complete(MESSAGES, environ=env, on_attempt=seen.append)

    assert "bad header" in seen[0].detail
    assert "secret-word" not in seen[0].detail
    assert "secret-word" not in repr(_cfg("PRIMARY", env))


@pytest.mark.parametrize(
    ("url", "key", "header"),
    [
        ("https://x.openai.azure.com/openai/v1", "abc", (b"api-key", b"abc")),
        ("https://x.services.ai.azure.com/openai/v1", "abc", (b"api-key", b"abc")),
        ("https://x.openai.azure.com/openai/v1", "eyJhbGciOi", (b"Authorization", b"Bearer eyJhbGciOi")),
        ("https://api.openai.com/v1", "abc", (b"Authorization", b"Bearer abc")),
        ("https://azure.com.example.com/v1", "abc", (b"Authorization", b"Bearer abc")),
    ],
)
def test_azures_key_goes_in_azures_header(url, key, header):
    from llm_router.transport import write_headers

    headers = write_headers(llm_router.Backend(url, "m", key))

    assert header in headers
    assert len({name.lower() for name, _ in headers} & {b"api-key", b"authorization"}) == 1


def test_a_proxy_does_not_stand_between_us_and_a_server_next_door(server, environ):
    dead = "http://127.0.0.1:9"
    env = environ(server(ok("direct")), HTTP_PROXY=dead, HTTPS_PROXY=dead, ALL_PROXY=dead)

    assert llm_router.chat_complete(MESSAGES, environ=env)[1] == "direct"


def test_a_server_far_away_is_reached_through_the_proxy(server, environ):
    proxy = server(ok("through the proxy"))
    env = environ("http://llm.example.com/v1", HTTP_PROXY=proxy.host)

    assert llm_router.chat_complete(MESSAGES, environ=env)[1] == "through the proxy"
    assert proxy.requests[0].path == "http://llm.example.com/v1/chat/completions"


def test_a_proxy_that_cannot_be_reached_is_said_to_be_one(environ, fallback):
    seen = []

    env = environ("https://llm.example.com/v1", fallback, HTTPS_PROXY="http://127.0.0.1:9")
    llm_router.chat_complete(MESSAGES, environ=env, on_attempt=seen.append)

    assert seen[0].outcome == "connection"
    assert "through the proxy" in seen[0].detail


@pytest.mark.parametrize(
    ("url", "env", "proxy"),
    [
        ("https://a.com", {"https_proxy": "http://p:1", "HTTPS_PROXY": "http://q:1"}, "http://p:1"),
        ("https://a.com", {"HTTPS_PROXY": "p:1"}, "http://p:1"),
        ("https://a.com", {"HTTP_PROXY": "http://p:1"}, ""),
        ("http://a.com", {"ALL_PROXY": "http://p:1"}, "http://p:1"),
        ("http://a.com", {"HTTP_PROXY": "http://p:1", "NO_PROXY": "b.com, a.com"}, ""),
        ("http://x.a.com", {"HTTP_PROXY": "http://p:1", "NO_PROXY": ".a.com"}, ""),
        ("http://x.a.com", {"HTTP_PROXY": "http://p:1", "NO_PROXY": "*.a.com"}, ""),
        ("http://xa.com", {"HTTP_PROXY": "http://p:1", "NO_PROXY": "a.com"}, "http://p:1"),
        ("http://a.com:81", {"HTTP_PROXY": "http://p:1", "NO_PROXY": "a.com:80"}, "http://p:1"),
        ("http://a.com", {"HTTP_PROXY": "http://p:1", "NO_PROXY": "*"}, ""),
        ("http://8.8.8.8", {"HTTP_PROXY": "http://p:1", "NO_PROXY": "8.8.0.0/16"}, ""),
        ("http://8.8.8.8", {"HTTP_PROXY": "http://p:1", "NO_PROXY": "::/0, nonsense/9"}, "http://p:1"),
    ],
)
def test_the_proxy_for_a_url(url, env, proxy):
    assert read_proxy(url, env) == proxy


@pytest.mark.parametrize(
    ("host", "expected"),
    [
        *[
            (host, True)
            for host in ("localhost", "127.0.0.1", "::1", "10.1.2.3", "192.168.1.1", "172.17.0.1", "fd00::1")
        ],
        *[(host, True) for host in ("ollama", "gpu.local", "host.docker.internal", "169.254.1.1", "LOCALHOST.")],
        *[(host, False) for host in ("api.openai.com", "8.8.8.8", "local.example.com", "2606:4700::1111")],
    ],
)
def test_a_host_is_nearby_or_not(host, expected):
    assert is_nearby(host) is expected


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        ({"messages": []}, "messages is empty"),
        ({"messages": "hello"}, "messages is of type str"),
        ({"messages": None}, "messages is None"),
        ({"messages": {"role": "user"}}, "messages is of type dict"),
        ({"messages": ["hello"]}, r"messages\[0\] is of type str"),
        ({"messages": [{"content": "x"}]}, r"messages\[0\] has no role"),
        ({"messages": [{"role": " ", "content": "x"}]}, r"messages\[0\] has no role"),
        ({"messages": [*MESSAGES, {"role": "user"}]}, r"messages\[1\]\['content'\] is None"),
        ({"messages": [{"role": "user", "content": 3}]}, r"messages\[0\]\['content'\]"),
        ({"messages": [{"role": "user", "content": "a\ud800"}]}, r"messages\[0\]\['content'\].*surrogate"),
        ({"messages": [{"role": "user", "content": [{"text": "\udc00"}]}]}, r"messages\[0\].*surrogate"),
        ({"messages": [{"role": "user", "content": "x", "name": object()}]}, r"messages\[0\].*JSON"),
        ({"temperature": -0.1}, "temperature is -0.1"),
        ({"temperature": 2.1}, "temperature is 2.1"),
        ({"temperature": float("nan")}, "temperature is nan"),
        ({"temperature": "0.2"}, "temperature is '0.2'"),
        ({"temperature": True}, "temperature is True"),
        ({"max_tokens": 0}, "max_tokens is 0"),
        ({"max_tokens": 1.5}, "max_tokens is 1.5"),
        ({"response_format": "json"}, "response_format"),
        ({"response_format": {"type": "x", "schema": float("nan")}}, "response_format.*JSON"),
    ],
)
def test_an_argument_that_cannot_be_sent_is_named_before_any_request(server, environ, arguments, named):
    primary = server()

    with pytest.raises(llm_router.BadArgument, match=named):
        llm_router.chat_complete(**{"messages": MESSAGES, "environ": environ(primary)} | arguments)

    assert primary.hits == 0


def test_messages_may_hold_parts_tool_calls_and_any_unicode(server, environ):
    primary = server()
    messages = [
        {"role": "system", "content": [{"type": "text", "text": "né 漢 🎉 \x00"}]},
        {"role": "assistant", "content": None, "tool_calls": [{"id": "1"}]},
    ]

    llm_router.chat_complete(messages, None, environ=environ(primary))

    assert primary.requests[0].body == {"model": "local", "messages": messages}


NAMES = [f"{p}_OPENAI_{n}" for p in ("PRIMARY", "FALLBACK") for n in ("BASE_URL", "API_KEY", "MODEL", "TIMEOUT_S")]
VALUES = st.text() | st.sampled_from(["http://a/v1", "https://b", "k", "m", "1", " ", "http://[", "1e400", "://"])


@settings(deadline=None)
@given(st.dictionaries(st.sampled_from([*NAMES, "LLM_COOLDOWN_S", "HTTP_PROXY", "no_proxy"]), VALUES))
def test_whatever_the_variables_hold_it_is_backends_or_a_sentence(env):
    try:
        backends, policy = read_backends(env), read_policy(env)
    except (llm_router.BadConfig, llm_router.NotConfigured) as exc:
        assert any(name in str(exc) for name in [*env, "PRIMARY_OPENAI_BASE_URL"])  # noqa: PT017  names what to mend
        return
    assert policy.cooldown_s >= 0
    for backend in backends:
        assert backend.base_url.startswith(("http://", "https://"))
        assert 0 < backend.timeout_s <= 86_400
        assert backend.api_key.encode("ascii")
        assert backend.model.isprintable()


def test_the_timeouts_and_prices_are_read():
    env = {"FALLBACK_OPENAI_API_KEY": "k", "FALLBACK_OPENAI_TIMEOUT_S": "1.5", "FALLBACK_OPENAI_PRICE_IN": "0.15"}
    backend = read_backend("FALLBACK", env)

    assert (backend.timeout_s, backend.stream_timeout_s, backend.price_in) == (1.5, 15, 0.15)


@pytest.mark.parametrize(
    ("statement", "light"),
    [("import llm_router", {"dataclasses", "typing", "logging"}), ("from llm_router import chat_complete", set())],
)
def test_importing_imports_nothing_heavy(statement, light):
    heavy = {"openai", "httpx2", "httpcore2", "pydantic", "ssl", "socket", "asyncio"} | light
    code = f"import sys\n{statement}\nprint(*{heavy} & set(sys.modules))"

    found = subprocess.run([sys.executable, "-Sc", code], check=True, capture_output=True, text=True, cwd=ROOT).stdout

    assert found.split() == []


def test_every_public_name_is_there():
    for name in llm_router.__all__:
        assert getattr(llm_router, name) is not None
    assert sorted(llm_router.__all__) == llm_router.__all__ == dir(llm_router)
    with pytest.raises(AttributeError):
        llm_router.no_such_name  # noqa: B018
