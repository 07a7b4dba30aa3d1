"""Who may ask: the token, and on one's own machine the name that the server was called by. And one log line each."""

from __future__ import annotations

import hmac
import logging
import time
from collections.abc import Collection
from typing import TYPE_CHECKING
from urllib.parse import quote

from starlette.datastructures import Headers
from starlette.responses import JSONResponse, Response

from pr_writer.server.server_metrics import ServerMetrics

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

OPEN_PATHS = frozenset({"/healthz", "/openapi.json"})
METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})  # for labels and log lines
MAX_SHOWN = 200  # characters of a path in the log

log = logging.getLogger("pr_writer")


class Gate:
    """Middleware around everything: lets in whoever may ask, counts and logs what was answered.

    ``names`` are the hosts that a request may be addressed to, all where empty: a page in a browser can have a name of
    its own lead to this machine (DNS rebinding), and everybody knows the token ``dev``.
    """

    def __init__(
        self, app: ASGIApp, *, token: str, names: Collection[str], routes: Collection[str], metrics: ServerMetrics
    ) -> None:
        self._app = app
        self._token = token.encode()
        self._names = names
        self._routes = routes
        self._metrics = metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        started, status = time.monotonic(), 0

        async def send_on(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                message["headers"] = [*message.get("headers", ()), (b"cache-control", b"no-store")]
            await send(message)

        state = scope.setdefault("state", {})
        state["outcome"] = ""
        try:
            app = self._refuse(scope) or self._app
            await app(scope, receive, send_on)
        finally:
            self._note(scope, status or 500, time.monotonic() - started, state["outcome"])

    def _refuse(self, scope: Scope) -> Response | None:
        """Return the answer to who may not ask."""
        headers = Headers(scope=scope)
        if self._names and _read_host(headers) not in self._names:
            return _answer(421, "This server is for its own machine. Call it localhost, or set PR_WRITER_SERVER_TOKEN.")
        if scope["path"] in OPEN_PATHS or self._knows_token(headers):
            return None
        challenge = 'Bearer realm="pr-writer"' + (', error="invalid_token"' if "authorization" in headers else "")
        return _answer(
            401,
            "The token is missing or wrong. Send Authorization: Bearer, and the token.",
            {"WWW-Authenticate": challenge},
        )

    def _knows_token(self, headers: Headers) -> bool:
        scheme, _, given = headers.get("authorization", "").partition(" ")
        # Bytes: compare_digest takes no text beyond ASCII.
        return hmac.compare_digest(given.strip().encode(), self._token) and scheme.lower() == "bearer"

    def _note(self, scope: Scope, status: int, seconds: float, outcome: str) -> None:
        method = scope["method"] if scope["method"] in METHODS else "other"
        route = scope["path"] if scope["path"] in self._routes else "other"
        self._metrics.count_request(method, route, status)
        shown = quote(scope["path"], safe="/-._~")[:MAX_SHOWN]
        log.info("%s %s %d %.3f s%s", method, shown, status, seconds, f" {outcome}" if outcome else "")


def _read_host(headers: Headers) -> str:
    """Return the host that the request is addressed to, without the port; a blank where there is not exactly one."""
    hosts = headers.getlist("host")
    host = hosts[0].strip().lower() if len(hosts) == 1 else ""
    end = host.rfind(":")
    return host[:end] if end > host.rfind("]") else host


def _answer(status: int, sentence: str, headers: dict[str, str] | None = None) -> Response:
    return JSONResponse({"detail": sentence}, status, headers)
