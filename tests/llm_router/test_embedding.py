# ruff: noqa: F811  fixtures are asked for by name; a behaviour takes what all take
"""embed: one vector for each text, in order, all of one model."""

from __future__ import annotations

import base64
import struct

import pytest
from support.bad_server import error, http
from support.router import environ, forgetful_router, server  # noqa: F401  fixtures

import llm_router


def vectors(one, connection, request):
    """Answer with a vector that tells the text, in the reverse order, as the API may."""
    data = [
        {"index": place, "embedding": [float(len(text)), float(len(request.body["model"]))]}
        for place, text in enumerate(request.body["input"])
    ]
    return http(200, {"data": data[::-1], "usage": {"prompt_tokens": len(data)}})


@pytest.fixture
def embedding_environ(environ):
    def write(primary=None, fallback=None, models=("same", "same"), **more):
        names = ("PRIMARY_OPENAI_EMBED_MODEL", "FALLBACK_OPENAI_EMBED_MODEL")
        return environ(primary, fallback, **dict(zip(names, models, strict=True)), **more)

    return write


def test_the_order_is_kept(server, embedding_environ):
    seen = []

    model, found = llm_router.embed(
        ["one", "three", "x"], environ=embedding_environ(server(vectors)), on_attempt=seen.append
    )

    assert (model, found) == ("same", [[3.0, 4.0], [5.0, 4.0], [1.0, 4.0]])
    assert (seen[0].model, seen[0].prompt_tokens) == ("same", 3)


def test_many_texts_go_in_batches_within_the_apis_limits(server, embedding_environ):
    primary = server(vectors)
    texts = ["x" * (n % 7 + 1) for n in range(5000)] + ["é" * 100_000] * 3

    _, found = llm_router.embed(texts, environ=embedding_environ(primary))

    assert [vector[0] for vector in found] == [len(text) for text in texts]
    sizes = [(len(r.body["input"]), sum(len(t.encode()) for t in r.body["input"])) for r in primary.requests]
    assert all(count <= 2048 and size <= 300_000 for count, size in sizes)
    assert len(sizes) == 5


def test_a_server_that_takes_fewer_at_once_gets_fewer(server, embedding_environ):
    def small(one, connection, request):
        if len(request.body["input"]) > 4:
            return error(413, "batch size 10 > maximum allowed batch size 4")
        return vectors(one, connection, request)

    texts = ["x" * n for n in range(1, 11)]
    assert [v[0] for v in llm_router.embed(texts, environ=embedding_environ(server(small)))[1]] == list(range(1, 11))


def test_when_a_backend_fails_midway_the_other_embeds_all_anew(server, embedding_environ):
    primary, fallback = server(vectors, error(503)), server(vectors)
    texts = ["x"] * 3000

    model, found = llm_router.embed(texts, environ=embedding_environ(primary, fallback))

    assert model == "same"
    assert len(found) == 3000
    assert sum(len(r.body["input"]) for r in fallback.requests) == 3000


def test_vectors_of_two_models_do_not_stand_in_for_each_other(server, embedding_environ):
    primary, fallback = server(error(503)), server(vectors)

    with pytest.raises(llm_router.AllBackendsFailed, match="LLM_EMBED_MIX"):
        llm_router.embed(["x"], environ=embedding_environ(primary, fallback, ("one", "two")))

    assert fallback.hits == 0


def test_unless_the_environment_says_that_they_do(server, embedding_environ):
    env = embedding_environ(server(error(503)), server(vectors), ("one", "three"), LLM_EMBED_MIX="true")

    assert llm_router.embed(["x"], environ=env) == ("three", [[1.0, 5.0]])


def test_vectors_in_base64_are_read(server, embedding_environ):
    packed = base64.b64encode(struct.pack("<2f", 0.5, -2)).decode()
    env = embedding_environ(server(http(200, {"data": [{"index": 0, "embedding": packed}]})))

    assert llm_router.embed(["x"], environ=env)[1] == [[0.5, -2.0]]


@pytest.mark.parametrize(
    "payload",
    [
        {},
        {"data": []},
        {"data": [{"embedding": []}]},
        {"data": [{"embedding": None}]},
        {"data": [{"embedding": ["x"]}]},
        {"data": [{"embedding": [[1, 2], [3, 4]]}]},
        {"data": [{"embedding": "!"}]},
        {"data": [{"embedding": "AAA="}]},
        {"data": [{"index": 7, "embedding": [1]}]},
        {"data": [{"index": [], "embedding": [1]}]},
        {"data": [{"embedding": [1]}, {"embedding": [1]}]},
        {"error": "no"},
    ],
    ids=str,
)
def test_an_answer_that_is_none_goes_to_the_next(server, embedding_environ, payload):
    env = embedding_environ(server(http(200, payload)), server(vectors))

    assert llm_router.embed(["x"], environ=env)[1] == [[1.0, 4.0]]


def test_vectors_of_two_lengths_are_no_answer(server, embedding_environ):
    odd = http(200, {"data": [{"embedding": [1]}, {"embedding": [1, 2]}]})

    with pytest.raises(llm_router.AllBackendsFailed, match="not of one length"):
        llm_router.embed(["x", "y"], environ=embedding_environ(server(odd)))


@pytest.mark.parametrize("texts", ["one text", None, [1], [""], ["x", " "], ["\ud800"]], ids=ascii)
def test_texts_that_cannot_be_embedded_are_named(texts, embedding_environ):
    with pytest.raises(llm_router.BadArgument, match=r"^texts"):
        llm_router.embed(texts, environ=embedding_environ("http://127.0.0.1:9/v1"))


def test_no_texts_are_no_vectors_and_no_request(server, embedding_environ):
    primary = server(vectors)

    assert llm_router.embed([], environ=embedding_environ(primary)) == ("same", [])
    assert primary.hits == 0


def test_without_an_embedding_model_the_variables_are_named(environ):
    with pytest.raises(llm_router.NotConfigured, match="FALLBACK_OPENAI_EMBED_MODEL"):
        llm_router.embed(["x"], environ=environ("http://127.0.0.1:9/v1", "http://127.0.0.1:9/v1"))
