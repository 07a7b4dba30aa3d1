"""A model server on the loopback that misbehaves in one way after another; each behaviour is a generator of bytes."""

from __future__ import annotations

import contextlib
import json
import socket
import struct
import threading
import time
from collections import deque
from dataclasses import dataclass, field

FOREVER_S = 30
MESSAGES = [{"role": "user", "content": "Say hello."}]


@dataclass
class Request:
    method: str
    path: str
    headers: dict[str, str]
    raw: bytes
    body: dict = field(default_factory=dict)


class BadServer:
    """Answers each request with the next behaviour of its script; the last one goes on for ever.

    A behaviour is a function (connection, request) → None that writes what it likes, or bytes to send.
    """

    def __init__(self, *script, ssl_context=None):
        self.requests: list[Request] = []
        self.connections = 0
        self.open_connections = 0
        self._script = deque(script or [ok()])
        self._ssl_context = ssl_context
        self._lock = threading.Lock()
        self._is_closing = threading.Event()
        self._socket = socket.create_server(("127.0.0.1", 0), backlog=512)
        self.port = self._socket.getsockname()[1]
        self._thread = threading.Thread(target=self._accept, daemon=True)
        self._thread.start()

    @property
    def host(self):
        return f"http{'s' if self._ssl_context else ''}://127.0.0.1:{self.port}"

    @property
    def url(self):
        return f"{self.host}/v1"

    @property
    def hits(self):
        return len(self.requests)

    def then(self, *script):
        """Replace what is left of the script."""
        with self._lock:
            self._script = deque(script)

    def close(self):
        self._is_closing.set()
        with contextlib.suppress(OSError):
            self._socket.shutdown(socket.SHUT_RDWR)
        self._socket.close()
        self._thread.join(5)

    def sleep(self, seconds):
        self._is_closing.wait(seconds)

    def _accept(self):
        while True:
            try:
                connection, _ = self._socket.accept()
            except OSError:
                return
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            threading.Thread(target=self._serve, args=(connection,), daemon=True).start()

    def _serve(self, connection):
        with self._lock:
            self.connections += 1
            self.open_connections += 1
        try:
            with contextlib.suppress(OSError, ValueError):
                if self._ssl_context:
                    connection = self._ssl_context.wrap_socket(connection, server_side=True)
                with connection:
                    reader = connection.makefile("rb")
                    while request := _read_request(reader):
                        self._answer(connection, request)
        finally:
            with self._lock:
                self.open_connections -= 1

    def _answer(self, connection, request):
        with self._lock:
            self.requests.append(request)
            behaviour = self._script.popleft() if len(self._script) > 1 else self._script[0]
        if callable(behaviour):
            behaviour = behaviour(self, connection, request)
        if behaviour is not None:
            connection.sendall(behaviour)


@contextlib.contextmanager
def serve_without_tls():
    """Run a server that answers a TLS handshake in plain words, once; its address begins with https."""
    with socket.create_server(("127.0.0.1", 0)) as plain:

        def answer():
            connection, _ = plain.accept()
            with connection:
                connection.sendall(b"HTTP/1.1 400 This is not TLS\r\n\r\n")

        threading.Thread(target=answer, daemon=True).start()
        yield f"https://127.0.0.1:{plain.getsockname()[1]}/v1"


def _read_request(reader):
    line = reader.readline()
    if not line.strip():
        return None
    raw, headers = line, {}
    while (header := reader.readline()).strip():
        raw += header
        name, _, value = header.decode().partition(":")
        headers[name.strip().lower()] = value.strip()
    content = reader.read(int(headers.get("content-length", 0)))
    method, path, _ = line.decode().split(" ", 2)
    return Request(method, path, headers, raw + content, json.loads(content) if content else {})


# Answers


def http(status, body=b"", content_type="application/json", **headers):
    body = body if isinstance(body, bytes) else json.dumps(body).encode()
    lines = [f"HTTP/1.1 {status} Whatever", f"Content-Type: {content_type}", f"Content-Length: {len(body)}"]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


def completion(text="hello", finish_reason="stop", **message):
    usage = {"prompt_tokens": 7, "completion_tokens": 3, "total_tokens": 10}
    choice = {"index": 0, "message": {"role": "assistant", "content": text, **message}, "finish_reason": finish_reason}
    return {"id": "x", "object": "chat.completion", "model": "echo", "choices": [choice], "usage": usage}


def ok(text="hello", **choice):
    return http(200, completion(text, **choice))


def error(status, message="no", code=None, error_type=None, param=None, **headers):
    return http(status, {"error": {"message": message, "code": code, "type": error_type, "param": param}}, **headers)


# Misbehaviour


def silence(server, connection, request):
    server.sleep(FOREVER_S)


def headers_then_silence(server, connection, request):
    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 999\r\n\r\n")
    server.sleep(FOREVER_S)


def drip(data, every=0.05):
    """Send one byte now and then: no gap is long, the whole never ends in time."""

    def behave(server, connection, request):
        for byte in data:
            connection.sendall(bytes([byte]))
            server.sleep(every)

    return behave


def reset(server, connection, request):
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    connection.close()
    raise OSError


def close(server, connection, request):
    raise OSError


def cut(data):
    """Send that much and close."""

    def behave(server, connection, request):
        connection.sendall(data)
        raise OSError

    return behave


def after(seconds, data):
    def behave(server, connection, request):
        time.sleep(seconds)
        return data

    return behave
