"""The table of faults beside the others: python bench/router.py --faults [--peer litellm=PYTHON …].

A fault is what a primary does wrong, in a chat or a stream; a fallback that answers well stands behind it. Peers are
measured with the interpreters of virtual environments that have them, each with its documented way to fall back,
without retries, and the same timeout.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

ROOT = Path(__file__).resolve().parent.parent
if TYPE_CHECKING:
    from collections.abc import Callable

TIMEOUT_S = 0.5
HUNG_AFTER_S = 4.0
QUESTION = "Say hello."


def main(pythons: dict[str, str]) -> None:
    """Run every fault through every contender and print the scores as a Markdown table."""
    sys.path.insert(0, str(ROOT / "tests"))
    from support.bad_server import BadServer
    from support.faults import list_faults, make_fallback

    faults = list_faults()
    fallbacks = {is_stream: BadServer(make_fallback(is_stream)) for is_stream in (False, True)}
    results = {}
    for name, python in pythons.items():
        servers = [None if fault.behaviour is None else BadServer(fault.behaviour) for fault in faults]
        asked = [
            ["http://127.0.0.1:9/v1" if one is None else one.url, fallbacks[fault.is_stream].url, fault.is_stream]
            for fault, one in zip(faults, servers, strict=True)
        ]
        results[name] = run(python, name, asked)
        for one in servers:
            if one is not None:
                one.close()
    print(write_table(faults, results))


def run(python: str, name: str, asked: list[list[Any]]) -> list[list[Any]]:
    environ = {key: value for key, value in os.environ.items() if "OPENAI" not in key}
    environ |= {"LITELLM_LOCAL_MODEL_COST_MAP": "True", "PYTHONPATH": str(ROOT), "PYTHONWARNINGS": "ignore"}
    command = [python, __file__, name]
    done = subprocess.run(
        command,
        input=json.dumps(asked),
        check=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        env=environ,
    )
    return json.loads(done.stdout.splitlines()[-1])


def write_table(faults: list[Any], results: dict[str, list[list[Any]]]) -> str:
    head = "as wanted | wrong text as an answer | hung | a 4xx sent on, by its policy | other"
    lines = [f"| {len(faults)} faults | {head} |", "| --- | ---: | ---: | ---: | ---: | ---: |"]
    for name, outcomes in results.items():
        counts = Counter(judge(fault, *outcome) for fault, outcome in zip(faults, outcomes, strict=True))
        columns = (counts[kind] for kind in ("wanted", "wrong", "hung", "policy", "other"))
        lines.append(f"| {name} | {' | '.join(map(str, columns))} |")
    lines += ["", "| fault | wanted | " + " | ".join(results) + " |", "| --- | --- |" + " --- |" * len(results)]
    for place, fault in enumerate(faults):
        said = [describe(fault, *outcomes[place]) for outcomes in results.values()]
        if any(said):
            kind = "stream" if fault.is_stream else "chat"
            lines.append(f"| {kind}: {fault.name} | {fault.wanted} | {' | '.join(said)} |")
    return "\n".join(lines)


def judge(fault: Any, how: str, text: str) -> str:
    """Return ``wanted``, ``wrong``, ``hung``, ``policy`` or ``other``."""
    from support.faults import ASIS, FALLBACK, NEXT, OWN

    if how == "hung":
        return "hung"
    if how == "raised":
        return "wanted" if fault.wanted not in (NEXT, ASIS) else "other"
    if text not in (OWN, FALLBACK):
        return "wrong"
    if text == {ASIS: OWN, NEXT: FALLBACK}.get(fault.wanted):
        return "wanted"
    return "policy" if fault.is_policy and text == FALLBACK else "other"


def describe(fault: Any, how: str, text: str) -> str:
    """Return what was otherwise than wanted; "" when nothing was."""
    judged = judge(fault, how, text)
    return {"wanted": "", "wrong": f"gave {text[:20]!r}", "policy": "sent on"}.get(judged, f"{how} {text[:20]}".strip())


# What runs in the interpreter of a contender


def contend(name: str) -> None:
    """Ask what standard input lists, one after the other; print the outcomes as JSON."""
    asked = json.load(sys.stdin)
    ask = {
        "llm_router": ask_router,
        "openai": ask_sdk,
        "litellm": ask_litellm,
        "pydantic-ai": ask_pydantic,
        "langchain": ask_langchain,
    }[name]
    good = next(fallback for _, fallback, is_stream in asked if not is_stream)
    ask([good, good], False)  # what the first call imports is not held against it
    outcomes = [bound(ask, *one) for one in asked]
    sys.stdout.write(f"\n{json.dumps(outcomes)}\n")
    sys.stdout.flush()
    os._exit(0)


def bound(ask: Callable[[list[str], bool], str], primary: str, fallback: str, is_stream: bool) -> tuple[str, str]:
    found = []

    def call() -> None:
        try:
            found.append(("answered", str(ask([primary, fallback], is_stream) or "")))
        except BaseException as exc:  # noqa: BLE001  whatever it is, it is what its caller gets
            found.append(("raised", type(exc).__name__))

    thread = threading.Thread(target=call, daemon=True)
    thread.start()
    thread.join(HUNG_AFTER_S)
    return found[0] if found else ("hung", "")


def ask_router(urls: list[str], is_stream: bool) -> str:
    from llm_router import Backend, Router

    router = Router([Backend(url, "m", timeout_s=TIMEOUT_S) for url in urls], cooldown_s=0)
    messages = [{"role": "user", "content": QUESTION}]
    return "".join(router.chat_complete_stream(messages)) if is_stream else router.chat_complete(messages)[1]


def ask_sdk(urls: list[str], is_stream: bool) -> str:
    """The loop that everybody writes."""
    import openai

    for url in urls:
        client = openai.OpenAI(base_url=url, api_key="k", max_retries=0, timeout=TIMEOUT_S)
        try:
            answer = client.chat.completions.create(
                model="m", messages=[{"role": "user", "content": QUESTION}], stream=is_stream
            )
            if is_stream:
                return "".join(one.choices[0].delta.content or "" for one in answer if one.choices)
            return answer.choices[0].message.content
        except (openai.APIConnectionError, openai.InternalServerError):
            if url == urls[-1]:
                raise
    raise AssertionError


def ask_litellm(urls: list[str], is_stream: bool) -> str:
    from litellm import Router

    models = [
        {"model_name": name, "litellm_params": {"model": "openai/m", "api_base": url, "api_key": "k"}}
        for name, url in zip(("primary", "fallback"), urls, strict=True)
    ]
    fallbacks = [{"primary": ["fallback"]}]
    router = Router(models, fallbacks=fallbacks, num_retries=0, timeout=TIMEOUT_S, stream_timeout=TIMEOUT_S)
    answer = router.completion("primary", [{"role": "user", "content": QUESTION}], stream=is_stream)
    if is_stream:
        return "".join(one.choices[0].delta.content or "" for one in answer)
    return answer.choices[0].message.content


def ask_pydantic(urls: list[str], is_stream: bool) -> str:
    import asyncio

    import openai
    from pydantic_ai import Agent
    from pydantic_ai.models.fallback import FallbackModel
    from pydantic_ai.models.openai import OpenAIChatModel
    from pydantic_ai.providers.openai import OpenAIProvider

    async def call() -> str:
        clients = [openai.AsyncOpenAI(base_url=u, api_key="k", max_retries=0, timeout=TIMEOUT_S) for u in urls]
        models = [OpenAIChatModel("m", provider=OpenAIProvider(openai_client=client)) for client in clients]
        agent = Agent(FallbackModel(*models), retries=0)
        if not is_stream:
            return (await agent.run(QUESTION)).output
        async with agent.run_stream(QUESTION) as answer:
            return "".join([piece async for piece in answer.stream_text(delta=True)])

    return asyncio.run(call())


def ask_langchain(urls: list[str], is_stream: bool) -> str:
    from langchain_openai import ChatOpenAI

    models = [ChatOpenAI(base_url=url, api_key="k", model="m", max_retries=0, timeout=TIMEOUT_S) for url in urls]
    chain = models[0].with_fallbacks(models[1:])
    if is_stream:
        return "".join(str(piece.content) for piece in chain.stream(QUESTION))
    return str(chain.invoke(QUESTION).content)


if __name__ == "__main__":
    contend(sys.argv[1])
