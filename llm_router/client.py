"""Backend → the openai SDK's client for it: built once, its connections kept alive, nothing inherited."""

from __future__ import annotations

import atexit
import gc
import os
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

    import openai

    from llm_router.backend import Backend

MAX_CLIENTS = 16
# Half of the SDK's import: the models of answers to questions that are never asked here.
UNUSED = ("openai.types", "openai.types.responses")

_clients: dict[tuple[Any, ...], openai.OpenAI] = {}
_lock = threading.Lock()
_import_lock = threading.Lock()


def get_client(backend: Backend) -> openai.OpenAI:
    """Get the client of this backend; one per server, key, proxy and process (a fork must not share sockets)."""
    key = client_key(backend)
    client = _clients.get(key)
    if client is not None:
        return client
    with _lock:
        if key not in _clients:
            if not _clients:
                atexit.unregister(close_clients)
                atexit.register(close_clients)
            while len(_clients) >= MAX_CLIENTS:
                _clients.pop(next(iter(_clients))).close()
            _clients[key] = _make_client(backend)
        return _clients[key]


def client_key(backend: Backend) -> tuple[Any, ...]:
    """Return what two backends have in common that can share a client."""
    extra = (tuple(backend.extra_headers.items()), tuple(backend.query.items()))
    return os.getpid(), backend.base_url, backend.api_key, backend.proxy, *extra


def close_clients() -> None:
    """Close every connection; the next call opens new ones."""
    with _lock:
        while _clients:
            _clients.popitem()[1].close()


def preload(*, lean: bool = False) -> None:
    """Start to import the SDK in a thread, for a program that has something else to do before its first call.

    ``lean`` leaves out what this package has no use for, in half of the time; that is for a program of which no other
    part uses the SDK, because it is an experiment with the SDK's insides.
    """
    threading.Thread(target=import_openai, args=(lean,), name="llm_router imports openai", daemon=True).start()


def import_openai(lean: bool = False) -> None:
    """Import the SDK; the garbage collector, which would walk every half-made module again and again, waits."""
    with _import_lock, _collector_off():
        if lean:
            from llm_router.lazy_import import import_lazily

            import_lazily("openai", "openai._base_client", later=UNUSED)
        import openai
        import openai._base_client  # noqa: F401  what the first request would import

        from llm_router import transport  # noqa: F401


def client_options(backend: Backend) -> dict[str, Any]:
    """Return what the SDK's clients of this backend are made with, of either kind."""
    return {
        "base_url": backend.base_url,
        "api_key": backend.api_key,
        "admin_api_key": "",
        "max_retries": 0,  # another backend is the better retry
        "timeout": backend.timeout_s,
        "default_query": dict(backend.query),
    }


def forget_ambient(client: Any) -> None:
    """Take off a client what it has read from the environment by itself; the transport drops these headers as well."""
    # None would have been read as "take the environment's".
    client.organization = client.project = client.webhook_secret = None
    client._custom_headers = {}  # noqa: SLF001  OPENAI_CUSTOM_HEADERS; a Content-Type there would change the body


def _make_client(backend: Backend) -> openai.OpenAI:
    import_openai()
    import openai

    from llm_router.transport import open_http

    client = openai.OpenAI(**client_options(backend), http_client=open_http(backend))
    forget_ambient(client)
    return client


@contextmanager
def _collector_off() -> Iterator[None]:
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
