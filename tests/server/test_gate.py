"""Who may ask what, and by which name the server may be called."""

from __future__ import annotations

import hmac

import pytest
from support.pr_server import CHAT, DESCRIPTION, DRAFT, METRICS, STATUS

TOKEN = "a-token-of-ones-own"
OPEN = ["/healthz", "/openapi.json"]


@pytest.mark.parametrize(("method", "path"), [("POST", DRAFT), ("POST", CHAT), ("GET", STATUS), ("GET", METRICS)])
@pytest.mark.parametrize(
    "header",
    [
        None,
        "",
        "Bearer",
        "Bearer ",
        "Bearer wrong",
        "Bearer devdev",
        "Bearer DEV",
        "Basic ZGV2",
        "dev",
        "Bearer d\xe9v",
    ],
)
def test_all_that_costs_anything_needs_the_token(server, method, path, header):
    answered = server.ask(method, path, {} if method == "POST" else None, headers={"Authorization": header})

    assert answered.status == 401
    assert answered.headers["www-authenticate"].startswith('Bearer realm="pr-writer"')


@pytest.mark.parametrize("path", OPEN)
def test_what_is_open_needs_none(server, path):
    assert server.ask("GET", path, headers={"Authorization": None}).status == 200


def test_what_is_not_there_is_told_only_to_who_may_ask(server):
    assert server.ask("GET", "/secret", headers={"Authorization": None}).status == 401


@pytest.mark.parametrize(("token", "status"), [(TOKEN, 200), ("dev", 401), (TOKEN[:-1], 401), (f"{TOKEN} ", 200)])
def test_a_token_of_ones_own_replaces_the_known_one(serve, token, status):
    server = serve(PR_WRITER_SERVER_TOKEN=TOKEN)

    assert server.ask("GET", METRICS, headers={"Authorization": f"bearer {token}"}).status == status


def test_tokens_are_compared_in_constant_time(server, monkeypatch):
    seen = []
    compare = hmac.compare_digest
    monkeypatch.setattr(hmac, "compare_digest", lambda *pair: seen.append(pair) or compare(*pair))
    server.ask("GET", METRICS, headers={"Authorization": "Bearer other"})

    assert seen == [(b"other", b"dev")]


@pytest.mark.parametrize(
    ("host", "status"),
    [
        ("localhost", 200),
        ("localhost:8001", 200),
        ("LOCALHOST:1", 200),
        ("127.0.0.1:8001", 200),
        ("[::1]:8001", 200),
        ("[::1]", 200),
        ("evil.example", 421),
        ("localhost.evil.example:8001", 421),
        ("evil.example:8001@localhost", 421),
        ("", 421),
    ],
)
def test_a_name_that_somebody_led_here_is_refused(server, host, status):
    assert server.ask("GET", "/healthz", headers={"Host": host}).status == status


def test_with_a_token_of_ones_own_any_name_will_do(serve):
    server = serve(PR_WRITER_SERVER_TOKEN=TOKEN)

    assert server.ask("GET", "/healthz", headers={"Host": "drafts.example"}).status == 200


def test_no_page_of_another_origin_is_let_in(server):
    asked = {"Origin": "https://evil.example", "Access-Control-Request-Method": "POST", "Authorization": None}
    answered = server.ask("OPTIONS", DRAFT, headers=asked)

    assert answered.status == 401
    assert not any(name.startswith("access-control-") for name in answered.headers)


def test_the_description_asks_for_the_token_where_the_server_does():
    open_paths = [
        path for path, item in DESCRIPTION["paths"].items() for one in item.values() if one.get("security") == []
    ]

    assert open_paths == OPEN
    assert DESCRIPTION["security"] == [{"token": []}]
