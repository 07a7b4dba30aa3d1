"""TCP connections for a thread: one deadline for everything that a request does.

The SDK's ``timeout=`` bounds each socket operation by itself, so a server that sends a byte now and then holds it for
ever. httpx hands its timeouts unread to httpcore, and httpcore to the network backend: so a Deadline travels inside
them, and the network backend here asks it how much is left before every operation: the resolver, every address, TLS,
each read and each write. No thread, no signal, no timer.
"""

from __future__ import annotations

import os
import select
import selectors
import socket
import time
from collections import deque
from typing import TYPE_CHECKING, Any, cast

import httpcore2

from llm_router.deadline import Deadline
from llm_router.resolver import find_address, interleave, start_lookup

if TYPE_CHECKING:
    import ssl
    from collections.abc import Iterable, Sequence

    from llm_router.resolver import Address

DEFAULT_S = 60.0
# How long an address may be silent before the next one is tried beside it: https://www.rfc-editor.org/rfc/rfc8305
ATTEMPT_DELAY_S = 0.25


class StaleConnectionError(httpcore2.ReadError):
    """A connection that had been kept died before it gave a byte of this answer: its server had closed it."""


class DeadlineBackend(httpcore2.NetworkBackend):
    """TCP connections whose every operation ends by the deadline of the request that it serves."""

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore2.SOCKET_OPTION] | None = None,
    ) -> httpcore2.NetworkStream:
        """Connect to the address that answers first; they are tried a quarter of a second apart."""
        del local_address, socket_options  # the pool here sets neither
        addresses = _resolve(host, port, timeout)
        try:
            return _DeadlineStream(_connect_first(addresses, timeout))
        except OSError as exc:
            error = httpcore2.ConnectTimeout if isinstance(exc, TimeoutError) else httpcore2.ConnectError
            raise error(str(exc)) from exc


class _DeadlineStream(httpcore2.NetworkStream):
    def __init__(self, sock: socket.socket) -> None:
        self._socket = sock
        self._has_answered = False  # the request that was written last
        self._is_reused = False

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        self._socket.settimeout(_remaining(timeout, httpcore2.ReadTimeout))
        try:
            data = self._socket.recv(max_bytes)
        except TimeoutError as exc:
            raise httpcore2.ReadTimeout(str(exc)) from exc
        except OSError as exc:
            raise self._broken(httpcore2.ReadError, exc) from exc
        if not data and self._is_stale():
            raise StaleConnectionError("the server had closed the connection")
        self._has_answered = True
        return data

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        if self._has_answered:
            self._has_answered, self._is_reused = False, True
        view = memoryview(buffer)
        try:
            while view:
                self._socket.settimeout(_remaining(timeout, httpcore2.WriteTimeout))
                view = view[self._socket.send(view) :]
        except TimeoutError as exc:
            raise httpcore2.WriteTimeout(str(exc)) from exc
        except OSError as exc:
            raise self._broken(httpcore2.WriteError, exc) from exc

    def _broken(self, error: type[Exception], exc: OSError) -> Exception:
        return StaleConnectionError(str(exc)) if self._is_stale() else error(str(exc))

    def _is_stale(self) -> bool:
        return self._is_reused and not self._has_answered

    def close(self) -> None:
        self._socket.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore2.NetworkStream:
        try:
            # A handshake keeps to the socket's timeout as a whole, unlike reads.
            self._socket.settimeout(_remaining(timeout, httpcore2.ConnectTimeout))
            return _DeadlineStream(ssl_context.wrap_socket(self._socket, server_hostname=server_hostname))
        except Exception as exc:
            self.close()
            if isinstance(exc, TimeoutError):
                raise httpcore2.ConnectTimeout(str(exc)) from exc
            if isinstance(exc, OSError):
                raise httpcore2.ConnectError(str(exc)) from exc
            raise

    def get_extra_info(self, info: str) -> Any:
        if info == "ssl_object":
            return self._socket if hasattr(self._socket, "selected_alpn_protocol") else None
        if info == "is_readable":
            return _is_readable(self._socket)
        return self._socket if info == "socket" else None


def _connect_first(addresses: Sequence[Address], timeout: float | None) -> socket.socket:
    """Connect to whichever address answers first; each has a head start on the one behind it."""
    waiting, failure = deque(interleave(addresses)), OSError("the host has no address")
    next_at = time.monotonic()
    with selectors.DefaultSelector() as trying:
        try:
            while True:
                left = _remaining(timeout, httpcore2.ConnectTimeout)
                now = time.monotonic()
                if waiting and (now >= next_at or not trying.get_map()):
                    next_at = now + ATTEMPT_DELAY_S
                    try:
                        trying.register(_start_connecting(*waiting.popleft()), selectors.EVENT_WRITE)
                    except OSError as exc:
                        failure, next_at = exc, now
                    continue
                if not trying.get_map():
                    raise failure
                for key, _ in trying.select(min(left, max(next_at - now, 0)) if waiting else left):
                    sock = cast("socket.socket", key.fileobj)
                    trying.unregister(sock)
                    error = sock.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR)
                    if not error:
                        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                        return sock
                    sock.close()
                    failure, next_at = OSError(error, os.strerror(error)), now
        finally:
            for key in list(trying.get_map().values()):
                cast("socket.socket", key.fileobj).close()


def _start_connecting(family: int, address: Any) -> socket.socket:
    sock = socket.socket(family, socket.SOCK_STREAM)
    try:
        sock.setblocking(False)
        sock.connect(address)
    except BlockingIOError:
        pass
    except BaseException:
        sock.close()
        raise
    return sock


def _is_readable(sock: socket.socket) -> bool:
    """Tell whether an idle connection has something to say, which can only be that it was closed."""
    if sock.fileno() < 0:
        return True
    if not hasattr(select, "poll"):  # Windows, whose select() takes any socket
        return bool(select.select([sock], [], [], 0)[0])
    poll = select.poll()
    poll.register(sock, select.POLLIN)
    return bool(poll.poll(0))


def _remaining(timeout: float | None, error: type[Exception]) -> float:
    if timeout is None:  # no caller of ours leaves it out
        return DEFAULT_S
    left = timeout.remaining() if isinstance(timeout, Deadline) else timeout
    if left <= 0:
        raise error("the deadline has passed")
    return left


def _resolve(host: str, port: int, timeout: float | None) -> Sequence[Address]:
    left = _remaining(timeout, httpcore2.ConnectTimeout)
    if address := find_address(host, port):
        return [address]
    lookup = start_lookup(host, port)
    if not lookup.done.wait(left):
        raise httpcore2.ConnectTimeout(f"the resolver did not answer for {host}")
    if lookup.failure is not None:
        raise httpcore2.ConnectError(str(lookup.failure)) from lookup.failure
    return lookup.addresses
