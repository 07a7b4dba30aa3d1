"""Which changes are of line ends alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pr_writer.git.blobs import LARGE

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from pr_writer.git.raw_diff import Record
    from pr_writer.git.repository import Repository
    from pr_writer.prompting.excerpt import Excerpt

MAX_READ = 16 * 1024 * 1024  # bytes of contents that are held for one comparison


def find_line_end_changes(
    repository: Repository, pairs: Sequence[tuple[Record, Excerpt]], sizes: Mapping[str, int]
) -> dict[bytes, str]:
    """Return path → a note such as ``line ends only: LF to CRLF``, for the files of which nothing else changed."""
    notes: dict[bytes, str] = {}
    batch: list[Record] = []
    held = 0
    for record in (record for record, excerpt in pairs if _may_be_one(record, excerpt, sizes)):
        size = sizes[record.old_id] + sizes[record.new_id]
        if held + size > MAX_READ:
            notes |= _compare(repository, batch)
            batch, held = [], 0
        batch.append(record)
        held += size
    return notes | _compare(repository, batch)


def _may_be_one(record: Record, excerpt: Excerpt, sizes: Mapping[str, int]) -> bool:
    has_text = not excerpt.is_binary and 0 < excerpt.added == excerpt.removed
    is_small = all(0 < sizes.get(sha, 0) <= LARGE for sha in (record.old_id, record.new_id))
    return has_text and is_small and any(b"\r\n" in block for _, block in excerpt.kept)


def _compare(repository: Repository, records: Sequence[Record]) -> dict[bytes, str]:
    contents = repository.read_blobs({sha for record in records for sha in (record.old_id, record.new_id)}, LARGE)
    notes = {}
    for record in records:
        old, new = contents.get(record.old_id, b""), contents.get(record.new_id, b"")
        if old.replace(b"\r\n", b"\n") == new.replace(b"\r\n", b"\n"):
            is_to_crlf = new.count(b"\r\n") > old.count(b"\r\n")
            notes[record.path] = f"line ends only: {'LF to CRLF' if is_to_crlf else 'CRLF to LF'}"
    return notes
