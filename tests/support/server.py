"""A loopback HTTP server whose next answers a test can script."""

from __future__ import annotations

import json
import re
import socket
import ssl
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self
from urllib.parse import parse_qs, urlsplit


@dataclass(frozen=True, slots=True)
class Request:
    """One request as it arrived; header names are lower case, and a repeated header keeps every value."""

    method: str
    target: str
    headers: dict[str, list[str]]
    body: bytes
    scheme: str = "http"

    @property
    def path(self) -> str:
        return urlsplit(self.target).path

    @property
    def query(self) -> dict[str, str]:
        return {name: values[-1] for name, values in parse_qs(urlsplit(self.target).query).items()}

    @property
    def json(self) -> Any:
        """The parsed body, or None where it is not JSON."""
        try:
            return json.loads(self.body)
        except ValueError:
            return None

    @property
    def origin(self) -> str:
        """Where the client believes that it talks to: what the answers' own URLs are built from."""
        return f"{self.scheme}://{self.header('host')}"

    def header(self, name: str) -> str:
        return ", ".join(self.headers.get(name.lower(), []))


@dataclass(frozen=True, slots=True)
class Answer:
    """What to send back: ``content`` is sent as it is where it is bytes or text, and as JSON otherwise."""

    status: int = 200
    content: Any = b""
    headers: dict[str, str] = field(default_factory=dict)
    delay: float = 0.0  # seconds before the first byte
    drip: float = 0.0  # seconds between one byte of the body and the next
    drop: bool = False  # close the connection without a word

    def encode(self) -> bytes:
        if isinstance(self.content, bytes):
            return self.content
        return (self.content if isinstance(self.content, str) else json.dumps(self.content)).encode()

    def content_type(self) -> str:
        return (
            "text/html; charset=utf-8" if isinstance(self.content, bytes | str) else "application/json; charset=utf-8"
        )


@dataclass(slots=True)
class _Scripted:
    """One line of the script: what it applies to, how often, and what happens then."""

    method: str | None
    path: str | None
    times: int
    act: Callable[[Request], Answer | None]

    def covers(self, request: Request) -> bool:
        same_method = self.method in (None, request.method)
        return self.times > 0 and same_method and (self.path is None or bool(re.search(self.path, request.path)))


class LoopbackServer:
    """A real HTTP/1.1 server on 127.0.0.1 that records what it is asked; `respond` says what a subclass answers."""

    def __init__(self, tls: ssl.SSLContext | None = None) -> None:
        self.requests: list[Request] = []
        self._script: list[_Scripted] = []
        self._lock = threading.Lock()
        self._closing = threading.Event()
        self._http = _Http(self)
        self.scheme = "https" if tls else "http"
        if tls:
            self._http.socket = tls.wrap_socket(self._http.socket, server_side=True)
        # Every answer waits for an accept, not for this poll: it only bounds how long closing takes.
        self._thread = threading.Thread(target=self._http.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        self._thread.start()

    @property
    def origin(self) -> str:
        return f"{self.scheme}://127.0.0.1:{self._http.server_address[1]}"

    def respond(self, request: Request) -> Answer:
        raise NotImplementedError

    def answer_next(self, status: int, content: Any = b"", headers: dict[str, str] | None = None, **when: Any) -> None:
        """Answer the next matching call so: ``method``, ``path`` pattern, ``times``; seconds of ``delay``, ``drip``."""
        paced = {name: when.pop(name) for name in ("delay", "drip") if name in when}
        answer = Answer(status, content, headers or {}, **paced)
        self._add(lambda _: answer, **when)

    def drop_next(self, **when: Any) -> None:
        """Close the connection on the next matching call."""
        self._add(lambda _: Answer(drop=True), **when)

    def before_next(self, callback: Callable[[Request], Any], **when: Any) -> None:
        """Run something as the next matching call arrives, then answer it as usual: a person edits, the head moves."""

        def act(request: Request) -> None:
            callback(request)

        self._add(act, **when)

    def handle(self, request: Request) -> Answer:
        with self._lock:
            self.requests.append(request)
            line = next((line for line in self._script if line.covers(request)), None)
            if line is not None:
                line.times -= 1
        scripted = line.act(request) if line is not None else None
        return self.respond(request) if scripted is None else scripted

    def wait(self, seconds: float) -> None:
        """Sleep, but not past the end of the test."""
        self._closing.wait(seconds)

    def close(self) -> None:
        self._closing.set()
        self._http.shutdown()
        self._http.server_close()
        self._thread.join()

    def _add(
        self,
        act: Callable[[Request], Answer | None],
        *,
        method: str | None = None,
        path: str | None = None,
        times: int = 1,
    ) -> None:
        with self._lock:
            self._script.append(_Scripted(method, path, times, act))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


class _Http(ThreadingHTTPServer):
    daemon_threads = False  # server_close waits for them, so that no socket outlives its test

    def __init__(self, owner: LoopbackServer) -> None:
        self.owner = owner
        self.open: set[socket.socket] = set()
        super().__init__(("127.0.0.1", 0), _Handler)

    def process_request(self, request: Any, client_address: Any) -> None:
        self.open.add(request)
        super().process_request(request, client_address)

    def shutdown_request(self, request: Any) -> None:
        self.open.discard(request)
        super().shutdown_request(request)

    def server_close(self) -> None:
        # A keep-alive connection would hold its thread, and so this call, until the client goes away.
        for connection in list(self.open):
            try:
                connection.shutdown(socket.SHUT_RDWR)
            except OSError:
                continue  # already gone
        super().server_close()

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Stay silent: a client that hangs up in the middle is what some tests are about."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    server: _Http

    def handle_one_request(self) -> None:
        self.raw_requestline = self.rfile.readline(65537)
        if not self.raw_requestline or not self.parse_request():
            self.close_connection = True
            return
        self._send(self.server.owner.handle(self._read()))

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the name is the base class's
        """Print nothing."""

    def _read(self) -> Request:
        headers: dict[str, list[str]] = {}
        for name, value in self.headers.items():
            headers.setdefault(name.lower(), []).append(value)
        return Request(self.command, self.path, headers, self._read_body(), self.server.owner.scheme)

    def _read_body(self) -> bytes:
        if "chunked" not in self.headers.get("Transfer-Encoding", ""):
            return self.rfile.read(int(self.headers.get("Content-Length") or 0))
        body = b""
        while size := int(self.rfile.readline().split(b";")[0], 16):
            body += self.rfile.read(size)
            self.rfile.readline()
        self.rfile.readline()
        return body

    def _send(self, answer: Answer) -> None:
        owner = self.server.owner
        if answer.delay:
            owner.wait(answer.delay)
        if answer.drop:
            self.close_connection = True
            return
        body = answer.encode()
        self.send_response(answer.status)
        for name, value in {"Content-Type": answer.content_type(), **answer.headers}.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if not answer.drip:
            self.wfile.write(body)
            return
        for byte in body:
            owner.wait(answer.drip)
            self.wfile.write(bytes([byte]))
