"""httpx's requests → a connection pool that sends no header but ours, and asks anew when a kept connection was dead."""

from __future__ import annotations

import zlib
from typing import TYPE_CHECKING, Any, cast
from urllib.parse import urlsplit

import httpcore2
import httpx2

from llm_router.network import DeadlineBackend, StaleConnectionError
from llm_router.unpacking import TooLargeError, Unpacker, limit_for

if TYPE_CHECKING:
    import ssl
    from collections.abc import AsyncIterable, AsyncIterator, Iterable, Iterator

    from llm_router.backend import Backend

# uvicorn and Node close an idle connection after 5 s; reusing one that is just being closed costs a second request.
KEEPALIVE_S = 4.0
MAX_IDLE = 20


def open_http(backend: Backend) -> httpx2.Client:
    """Open the HTTP client that the SDK of this backend sends with; redirects are its caller's to follow."""
    transport = _Transport(backend, make_ssl_context(backend))
    return httpx2.Client(transport=transport, trust_env=False, follow_redirects=False)


def open_async_http(backend: Backend, context: ssl.SSLContext | None) -> httpx2.AsyncClient:
    """Open the same for an event loop."""
    transport = _AsyncTransport(backend, context)
    return httpx2.AsyncClient(transport=transport, trust_env=False, follow_redirects=False)


def make_ssl_context(backend: Backend) -> ssl.SSLContext | None:
    """Read the certificates; for http:// they stay unread, which takes longer than a call."""
    return httpx2.create_ssl_context() if backend.base_url.startswith("https:") else None


class _Transport(httpx2.BaseTransport):
    def __init__(self, backend: Backend, context: ssl.SSLContext | None) -> None:
        self._headers = write_headers(backend)
        options = _pool_options(backend, context, DeadlineBackend())
        kind: Any = httpcore2.HTTPProxy if backend.proxy else httpcore2.ConnectionPool
        self._pool: httpcore2.ConnectionPool = kind(max_keepalive_connections=MAX_IDLE, **options)
        self._fresh_pool: httpcore2.ConnectionPool = kind(max_keepalive_connections=0, **options)

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        sent = _convert(request, self._headers)
        with _httpx_errors():
            try:
                response = self._pool.handle_request(sent)
            except StaleConnectionError:
                response = self._fresh_pool.handle_request(sent)
        unpacker, headers = _read_encoding(request, response.headers)
        stream = _Body(cast("Iterable[bytes]", response.stream), unpacker)
        return httpx2.Response(response.status, headers=headers, stream=stream, extensions=response.extensions)

    def close(self) -> None:
        self._pool.close()
        self._fresh_pool.close()


class _AsyncTransport(httpx2.AsyncBaseTransport):
    def __init__(self, backend: Backend, context: ssl.SSLContext | None) -> None:
        from llm_router.async_network import LoopBackend

        self._headers = write_headers(backend)
        options = _pool_options(backend, context, LoopBackend())
        kind: Any = httpcore2.AsyncHTTPProxy if backend.proxy else httpcore2.AsyncConnectionPool
        self._pool: httpcore2.AsyncConnectionPool = kind(max_keepalive_connections=MAX_IDLE, **options)
        self._fresh_pool: httpcore2.AsyncConnectionPool = kind(max_keepalive_connections=0, **options)

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        sent = _convert(request, self._headers)
        with _httpx_errors():
            try:
                response = await self._pool.handle_async_request(sent)
            except StaleConnectionError:
                response = await self._fresh_pool.handle_async_request(sent)
        unpacker, headers = _read_encoding(request, response.headers)
        stream = _AsyncBody(cast("AsyncIterable[bytes]", response.stream), unpacker)
        return httpx2.Response(response.status, headers=headers, stream=stream, extensions=response.extensions)

    async def aclose(self) -> None:
        await self._pool.aclose()
        await self._fresh_pool.aclose()


def write_headers(backend: Backend) -> list[tuple[bytes, bytes]]:
    """Write what every request to this backend carries: its key, and the extra headers, which may replace that.

    Azure takes its keys in a header of its own, but tokens of Entra ID (which begin so) as everybody does.
    https://learn.microsoft.com/azure/ai-services/openai/reference#authentication
    """
    extra = [(name.encode("ascii"), value.encode("ascii")) for name, value in backend.extra_headers.items()]
    given = {name.lower() for name, _ in extra}
    headers = [
        (b"Accept", b"application/json, text/event-stream"),
        (b"Accept-Encoding", b"gzip, deflate"),
        (b"User-Agent", b"llm-router"),
    ]
    host = urlsplit(backend.base_url).hostname or ""
    key = backend.api_key.encode("ascii")
    if host.endswith(".azure.com") and not key.startswith(b"eyJ"):
        headers.append((b"api-key", key))
    else:
        headers.append((b"Authorization", b"Bearer " + key))
    if b"api-key" in given:
        given.add(b"authorization")
    return [(name, value) for name, value in headers if name.lower() not in given] + extra


def _convert(request: httpx2.Request, always: list[tuple[bytes, bytes]]) -> httpcore2.Request:
    """Write the request anew: the SDK adds headers that OPENAI_ORG_ID, _PROJECT_ID and _CUSTOM_HEADERS name."""
    headers = [(b"Host", request.url.netloc), *always]
    if length := request.headers.get("content-length"):
        headers += [(b"Content-Type", b"application/json"), (b"Content-Length", length.encode())]
    url = httpcore2.URL(
        scheme=request.url.raw_scheme,
        host=request.url.raw_host,
        port=request.url.port,
        target=request.url.raw_path,
    )
    return httpcore2.Request(
        method=request.method, url=url, headers=headers, content=request.stream, extensions=request.extensions
    )


def _read_encoding(
    request: httpx2.Request, headers: list[tuple[bytes, bytes]]
) -> tuple[Unpacker, list[tuple[bytes, bytes]]]:
    """Return what unpacks the answer, and its headers without what then is no longer true."""
    encoding = next((value for name, value in headers if name.lower() == b"content-encoding"), b"")
    unpacker = Unpacker(encoding.decode("latin-1"), limit_for(request.url.path))
    if not unpacker.is_unpacking:
        return unpacker, headers
    gone = {b"content-encoding", b"content-length"}
    return unpacker, [(name, value) for name, value in headers if name.lower() not in gone]


class _Body(httpx2.SyncByteStream):
    def __init__(self, stream: Iterable[bytes], unpacker: Unpacker) -> None:
        self._stream = stream
        self._unpacker = unpacker

    def __iter__(self) -> Iterator[bytes]:
        with _httpx_errors():
            for chunk in self._stream:
                yield from self._unpacker.take(chunk)

    def close(self) -> None:
        cast("httpcore2.Response", self._stream).close()


class _AsyncBody(httpx2.AsyncByteStream):
    def __init__(self, stream: AsyncIterable[bytes], unpacker: Unpacker) -> None:
        self._stream = stream
        self._unpacker = unpacker

    async def __aiter__(self) -> AsyncIterator[bytes]:
        with _httpx_errors():
            async for chunk in self._stream:
                for piece in self._unpacker.take(chunk):
                    yield piece

    async def aclose(self) -> None:
        await cast("httpcore2.Response", self._stream).aclose()


class _httpx_errors:  # noqa: N801  reads as the contextmanager it is, at a third of the cost
    """Raise httpcore's errors as httpx's, which have the same names."""

    def __enter__(self) -> None:
        pass

    def __exit__(self, kind: type[BaseException] | None, exc: BaseException | None, trace: object) -> None:
        if isinstance(exc, TooLargeError | zlib.error):
            raise httpx2.ReadError(str(exc)) from exc
        module = kind.__module__ if kind is not None else ""
        if not module.startswith("httpcore2") and kind is not StaleConnectionError:
            return
        raise getattr(httpx2, kind.__name__ if kind else "", httpx2.ReadError)(str(exc)) from exc


def _pool_options(backend: Backend, context: ssl.SSLContext | None, network: Any) -> dict[str, Any]:
    options = {
        "ssl_context": context,
        "max_connections": None,
        "keepalive_expiry": KEEPALIVE_S,
        "network_backend": network,
    }
    if backend.proxy:
        proxy = httpx2.Proxy(backend.proxy)
        options["proxy_url"] = httpcore2.URL(
            scheme=proxy.url.raw_scheme, host=proxy.url.raw_host, port=proxy.url.port, target=b"/"
        )
        options["proxy_auth"] = proxy.raw_auth
    return options
