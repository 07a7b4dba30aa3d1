"""An HTTP proxy on loopback that writes down whom it is asked for, and knows where a test's host names are."""

from __future__ import annotations

import http.client
import selectors
import socket
import threading
from collections.abc import Callable, Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self
from urllib.parse import urlsplit

_HOP_BY_HOP = {"proxy-connection", "proxy-authorization", "connection", "keep-alive", "transfer-encoding"}


class RecordingProxy:
    """``routes`` says which server on loopback stands behind a host name; any other host is refused.

    ``tunnels`` are the hosts that were asked for with CONNECT, ``forwarded`` those whose plain requests were passed on.
    """

    def __init__(self, routes: Mapping[str, str]) -> None:
        self.routes = {host: urlsplit(origin).port for host, origin in routes.items()}
        self.tunnels: list[str] = []
        self.forwarded: list[str] = []
        self.credentials: set[str] = set()
        self._http = _Proxy(self)
        self._thread = threading.Thread(target=self._http.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        self._thread.start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._http.server_address[1]}"

    @property
    def hosts(self) -> set[str]:
        """Every host that was asked for, either way."""
        return {*self.tunnels, *self.forwarded}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._http.shutdown()
        self._http.server_close()
        self._thread.join()


class _Proxy(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, owner: RecordingProxy) -> None:
        self.owner = owner
        super().__init__(("127.0.0.1", 0), _Handler)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Stay silent: a client that hangs up is not the proxy's trouble."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: _Proxy

    def do_CONNECT(self) -> None:
        self._note_credentials()
        host = self.path.rpartition(":")[0]
        self.server.owner.tunnels.append(host)
        port = self.server.owner.routes.get(host)
        if port is None:
            self.send_error(502)
            return
        with socket.create_connection(("127.0.0.1", port)) as upstream:
            self.send_response(200, "Connection established")
            self.end_headers()
            pump(self.connection, upstream)
        self.close_connection = True

    def _forward(self) -> None:
        self._note_credentials()
        target = urlsplit(self.path)
        self.server.owner.forwarded.append(target.hostname or "")
        port = self.server.owner.routes.get(target.hostname or "")
        if port is None:
            self.send_error(502)
            return
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        headers = {name: value for name, value in self.headers.items() if name.lower() not in _HOP_BY_HOP}
        upstream = http.client.HTTPConnection("127.0.0.1", port)
        path = target.path + (f"?{target.query}" if target.query else "")
        upstream.request(self.command, path, body=body or None, headers=headers)
        answer = upstream.getresponse()
        content = answer.read()
        self.send_response(answer.status)
        for name, value in answer.getheaders():
            if name.lower() not in {*_HOP_BY_HOP, "content-length", "server", "date"}:
                self.send_header(name, value)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)
        upstream.close()

    do_GET = do_POST = do_PATCH = _forward  # noqa: N815 - the base class's names

    def _note_credentials(self) -> None:
        if sent := self.headers.get("Proxy-Authorization"):
            self.server.owner.credentials.add(sent)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the name is the base class's
        """Print nothing."""


def pump(left: socket.socket, right: socket.socket, may_pass: Callable[[int], bool] = lambda _: True) -> None:
    """Pass bytes both ways until one side is done; ``may_pass`` is asked about each portion that the left one sends."""
    with selectors.DefaultSelector() as ready:
        for one, other in ((left, right), (right, left)):
            ready.register(one, selectors.EVENT_READ, other)
        while True:
            for key, _ in ready.select():
                data = key.fileobj.recv(65536)
                if not data or (key.fileobj is left and not may_pass(len(data))):
                    return
                key.data.sendall(data)
