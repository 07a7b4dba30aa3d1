"""A failure of one backend, in plain words that hold no key, prompt or answer; and what its server said to it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from llm_router.errors import BadAnswer
from llm_router.kinds import classify
from llm_router.quoting import quote
from llm_router.server_error import ServerError, read_server_error
from llm_router.waits import read_wait

if TYPE_CHECKING:
    from collections.abc import Sequence

    from llm_router.backend import Backend

LOST_ANSWER = {"ReadError", "RemoteProtocolError", "DecodingError", "IncompleteRead", "LocalProtocolError"}
TIMEOUTS = {"APITimeoutError", "TimeoutException"}
CONNECTIONS = {"APIConnectionError", "RequestError"}


@dataclass(frozen=True, slots=True)
class Failure:
    """What became of an attempt that failed: as Attempt has it, and its kind."""

    outcome: str
    status: int | None
    detail: str
    kind: str


@dataclass(frozen=True, slots=True)
class Origin:
    """Where an exception that bubbles up is from; refusal_of reads it."""

    backend: Backend
    said: str  # what the server said, fit to be quoted
    kind: str


def status_of(exc: BaseException) -> int | None:
    """Return the HTTP status that an exception carries, of whatever library."""
    if isinstance(exc, BadAnswer):
        return None
    for holder in (exc, getattr(exc, "response", None)):
        for name in ("status_code", "status"):
            status = getattr(holder, name, None)
            if isinstance(status, int) and not isinstance(status, bool) and 100 <= status <= 999:
                return status
    return None


def server_error_of(exc: BaseException) -> ServerError:
    """Read what its server said, from an exception of the SDK."""
    response = getattr(exc, "response", None)
    try:
        text = response.text if response is not None else ""
    except Exception:  # noqa: BLE001  a response that was not read, or cannot be: then the SDK has its body
        text = ""
    return read_server_error(text or getattr(exc, "body", None))


def kind_of(exc: BaseException, backend: Backend | None = None) -> str:
    """Return what a failure is about: an HTTP error's kind, ``bad-answer``, ``timeout``, ``connection``, ``error``."""
    status = status_of(exc)
    if status is not None:
        headers = getattr(getattr(exc, "response", None), "headers", None) or {}
        return classify(status, server_error_of(exc), headers, is_proxied=bool(backend and backend.proxy))
    names = {kind.__name__ for kind in type(exc).__mro__}
    if isinstance(exc, BadAnswer):
        return "bad-answer"
    if isinstance(exc, TimeoutError) or names & TIMEOUTS:
        return "timeout"
    return "connection" if isinstance(exc, OSError) or names & CONNECTIONS else "error"


def read_failure(exc: BaseException, backend: Backend, prompt: Sequence[str] = ()) -> Failure:
    """Say what happened, with the server's own words where it has any; nothing of the ``prompt`` is in it."""
    kind, status = kind_of(exc, backend), status_of(exc)
    if status is not None:
        outcome, happened = _describe_status(status, kind, exc, backend)
        return Failure(outcome, status, happened + _quote(exc, backend, prompt), kind)
    if isinstance(exc, BadAnswer):
        return Failure("bad-answer", exc.status, f"{exc}{_quote(exc, backend, prompt)}", kind)
    if kind == "timeout":
        return Failure("timeout", None, f"no answer within {backend.timeout_s:g} s", kind)
    if kind == "connection":
        return Failure("connection", None, _describe_connection(exc, backend), kind)
    return Failure("error", None, f"{type(exc).__name__} while asking", kind)


def is_backends_fault(exc: BaseException) -> bool:
    """Return True if the failure says something of the backend, not only of this question."""
    return exc.is_backends_fault if isinstance(exc, BadAnswer) else True


def asked_wait(exc: BaseException) -> float | None:
    """Return how many seconds a 429, 503 or the like asks to wait, None when it does not ask."""
    status = status_of(exc)
    headers = getattr(getattr(exc, "response", None), "headers", None) or {}
    return None if status is None else read_wait(status, headers, server_error_of(exc))


def can_wait_help(exc: BaseException) -> bool:
    """Return True if asking again later can go better: not for a used-up quota, nor for a prompt that is too long."""
    headers = getattr(getattr(exc, "response", None), "headers", None) or {}
    return headers.get("x-should-retry") != "false" and kind_of(exc) in ("busy", "server")


def mark_origin(exc: BaseException, backend: Backend, prompt: Sequence[str] = ()) -> None:
    """Write on an exception that bubbles up which backend it is from; refusal_of reads it."""
    if type(exc).__module__.partition(".")[0] == "openai":
        origin = Origin(backend, quote(server_error_of(exc).message, backend.secrets, prompt), kind_of(exc, backend))
        exc._llm_router_origin = origin  # type: ignore[attr-defined]  # noqa: SLF001  read by origin_of alone


def origin_of(exc: BaseException) -> Origin | None:
    """Return the origin that an exception was marked with."""
    return getattr(exc, "_llm_router_origin", None)


def describe_redirect(exc: BaseException, backend: Backend) -> str:
    """Say where a redirect that was not followed leads, and what to set."""
    headers = getattr(getattr(exc, "response", None), "headers", None) or {}
    target = quote(headers.get("location", "").partition("?")[0], backend.secrets)
    for end in ("/chat/completions", "/embeddings", "/models"):
        target = target.removesuffix(end)
    if not target:
        return f"its server answered {status_of(exc)}, a redirect that leads nowhere"
    return f"it redirects to {target} ({status_of(exc)}); set {backend.variable('BASE_URL')} to that"


def _describe_status(status: int, kind: str, exc: BaseException, backend: Backend) -> tuple[str, str]:
    if kind == "server":
        return "server-error", f"its server answered {status}"
    if kind == "redirect":
        return "bad-answer", describe_redirect(exc, backend)
    if kind == "proxy":
        return "refused", f"the proxy on the way to it refused the request ({status})"
    if kind == "quota":
        return "refused", f"its quota is used up ({status})"
    if kind == "busy":
        return ("server-error" if status >= 500 else "refused"), f"it has too many requests ({status})"
    return "refused", f"it refused the request ({status})"


def _describe_connection(exc: BaseException, backend: Backend) -> str:
    root = _root_of(exc)
    words = quote(str(root)) or type(root).__name__
    if re.match(r"[45]\d\d ", words) and backend.proxy:  # httpcore's words for an answer to CONNECT
        step = "check HTTPS_PROXY, or list the host in NO_PROXY"
        return f"the proxy on the way to {backend.base_url} answered {words}; {step}"
    names = {kind.__name__ for one in _causes(exc) for kind in type(one).__mro__}
    if "TooManyRedirects" in names:
        return f"{backend.base_url} was reached, but redirects in a circle; check {backend.variable('BASE_URL')}"
    if names & LOST_ANSWER:
        return f"{backend.base_url} was reached, but its answer was lost: {words.rstrip('.')}"
    if "CERTIFICATE_VERIFY_FAILED" in words:  # OpenSSL's word
        step = "name the file of your certificate authority in SSL_CERT_FILE"
        return f"{backend.base_url} has a certificate that this machine does not trust; {step}"
    way = " (through the proxy that the environment names)" if backend.proxy else ""
    return f"{backend.base_url} cannot be reached{way}: {words.rstrip('.')}"


def _quote(exc: BaseException, backend: Backend, prompt: Sequence[str]) -> str:
    said = exc.said if isinstance(exc, BadAnswer) else server_error_of(exc).message
    words = quote(said, backend.secrets, prompt)
    return f": “{words}”" if words else ""


def _causes(exc: BaseException) -> list[BaseException]:
    found = [exc]
    while (cause := found[-1].__cause__) is not None and len(found) < 20:
        found.append(cause)
    return found


def _root_of(exc: BaseException) -> BaseException:
    return _causes(exc)[-1]
