"""A host's name → its addresses, in a thread of its own: the system's resolver cannot be told to stop."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Sequence
from itertools import chain, zip_longest
from typing import Any

Address = tuple[int, Any]  # family, and what connect() takes


def find_address(host: str, port: int) -> Address | None:
    """Return the address that a host is, when it is no name."""
    for family in (socket.AF_INET, socket.AF_INET6):
        try:
            socket.inet_pton(family, host)
        except OSError:
            continue
        return int(family), (host, port)
    return None


def interleave(addresses: Sequence[Address]) -> list[Address]:
    """Return the addresses with the families taking turns, that of the first one first (RFC 8305, section 4)."""
    first = [address for address in addresses if address[0] == addresses[0][0]]
    others = [address for address in addresses if address[0] != addresses[0][0]]
    pairs = chain.from_iterable(zip_longest(first, others))
    return [address for address in pairs if address is not None]


def start_lookup(host: str, port: int) -> Lookup:
    """Return the lookup that is under way, or a new one: a resolver that hangs holds one thread, however many ask."""
    with _lock:
        lookup = _lookups.get((host, port))
        if lookup is None:
            lookup = _lookups[host, port] = Lookup(host, port)
    return lookup


class Lookup:
    """One question to the resolver."""

    def __init__(self, host: str, port: int) -> None:
        self.done = threading.Event()
        self.addresses: Sequence[Address] = ()
        self.failure: OSError | None = None
        self._callbacks: list[Callable[[], None]] = []
        threading.Thread(target=self._run, args=(host, port), name=f"llm_router resolves {host}", daemon=True).start()

    def when_done(self, callback: Callable[[], None]) -> None:
        """Call back, from whichever thread, when the answer is there."""
        with _lock:
            if not self.done.is_set():
                self._callbacks.append(callback)
                return
        callback()

    def _run(self, host: str, port: int) -> None:
        try:
            found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
            self.addresses = list(dict.fromkeys((int(info[0]), info[4]) for info in found))
        except (OSError, UnicodeError) as exc:  # UnicodeError: a label over 63 characters
            self.failure = exc if isinstance(exc, OSError) else OSError(f"{host!r} is no host name")
        finally:
            with _lock:
                _lookups.pop((host, port), None)
                self.done.set()
                callbacks = self._callbacks
            for callback in callbacks:
                callback()


_lookups: dict[tuple[str, int], Lookup] = {}
_lock = threading.Lock()
