"""Addresses → sockets that listen on them, and a uvicorn that bounds what a client may take its time for."""

from __future__ import annotations

import asyncio
import errno
import socket
from collections.abc import Sequence
from typing import TYPE_CHECKING

import uvicorn
from uvicorn.protocols.http.h11_impl import H11Protocol

from pr_writer.errors import ActionError

if TYPE_CHECKING:
    from starlette.types import ASGIApp

HEAD_S = 10  # how long the head of a request may take to come; uvicorn itself bounds the pause between two alone
KEEP_ALIVE_S = 5
DRAIN_S = 60  # how long requests that run may take to end when the server is stopped
MAX_CONNECTIONS = 256
ABSENT = {errno.EADDRNOTAVAIL, errno.EAFNOSUPPORT}


def open_sockets(hosts: Sequence[str], port: int) -> list[socket.socket]:
    """Return a listening socket for each host, all on one port; of several hosts, those that the machine has.

    Raises ActionError where an address cannot be had.
    """
    opened: list[socket.socket] = []
    for host in hosts:
        try:
            opened.append(_open_socket(host, port))
        except (OSError, UnicodeError) as exc:  # the second for what cannot be a name at all
            if getattr(exc, "errno", None) in ABSENT and len(hosts) > 1:
                continue  # a machine without IPv6
            for one in opened:
                one.close()
            raise _explain(exc, host, port) from exc
        port = opened[0].getsockname()[1]
    if not opened:
        raise ActionError("This machine has no loopback address. Name an address with --host.")
    return opened


def make_server(app: ASGIApp, *, head_s: float = HEAD_S, drain_s: int = DRAIN_S) -> uvicorn.Server:
    """Return the server, still to be run with sockets; it says nothing but what goes wrong."""

    class Protocol(_BoundedProtocol):
        seconds = head_s

    config = uvicorn.Config(
        app,
        http=Protocol,
        ws="none",
        loop="asyncio",
        lifespan="on",
        log_config=None,
        access_log=False,
        proxy_headers=False,
        server_header=False,
        limit_concurrency=MAX_CONNECTIONS,
        timeout_keep_alive=KEEP_ALIVE_S,
        timeout_graceful_shutdown=drain_s,
    )
    return uvicorn.Server(config)


class _BoundedProtocol(H11Protocol):
    """Closes a connection whose next request does not come, however slowly its bytes do."""

    seconds: float = HEAD_S

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._expect_request()

    def on_response_complete(self) -> None:
        super().on_response_complete()
        self._expect_request()

    def _expect_request(self) -> None:
        self.loop.call_later(self.seconds, self._close_if_same, self.cycle)

    def _close_if_same(self, cycle: object) -> None:
        if self.cycle is cycle and not self.transport.is_closing():
            self.transport.close()


def _open_socket(host: str, port: int) -> socket.socket:
    family, _, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)[0]
    listener = socket.socket(family, socket.SOCK_STREAM)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if family == socket.AF_INET6:
            listener.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
        listener.bind(address)
        listener.listen(128)
        listener.setblocking(False)
    except OSError:
        listener.close()
        raise
    return listener


def _explain(exc: OSError | UnicodeError, host: str, port: int) -> ActionError:
    if isinstance(exc, UnicodeError):
        return ActionError(f"{host!r:.80} is no address. Name one of this machine with --host.")
    if exc.errno == errno.EADDRINUSE:
        return ActionError(f"Port {port} of {host} is taken. Stop what listens there, or name another with --port.")
    if exc.errno == errno.EACCES:
        return ActionError(f"Port {port} of {host} is not for everybody. Name one above 1023 with --port.")
    return ActionError(f"{host} is no address to listen on here ({exc.strerror or exc}). Name another with --host.")
