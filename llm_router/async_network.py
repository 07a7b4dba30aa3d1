# ruff: noqa: ASYNC109  the arguments are httpcore's
"""TCP connections for an event loop; what bounds them in time is the caller's ``asyncio.timeout``."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from typing import TYPE_CHECKING, Any

import anyio
import httpcore2
from httpcore2._backends.anyio import AnyIOStream

from llm_router.network import ATTEMPT_DELAY_S, StaleConnectionError
from llm_router.resolver import find_address, interleave, start_lookup

if TYPE_CHECKING:
    import ssl
    from collections.abc import Iterable, Sequence

    from llm_router.resolver import Address


class LoopBackend(httpcore2.AsyncNetworkBackend):
    """Connects to the address that answers first, and asks the resolver without holding up the loop's end."""

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore2.SOCKET_OPTION] | None = None,
    ) -> httpcore2.AsyncNetworkStream:
        """Connect; the pool here sets neither of the last two."""
        del timeout, local_address, socket_options
        addresses = await _resolve(host, port)
        try:
            return _Stream(AnyIOStream(await _connect_first(addresses)))
        except OSError as exc:
            raise httpcore2.ConnectError(str(_last_of(exc))) from _last_of(exc)


class _Stream(httpcore2.AsyncNetworkStream):
    """A stream that knows whether it was used before: one that dies then, unheard, had been closed by its server."""

    def __init__(self, stream: httpcore2.AsyncNetworkStream) -> None:
        self._stream = stream
        self._has_answered = False
        self._is_reused = False

    async def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        try:
            data = await self._stream.read(max_bytes, timeout)
        except httpcore2.ReadError as exc:
            raise self._broken(exc) from exc
        if not data and self._is_stale():
            raise StaleConnectionError("the server had closed the connection")
        self._has_answered = True
        return data

    async def write(self, buffer: bytes, timeout: float | None = None) -> None:
        if self._has_answered:
            self._has_answered, self._is_reused = False, True
        try:
            await self._stream.write(buffer, timeout)
        except httpcore2.WriteError as exc:
            raise self._broken(exc) from exc

    async def aclose(self) -> None:
        await self._stream.aclose()

    async def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore2.AsyncNetworkStream:
        try:
            return _Stream(await self._stream.start_tls(ssl_context, server_hostname, timeout))
        except BaseException:  # httpcore closes it after an error, but not when the task is cancelled
            with anyio.CancelScope(shield=True):
                await self._stream.aclose()
            raise

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)

    def _broken(self, exc: Exception) -> Exception:
        return StaleConnectionError(str(exc)) if self._is_stale() else exc

    def _is_stale(self) -> bool:
        return self._is_reused and not self._has_answered


async def _resolve(host: str, port: int) -> Sequence[Address]:
    if address := find_address(host, port):
        return [address]
    loop, arrived = asyncio.get_running_loop(), asyncio.Event()

    def wake() -> None:
        with suppress(RuntimeError):  # the loop has ended
            loop.call_soon_threadsafe(arrived.set)

    lookup = start_lookup(host, port)
    lookup.when_done(wake)
    await arrived.wait()
    if lookup.failure is not None:
        raise httpcore2.ConnectError(str(lookup.failure)) from lookup.failure
    return lookup.addresses


async def _connect_first(addresses: Sequence[Address]) -> anyio.abc.SocketStream:
    """Connect to whichever address answers first; each has a head start on the one behind it."""
    found: list[anyio.abc.SocketStream] = []
    failures: list[OSError] = []

    async def connect(address: Any, failed: anyio.Event) -> None:
        try:
            stream = await anyio.connect_tcp(address[0], address[1])
        except OSError as exc:
            failures.append(exc)
            failed.set()
            return
        if found:
            await stream.aclose()
            return
        found.append(stream)
        group.cancel_scope.cancel()

    try:
        async with anyio.create_task_group() as group:
            for _, address in interleave(addresses):
                failed = anyio.Event()
                group.start_soon(connect, address, failed)
                with anyio.move_on_after(ATTEMPT_DELAY_S):
                    await failed.wait()
    except BaseException:  # cancelled, maybe just after one had answered
        for stream in found:
            await anyio.aclose_forcefully(stream)
        raise
    if not found:
        raise failures[-1] if failures else OSError("the host has no address")
    return found[0]


def _last_of(exc: BaseException) -> BaseException:
    while exc.__cause__ is not None:
        exc = exc.__cause__
    return exc
