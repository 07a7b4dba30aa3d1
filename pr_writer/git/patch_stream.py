"""Read a stream of patches into excerpts: one pass, bounded memory, exact counts."""

from __future__ import annotations

import hashlib
import re
from typing import IO, TYPE_CHECKING

from pr_writer.lazy_pattern import compile_lazily
from pr_writer.prompting.excerpt import Excerpt, ExcerptBuilder

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pr_writer.git.raw_diff import Record

CHUNK = 256 * 1024
FILE = b"diff --git "
# Without line numbers, which move with the base, and without the function that git shows beside them.
HUNK = compile_lazily(rb"^@@ [^\n]*", re.MULTILINE)


class MalformedPatch(Exception):  # noqa: N818 - reported as a broken diff by the reader
    """The stream is not the patch that the raw records announce."""


def read_excerpts(stream: IO[bytes], records: Sequence[Record], max_bytes: int) -> Iterator[tuple[Record, Excerpt]]:
    """Pair each record with the excerpt of its patch, keeping about ``max_bytes`` of each.

    The patches come in the order of the records, so no path is parsed out of a header. A line inside a hunk starts
    with a space, a plus, a minus or a backslash, whatever the file says; so one that starts with ``diff --git`` or
    ``@@`` was written by git.
    """
    patches = _split_files(stream)
    for record in records:
        patch = _Patch(max_bytes)
        # A type change is told as a deletion and an addition.
        for _ in range(2 if record.kind == "type-changed" else 1):
            blocks = next(patches, None)
            if blocks is None:
                raise MalformedPatch(f"fewer patches than the {len(records)} changed paths")
            patch.read_file(blocks)
        yield record, patch.finish()
    if next(patches, None) is not None:
        raise MalformedPatch(f"more patches than the {len(records)} changed paths")


def _split_files(stream: IO[bytes]) -> Iterator[Iterator[bytes]]:
    """Yield, for each file, its blocks of whole lines; each file's must be used up before the next is asked for."""
    blocks = _read_blocks(stream)
    block = next(blocks, b"")
    if block and not block.startswith(FILE):
        raise MalformedPatch(f"expected a patch, found {block[:80]!r}")

    def read_file() -> Iterator[bytes]:
        nonlocal block
        start = len(FILE)
        while block:
            end = block.find(b"\n" + FILE, start) + 1
            if end:
                yield block[:end]
                block = block[end:]
                return
            yield block
            block, start = next(blocks, b""), 0
            if block.startswith(FILE):
                return

    while block:
        yield read_file()


def _read_blocks(stream: IO[bytes]) -> Iterator[bytes]:
    """Yield the stream in blocks of whole lines."""
    pieces: list[bytes] = []
    while chunk := stream.read(CHUNK):
        end = chunk.rfind(b"\n") + 1
        if not end:
            pieces.append(chunk)
            continue
        yield b"".join((*pieces, chunk[:end]))
        pieces = [chunk[end:]] if end < len(chunk) else []
    if pieces:
        yield b"".join(pieces)


class _Patch:
    def __init__(self, max_bytes: int) -> None:
        self._builder = ExcerptBuilder(max_bytes)
        self._digest = hashlib.sha256()
        self._added = self._removed = 0
        self._is_binary = False

    def read_file(self, blocks: Iterator[bytes]) -> None:
        """Take one file's header and hunks."""
        in_header = True
        for block in blocks:
            body = block
            if in_header:
                start = 0 if block.startswith(b"@@ ") else block.find(b"\n@@ ") + 1
                in_header = not (start or block.startswith(b"@@ "))
                header = block if in_header else block[:start]
                self._is_binary |= b"\nBinary files " in b"\n" + header
                body = b"" if in_header else block[start:]
            if body:
                self._read_body(body)

    def finish(self) -> Excerpt:
        return self._builder.build(
            added=self._added, removed=self._removed, digest=self._digest.digest(), is_binary=self._is_binary
        )

    def _read_body(self, body: bytes) -> None:
        self._added += body.count(b"\n+") + body.startswith(b"+")
        self._removed += body.count(b"\n-") + body.startswith(b"-")
        self._digest.update(HUNK.sub(b"@@", body))
        self._builder.add(body)
