"""How one waits in an event loop of asyncio: see drivers."""

from __future__ import annotations

import asyncio
import sys
from typing import TYPE_CHECKING, Any, cast

from llm_router.drivers import T

if TYPE_CHECKING:
    from collections.abc import Coroutine

    from llm_router.backend import Backend
    from llm_router.deadline import Deadline
    from llm_router.drivers import Portions


class LoopDriver:
    """Waits by letting the loop do something else; a cancelled task closes its connection at once."""

    async def prepare(self, backend: Backend) -> Any:
        """Import the SDK, in a thread, because that takes half a second; return the SDK's client."""
        if "openai._base_client" not in sys.modules or "llm_router.async_client" not in sys.modules:
            await asyncio.to_thread(_import_all)
        from llm_router.async_client import get_async_client

        return await get_async_client(backend)

    async def post(
        self, backend: Backend, url: str, content: bytes, deadline: Deadline, *, is_stream: bool = False
    ) -> Any:
        """Post JSON, by the deadline."""
        import httpx2

        client = await self.prepare(backend)
        steps = client.post(url, cast_to=httpx2.Response, content=content, options={"timeout": None}, stream=is_stream)
        return await _bound(steps, deadline, httpx2.Request("POST", backend.base_url))

    def open(self, response: Any, deadline: Deadline) -> Portions:
        """Open the body; each portion comes by the deadline, which may move."""
        return _LoopPortions(response, deadline)

    async def sleep(self, seconds: float) -> None:
        """Wait."""
        await asyncio.sleep(seconds)


class _LoopPortions:
    def __init__(self, response: Any, deadline: Deadline) -> None:
        self._response = response
        self._deadline = deadline
        self._portions = response.aiter_bytes()

    async def next(self) -> bytes:
        return await _bound(self._next(), self._deadline, self._response.request)

    async def _next(self) -> bytes:
        return cast("bytes", await anext(self._portions, b""))

    async def close(self) -> None:
        await self._portions.aclose()
        await self._response.aclose()


async def _bound(steps: Coroutine[Any, Any, T], deadline: Deadline, request: Any) -> T:
    import openai

    try:
        async with asyncio.timeout(max(deadline.remaining(), 0)):
            return await steps
    except TimeoutError as exc:
        raise openai.APITimeoutError(request) from exc


def _import_all() -> None:
    from llm_router.client import import_openai

    import_openai()
    import llm_router.async_client
    import llm_router.async_network  # noqa: F401


loop_driver = LoopDriver()
