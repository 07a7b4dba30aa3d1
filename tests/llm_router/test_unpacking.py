"""What a server packs is unpacked piece by piece, and the bound counts what comes out."""

# ruff: noqa: F811  a test asks for a fixture by the name that was imported

import gzip
import json
import zlib

import pytest
from support.bad_server import completion, http
from support.router import environ, fallback, forgetful_router, server  # noqa: F401  fixtures

import llm_router
from llm_router.unpacking import TooLargeError, Unpacker, limit_for

TEXT = b"word " * 100_000


def answer_packed(body):
    """A whole answer that says that it is packed with gzip."""
    return http(200, body, content_encoding="gzip")


@pytest.mark.parametrize("size", [1, 7, 1000, 10**6])
@pytest.mark.parametrize(
    ("encoding", "packed"), [("gzip", gzip.compress(TEXT)), ("deflate", zlib.compress(TEXT)), ("", TEXT), ("br", TEXT)]
)
def test_bytes_come_out_as_they_went_in_however_they_are_cut(encoding, packed, size):
    unpacker = Unpacker(encoding, 10**6)
    pieces = [piece for at in range(0, len(packed), size) for piece in unpacker.take(packed[at : at + size])]

    assert b"".join(pieces) == TEXT


@pytest.mark.parametrize(("encoding", "pack"), [("gzip", gzip.compress), ("deflate", zlib.compress), ("", bytes)])
def test_the_bound_counts_what_is_unpacked(encoding, pack):
    unpacker = Unpacker(encoding, len(TEXT) - 1)

    with pytest.raises(TooLargeError, match="over"):
        list(unpacker.take(pack(TEXT)))


def test_a_small_packed_answer_that_unpacks_to_a_gigabyte_is_a_failure_of_its_backend(server, environ, fallback):
    packer = zlib.compressobj(9, zlib.DEFLATED, zlib.MAX_WBITS | 16)
    packed = b"".join(packer.compress(b"a" * 10**7) for _ in range(100)) + packer.flush()
    bomb = server(answer_packed(packed))
    seen = []

    _model, _ = llm_router.chat_complete(
        [{"role": "user", "content": "x"}], environ=environ(bomb, fallback), on_attempt=seen.append
    )

    assert [attempt.backend for attempt in seen] == ["primary", "fallback"]
    assert "MiB" in seen[0].detail


def test_a_packed_answer_is_read(server, environ):
    answer = server(answer_packed(gzip.compress(json.dumps(completion("Fine.")).encode())))

    assert llm_router.chat_complete([{"role": "user", "content": "x"}], environ=environ(answer))[1] == "Fine."


@pytest.mark.parametrize(("path", "megabytes"), [("/v1/chat/completions", 64), ("/v1/embeddings", 256)])
def test_vectors_may_be_longer_than_words(path, megabytes):
    assert limit_for(path) == megabytes * 1024 * 1024
