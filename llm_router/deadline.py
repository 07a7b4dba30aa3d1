"""One deadline for everything that a request does: the resolver, every address, TLS, each read and each write.

The SDK's ``timeout=`` bounds each socket operation by itself, so a server that sends a byte now and then holds it for
ever. httpx hands its timeouts unread to httpcore, and httpcore to the network backend: so a Deadline travels inside
them, and the network backend here asks it how much is left before every operation. No thread, no signal, no timer.
"""

from __future__ import annotations

import socket
import threading
import time
from typing import TYPE_CHECKING, Any

import httpcore2

if TYPE_CHECKING:
    import ssl
    from collections.abc import Iterable


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
        addresses = _resolve(host, port, _remaining(timeout, httpcore2.ConnectTimeout))
        failure: Exception | None = None
        for tried, address in enumerate(addresses):
            share = _remaining(timeout, httpcore2.ConnectTimeout) / (len(addresses) - tried)
            try:
                stream = httpcore2.SyncBackend().connect_tcp(address, port, share, local_address, socket_options)
            except (httpcore2.ConnectError, httpcore2.ConnectTimeout) as exc:
                failure = exc
            else:
                return _DeadlineStream(stream)
        raise failure or httpcore2.ConnectError(f"{host} has no address")


class _DeadlineStream(httpcore2.NetworkStream):
    def __init__(self, stream: httpcore2.NetworkStream) -> None:
        self._stream = stream

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._stream.read(max_bytes, _remaining(timeout, httpcore2.ReadTimeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        sock: socket.socket = self._stream.get_extra_info("socket")
        view = memoryview(buffer)
        try:
            while view:
                sock.settimeout(_remaining(timeout, httpcore2.WriteTimeout))
                view = view[sock.send(view) :]
        except TimeoutError as exc:
            raise httpcore2.WriteTimeout(str(exc)) from exc
        except OSError as exc:
            raise httpcore2.WriteError(str(exc)) from exc

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore2.NetworkStream:
        left = _remaining(timeout, httpcore2.ConnectTimeout)
        return _DeadlineStream(self._stream.start_tls(ssl_context, server_hostname, left))

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)


def _remaining(timeout: float | None, error: type[Exception]) -> float:
    if timeout is None:  # no caller of ours leaves it out
        return DEFAULT_S
    left = timeout.remaining() if isinstance(timeout, Deadline) else timeout
    if left <= 0:
        raise error("the deadline has passed")
    return left


DEFAULT_S = 60.0


class _Lookup:
    """One question to the resolver, which cannot be told to stop: it runs in a thread of its own."""

    def __init__(self, host: str, port: int) -> None:
        self.done = threading.Event()
        self.addresses: list[str] = []
        self.failure: OSError | None = None
        threading.Thread(target=self._run, args=(host, port), name=f"llm_router resolves {host}", daemon=True).start()

    def _run(self, host: str, port: int) -> None:
        try:
            found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
            self.addresses = list(dict.fromkeys(str(info[4][0]) for info in found))
        except (OSError, UnicodeError) as exc:  # UnicodeError: a label over 63 characters
            self.failure = exc if isinstance(exc, OSError) else OSError(f"{host!r} is no host name")
        finally:
            with _lookups_lock:
                _lookups.pop((host, port), None)
            self.done.set()


_lookups: dict[tuple[str, int], _Lookup] = {}
_lookups_lock = threading.Lock()


def _resolve(host: str, port: int, left: float) -> list[str]:
    if _is_address(host):
        return [host]
    # Callers share the lookup that is under way: a resolver that hangs holds one thread, however many ask.
    with _lookups_lock:
        lookup = _lookups.get((host, port)) or _lookups.setdefault((host, port), _Lookup(host, port))
    if not lookup.done.wait(left):
        raise httpcore2.ConnectTimeout(f"the resolver did not answer for {host}")
    if lookup.failure is not None:
        raise httpcore2.ConnectError(str(lookup.failure)) from lookup.failure
    return lookup.addresses


def _is_address(host: str) -> bool:
    for family in (socket.AF_INET, socket.AF_INET6):
        try:
            socket.inet_pton(family, host)
        except OSError:
            continue
        return True
    return False
