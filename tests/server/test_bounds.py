"""What a client may send, and how long it may take: bounds that hold for whoever connects."""

from __future__ import annotations

import socket
import threading

import pytest
from support.pr_server import CHAT, DRAFT

HEAD = (
    "POST {path} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer dev\r\n"
    "Content-Type: application/json\r\n{more}\r\n"
)
KIB = 1024


def talk(server, *portions, pause=0.0, path=DRAFT, more=""):
    """Send a head and portions of a body; all that is answered until the server closes."""
    with socket.create_connection(("127.0.0.1", server.port), 20) as connection:
        connection.sendall(HEAD.format(path=path, more=more).encode())
        for portion in portions:
            connection.sendall(portion)
        answer = b""
        while received := connection.recv(65_536):
            answer += received
        return answer


@pytest.mark.parametrize("path", [DRAFT, CHAT])
@pytest.mark.parametrize(("size", "status"), [(64 * KIB, 422), (64 * KIB + 1, 413), (1024 * KIB, 413)])
def test_a_body_over_64_kib_is_413(server, path, size, status):
    frame = b'{"x":""}'
    body = b'{"x":"' + b"y" * (size - len(frame)) + b'"}'

    assert server.ask("POST", path, body).status == status


def test_a_body_that_does_not_say_its_length_is_measured_too(server):
    chunk = b"4000\r\n" + b" " * 0x4000 + b"\r\n"

    answer = talk(server, *[chunk] * 5, b"0\r\n\r\n", more="Transfer-Encoding: chunked\r\n")

    assert answer.startswith(b"HTTP/1.1 413 ")
    assert b"\r\nconnection: close\r\n" in answer


def send_all(connection, portions, pause=0.0):
    """Send one portion after the other; False where the server closed before the last."""
    try:
        for portion in portions:
            connection.sendall(portion)
            threading.Event().wait(pause)
    except OSError:
        return False
    return True


def test_a_body_without_end_is_cut_off(server):
    chunk = b"10000\r\n" + b" " * 0x10000 + b"\r\n"
    with socket.create_connection(("127.0.0.1", server.port), 20) as connection:
        connection.sendall(HEAD.format(path=DRAFT, more="Transfer-Encoding: chunked\r\n").encode())

        assert not send_all(connection, [chunk] * 4096)


def test_a_body_that_does_not_come_is_408(serve, monkeypatch):
    monkeypatch.setattr("pr_writer.server.http_bodies.BODY_S", 0.2)
    answer = talk(serve(), b'{"use', more="Content-Length: 20\r\n")

    assert answer.startswith(b"HTTP/1.1 408 ")


def test_a_head_that_comes_byte_by_byte_is_cut_off(serve):
    server = serve(bounds={"head_s": 0.5})
    with socket.create_connection(("127.0.0.1", server.port), 20) as connection:
        assert not send_all(connection, [b"G"] * 400, pause=0.05)


def test_a_connection_that_says_nothing_is_closed(serve):
    server = serve(bounds={"head_s": 0.3})
    with socket.create_connection(("127.0.0.1", server.port), 20) as connection:
        assert connection.recv(1) == b""


def test_a_slow_answer_is_no_slow_request(serve, model):
    model.answer_next(200, {"choices": [{"index": 0, "message": {"content": "{}"}}]}, delay=0.8)

    assert serve(bounds={"head_s": 0.3}).draft().status == 200


@pytest.mark.parametrize("line", [b"nonsense\r\n\r\n", b"GET /\xff HTTP/1.1\r\n\r\n", b"\x16\x03\x01\x02\x00\r\n\r\n"])
def test_what_is_not_http_is_400(server, line):
    with socket.create_connection(("127.0.0.1", server.port), 20) as connection:
        connection.sendall(line)

        assert connection.recv(65_536).startswith(b"HTTP/1.1 400 ")
