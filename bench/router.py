"""What the router costs, beside the openai SDK alone and LiteLLM's Router: python bench/router.py [--litellm PYTHON].

Contenders take turns, so that a noisy machine is noisy for all. LiteLLM is measured with the interpreter of a virtual
environment that has it: make bench-router LITELLM=…/bin/python. With FAULTS=1 it is not times that are compared,
but what each does about what servers do wrong (router_faults.py).
"""

from __future__ import annotations

import argparse
import json
import os
import socket
import statistics
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

ROOT = Path(__file__).resolve().parent.parent
MESSAGES = [{"role": "user", "content": "hello"}]
PAYLOAD = {
    "id": "x",
    "object": "chat.completion",
    "created": 1,
    "model": "m",
    "choices": [{"index": 0, "message": {"role": "assistant", "content": "hi"}, "finish_reason": "stop"}],
    "usage": {"prompt_tokens": 1, "completion_tokens": 1, "total_tokens": 2},
}
REFUSED = "http://127.0.0.1:9"  # the discard port, where nothing listens
TURNS = 3


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--litellm", help="an interpreter that has litellm", default=os.environ.get("LITELLM"))
    parser.add_argument("--faults", action="store_true", help="the table of faults instead of the times")
    parser.add_argument("--peer", action="append", default=[], help="NAME=PYTHON of another contender for --faults")
    parser.add_argument("--rounds", type=int, default=15, help="process starts of each contender")
    parser.add_argument("--calls", type=int, default=400, help="calls of each contender in one process")
    parser.add_argument("--contender", help=argparse.SUPPRESS)
    parser.add_argument("--urls", help=argparse.SUPPRESS, default="")
    arguments = parser.parse_args()
    if arguments.contender:
        measure_one(arguments.contender, arguments.urls.split(","), arguments.calls)
        return
    if arguments.faults:
        import router_faults

        named = dict(peer.split("=", 1) for peer in arguments.peer)
        if arguments.litellm:
            named.setdefault("litellm", arguments.litellm)
        router_faults.main({"llm_router": sys.executable, "openai": sys.executable, **named})
        return

    figures = measure(arguments.litellm, arguments.rounds, arguments.calls)
    print(f"Python {sys.version.split()[0]}, {os.cpu_count()} cores\n\n{write_figures(figures)}")


def measure(litellm: str | None, rounds: int, calls: int) -> dict[str, dict[str, float]]:
    """Return each contender's seconds: to its first answer, for a call, and for a failover of each kind."""
    ok, unavailable = serve(200), serve(503)
    pythons = dict.fromkeys(("http.client", "openai", "llm_router"), sys.executable)
    if litellm:
        pythons["litellm"] = litellm
    figures = {"start": measure_starts(pythons, ok, rounds)}
    figures["import"] = {
        "llm_router": statistics.median(float(run(sys.executable, "import:", [ok], 0)) for _ in range(rounds))
    }
    figures["call"] = best({name: (python, f"call:{name}", [ok], calls) for name, python in pythons.items()})
    routers = {name: python for name, python in pythons.items() if name in ("llm_router", "litellm")}
    for way, primary in (("refuses the connection", REFUSED), ("answers 503", unavailable)):
        few = max(calls // 4, 5)
        figures[way] = best(
            {name: (python, f"failover:{name}", [primary, ok], few) for name, python in routers.items()}
        )
    return figures


def measure_starts(pythons: dict[str, str], url: str, rounds: int) -> dict[str, float]:
    times: dict[str, list[float]] = {name: [] for name in pythons}
    for _ in range(rounds):
        for name, python in pythons.items():
            started = time.time()
            times[name].append(float(run(python, f"start:{name}", [url], 0)) - started)
    return {name: statistics.median(found) for name, found in times.items()}


def write_figures(figures: dict[str, dict[str, float]]) -> str:
    """Write them down as two Markdown tables."""
    start, call = figures["start"], figures["call"]
    lines = ["| ms | start to first answer | × the SDK | one call | over a bare POST |"]
    lines.append("| --- | ---: | ---: | ---: | ---: |")
    for name, seconds in call.items():
        ratio, over = start[name] / start["openai"], seconds - call["http.client"]
        lines.append(f"| {name} | {1000 * start[name]:.0f} | {ratio:.2f} | {1000 * seconds:.2f} | {1000 * over:.2f} |")
    lines += ["", "| failover, ms (nothing rests) | the primary | a call | over a direct call of the fallback |"]
    lines.append("| --- | --- | ---: | ---: |")
    for way in ("refuses the connection", "answers 503"):
        for name, seconds in figures[way].items():
            over = seconds - call[name]
            lines.append(f"| {name} | {way} | {1000 * seconds:.2f} | {1000 * over:+.2f} |")
    imported = 1000 * figures["import"]["llm_router"]
    lines += [
        "",
        f"`import llm_router` takes {imported:.1f} ms. A call: the connection is kept; medians, best of {TURNS} turns.",
    ]
    return "\n".join(lines)


def best(runs: dict[str, tuple[str, str, list[str], int]]) -> dict[str, float]:
    """Take turns; the best of each, because the other core's work is not what is measured."""
    turns = [{name: float(run(*arguments)) for name, arguments in runs.items()} for _ in range(TURNS)]
    return {name: min(turn[name] for turn in turns) for name in runs}


def run(python: str, contender: str, urls: list[str], calls: int) -> str:
    command = [python, __file__, "--contender", contender, "--urls", ",".join(urls), "--calls", str(calls)]
    environ = {name: value for name, value in os.environ.items() if "OPENAI" not in name}
    # LiteLLM would otherwise fetch a price list from the network.
    environ |= {"LITELLM_LOCAL_MODEL_COST_MAP": "True", "PYTHONPATH": str(ROOT)}
    return subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True, env=environ, cwd=ROOT).stdout


def measure_one(contender: str, urls: list[str], calls: int) -> None:
    what, _, name = contender.partition(":")
    if what == "import":
        started = time.perf_counter()
        import llm_router  # noqa: F401

        print(time.perf_counter() - started)
        return
    ask = {"http.client": ask_raw, "openai": ask_sdk, "llm_router": ask_router, "litellm": ask_litellm}[name](urls)
    assert ask() == "hi"
    if what == "start":
        print(time.time())
        return
    times = []
    for _ in range(calls):
        started = time.perf_counter()
        ask()
        times.append(time.perf_counter() - started)
    print(statistics.median(times))


def ask_raw(urls: list[str]) -> Callable[[], str]:
    import http.client
    from urllib.parse import urlsplit

    connection = http.client.HTTPConnection(urlsplit(urls[0]).netloc)
    body = json.dumps({"model": "m", "messages": MESSAGES})

    def ask() -> str:
        connection.request("POST", "/v1/chat/completions", body, {"Content-Type": "application/json"})
        return json.loads(connection.getresponse().read())["choices"][0]["message"]["content"]

    return ask


def ask_sdk(urls: list[str]) -> Callable[[], str]:
    import openai

    client = openai.OpenAI(base_url=f"{urls[0]}/v1", api_key="k", max_retries=0, timeout=5)
    return lambda: client.chat.completions.create(model="m", messages=MESSAGES).choices[0].message.content


def ask_router(urls: list[str]) -> Callable[[], str]:
    from llm_router import chat_complete

    environ = {"PRIMARY_OPENAI_BASE_URL": f"{urls[0]}/v1", "PRIMARY_OPENAI_MODEL": "m", "LLM_COOLDOWN_S": "0"}
    if len(urls) > 1:
        environ |= {"FALLBACK_OPENAI_API_KEY": "k", "FALLBACK_OPENAI_BASE_URL": f"{urls[1]}/v1"}
        import logging

        logging.getLogger("llm_router").setLevel(logging.ERROR)
    return lambda: chat_complete(MESSAGES, environ=environ)[1]


def ask_litellm(urls: list[str]) -> Callable[[], str]:
    from litellm import Router

    deployments = [
        {"model_name": name, "litellm_params": {"model": "openai/m", "api_base": f"{url}/v1", "api_key": "k"}}
        for name, url in zip(("primary", "fallback"), urls, strict=False)
    ]
    fallbacks = [{"primary": ["fallback"]}] if len(urls) > 1 else []
    router = Router(deployments, fallbacks=fallbacks, num_retries=0, timeout=5)
    return lambda: router.completion("primary", MESSAGES).choices[0].message.content


def serve(status: int) -> str:
    """Serve one answer on the loopback, from a process of its own; return its URL."""
    listener = socket.create_server(("127.0.0.1", 0), backlog=128)
    if os.fork() == 0:
        threading.Thread(target=end_with, args=(os.getppid(),), daemon=True).start()
        answer_all(listener, status)
    return f"http://127.0.0.1:{listener.getsockname()[1]}"


def end_with(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(0.2)
    os._exit(0)


def answer_all(listener: socket.socket, status: int) -> None:
    body = json.dumps(PAYLOAD).encode()
    head = f"HTTP/1.1 {status} x\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
    while True:
        connection, _ = listener.accept()
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        threading.Thread(target=answer, args=(connection, head.encode() + body), daemon=True).start()


def answer(connection: socket.socket, data: bytes) -> None:
    reader = connection.makefile("rb")
    while reader.readline():
        length = 0
        while (line := reader.readline()).strip():
            if line.lower().startswith(b"content-length:"):
                length = int(line.split(b":")[1])
        reader.read(length)
        connection.sendall(data)


if __name__ == "__main__":
    main()
