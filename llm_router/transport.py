"""httpx's requests → a connection pool that keeps to the deadline and sends no header but ours."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

import httpcore2
import httpx2

from llm_router.deadline import DeadlineBackend

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from llm_router.config import Backend

# uvicorn and Node close an idle connection after 5 s; reusing one that is just being closed looks like an outage.
KEEPALIVE_S = 4.0
MAX_IDLE = 20
# Far above any answer; a server that pours without end must not fill the memory until the deadline.
MAX_BYTES = 256 * 1024 * 1024


def open_http(backend: Backend) -> httpx2.Client:
    """Open the HTTP client that the SDK of this backend sends with."""
    return httpx2.Client(transport=_Transport(backend), trust_env=False, follow_redirects=True)


class _Transport(httpx2.BaseTransport):
    def __init__(self, backend: Backend) -> None:
        self._authorization = b"Bearer " + backend.api_key.encode("ascii")
        self._pool = _open_pool(backend)

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        with _httpx_errors():
            response = self._pool.handle_request(
                httpcore2.Request(
                    method=request.method,
                    url=httpcore2.URL(
                        scheme=request.url.raw_scheme,
                        host=request.url.raw_host,
                        port=request.url.port,
                        target=request.url.raw_path,
                    ),
                    headers=self._write_headers(request),
                    content=request.stream,
                    extensions=request.extensions,
                )
            )
        return httpx2.Response(
            response.status,
            headers=response.headers,
            stream=_Body(cast("Iterable[bytes]", response.stream)),
            extensions=response.extensions,
        )

    def close(self) -> None:
        self._pool.close()

    def _write_headers(self, request: httpx2.Request) -> list[tuple[bytes, bytes]]:
        """Write the request's headers anew: the SDK adds what OPENAI_ORG_ID, _PROJECT_ID and _CUSTOM_HEADERS say."""
        headers = [
            (b"Host", request.url.netloc),
            (b"Accept", b"application/json, text/event-stream"),
            (b"Accept-Encoding", b"gzip, deflate"),
            (b"User-Agent", b"llm-router"),
        ]
        # httpx takes the key off a redirect to another host; it stays off.
        if "authorization" in request.headers:
            headers.append((b"Authorization", self._authorization))
        if length := request.headers.get("content-length"):
            headers += [(b"Content-Type", b"application/json"), (b"Content-Length", length.encode())]
        return headers


class _Body(httpx2.SyncByteStream):
    def __init__(self, stream: Iterable[bytes]) -> None:
        self._stream = stream

    def __iter__(self) -> Iterator[bytes]:
        total = 0
        with _httpx_errors():
            for chunk in self._stream:
                total += len(chunk)
                if total > MAX_BYTES:
                    raise httpx2.ReadError(f"the answer is over {MAX_BYTES} bytes")
                yield chunk

    def close(self) -> None:
        cast("httpcore2.Response", self._stream).close()


class _httpx_errors:  # noqa: N801  reads as the contextmanager it is, at a third of the cost
    """Raise httpcore's errors as httpx's, which have the same names."""

    def __enter__(self) -> None:
        pass

    def __exit__(self, kind: type[BaseException] | None, exc: BaseException | None, trace: object) -> None:
        if kind is None or not kind.__module__.startswith("httpcore2"):
            return
        raise getattr(httpx2, kind.__name__, httpx2.TransportError)(str(exc)) from exc


def _open_pool(backend: Backend) -> httpcore2.ConnectionPool:
    # For http:// the certificates stay unread: that takes longer than a call. After a redirect httpcore reads them.
    context = httpx2.create_ssl_context() if backend.base_url.startswith("https:") else None
    if not backend.proxy:
        return httpcore2.ConnectionPool(
            ssl_context=context,
            max_connections=None,
            max_keepalive_connections=MAX_IDLE,
            keepalive_expiry=KEEPALIVE_S,
            network_backend=DeadlineBackend(),
        )
    proxy = httpx2.Proxy(backend.proxy)
    return httpcore2.HTTPProxy(
        proxy_url=httpcore2.URL(scheme=proxy.url.raw_scheme, host=proxy.url.raw_host, port=proxy.url.port, target=b"/"),
        proxy_auth=proxy.raw_auth,
        ssl_context=context,
        max_connections=None,
        max_keepalive_connections=MAX_IDLE,
        keepalive_expiry=KEEPALIVE_S,
        network_backend=DeadlineBackend(),
    )
