"""Texts → vectors of one model, in the order of the texts."""

from __future__ import annotations

import math
import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from llm_router import usage_metrics
from llm_router.answer import read_json, read_tokens
from llm_router.env_values import read_flag
from llm_router.errors import AllBackendsFailed, BadAnswer, BadArgument, NotConfigured
from llm_router.failure import server_error_of, status_of
from llm_router.question import check_text, write_texts
from llm_router.routing import ask_in_turn
from llm_router.send import BackendCall, send

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from llm_router.backend import Backend
    from llm_router.routing import Options

# The API's limits for one request: 2,048 texts and 300,000 tokens. A token is never shorter than a byte.
# https://platform.openai.com/docs/api-reference/embeddings/create
MAX_TEXTS = 2048
MAX_BYTES = 300_000
BATCH_WORDS = (
    r"batch|at most \d+ (?:requests|inputs|texts|items)|too many (?:inputs|texts|items)"
    r"|(?:input|array) .{0,20}too (?:large|long|many)"
)


async def embed_texts(
    texts: Sequence[str], backends: Sequence[Backend], options: Options, environ: Mapping[str, str] | None
) -> tuple[str, list[list[float]]]:
    """Embed texts on the first backend that can; return its model and the vectors. None in ``environ``: no mixing."""
    batches = list(_split(_check_texts(texts)))
    note = ""
    if len({backend.model for backend in backends}) > 1 and not read_flag("LLM_EMBED_MIX", environ or {}):
        other = next(backend for backend in backends if backend.model != backends[0].model)
        note = (
            f"The {other.name} backend was not asked: vectors of {other.model} and {backends[0].model} "
            "do not mix. LLM_EMBED_MIX=true says that they do."
        )
        backends = [backend for backend in backends if backend.model == backends[0].model]

    async def embed_all(call: BackendCall) -> list[list[float]]:
        vectors = [vector for batch in batches for vector in await _embed_batch(call, batch)]
        if len({len(vector) for vector in vectors}) > 1:
            raise BadAnswer("the vectors are not of one length", is_backends_fault=True)
        return vectors

    if not batches:
        return backends[0].model, []
    with usage_metrics.count_call():
        try:
            call, vectors, _ = await ask_in_turn(backends, embed_all, options)
        except AllBackendsFailed as exc:
            raise AllBackendsFailed(exc.attempts, note or exc.note) from exc.__cause__
        call.record("ok", 200)
    return call.backend.model, vectors


def pick_embed_backends(backends: Sequence[Backend]) -> tuple[Backend, ...]:
    """Return the backends that have an embedding model, each with that as its model."""
    found = tuple(
        replace(backend, model=backend.embed_model, model_name="EMBED_MODEL")
        for backend in backends
        if backend.embed_model
    )
    if not found:
        raise NotConfigured("No usable LLM backends configured for embeddings: give a Backend its embed_model.")
    return found


async def _embed_batch(call: BackendCall, batch: list[str]) -> list[list[float]]:
    call.deadline = None  # each request has the whole time
    try:
        payload = read_json(await send(call, "/embeddings", write_texts(batch)))
    except Exception as exc:
        if len(batch) == 1 or not _is_batch_too_large(exc):
            raise
        half = len(batch) // 2
        return await _embed_batch(call, batch[:half]) + await _embed_batch(call, batch[half:])
    call.tokens = ((call.tokens[0] or 0) + (read_tokens(payload)[0] or 0), None)
    return _read_vectors(payload, len(batch))


def _is_batch_too_large(exc: Exception) -> bool:
    """Return True if a server takes fewer texts in one request than the API does: Gemini 100, small ones fewer."""
    return status_of(exc) == 413 or (
        status_of(exc) in (400, 422) and bool(re.search(BATCH_WORDS, server_error_of(exc).message.lower()))
    )


def _read_vectors(payload: dict[str, Any], expected: int) -> list[list[float]]:
    data = payload.get("data")
    if not isinstance(data, list) or len(data) != expected or not all(isinstance(item, dict) for item in data):
        raise BadAnswer("the answer has not one vector for each text", is_backends_fault=True)
    places = [item.get("index", place) for place, item in enumerate(data)]
    if not all(isinstance(place, int) for place in places) or set(places) != set(range(expected)):
        raise BadAnswer("the answer's vectors are numbered wrongly", is_backends_fault=True)
    by_place = dict(zip(places, data, strict=True))
    return [_read_vector(by_place[place].get("embedding")) for place in range(expected)]


def _read_vector(value: Any) -> list[float]:
    if isinstance(value, str):
        value = _decode(value)
    if not isinstance(value, list) or not value:
        raise BadAnswer("the answer has a vector that is none", is_backends_fault=True)
    if isinstance(value[0], list):  # llama.cpp does so for a model without pooling
        raise BadAnswer("the answer has a vector for each token, not one for each text", is_backends_fault=True)
    if not all(isinstance(x, int | float) and math.isfinite(x) for x in value):
        raise BadAnswer("the answer has a vector with what is no number", is_backends_fault=True)
    return value


def _decode(text: str) -> list[float]:
    """Decode base64 of little-endian floats, which some servers send whatever they were asked for."""
    import base64
    import struct

    try:
        data = base64.b64decode(text, validate=True)
        return list(struct.unpack(f"<{len(data) // 4}f", data))
    except (ValueError, struct.error):
        return []


def _split(texts: Sequence[str]) -> Iterator[list[str]]:
    batch: list[str] = []
    size = 0
    for text in texts:
        length = len(text.encode())
        if batch and (len(batch) == MAX_TEXTS or size + length > MAX_BYTES):
            yield batch
            batch, size = [], 0
        batch.append(text)
        size += length
    if batch:
        yield batch


def _check_texts(texts: Sequence[str]) -> Sequence[str]:
    if not isinstance(texts, list | tuple):
        raise BadArgument(f"texts is of type {type(texts).__name__}; it must be a list of texts.")
    for place, text in enumerate(texts):
        name = f"texts[{place}]"
        if not isinstance(text, str):
            raise BadArgument(f"{name} is of type {type(text).__name__}; it must be text.")
        if not text.strip():
            raise BadArgument(f"{name} is blank, which no model embeds; leave it out.")
        check_text(name, text)
    return texts
