"""Git's smart HTTP protocol, spoken by git's own backend."""

from __future__ import annotations

import os
import ssl
import subprocess
from pathlib import Path

from .server import Answer, LoopbackServer, Request

# What github.com allows, and a plain `git http-backend` does not: partial clones, and wants by any id.
_LIKE_GITHUB = {"uploadpack.allowFilter": "true", "uploadpack.allowAnySHA1InWant": "true", "safe.directory": "*"}


def serve_git(root: Path, request: Request, path: str) -> Answer:
    """Answer one request for ``/<folder>.git/…`` below ``root``, reading only."""
    environ = {
        "PATH": os.environ["PATH"],
        "GIT_PROJECT_ROOT": str(root),
        "GIT_HTTP_EXPORT_ALL": "1",
        "GIT_CONFIG_NOSYSTEM": "1",
        "GIT_CONFIG_GLOBAL": os.devnull,
        "GIT_PROTOCOL": request.header("git-protocol"),
        "REQUEST_METHOD": request.method,
        "PATH_INFO": path,
        "QUERY_STRING": request.target.partition("?")[2],
        "CONTENT_TYPE": request.header("content-type"),
        "CONTENT_LENGTH": str(len(request.body)),
        "HTTP_CONTENT_ENCODING": request.header("content-encoding"),
        "REMOTE_ADDR": "127.0.0.1",
        "GIT_CONFIG_COUNT": str(len(_LIKE_GITHUB)),
    }
    for n, (key, value) in enumerate(_LIKE_GITHUB.items()):
        environ |= {f"GIT_CONFIG_KEY_{n}": key, f"GIT_CONFIG_VALUE_{n}": value}
    done = subprocess.run(["git", "http-backend"], env=environ, input=request.body, capture_output=True, check=False)
    head, _, body = done.stdout.partition(b"\r\n\r\n")
    headers = dict(line.split(": ", 1) for line in head.decode().split("\r\n") if ": " in line)
    status = int(headers.pop("Status", "200").split()[0])
    return Answer(status, body, headers)


class GitServer(LoopbackServer):
    """Serves every repository folder below ``root`` as ``<origin>/<folder>``."""

    def __init__(self, root: Path, tls: ssl.SSLContext | None = None) -> None:
        self._root = root
        super().__init__(tls)

    def respond(self, request: Request) -> Answer:
        return serve_git(self._root, request, request.path)
