"""Event streams for tests: what a server sends, and a reader that reads it to its end."""

from __future__ import annotations

import json

import llm_router
from support.bad_server import MESSAGES, close

HEADERS = b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nConnection: close\r\n\r\n"


def event(content=None, finish_reason=None, **delta):
    if content is not None:
        delta["content"] = content
    return data({"choices": [{"index": 0, "delta": delta, "finish_reason": finish_reason}]})


def data(payload):
    return f"data: {json.dumps(payload)}\n\n".encode()


ROLE = event("", role="assistant")
STOP = event(finish_reason="stop")
USAGE = data({"choices": [], "usage": {"prompt_tokens": 11, "completion_tokens": 2}})
DONE = b"data: [DONE]\n\n"


def sse(*events, end=close):
    """Send events, numbers being pauses; then close, or do as ``end`` does."""

    def behave(server, connection, request):
        connection.sendall(HEADERS)
        for one in events:
            if isinstance(one, bytes):
                connection.sendall(one)
            else:
                server.sleep(one)
        return end(server, connection, request)

    return behave


def read(env, **options):
    """Read a stream to its end: the pieces, and the value that it ends with."""
    stream, pieces = llm_router.chat_complete_stream(MESSAGES, environ=env, **options), []
    while True:
        try:
            pieces.append(next(stream))
        except StopIteration as end:
            return pieces, end.value
