"""Backend → the openai SDK's asynchronous client for it, one for each event loop, closed when its loop ends."""

from __future__ import annotations

import asyncio
import weakref
from typing import TYPE_CHECKING, Any

import openai

from llm_router.client import MAX_CLIENTS, client_key, client_options, forget_ambient
from llm_router.transport import make_ssl_context, open_async_http

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator

    from llm_router.backend import Backend


class _LoopClients:
    """The clients of one event loop."""

    def __init__(self) -> None:
        self.clients: dict[tuple[Any, ...], openai.AsyncOpenAI] = {}
        self.guard = self._wait_for_the_end()

    async def _wait_for_the_end(self) -> AsyncGenerator[None]:
        """Close the clients when the loop shuts its asynchronous generators down, which is the last that it does."""
        try:
            yield
        finally:
            while self.clients:
                await self.clients.popitem()[1].close()


_loops: weakref.WeakKeyDictionary[asyncio.AbstractEventLoop, _LoopClients] = weakref.WeakKeyDictionary()


async def get_async_client(backend: Backend) -> openai.AsyncOpenAI:
    """Get the client of this backend in the loop that runs; the certificates are read in a thread."""
    loop = asyncio.get_running_loop()
    known = _loops.get(loop)
    if known is None:
        known = _loops[loop] = _LoopClients()
        await anext(known.guard)
    key = client_key(backend)
    if key not in known.clients:
        context = None
        if backend.base_url.startswith("https:"):
            context = await asyncio.to_thread(make_ssl_context, backend)
        if key not in known.clients:  # another task was faster
            while len(known.clients) >= MAX_CLIENTS:
                await known.clients.pop(next(iter(known.clients))).close()
            client = openai.AsyncOpenAI(**client_options(backend), http_client=open_async_http(backend, context))
            forget_ambient(client)
            known.clients[key] = client
    return known.clients[key]
