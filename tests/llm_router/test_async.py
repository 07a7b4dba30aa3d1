# ruff: noqa: F811  fixtures are asked for by name; a behaviour takes what all take
"""The same in an event loop: the same answers and failures, in the same time, and the loop is never held up."""

from __future__ import annotations

import asyncio
import gc
import os
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path

import openai
import pytest
from support.bad_server import (
    FOREVER_S,
    MESSAGES,
    close,
    drip,
    error,
    headers_then_silence,
    http,
    ok,
    reset,
    serve_without_tls,
    silence,
)
from support.router import environ, fallback, forgetful_router, server  # noqa: F401  fixtures
from support.runner import ROOT
from support.streams import DONE, ROLE, STOP, USAGE, data, event, sse

import llm_router
from llm_router import Backend, Restart, Router

WHOLE = sse(ROLE, event("Hel"), event("lo"), STOP, USAGE, DONE)


def ask(env, **options):
    return asyncio.run(llm_router.achat_complete(MESSAGES, environ=env, **options))


def read(env, **options):
    async def read_all():
        stream = llm_router.achat_complete_stream(MESSAGES, environ=env, **options)
        return [piece async for piece in stream], stream

    return asyncio.run(read_all())


RETRYABLE = {
    "refused": None,
    "reset": reset,
    "closed": close,
    "silent": silence,
    "headers, then silence": headers_then_silence,
    "dripped": drip(ok()),
    "503": error(503),
    "HTML": http(200, b"<html>Sign in</html>", "text/html"),
    "no choices": http(200, {"choices": []}),
    "blank": ok(" "),
    "a thought alone": ok("<think>hm</think>"),
    "error in a success": http(200, {"error": {"message": "overloaded"}}),
    "redirected elsewhere": http(307, Location="http://localhost:9/v1/chat/completions"),
}


@pytest.mark.parametrize("behaviour", RETRYABLE.values(), ids=RETRYABLE)
def test_the_fallback_is_asked_after_a_failure_that_it_can_mend(server, environ, fallback, behaviour):
    primary = "http://127.0.0.1:9/v1" if behaviour is None else server(behaviour)
    asyncio.run(llm_router.achat_complete(MESSAGES, environ=environ(fallback=fallback)))
    seen, started = [], time.monotonic()

    answer = ask(environ(primary, fallback, timeout_s=0.4), on_attempt=seen.append)

    assert answer == ("cloud", "from the fallback")
    assert time.monotonic() - started < 3
    assert [(a.backend, a.is_ok) for a in seen] == [("primary", False), ("fallback", True)]
    assert seen[0].outcome != "timeout" or seen[0].seconds < 0.4 + 0.25


@pytest.mark.parametrize("status", [400, 401, 404, 429])
def test_a_4xx_bubbles_up_as_the_sdks_own_exception(server, environ, fallback, status):
    with pytest.raises(openai.APIStatusError) as caught:
        ask(environ(server(error(status)), fallback))

    assert llm_router.refusal_of(caught.value).backend == "primary"
    assert fallback.hits == 0


def test_a_stream_comes_piece_by_piece(server, environ):
    pieces, stream = read(environ(server(WHOLE)))

    assert (pieces, stream.model_used, stream.text) == (["Hel", "lo"], "local", "Hello")
    assert stream.usage.total_tokens == 13
    assert llm_router.metrics().answered == 1


BEFORE_CONTENT = {
    "503": error(503),
    "silence": silence,
    "role, then closed": sse(ROLE),
    "role, then silence": sse(ROLE, end=silence),
    "error event": sse(data({"error": {"message": "overloaded"}})),
    "finished and empty": sse(ROLE, STOP, DONE),
}


@pytest.mark.parametrize("behaviour", BEFORE_CONTENT.values(), ids=BEFORE_CONTENT)
def test_before_the_first_content_it_fails_over(server, environ, behaviour):
    env = environ(server(behaviour), server(WHOLE), timeout_s=0.4)

    pieces, stream = read(env)

    assert (pieces, stream.backend) == (["Hel", "lo"], "fallback")


@pytest.mark.parametrize("end", [close, reset, silence])
def test_after_the_first_content_an_error_carries_the_text_so_far(server, environ, end):
    env = environ(server(sse(event("so far"), 0.1, end=end)), server(WHOLE), timeout_s=0.4)

    with pytest.raises(llm_router.StreamInterrupted) as caught:
        read(env)
    assert caught.value.text == "so far"

    pieces, stream = read(env, restart=True)
    assert [type(piece) is Restart for piece in pieces] == [False, True, False, False]
    assert stream.text == "Hello"


def test_a_stream_can_be_started_and_left(server, environ):
    def endless(one, connection, request):
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n")
        for _ in range(600):
            connection.sendall(event("x"))
            one.sleep(0.05)

    primary, seen = server(endless), []

    async def leave():
        async with await llm_router.achat_complete_stream(
            MESSAGES, environ=environ(primary), on_attempt=seen.append
        ) as stream:
            assert (stream.model_used, await anext(stream)) == ("local", "x")
        assert [piece async for piece in stream] == []

    asyncio.run(leave())
    wait_until(lambda: primary.open_connections == 0)
    assert [a.outcome for a in seen] == ["closed"]


def wait_until(condition):
    deadline = time.monotonic() + 5
    while not condition() and time.monotonic() < deadline:
        time.sleep(0.02)
    assert condition()


def wait_for_the_end(one, connection, request):
    connection.recv(1)  # nothing comes any more but the end of the connection
    raise OSError


def headers_then_wait(one, connection, request):
    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 99\r\n\r\n{")
    wait_for_the_end(one, connection, request)


@pytest.mark.parametrize(
    "behaviour",
    [wait_for_the_end, headers_then_wait, sse(event("x"), end=wait_for_the_end)],
    ids=["silence", "body", "sse"],
)
@pytest.mark.parametrize("kind", ["chat", "stream"])
def test_cancelling_ends_the_request_at_once(server, environ, fallback, behaviour, kind):
    primary, seen = server(behaviour), []
    env = environ(primary, fallback, timeout_s=20)

    async def call():
        if kind == "chat":
            return await llm_router.achat_complete(MESSAGES, environ=env, on_attempt=seen.append)
        stream = llm_router.achat_complete_stream(MESSAGES, environ=env, on_attempt=seen.append)
        return [piece async for piece in stream]

    async def cancel():
        task = asyncio.create_task(call())
        await asyncio.to_thread(wait_until, lambda: primary.hits)
        await asyncio.sleep(0.1)
        started = time.monotonic()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        return time.monotonic() - started

    assert asyncio.run(cancel()) < 0.3
    wait_until(lambda: primary.open_connections == 0)
    assert fallback.hits == 0
    assert [a.outcome for a in seen] in (["cancelled"], ["closed"])


def test_the_loop_goes_on_while_a_call_waits(server, environ, fallback):
    env = environ(server(drip(ok())), fallback, timeout_s=0.6)
    longest = 0.0

    async def tick():
        nonlocal longest
        while True:
            before = time.monotonic()
            await asyncio.sleep(0.01)
            longest = max(longest, time.monotonic() - before)

    async def both():
        await llm_router.achat_complete(MESSAGES, environ=environ(fallback=fallback))
        ticking = asyncio.create_task(tick())
        await llm_router.achat_complete(MESSAGES, environ=env)
        ticking.cancel()

    asyncio.run(both())
    assert longest < 0.3


def test_not_even_the_first_calls_import_holds_the_loop_up(server, environ):
    code = f"""
import asyncio, time
import llm_router
longest = 0
async def tick():
    global longest
    while True:
        before = time.monotonic()
        await asyncio.sleep(0.005)
        longest = max(longest, time.monotonic() - before)
async def main():
    ticking = asyncio.create_task(tick())
    await asyncio.sleep(0.05)
    started = time.monotonic()
    print((await llm_router.achat_complete({MESSAGES!r}))[1])
    took = time.monotonic() - started
    ticking.cancel()
    assert longest < took / 2 or longest < 0.1, (longest, took)
asyncio.run(main())
"""
    env = environ(server(ok("hello")), timeout_s=20)
    variables = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), **env}
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", code], env=variables, capture_output=True, text=True, check=False
    )

    assert (done.stdout, done.stderr) == ("hello\n", "")


def test_many_calls_at_once_each_get_their_own_answer(server, environ):
    together = threading.Barrier(10)  # one after the other they would wait for each other for good

    def echo(one, connection, request):
        together.wait(timeout=15)
        return ok(request.body["messages"][0]["content"])

    env = environ(server(error(503)), server(echo), timeout_s=20)

    async def call(number):
        question = [{"role": "user", "content": f"number {number}"}]
        return await llm_router.achat_complete(question, environ=env)

    async def all_at_once():
        return await asyncio.gather(*map(call, range(100)))

    answers = asyncio.run(all_at_once())

    assert [text for _, text in answers] == [f"number {number}" for number in range(100)]


def test_every_loop_has_its_own_connections(server, environ):
    primary = server()

    async def thrice():
        for _ in range(3):
            await llm_router.achat_complete(MESSAGES, environ=environ(primary))

    for _ in range(2):
        asyncio.run(thrice())
    threads = [threading.Thread(target=asyncio.run, args=(thrice(),)) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert (primary.hits, primary.connections) == (12, 4)
    gc.collect()
    wait_until(lambda: primary.open_connections == 0)


@pytest.mark.parametrize("death", [close, reset])
def test_a_kept_connection_that_had_died_costs_a_new_one_and_no_failover(server, environ, fallback, death):
    primary = server(ok("first"), death, ok("second"))

    async def twice():
        return [(await llm_router.achat_complete(MESSAGES, environ=environ(primary, fallback)))[1] for _ in range(2)]

    assert asyncio.run(twice()) == ["first", "second"]
    assert fallback.hits == 0


def test_a_resolver_that_hangs_neither_holds_the_loop_nor_its_end(environ, fallback, monkeypatch):
    released = threading.Event()
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: released.wait(FOREVER_S) and [])
    started = time.monotonic()

    assert ask(environ("http://slow.example/v1", fallback, timeout_s=0.3))[0] == "cloud"

    assert time.monotonic() - started < 3
    released.set()


def test_the_first_address_that_answers_is_taken(server, environ, monkeypatch):
    alive = server(ok("reached"))
    with socket.socket() as hole, socket.socket() as filler:
        hole.bind(("127.0.0.1", 0))
        hole.listen(0)
        filler.connect(hole.getsockname())
        addresses = [hole.getsockname(), ("127.0.0.1", 9), ("127.0.0.1", alive.port)]
        found = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", address) for address in addresses]
        real = socket.getaddrinfo
        monkeypatch.setattr(
            socket, "getaddrinfo", lambda host, *a, **b: found if host == "three.example" else real(host, *a, **b)
        )

        started = time.monotonic()
        assert ask(environ("http://three.example/v1", timeout_s=5)) == ("local", "reached")
    assert time.monotonic() - started < 3


def test_a_stream_that_is_broken_out_of_frees_its_connection(server, environ):
    primary = server(sse(event("x"), end=wait_for_the_end))

    async def leave():
        async for _ in llm_router.achat_complete_stream(MESSAGES, environ=environ(primary, timeout_s=20)):
            break
        gc.collect()
        await asyncio.to_thread(wait_until, lambda: primary.open_connections == 0)

    asyncio.run(leave())
    assert llm_router.metrics().closed == 1


def test_a_stream_keeps_to_the_deadline_of_the_whole_call(server, environ):
    env = environ(server(sse(*[part for _ in range(60) for part in (0.05, event("x"))], STOP)), timeout_s=20)
    started = time.monotonic()

    with pytest.raises(llm_router.StreamInterrupted):
        read(env, deadline=0.6)
    with pytest.raises(llm_router.StreamInterrupted):
        list(llm_router.chat_complete_stream(MESSAGES, environ=env, deadline=0.6))

    assert time.monotonic() - started < 2.5


def test_a_server_far_away_is_reached_through_the_proxy(server, environ, fallback):
    proxy = server(ok("through the proxy"))
    dead = environ("https://llm.example.com/v1", fallback, HTTPS_PROXY="http://127.0.0.1:9")

    assert ask(environ("http://llm.example.com/v1", HTTP_PROXY=proxy.host))[1] == "through the proxy"
    assert proxy.requests[0].path == "http://llm.example.com/v1/chat/completions"
    assert ask(dead)[0] == "cloud"


def test_a_tls_handshake_that_stalls_ends_by_the_deadline(environ, fallback):
    with socket.create_server(("127.0.0.1", 0)) as silent:
        url, seen = f"https://127.0.0.1:{silent.getsockname()[1]}/v1", []
        assert ask(environ(url, fallback, timeout_s=0.4), on_attempt=seen.append)[0] == "cloud"

    assert seen[0].outcome == "timeout"
    assert seen[0].seconds < 0.4 + 0.25


def test_a_tls_server_that_is_none_is_a_connection_failure(environ, fallback):
    seen = []
    with serve_without_tls() as url:
        assert ask(environ(url, fallback), on_attempt=seen.append)[0] == "cloud"

    assert seen[0].outcome == "connection"


def test_many_failures_leave_no_connection_and_no_thread_behind(server, environ, fallback):
    ways = [silence, headers_then_silence, drip(ok(), every=0.01), reset, close, error(503), http(200, b"<html>")]
    primary = server(*(ways * 10))
    open_files = Path("/proc/self/fd")

    async def fail_often():
        with socket.create_server(("127.0.0.1", 0)) as silent_tls:
            tls = f"https://127.0.0.1:{silent_tls.getsockname()[1]}/v1"
            for place in range(60):
                url = tls if place % 10 == 0 else primary
                env = environ(url, fallback, timeout_s=0.05) | {"FALLBACK_OPENAI_TIMEOUT_S": "20"}
                assert (await llm_router.achat_complete(MESSAGES, environ=env))[0] == "cloud"

    asyncio.run(llm_router.achat_complete(MESSAGES, environ=environ(fallback=fallback)))
    before = len(list(open_files.iterdir())) if open_files.is_dir() else 0
    threads = {thread for thread in threading.enumerate() if "_serve" not in thread.name}

    asyncio.run(fail_often())
    gc.collect()

    primary.close()
    fallback.close()
    wait_until(lambda: primary.open_connections + fallback.open_connections == 0)
    assert {thread for thread in threading.enumerate() if "_serve" not in thread.name} <= threads
    if before:
        assert len(list(open_files.iterdir())) <= before


def test_it_embeds(server, environ):
    vectors = http(200, {"data": [{"index": 0, "embedding": [1.0]}], "usage": {"prompt_tokens": 1}})
    env = environ(server(error(503)), server(vectors)) | {
        "PRIMARY_OPENAI_EMBED_MODEL": "v",
        "FALLBACK_OPENAI_EMBED_MODEL": "v",
    }

    assert asyncio.run(llm_router.aembed(["x"], environ=env)) == ("v", [[1.0]])


def test_a_router_has_it_all(server):
    router = Router([Backend(server(error(503)).url, "a"), Backend(server(ok("b")).url, "b")], cooldown_s=0)

    async def all_of_it():
        completion = await router.acomplete(MESSAGES, deadline=5)
        pieces = [piece async for piece in router.achat_complete_stream(MESSAGES)]
        return completion, await router.achat_complete(MESSAGES), pieces

    completion, pair, pieces = asyncio.run(all_of_it())
    assert (completion.text, completion.model, pair, pieces) == ("b", "b", ("b", "b"), ["b"])


def test_a_wait_is_kept_without_holding_the_loop_up(server, environ):
    only = server(error(429, Retry_After="0.3"), ok("at last"))
    ticks = []

    async def both():
        call = asyncio.create_task(llm_router.achat_complete(MESSAGES, environ=environ(fallback=only)))
        while not call.done():
            ticks.append(1)
            await asyncio.sleep(0.02)
        return await call

    assert asyncio.run(both())[1] == "at last"
    assert len(ticks) > 5
