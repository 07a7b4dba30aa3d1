"""The parts of the server → one ASGI application."""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator, Callable, Collection
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from pr_writer.app import BUG
from pr_writer.events import ModelAsked
from pr_writer.inputs.settings import Settings
from pr_writer.sanitize.secrets import redact_text
from pr_writer.server.backend_status import BackendStatus
from pr_writer.server.bodies import BadFieldsError, DraftRequest, UnreadableBodyError, parse_draft_request
from pr_writer.server.draft_pool import BusyError, DraftPool, Places
from pr_writer.server.draft_worker import WriteBegun
from pr_writer.server.gate import Gate
from pr_writer.server.http_bodies import ClientGoneError, HttpError, read_body, run_while_connected
from pr_writer.server.model_chat import ChatEndpoint
from pr_writer.server.server_metrics import CONTENT_TYPE, ServerMetrics
from pr_writer.version import __version__

if TYPE_CHECKING:
    from starlette.requests import Request

RETRY_S = 5  # what a client is told to wait where it is too early; about a draft of a small change
CLIENT_GONE = 499  # nobody reads it but the log: nginx's word for a client that closed the connection


def make_app(base: Settings, *, workers: int, token: str, names: Collection[str]) -> Starlette:
    """Return the application; ``names`` are the hosts that it may be called by, all where empty."""
    server = _Server(base, workers)
    routes = [
        Route("/agent/artifacts/pr", server.draft, methods=["POST"]),
        Route("/llm/chat", server.chat, methods=["POST"]),
        Route("/llm/status", server.show_status),
        Route("/llm/metrics", server.show_metrics),
        Route("/healthz", server.show_health),
        Route("/openapi.json", server.describe),
    ]
    paths = {route.path for route in routes}
    # Starlette's own type has every handler take any exception.
    handlers: dict[Any, Any] = {
        BadFieldsError: _answer_bad_fields,
        UnreadableBodyError: _answer_unreadable,
        BusyError: _answer_busy,
        ClientGoneError: _answer_nobody,
        HttpError: partial(_answer_error, server.clean),
        HTTPException: _answer_unknown,
        Exception: _answer_bug,
    }
    app = Starlette(
        routes=routes,
        middleware=[Middleware(Gate, token=token, names=names, routes=paths, metrics=server.metrics)],
        exception_handlers=handlers,
        lifespan=server.live,
    )
    app.state.pool = server.pool
    return app


class _Server:
    """What the endpoints share."""

    def __init__(self, base: Settings, workers: int) -> None:
        self.clean: Callable[[str], str] = partial(redact_text, base.secrets)
        self.metrics = ServerMetrics()
        self._base = base
        self._places = Places(workers)
        self.pool = DraftPool(base, workers)
        self._status = BackendStatus(base.backends, self.clean)
        self.chat = ChatEndpoint(base, self._places, self.metrics.count_attempt, self.clean)

    @contextlib.asynccontextmanager
    async def live(self, _: Starlette) -> AsyncIterator[None]:
        """End the processes with the server."""
        yield
        await asyncio.to_thread(self.pool.close)

    async def draft(self, request: Request) -> Response:
        """Answer POST /agent/artifacts/pr."""
        asked = parse_draft_request(await read_body(request))
        if self._base.dry_run and not asked.dry_run:
            raise HttpError(403, "This server was started with ⟨dry-run⟩ and writes nothing. Ask for a dry run.")
        is_writing = False

        def hear(event: ModelAsked | WriteBegun) -> None:
            nonlocal is_writing
            if isinstance(event, ModelAsked):
                self.metrics.count_attempt(event)
            else:
                is_writing = True

        with self._places.take(), self._places.reserve(_name_topic(asked)):
            answer = await run_while_connected(
                request.receive, self.pool.draft(asked, hear), must_end=lambda: is_writing
            )
        request.state.outcome = answer.outcome
        return JSONResponse(answer.content, answer.status)

    async def show_status(self, _: Request) -> Response:
        """Answer GET /llm/status: 200 where a backend can be asked, else 503."""
        found = await self._status.read()
        return JSONResponse(found, 200 if found["usable"] else 503)

    async def show_metrics(self, _: Request) -> Response:
        """Answer GET /llm/metrics."""
        return Response(self.metrics.write(self._places.taken, self._places.size), media_type=CONTENT_TYPE)

    async def show_health(self, _: Request) -> Response:
        """Answer GET /healthz: the server is up, whatever the backends are."""
        return JSONResponse({"status": "ok"})

    async def describe(self, _: Request) -> Response:
        """Answer GET /openapi.json."""
        return JSONResponse(read_description())


def read_description() -> dict[str, Any]:
    """Return the OpenAPI description of this version."""
    description: dict[str, Any] = json.loads(Path(__file__).with_name("openapi.json").read_bytes())
    description["info"]["version"] = __version__
    return description


def _name_topic(asked: DraftRequest) -> str | None:
    """Return what no other request may be about meanwhile: two drafts of one pull request would cross."""
    if asked.pr_number is not None:
        return f"pull request #{asked.pr_number}"
    return None if asked.dry_run else f"branch {asked.head}"


async def _answer_bad_fields(_: Request, exc: BadFieldsError) -> Response:
    return JSONResponse({"detail": "These fields cannot be used. Mend them all.", "faults": exc.faults}, 422)


async def _answer_unreadable(_: Request, exc: UnreadableBodyError) -> Response:
    return JSONResponse({"detail": str(exc)}, 400)


async def _answer_busy(_: Request, exc: BusyError) -> Response:
    return JSONResponse({"detail": str(exc)}, exc.status, {"Retry-After": str(RETRY_S)})


async def _answer_nobody(request: Request, _: ClientGoneError) -> Response:
    request.state.outcome = "client-gone"
    return Response(status_code=CLIENT_GONE)


async def _answer_error(clean: Callable[[str], str], request: Request, exc: HttpError) -> Response:
    request.state.outcome = "failed"
    return JSONResponse({"detail": clean(str(exc))}, exc.status, exc.headers)


async def _answer_unknown(_: Request, exc: HTTPException) -> Response:
    allowed = (exc.headers or {}).get("Allow", "")
    sentence = {
        404: "There is nothing here. GET /openapi.json lists what there is.",
        405: f"This path does not take that method. Ask with {allowed}, or see GET /openapi.json.",
    }.get(exc.status_code, exc.detail)
    return JSONResponse({"detail": sentence}, exc.status_code, exc.headers)


async def _answer_bug(_: Request, __: Exception) -> Response:
    return JSONResponse({"detail": f"{BUG} The server's log has the text to report it with."}, 500)
