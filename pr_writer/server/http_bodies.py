"""What a client sends, as far as it may; and whether it is still there."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from typing import TYPE_CHECKING, Any, TypeVar

from starlette.requests import ClientDisconnect, Request

from pr_writer.inputs.setting_names import SettingNames

if TYPE_CHECKING:
    from starlette.types import Receive

T = TypeVar("T")

MAX_BODY = 64 * 1024  # bytes
# A client that is refused in the middle of its body may never read why, so a little more is read and dropped.
MAX_DROPPED = 4 * 1024 * 1024
BODY_S = 10.0  # how long a body may take to come


class HttpError(Exception):
    """The request is answered with this status, these headers and a sentence, whose settings are named here."""

    def __init__(self, status: int, sentence: str, *, headers: dict[str, str] | None = None) -> None:
        super().__init__(SettingNames({}).name_in(sentence))  # a server has flags and variables, and no inputs
        self.status = status
        self.headers = headers or {}


class ClientGoneError(Exception):
    """The client went away before it was answered."""


async def read_body(request: Request) -> bytes:
    """Return the body of a request that sends JSON; raises HttpError (408, 413, 415), ClientGoneError."""
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != "application/json":
        raise HttpError(415, "The body must be JSON. Send the header Content-Type: application/json.")
    body, size = b"", 0
    try:
        async with asyncio.timeout(BODY_S):
            async for portion in request.stream():
                size += len(portion)
                if size > MAX_BODY + MAX_DROPPED:
                    break
                body += portion if size <= MAX_BODY else b""
    except TimeoutError:
        if size <= MAX_BODY:
            closed = {"Connection": "close"}
            raise HttpError(408, f"The body did not come within {BODY_S:g} seconds.", headers=closed) from None
    except ClientDisconnect:
        raise ClientGoneError from None
    if size > MAX_BODY:
        closed = {"Connection": "close"}
        raise HttpError(413, f"The body is longer than {MAX_BODY // 1024} KiB. Send less.", headers=closed)
    return body


async def run_while_connected(
    receive: Receive, work: Coroutine[Any, Any, T], *, must_end: Callable[[], bool] = lambda: False
) -> T:
    """Do the work, and cancel it when the client goes away, unless it ``must_end``.

    Raises ClientGoneError; and HttpError where the server stops before the work is done. The body has to be read.
    """
    task = asyncio.ensure_future(work)
    leaving = asyncio.ensure_future(_wait_for_disconnect(receive))
    is_stopping = False
    try:
        await asyncio.wait({task, leaving}, return_when=asyncio.FIRST_COMPLETED)
        if task.done() or must_end():
            return await task
    except asyncio.CancelledError:
        # Uvicorn cancels what is not done when its time to drain is over, and does not wait for it: who asked is
        # answered first, and the work's own clean-up races with the pool's.
        is_stopping = True
        raise HttpError(503, "The server is being stopped. Try again when it is back.") from None
    finally:
        leaving.cancel()
        task.cancel()
        if not is_stopping:
            await asyncio.gather(task, leaving, return_exceptions=True)
    raise ClientGoneError


async def _wait_for_disconnect(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
