# ruff: noqa: ARG005, F811  fixtures are asked for by name; a behaviour takes what all take
"""TIMEOUT_S is a deadline on the whole answer, whatever the server does; nothing is left behind."""

from __future__ import annotations

import gc
import socket
import ssl
import threading
import time
from pathlib import Path

import pytest
from support.bad_server import (
    FOREVER_S,
    MESSAGES,
    close,
    drip,
    error,
    headers_then_silence,
    http,
    ok,
    reset,
    serve_without_tls,
    silence,
)
from support.router import environ, fallback, forgetful_router, server  # noqa: F401  fixtures

import llm_router

OPEN_FILES = Path("/proc/self/fd")
TIMEOUT_S = 0.4
MARGIN_S = 0.25

HEADERS = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
SLOW = {
    "accept, then silence": silence,
    "headers, then silence": headers_then_silence,
    "status line dripped": drip(ok()),
    "headers dripped": drip(b"HTTP/1.1 200 OK\r\n" + b"X-Wait: 1\r\n" * 99),
    "body dripped": lambda s, c, r: c.sendall(HEADERS + b"Content-Length: 999\r\n\r\n") or drip(b"{" * 999)(s, c, r),
    "chunks dripped": lambda s, c, r: (
        c.sendall(HEADERS + b"Transfer-Encoding: chunked\r\n\r\n") or drip(b"1\r\n{\r\n" * 99)(s, c, r)
    ),
    "interim answers": drip(b"HTTP/1.1 100 Continue\r\n\r\n" * 99),
    "error body dripped": lambda s, c, r: (
        c.sendall(b"HTTP/1.1 400 Bad\r\nContent-Length: 999\r\n\r\n") or drip(b"{" * 999)(s, c, r)
    ),
}


@pytest.mark.parametrize("behaviour", SLOW.values(), ids=SLOW)
def test_the_fallback_is_asked_by_the_deadline(server, environ, fallback, behaviour):
    env = environ(server(behaviour), fallback, timeout_s=TIMEOUT_S)
    llm_router.chat_complete(MESSAGES, environ=environ(fallback=fallback))  # the SDK is imported
    seen, started = [], time.monotonic()

    model, _ = llm_router.chat_complete(MESSAGES, environ=env, on_attempt=seen.append)

    took = time.monotonic() - started
    assert model == "cloud"
    assert seen[0].outcome == "timeout"
    assert TIMEOUT_S - 0.01 <= seen[0].seconds < TIMEOUT_S + MARGIN_S
    assert took < TIMEOUT_S + 2 * MARGIN_S


def test_a_server_that_does_not_read_is_left_by_the_deadline(environ, fallback):
    """The kernel's buffers fill up, and a write waits as a read does."""
    with socket.create_server(("127.0.0.1", 0)) as deaf:
        deaf.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1024)
        env = environ(f"http://127.0.0.1:{deaf.getsockname()[1]}/v1", fallback, timeout_s=TIMEOUT_S)
        long_question = [{"role": "user", "content": "x" * 8_000_000}]
        seen = []

        llm_router.chat_complete(long_question, environ=env, on_attempt=seen.append)

    assert seen[0].outcome == "timeout"
    assert seen[0].seconds < TIMEOUT_S + 2 * MARGIN_S


def test_a_tls_server_that_is_none_is_left_at_once(environ, fallback):
    seen = []
    with serve_without_tls() as url:
        llm_router.chat_complete(MESSAGES, environ=environ(url, fallback), on_attempt=seen.append)

    assert seen[0].outcome == "connection"


def test_a_tls_handshake_that_stalls_ends_by_the_deadline(environ, fallback):
    with socket.create_server(("127.0.0.1", 0)) as silent:
        url = f"https://127.0.0.1:{silent.getsockname()[1]}/v1"
        seen = []
        llm_router.chat_complete(MESSAGES, environ=environ(url, fallback, timeout_s=TIMEOUT_S), on_attempt=seen.append)

    assert seen[0].outcome == "timeout"
    assert seen[0].seconds < TIMEOUT_S + MARGIN_S


def test_a_certificate_that_nobody_signed_is_a_connection_failure(server, environ, fallback, certificate):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    seen = []

    llm_router.chat_complete(
        MESSAGES, environ=environ(server(ok(), ssl_context=context), fallback), on_attempt=seen.append
    )

    assert seen[0].outcome == "connection"
    assert "SSL_CERT_FILE" in seen[0].detail


def test_a_name_that_does_not_resolve_is_a_connection_failure(environ, fallback, monkeypatch):
    def fail(host, *_, **__):
        raise socket.gaierror(socket.EAI_NONAME, f"no {host}")

    monkeypatch.setattr(socket, "getaddrinfo", fail)
    seen = []

    llm_router.chat_complete(MESSAGES, environ=environ("http://no.such.host/v1", fallback), on_attempt=seen.append)

    assert seen[0].outcome == "connection"
    assert "no.such.host" in seen[0].detail


def test_a_resolver_that_hangs_holds_one_thread_however_many_ask(environ, fallback, monkeypatch):
    released = threading.Event()
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: released.wait(FOREVER_S) and [])
    before = threading.active_count()
    seen = []

    for _ in range(5):
        env = environ("http://slow.example/v1", fallback, timeout_s=0.1)
        llm_router.chat_complete(MESSAGES, environ=env, on_attempt=seen.append)

    held = threading.active_count() - before
    released.set()
    assert {a.outcome for a in seen if a.backend == "primary"} == {"timeout"}
    assert held <= 1 + 5  # the resolver's, and the fallback server's own
    assert sum("resolves" in t.name for t in threading.enumerate()) <= 1


def test_an_address_that_is_silent_holds_the_next_one_up_for_a_quarter_of_a_second(server, environ, monkeypatch):
    """The first address is a hole (a socket whose queue is full), the second is the server."""
    alive = server(ok("reached"))
    with socket.socket() as hole, socket.socket() as filler:
        hole.bind(("127.0.0.1", 0))
        hole.listen(0)
        filler.connect(hole.getsockname())
        addresses = [hole.getsockname(), ("127.0.0.1", alive.port)]
        found = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", address) for address in addresses]
        monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: found)

        started = time.monotonic()
        env = environ("http://two.example/v1", timeout_s=5)
        assert llm_router.chat_complete(MESSAGES, environ=env) == ("local", "reached")
    assert 0.2 < time.monotonic() - started < 2


def test_the_fallback_has_its_whole_budget(server, environ):
    """What the primary wasted is not taken from it."""
    slow = server(lambda s, c, r: s.sleep(0.3) or ok("late"))
    env = environ(server(silence), slow, timeout_s=TIMEOUT_S)

    assert llm_router.chat_complete(MESSAGES, environ=env) == ("cloud", "late")


def test_a_hundred_failures_leave_no_thread_and_no_socket_behind(server, environ, fallback):
    ways = [silence, headers_then_silence, drip(ok(), every=0.01), reset, close, error(503), http(200, b"<html>")]
    primary = server(*(ways * 15))
    env = environ(primary, fallback, timeout_s=0.05) | {"FALLBACK_OPENAI_TIMEOUT_S": "5"}
    llm_router.chat_complete(MESSAGES, environ=env)
    gc.collect()
    threads = {t for t in threading.enumerate() if "_serve" not in t.name}
    open_files = len(list(OPEN_FILES.iterdir())) if OPEN_FILES.is_dir() else 0

    for _ in range(100):
        assert llm_router.chat_complete(MESSAGES, environ=env)[0] == "cloud"

    llm_router.reset()
    primary.close()
    fallback.close()
    deadline = time.monotonic() + 5
    while time.monotonic() < deadline and primary.open_connections + fallback.open_connections:
        time.sleep(0.02)
    assert {t for t in threading.enumerate() if "_serve" not in t.name} <= threads
    if open_files:
        assert len(list(OPEN_FILES.iterdir())) <= open_files


def test_a_connection_is_kept_for_the_next_call(server, environ):
    primary = server()

    for _ in range(5):
        llm_router.chat_complete(MESSAGES, environ=environ(primary))

    assert (primary.hits, primary.connections) == (5, 1)


@pytest.fixture
def certificate(tmp_path):
    """Make a certificate for 127.0.0.1 that nobody signed."""
    import datetime as dt
    import ipaddress

    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "127.0.0.1")])
    now = dt.datetime.now(dt.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), critical=False)
        .sign(key, hashes.SHA256())
    )
    path = tmp_path / "certificate.pem"
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    path.write_bytes(private + made.public_bytes(serialization.Encoding.PEM))
    return path
