"""How one waits, in a thread or in an event loop: the only thing in which the two differ.

All decisions are made in coroutines that await nothing but a driver. In a thread the driver blocks, so such a coroutine
never suspends, and ``run`` takes it to its end in one step.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any, Protocol, TypeVar, cast

if TYPE_CHECKING:
    from collections.abc import Coroutine

    from llm_router.backend import Backend
    from llm_router.deadline import Deadline

T = TypeVar("T")


class Portions(Protocol):
    """The body of a response, portion by portion."""

    async def next(self) -> bytes:
        """Return the next portion, b"" at the end."""

    async def close(self) -> None:
        """Close the connection, if the body is not at its end."""


class Driver(Protocol):
    """What a call waits for."""

    async def prepare(self, backend: Backend) -> Any:
        """Import what the first call needs; return the SDK's client."""

    async def post(
        self, backend: Backend, url: str, content: bytes, deadline: Deadline, *, is_stream: bool = False
    ) -> Any:
        """Post JSON; return httpx's response, not yet read for a stream. Raises the SDK's exceptions."""

    def open(self, response: Any, deadline: Deadline) -> Portions:
        """Open the body of a response that was asked for as a stream."""

    async def sleep(self, seconds: float) -> None:
        """Wait."""


class ThreadDriver:
    """Waits by blocking the thread."""

    async def prepare(self, backend: Backend) -> Any:
        """Import what the first call needs; return the SDK's client."""
        from llm_router.client import get_client

        return get_client(backend)

    async def post(
        self, backend: Backend, url: str, content: bytes, deadline: Deadline, *, is_stream: bool = False
    ) -> Any:
        """Post JSON, by the deadline."""
        import httpx2

        from llm_router.client import get_client

        timeout = httpx2.Timeout(connect=deadline, read=deadline, write=deadline, pool=deadline)
        # With this cast_to and stream=True, the SDK hands the response out as it comes.
        return get_client(backend).post(
            url, cast_to=httpx2.Response, content=content, options={"timeout": timeout}, stream=is_stream
        )

    def open(self, response: Any, deadline: Deadline) -> Portions:
        """Open the body; the deadline is in the response's request."""
        del deadline
        return _ThreadPortions(response)

    async def sleep(self, seconds: float) -> None:
        """Wait."""
        time.sleep(seconds)  # noqa: ASYNC251  this is the driver that blocks


class _ThreadPortions:
    def __init__(self, response: Any) -> None:
        self._response = response
        self._portions = response.iter_bytes()

    async def next(self) -> bytes:
        return cast("bytes", next(self._portions, b""))

    async def close(self) -> None:
        self._response.close()


def run(steps: Coroutine[Any, Any, T]) -> T:
    """Take a coroutine that awaits nothing but a ThreadDriver to its end; return its value or raise its exception."""
    try:
        steps.send(None)
    except StopIteration as end:
        return cast("T", end.value)
    raise AssertionError("a call in a thread waited for an event loop")


thread_driver = ThreadDriver()
