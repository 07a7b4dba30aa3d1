"""Read what git prints, in bounded memory."""

from __future__ import annotations

from typing import IO, TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator


def parse_batch(stream: IO[bytes], max_bytes: int) -> Iterator[tuple[str, bytes]]:
    """Yield what ``git cat-file --batch`` answers: https://git-scm.com/docs/git-cat-file#_batch_output"""
    while header := stream.readline(1024):
        words = header.decode("ascii", errors="replace").split()
        if len(words) != 3 or not words[2].isdigit():
            continue  # not here
        left = int(words[2])
        content = stream.read(min(left, max_bytes))
        left += 1 - len(content)  # a line end follows
        while left > 0:
            left -= len(stream.read(min(left, 1 << 20))) or left
        yield words[0], content


def parse_tree_entry(entry: bytes) -> tuple[str, tuple[str, str, str]]:
    """Return the name, and the mode, type and id, of one entry that ``git ls-tree`` prints."""
    about, _, name = entry.partition(b"\t")
    mode, kind, sha = about.decode("ascii").split(" ")
    return name.decode("utf-8", errors="replace"), (mode, kind, sha)


def drain(stream: IO[bytes]) -> None:
    """Read what is left, so that git ends by itself."""
    while stream.read(1 << 20):
        pass
