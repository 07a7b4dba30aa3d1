"""What a server can do wrong, one by one, and what our specification wants of a router then."""

from __future__ import annotations

import gzip
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from support.bad_server import (
    close,
    completion,
    cut,
    drip,
    error,
    headers_then_silence,
    http,
    ok,
    reset,
    silence,
)
from support.streams import DONE, HEADERS, ROLE, STOP, data, event, sse

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

OWN = "The whole answer."
FALLBACK = "From the fallback."
MESSAGES = [{"role": "user", "content": "Say hello."}]

# What is wanted: the next backend's answer, the server's own, the error raised to the caller, or an error that says
# that a stream broke off. An answer of any other text is wrong, whatever was wanted.
NEXT, ASIS, RAISE, BROKEN = "the next answers", "its own text", "raised", "said to be broken off"


@dataclass(frozen=True)
class Fault:
    """One way to misbehave. ``is_policy``: a router may send it on to the next on purpose; ours is told not to."""

    name: str
    behaviour: Any
    wanted: str
    is_stream: bool = False

    @property
    def is_policy(self) -> bool:
        return self.wanted == RAISE

    @property
    def is_slow(self) -> bool:
        return any(word in self.name for word in ("silence", "drip", "for ever"))


def list_faults() -> list[Fault]:
    """List every fault, those of streams after the others."""
    return [*_connections(False), *_statuses(False), *_bodies(), *_choices(), *_connections(True), *_statuses(True),
        *_streams()]  # fmt: skip


def make_fallback(is_stream: bool) -> Any:
    """Return how a server behaves that answers well."""
    return sse(ROLE, event("From the "), event("fallback."), STOP, DONE) if is_stream else ok(FALLBACK)


def _connections(is_stream: bool) -> Iterator[Fault]:
    ways = {
        "refused": None,
        "reset": reset,
        "closed": close,
        "silence": silence,
        "headers, then silence": headers_then_silence,
        "status line drips": drip(ok(OWN)),
        "headers drip": drip(b"HTTP/1.1 200 OK\r\n" + b"X-Wait: 1\r\n" * 200),
        "body drips": _after(b"HTTP/1.1 200 OK\r\nContent-Length: 999\r\n\r\n", drip(b"{" * 999)),
        "chunks drip": _after(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", drip(b"1\r\n{\r\n" * 200)),
        "100 Continue drips": drip(b"HTTP/1.1 100 Continue\r\n\r\n" * 200),
        "no HTTP": _bytes(b"SSH-2.0-OpenSSH_9.6\r\n"),
        "half a status line": cut(b"HTTP/1.1 20"),
        "half the headers": cut(b"HTTP/1.1 200 OK\r\nContent-Ty"),
        "half the body": cut(ok(OWN)[:-9]),
        "half a chunk": cut(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nff\r\n{"),
        "broken gzip": http(200, b"\x1f\x8b\x08nonsense", content_encoding="gzip"),
    }
    yield from (Fault(name, way, NEXT, is_stream) for name, way in ways.items())


def _statuses(is_stream: bool) -> Iterator[Fault]:
    for status in (500, 501, 502, 503, 504, 507, 520, 524, 529, 599, 600):
        yield Fault(f"{status}", error(status), NEXT, is_stream)
    for status in (301, 302, 303, 307, 308):
        elsewhere = http(status, Location="http://127.0.0.1:9/v1/chat/completions")
        yield Fault(f"{status} elsewhere", elsewhere, NEXT, is_stream)
    yield Fault("307 in a circle", http(307, Location="/v1/chat/completions"), NEXT, is_stream)
    yield Fault("503 that asks to wait", error(503, Retry_After="30"), NEXT, is_stream)
    yield Fault("502 in HTML", http(502, b"<html>Bad gateway</html>", "text/html"), NEXT, is_stream)
    for status in (400, 401, 402, 403, 404, 405, 408, 409, 413, 418, 422, 429, 498):
        yield Fault(f"{status}", error(status), RAISE, is_stream)
    yield Fault("401 in HTML", http(401, b"<html>Sign in</html>", "text/html"), RAISE, is_stream)
    yield Fault(
        "400 in a list", http(400, [{"error": {"code": 400, "message": "API key not valid"}}]), RAISE, is_stream
    )


def _bodies() -> Iterator[Fault]:
    ways = {
        "HTML": http(200, b"<html>Sign in</html>", "text/html"),
        "HTML that calls itself JSON": http(200, b"<html>Sign in</html>"),
        "empty body": http(200, b""),
        "204": b"HTTP/1.1 204 No Content\r\n\r\n",
        "half JSON": http(200, b'{"choices": [{"mess'),
        "not UTF-8": http(200, b'{"choices": "\xff"}'),
        "a list": http(200, []),
        "a number": http(200, b"7"),
        "null": http(200, b"null"),
        "an empty object": http(200, {}),
        "error": http(200, {"error": {"message": "overloaded"}}),
        "error as text": http(200, {"error": "model requires more system memory"}),
        "error with a 502 in it": http(200, {"error": {"code": 502, "message": "upstream"}}),
        "error beside choices": http(200, completion(OWN) | {"error": {"message": "overloaded"}}),
        "errors": http(200, {"success": False, "errors": [{"code": 5000, "message": "no capacity"}]}),
        "an event stream that was not asked for": http(200, b"data: {}\n\ndata: [DONE]\n\n", "text/event-stream"),
    }
    yield from (Fault(name, way, NEXT) for name, way in ways.items())
    yield Fault("error with a 401 in it", http(200, {"error": {"code": 401, "message": "No auth"}}), RAISE)
    yield Fault("error of authentication", http(200, {"error": {"type": "authentication_error"}}), RAISE)
    yield Fault("unexpected endpoint", http(200, {"error": "Unexpected endpoint or method. (POST /x)"}), RAISE)
    whole = {
        "a byte order mark": http(200, b"\xef\xbb\xbf" + json.dumps(completion(OWN)).encode()),
        "gzip": http(200, gzip.compress(json.dumps(completion(OWN)).encode()), content_encoding="gzip"),
        "text/plain": http(200, completion(OWN), "text/plain"),
        "chunks": _chunked(json.dumps(completion(OWN)).encode()),
        "no length": _bytes(b"HTTP/1.1 200 OK\r\n\r\n" + json.dumps(completion(OWN)).encode()),
        "no usage": http(200, {"choices": completion(OWN)["choices"]}),
    }
    yield from (Fault(f"well, with {name}", way, ASIS) for name, way in whole.items())


def _choices() -> Iterator[Fault]:
    def choice(text: Any = OWN, reason: Any = "stop", **more: Any) -> bytes:
        message = {"role": "assistant", "content": text} | more.pop("message", {})
        return http(200, {"choices": [{"index": 0, "message": message, "finish_reason": reason, **more}]})

    cut_off = "The whole ans"
    ways = {
        "no choices": http(200, {"choices": []}),
        "null choices": http(200, {"choices": None}),
        "choices of text": http(200, {"choices": ["x"]}),
        "a choice without message": http(200, {"choices": [{"finish_reason": "stop"}]}),
        "null content": choice(None),
        "empty content": choice(""),
        "blank content": choice(" \n\t"),
        "content of a number": choice(7),
        "a refusal": choice(None, message={"refusal": "I cannot."}),
        "a tool call": choice(None, "tool_calls", message={"tool_calls": [{"id": "x"}]}),
        "reasoning alone": choice("", message={"reasoning_content": "Hm."}),
        "a thought alone": choice("<think>Hm.</think>"),
        "a thought that does not end": choice("<think>Hm."),
        "an error in the choice": choice(cut_off, "stop", error={"code": 502, "message": "upstream"}),
    }
    reasons = [
        "length",
        "max_tokens",
        "MAX_TOKENS",
        "content_filter",
        "SAFETY",
        "RECITATION",
        "error",
        "abort",
        "unknown",
    ]
    ways |= {f"finish_reason {reason}": choice(cut_off, reason) for reason in reasons}
    yield from (Fault(name, way, NEXT) for name, way in ways.items())
    first = {"index": 0, "message": {"content": OWN}, "finish_reason": "stop"}
    second = {"index": 1, "message": {"content": "Another."}, "finish_reason": "stop"}
    whole = {
        "a thought before": choice(f"<think>Hm.</think>\n\n{OWN}"),
        "a thought's end before": choice(f"Hm.\n</think>\n\n{OWN}"),
        "finish_reason STOP": choice(OWN, "STOP"),
        "finish_reason null": choice(OWN, None),
        "content in parts": choice([{"type": "text", "text": OWN}]),
        "a thought in parts": choice([{"type": "thinking", "thinking": []}, {"type": "text", "text": OWN}]),
        "choices in another order": http(200, {"choices": [second, first]}),
    }
    yield from (Fault(f"well, with {name}", way, ASIS) for name, way in whole.items())


def _streams() -> Iterator[Fault]:
    some = event("The whole ")
    failed = {"index": 0, "delta": {}, "finish_reason": "error", "error": {"code": 502, "message": "upstream"}}
    ends: dict[str, Any] = {
        "nothing": sse(),
        "a role": sse(ROLE),
        "a role, then reset": sse(ROLE, end=reset),
        "a role, then silence": sse(ROLE, end=silence),
        "comments for ever": _forever(b": keep-alive\n\n"),
        "roles for ever": _forever(ROLE),
        "blanks for ever": _forever(event(" ")),
        "reasoning for ever": _forever(event(reasoning_content="hm")),
        "no event for ever": _forever(b"x"),
        "an error event": sse(data({"error": {"message": "overloaded"}})),
        "an error in the choice": sse(data({"choices": [failed]})),
        "a broken event": sse(b"data: {broken\n\n"),
        "a list": sse(b"data: [1]\n\n"),
        "stop without a word": sse(ROLE, STOP, DONE),
        "done without a word": sse(ROLE, DONE),
        "a filter": sse(ROLE, event(finish_reason="content_filter"), DONE),
        "a thought alone": sse(event("<think>Hm."), event("</think>"), STOP, DONE),
        "HTML": http(200, b"<html>Sign in</html>", "text/html"),
    }
    yield from (Fault(f"begins with {name}", way, NEXT, is_stream=True) for name, way in ends.items())
    yield Fault("begins with a 401", sse(data({"error": {"code": 401, "message": "No auth"}})), RAISE, is_stream=True)
    breaks: dict[str, Any] = {
        "the end": sse(some),
        "[DONE] in mid-sentence": sse(some, DONE),
        "a reset": sse(some, 0.1, end=reset),
        "silence": sse(some, end=silence),
        "comments for ever": sse(some, end=_forever(b": keep-alive\n\n", with_headers=False)),
        "an error event": sse(some, data({"error": {"message": "overloaded"}})),
        "an error in the choice": sse(some, data({"choices": [failed]})),
        "a broken event": sse(some, b"data: {broken\n\n", STOP, DONE),
        "finish_reason length": sse(some, event(finish_reason="length"), DONE),
        "finish_reason MAX_TOKENS": sse(some, event(finish_reason="MAX_TOKENS"), DONE),
        "finish_reason content_filter": sse(some, event(finish_reason="content_filter"), DONE),
        "finish_reason error": sse(some, event(finish_reason="error"), DONE),
        "half a chunk": _bytes(
            HEADERS.replace(b"Connection: close", b"Transfer-Encoding: chunked")
            + b"%x\r\n" % len(some)
            + some
            + b"\r\nff\r\n"
        ),
    }
    yield from (Fault(f"breaks off with {name}", way, BROKEN, is_stream=True) for name, way in breaks.items())
    two = data(
        {"choices": [{"index": 1, "delta": {"content": "Another."}}, {"index": 0, "delta": {"content": "The "}}]}
    )
    whole = {
        "a byte order mark": sse(b"\xef\xbb\xbf" + event(OWN), STOP, DONE),
        "no [DONE]": sse(event(OWN), STOP),
        "no finish_reason": sse(event(OWN), DONE),
        "no last line end": sse(event(OWN), STOP, b"data: [DONE]"),
        "carriage returns": sse(event(OWN).replace(b"\n", b"\r\n"), STOP.replace(b"\n", b"\r\n"), DONE),
        "a thought before": sse(event("<thi"), event("nk>Hm.</think>\n\n"), event(OWN), STOP, DONE),
        "another choice": sse(two, event("whole answer."), STOP, DONE),
        "silence after the end": sse(event(OWN), STOP, end=silence),
        "a usage after the end": sse(event(OWN), STOP, data({"choices": [], "usage": {"prompt_tokens": 1}}), DONE),
        "reasoning before": sse(event(reasoning_content="hm"), event(OWN), STOP, DONE),
        "comments between": sse(b": x\n\n", event("The whole "), b": x\n\n", event("answer."), STOP, DONE),
    }
    yield from (Fault(f"well, with {name}", way, ASIS, is_stream=True) for name, way in whole.items())


def _after(head: bytes, then: Callable[..., Any]) -> Callable[..., Any]:
    def behave(server: Any, connection: Any, request: Any) -> Any:
        connection.sendall(head)
        return then(server, connection, request)

    return behave


def _bytes(raw: bytes) -> Callable[..., Any]:
    """Send that and close."""
    return cut(raw)


def _chunked(body: bytes) -> bytes:
    head = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n"
    return head + b"%x\r\n%s\r\n0\r\n\r\n" % (len(body), body)


def _forever(piece: bytes, *, with_headers: bool = True) -> Callable[..., Any]:
    def behave(server: Any, connection: Any, request: Any) -> None:
        if with_headers:
            connection.sendall(HEADERS)
        for _ in range(600):
            connection.sendall(piece)
            server.sleep(0.05)

    return behave
