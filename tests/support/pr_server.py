"""`pr-writer serve` on loopback, in this process; every answer is held against what openapi.json says of it."""

from __future__ import annotations

import http.client
import json
import socket
import threading
import time
from dataclasses import dataclass
from typing import Any

from jsonschema import Draft202012Validator

from pr_writer.server.listening import make_server, open_sockets
from pr_writer.server.server_flags import read_server_options
from pr_writer.server.web_app import make_app, read_description

DESCRIPTION = read_description()
DRAFT, CHAT, STATUS, METRICS = "/agent/artifacts/pr", "/llm/chat", "/llm/status", "/llm/metrics"


@dataclass(frozen=True, slots=True)
class Answered:
    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)

    @property
    def detail(self) -> str:
        return self.json["detail"]


class PrServer:
    """A server for one test; ``argv`` and ``environ`` are what its command would get."""

    def __init__(self, *argv: str, environ: dict[str, str], **bounds: Any) -> None:
        options = read_server_options(["--port", "0", *argv], environ)
        self.token = options.token
        app = make_app(options.settings, workers=options.workers, token=options.token, names=options.names)
        self.pool = app.state.pool
        sockets = open_sockets(("127.0.0.1",), options.port)
        self.port = sockets[0].getsockname()[1]
        self._server = make_server(app, **bounds)
        self._thread = threading.Thread(target=self._server.run, args=(sockets,), daemon=True)
        self._thread.start()
        wait_for(lambda: self._server.started)

    def ask(self, method: str, path: str, content: Any = None, **options: Any) -> Answered:
        """Send one request, by default as a client that knows the token and sends JSON; read the answer."""
        connection = self.send(method, path, content, **options)
        try:
            response = connection.getresponse()
            answered = Answered(response.status, {k.lower(): v for k, v in response.getheaders()}, response.read())
        finally:
            connection.close()
        check_answer(method, path, answered)
        return answered

    def draft(self, **fields: Any) -> Answered:
        return self.ask("POST", DRAFT, fields)

    def send(
        self, method: str, path: str, content: Any = None, headers: dict[str, str | None] | None = None
    ) -> http.client.HTTPConnection:
        """Send one request; a header that is None is left out."""
        body = content if content is None or isinstance(content, bytes) else json.dumps(content).encode()
        usual = {"Authorization": f"Bearer {self.token}", "Content-Type": None if body is None else "application/json"}
        chosen = {name: value for name, value in (usual | (headers or {})).items() if value is not None}
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        connection.request(method, path, body, chosen)
        return connection

    def takes_connections(self) -> bool:
        try:
            socket.create_connection(("127.0.0.1", self.port), 5).close()
        except OSError:
            return False
        return True

    def stop(self) -> None:
        """Do as SIGTERM does, and return when all has ended."""
        self._server.should_exit = True
        self._thread.join(30)
        assert not self._thread.is_alive()


def check_answer(method: str, path: str, answered: Answered) -> None:
    """Fail where openapi.json does not allow this answer to this request."""
    described = DESCRIPTION["paths"].get(path, {}).get(method.lower())
    if described is None:  # no path or method of ours: 404 and 405 are not described
        return
    responses = described["responses"]
    assert str(answered.status) in responses, f"{method} {path} answered {answered.status}, which is not described"
    content = responses[str(answered.status)]["content"]
    kind = answered.headers["content-type"].partition(";")[0]
    assert kind in content
    if kind == "application/json":
        schema = content[kind]["schema"] | {"components": DESCRIPTION["components"]}
        Draft202012Validator(schema).validate(answered.json)


def wait_for(condition, seconds: float = 10.0) -> None:
    """Wait until something is so, as an upper bound and not as a measure."""
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "it did not come about"
        time.sleep(0.01)
