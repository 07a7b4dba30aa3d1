"""``POST /llm/chat``: a conversation → the router's answer, whole or piece by piece as server-sent events."""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
from collections.abc import Awaitable, Callable
from dataclasses import asdict
from functools import partial
from typing import TYPE_CHECKING, Any, NoReturn

from starlette.requests import Request
from starlette.responses import JSONResponse

import llm_router
from pr_writer.app import BUG
from pr_writer.errors import ActionError, NoAnswerError
from pr_writer.events import ModelAsked
from pr_writer.inputs.settings import Settings
from pr_writer.model_client import read_attempt, translate_error
from pr_writer.server.answers import choose_status, clean_json, describe_attempt
from pr_writer.server.bodies import ChatRequest, parse_chat_request
from pr_writer.server.draft_pool import Places
from pr_writer.server.http_bodies import ClientGoneError, HttpError, read_body, run_while_connected

if TYPE_CHECKING:
    from starlette.types import Receive, Scope, Send

WRITE_S = 30.0  # how long a client may take to read a piece: it holds a place, and a model, meanwhile
SSE_HEADERS = ((b"content-type", b"text/event-stream; charset=utf-8"), (b"x-accel-buffering", b"no"))

Hear = Callable[[ModelAsked], None]

log = logging.getLogger("pr_writer")


class ChatEndpoint:
    """Asks the configured backends as a draft does; the text is the model's own, unlike a draft's."""

    def __init__(self, base: Settings, places: Places, hear: Hear, clean: Callable[[str], str]) -> None:
        self._base = base
        self._places = places
        self._hear = hear
        self._clean = clean

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        request = Request(scope, receive, send)
        asked = parse_chat_request(await read_body(request))
        with self._places.take():
            if asked.stream:
                await self._stream(asked, request, send)
            else:
                answer = await run_while_connected(receive, self._complete(asked))
                await answer(scope, receive, send)

    async def _complete(self, asked: ChatRequest) -> JSONResponse:
        attempts: list[ModelAsked] = []
        try:
            done = await llm_router.Router.from_environ(self._base.backends).acomplete(
                asked.messages,
                self._choose_temperature(asked),
                max_tokens=asked.max_tokens,
                on_attempt=partial(self._note, attempts),
            )
        except Exception as exc:  # noqa: BLE001 - what is not the router's is raised again
            _raise_translated(exc)
        return JSONResponse(
            {
                "text": done.text,
                "model": done.model,
                "backend": done.backend,
                "finish_reason": done.finish_reason,
                "usage": asdict(done.usage),
                "attempts": clean_json([describe_attempt(attempt) for attempt in attempts], self._clean),
            }
        )

    async def _stream(self, asked: ChatRequest, request: Request, send: Send) -> None:
        stream = llm_router.achat_complete_stream(
            asked.messages,
            self._choose_temperature(asked),
            max_tokens=asked.max_tokens,
            on_attempt=partial(self._note, []),
            environ=self._base.backends,
        )
        async with stream:
            try:
                await run_while_connected(request.receive, stream.start())
            except (HttpError, ClientGoneError):
                raise
            except Exception as exc:  # noqa: BLE001 - as above
                _raise_translated(exc)
            await send({"type": "http.response.start", "status": 200, "headers": list(SSE_HEADERS)})
            request.state.outcome = await self._send_pieces(stream, request.receive, send)

    async def _send_pieces(self, stream: llm_router.AsyncAnswerStream, receive: Receive, send: Send) -> str:
        """Send the answer and how it ended; return that in a word for the log. An error is an event by now."""
        write = partial(_send_event, send)
        try:
            await run_while_connected(receive, _pass_on(stream, write))
            facts = {"model": stream.model_used, "backend": stream.backend, "finish_reason": stream.finish_reason}
            await write("end", facts | {"usage": asdict(stream.usage)}, is_last=True)
        except ClientGoneError:
            return "client-gone"
        except Exception as exc:
            error = _translate(exc)
            if not isinstance(error, HttpError):
                log.exception("This is a bug in pr-writer; please report it with this text.")
                error = HttpError(500, BUG)
            with contextlib.suppress(ClientGoneError):
                await write("error", {"detail": self._clean(str(error))}, is_last=True)
            return "failed"
        return "ok"

    def _choose_temperature(self, asked: ChatRequest) -> float:
        return self._base.temperature if asked.temperature is None else asked.temperature

    def _note(self, attempts: list[ModelAsked], attempt: llm_router.Attempt) -> None:
        attempts.append(read_attempt(attempt))
        self._hear(attempts[-1])


async def _pass_on(stream: llm_router.AsyncAnswerStream, write: Callable[[str, Any], Awaitable[None]]) -> None:
    async for piece in stream:
        await write("message", {"text": piece})


async def _send_event(send: Send, name: str, data: Any, *, is_last: bool = False) -> None:
    """Send one event; "message" is the name of one that has none: https://html.spec.whatwg.org/multipage/server-sent-events.html"""
    head = "" if name == "message" else f"event: {name}\n"
    body = f"{head}data: {json.dumps(data)}\n\n".encode()
    try:
        async with asyncio.timeout(WRITE_S):
            await send({"type": "http.response.body", "body": body, "more_body": not is_last})
    except TimeoutError:
        raise ClientGoneError from None


def _raise_translated(exc: Exception) -> NoReturn:
    found = _translate(exc)
    raise found from (None if found is exc else exc)


def _translate(exc: Exception) -> Exception:
    """Return the error as what a client is answered; a bug stays what it is."""
    if isinstance(exc, llm_router.BadArgument):
        return HttpError(422, str(exc))
    if isinstance(exc, llm_router.StreamInterrupted):
        return HttpError(502, str(exc))
    error = translate_error(exc, str, is_outsider=False)
    if isinstance(error, ActionError):
        return HttpError(choose_status(error), str(error))
    if isinstance(error, NoAnswerError):
        return HttpError(502 if error.was_asked else 503, str(error))
    return error
