# ruff: noqa: F811  fixtures are asked for by name; a behaviour takes what all take
"""The table of faults: no wrong text is ever given as an answer, and nothing hangs; in threads and in event loops."""

from __future__ import annotations

import asyncio
import time

import openai
import pytest
from support.faults import ASIS, BROKEN, FALLBACK, MESSAGES, NEXT, OWN, RAISE, list_faults, make_fallback
from support.router import environ, forgetful_router, server  # noqa: F401  fixtures

import llm_router

FAULTS = list_faults()
ROWS = [
    pytest.param(
        fault, id=f"{'stream' if fault.is_stream else 'chat'}: {fault.name}", marks=[pytest.mark.slow] * fault.is_slow
    )
    for fault in FAULTS
]
TIMEOUT_S = 0.4


def ask_in_thread(env, is_stream):
    if is_stream:
        return "".join(llm_router.chat_complete_stream(MESSAGES, environ=env))
    return llm_router.chat_complete(MESSAGES, environ=env)[1]


def ask_in_loop(env, is_stream):
    async def call():
        if is_stream:
            return "".join([piece async for piece in llm_router.achat_complete_stream(MESSAGES, environ=env)])
        return (await llm_router.achat_complete(MESSAGES, environ=env))[1]

    return asyncio.run(call())


def classify(ask, env, is_stream):
    try:
        text = ask(env, is_stream)
    except openai.APIStatusError:
        return RAISE
    except llm_router.StreamInterrupted:
        return BROKEN
    return {OWN: ASIS, FALLBACK: NEXT}.get(text, f"wrong text: {text!r}")


@pytest.mark.parametrize("ask", [ask_in_thread, ask_in_loop])
@pytest.mark.parametrize("fault", ROWS)
def test_a_fault_ends_as_specified_and_in_time(server, environ, fault, ask):
    primary = "http://127.0.0.1:9/v1" if fault.behaviour is None else server(fault.behaviour)
    # Only where the server is slow does the time matter; elsewhere a busy machine must not run into it.
    timeout_s = TIMEOUT_S if fault.is_slow else 20
    env = environ(primary, server(make_fallback(fault.is_stream)), timeout_s=timeout_s) | {
        "FALLBACK_OPENAI_TIMEOUT_S": "20"
    }
    started = time.monotonic()

    assert classify(ask, env, fault.is_stream) == fault.wanted

    assert time.monotonic() - started < 10


def test_there_are_enough_faults_and_each_has_a_name_of_its_own():
    assert len({(f.name, f.is_stream) for f in FAULTS}) == len(FAULTS) >= 145
