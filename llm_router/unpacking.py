"""A compressed answer → its bytes, piece by piece and up to a bound that counts what is unpacked."""

from __future__ import annotations

import zlib
from collections.abc import Iterator

PIECE = 256 * 1024  # bytes that are unpacked at once
# Far above any answer; a server that pours without end, or 300 KB that unpack to 1 GB, must not fill the memory until
# the deadline. Vectors are the longest: 2,048 texts, 3,072 numbers each.
MAX_ANSWER_BYTES, MAX_VECTOR_BYTES = 64 * 1024 * 1024, 256 * 1024 * 1024


class TooLargeError(Exception):
    """An answer is larger than any that makes sense."""


class Unpacker:
    """Takes an answer's bytes as they come and gives them unpacked.

    ``encoding`` is the answer's Content-Encoding; one that is not known here is left packed, for others to read.
    """

    def __init__(self, encoding: str, limit: int) -> None:
        packed = encoding.strip().lower() in {"gzip", "x-gzip", "deflate"}
        self.is_unpacking = packed
        self._inflate = zlib.decompressobj(zlib.MAX_WBITS | 32) if packed else None  # 32: gzip's header, or zlib's
        self._left = self._limit = limit

    def take(self, data: bytes) -> Iterator[bytes]:
        """Yield the next pieces. Raises TooLargeError over the limit, and zlib.error for what is not packed so."""
        while data:
            if self._inflate is None:
                piece, data = data, b""
            else:
                piece = self._inflate.decompress(data, PIECE)
                data = self._inflate.unconsumed_tail
            self._left -= len(piece)
            if self._left < 0:
                raise TooLargeError(f"the answer is over {self._limit // (1024 * 1024)} MiB")
            if piece:
                yield piece


def limit_for(path: str) -> int:
    """Return how many bytes an answer to a request for this path may have."""
    return MAX_VECTOR_BYTES if path.rstrip("/").endswith("/embeddings") else MAX_ANSWER_BYTES
