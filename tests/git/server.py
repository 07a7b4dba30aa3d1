"""A git server over smart HTTP on loopback: ``git http-backend`` behind Python's own server."""

from __future__ import annotations

import base64
import os
import subprocess
import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


class GitServer(ThreadingHTTPServer):
    """Serves the repositories of a folder; remembers what was asked, and misbehaves when told to."""

    daemon_threads = True

    def __init__(self, root: Path, token: str = "") -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.root = root
        self.token = token
        self.seen: list[tuple[str, str, list[str]]] = []  # method, path, Authorization headers
        self.drops = 0  # how many answers to a fetch to cut in the middle
        self.filters = True  # whether a fetch may leave contents out
        self.protocol = True  # whether version 2 is spoken
        self.moved = (0, "")  # the status and the address that every answer redirects to

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"

    @property
    def fetches(self) -> int:
        return sum(method == "POST" for method, _, _ in self.seen)


class Handler(BaseHTTPRequestHandler):
    server: GitServer

    def do_GET(self) -> None:
        self.answer(b"")

    def do_POST(self) -> None:
        if self.headers.get("Transfer-Encoding") == "chunked":
            body = b""
            while size := int(self.rfile.readline(), 16):
                body += self.rfile.read(size)
                self.rfile.readline()
            self.rfile.readline()
        else:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        self.answer(body)

    def answer(self, body: bytes) -> None:
        authorizations = self.headers.get_all("Authorization") or []
        self.server.seen.append((self.command, self.path, authorizations))
        expected = base64.b64encode(f"x-access-token:{self.server.token}".encode()).decode()
        if self.server.token and authorizations != [f"Basic {expected}"]:
            self.send_error(400 if len(authorizations) > 1 else 401)
            return
        if self.server.moved[0]:
            self.send_response(self.server.moved[0])
            self.send_header("Location", self.server.moved[1] + self.path)
            self.send_header("Content-Length", "0")
            self.end_headers()
            return
        path, _, query = self.path.partition("?")
        done = subprocess.run(
            ["git", "http-backend"],
            input=body,
            capture_output=True,
            check=False,
            env={
                "PATH": os.environ["PATH"],
                "GIT_PROJECT_ROOT": str(self.server.root),
                "GIT_HTTP_EXPORT_ALL": "1",
                "GIT_CONFIG_GLOBAL": "/dev/null",
                "GIT_CONFIG_COUNT": "2",
                "GIT_CONFIG_KEY_0": "uploadpack.allowFilter",
                "GIT_CONFIG_VALUE_0": str(self.server.filters).lower(),
                "GIT_CONFIG_KEY_1": "safe.directory",
                "GIT_CONFIG_VALUE_1": "*",
                "PATH_INFO": path,
                "QUERY_STRING": query,
                "REQUEST_METHOD": self.command,
                "CONTENT_TYPE": self.headers.get("Content-Type", ""),
                "CONTENT_LENGTH": str(len(body)),
                "HTTP_CONTENT_ENCODING": self.headers.get("Content-Encoding", ""),
                **({"GIT_PROTOCOL": self.headers.get("Git-Protocol", "")} if self.server.protocol else {}),
                "REMOTE_ADDR": "127.0.0.1",
            },
        )
        self.relay(done.stdout)

    def relay(self, answer: bytes) -> None:
        head, _, body = answer.partition(b"\r\n\r\n")
        headers = dict(line.split(": ", 1) for line in head.decode().splitlines() if ": " in line)
        self.send_response(int(headers.pop("Status", "200").split()[0]))
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if b"packfile" in body and self.server.drops:
            self.server.drops -= 1
            self.wfile.write(body[: len(body) // 2])
            self.close_connection = True
            return
        self.wfile.write(body)

    def log_message(self, *args: object) -> None:
        """Keep the tests' output clean."""


@contextmanager
def serve(root: Path, token: str = ""):
    server = GitServer(root, token)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
