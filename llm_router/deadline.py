"""One deadline for everything that a request does: the resolver, every address, TLS, each read and each write.

The SDK's ``timeout=`` bounds each socket operation by itself, so a server that sends a byte now and then holds it for
ever. httpx hands its timeouts unread to httpcore, and httpcore to the network backend: so a Deadline travels inside
them, and the network backend here asks it how much is left before every operation. No thread, no signal, no timer.
"""

from __future__ import annotations

import select
import socket
import threading
import time
from typing import TYPE_CHECKING, Any

import httpcore2

if TYPE_CHECKING:
    import ssl
    from collections.abc import Iterable

DEFAULT_S = 60.0


class Deadline(float):
    """A budget in seconds, as every layer between expects a timeout to be, that knows when it runs out."""

    def __init__(self, seconds: float) -> None:
        """Start the clock."""
        del seconds  # float has it
        self.at = time.monotonic() + self

    def remaining(self) -> float:
        """Seconds left; negative when it has passed."""
        return self.at - time.monotonic()


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
        """Connect to the first address that answers; each gets an equal share of what is left."""
        del local_address, socket_options  # the pool here sets neither
        addresses = _resolve(host, port, _remaining(timeout, httpcore2.ConnectTimeout))
        failure: OSError = OSError(f"{host} has no address")
        for tried, (family, address) in enumerate(addresses):
            share = _remaining(timeout, httpcore2.ConnectTimeout) / (len(addresses) - tried)
            try:
                return _DeadlineStream(_connect(family, address, share))
            except OSError as exc:
                failure = exc
        error = httpcore2.ConnectTimeout if isinstance(failure, TimeoutError) else httpcore2.ConnectError
        raise error(str(failure)) from failure


class _DeadlineStream(httpcore2.NetworkStream):
    def __init__(self, sock: socket.socket) -> None:
        self._socket = sock

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        self._socket.settimeout(_remaining(timeout, httpcore2.ReadTimeout))
        try:
            return self._socket.recv(max_bytes)
        except TimeoutError as exc:
            raise httpcore2.ReadTimeout(str(exc)) from exc
        except OSError as exc:
            raise httpcore2.ReadError(str(exc)) from exc

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        view = memoryview(buffer)
        try:
            while view:
                self._socket.settimeout(_remaining(timeout, httpcore2.WriteTimeout))
                view = view[self._socket.send(view) :]
        except TimeoutError as exc:
            raise httpcore2.WriteTimeout(str(exc)) from exc
        except OSError as exc:
            raise httpcore2.WriteError(str(exc)) from exc

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


def _connect(family: int, address: Any, seconds: float) -> socket.socket:
    sock = socket.socket(family, socket.SOCK_STREAM)
    try:
        sock.settimeout(seconds)
        sock.connect(address)
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
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


class _Lookup:
    """One question to the resolver, which cannot be told to stop: it runs in a thread of its own."""

    def __init__(self, host: str, port: int) -> None:
        self.done = threading.Event()
        self.addresses: list[tuple[int, Any]] = []
        self.failure: OSError | None = None
        threading.Thread(target=self._run, args=(host, port), name=f"llm_router resolves {host}", daemon=True).start()

    def _run(self, host: str, port: int) -> None:
        try:
            found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
            self.addresses = list(dict.fromkeys((int(info[0]), info[4]) for info in found))
        except (OSError, UnicodeError) as exc:  # UnicodeError: a label over 63 characters
            self.failure = exc if isinstance(exc, OSError) else OSError(f"{host!r} is no host name")
        finally:
            with _lookups_lock:
                _lookups.pop((host, port), None)
            self.done.set()


_lookups: dict[tuple[str, int], _Lookup] = {}
_lookups_lock = threading.Lock()


def _resolve(host: str, port: int, left: float) -> list[tuple[int, Any]]:
    for family in (socket.AF_INET, socket.AF_INET6):
        try:
            socket.inet_pton(family, host)
        except OSError:
            continue
        return [(family, (host, port))]
    # Callers share the lookup that is under way: a resolver that hangs holds one thread, however many ask.
    with _lookups_lock:
        lookup = _lookups.get((host, port))
        if lookup is None:
            lookup = _lookups[host, port] = _Lookup(host, port)
    if not lookup.done.wait(left):
        raise httpcore2.ConnectTimeout(f"the resolver did not answer for {host}")
    if lookup.failure is not None:
        raise httpcore2.ConnectError(str(lookup.failure)) from lookup.failure
    return lookup.addresses
