"""Read what lies between two commits: git's stream → Changes."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from pr_writer.files.ignore_rules import Ignore, read_ignore
from pr_writer.git.blobs import read_sizes
from pr_writer.git.changed_files import choose_max_bytes, list_paths, read_pairs
from pr_writer.git.commit_log import read_commits
from pr_writer.git.line_ends import find_line_end_changes
from pr_writer.git.object_ids import check_sha
from pr_writer.git.withheld import find_reasons_withheld
from pr_writer.prompting.diff_budget import Cut, cut_all
from pr_writer.values import Changes, Commit, FileChange

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from pr_writer.git.raw_diff import Record
    from pr_writer.git.repository import Repository
    from pr_writer.prompting.excerpt import Excerpt


class DiffReader:
    """Reads what lies between two commits of a repository, as often as asked and at any budget.

    ``ignore`` holds the user's globs of files whose content is not sent. What was kept of the patches is kept on, in
    bounded memory, so that a smaller budget starts no git.
    """

    def __init__(self, repository: Repository, base_sha: str, head_sha: str, ignore: Sequence[str] = ()) -> None:
        self._repository = repository
        self._ends = (base_sha, head_sha)
        self._ignore = read_ignore(tuple(ignore))
        self._reading: _Reading | None = None

    def at_budget(self, max_tokens: int) -> Changes:
        """Return the changes, their patches cut to so many tokens in all; raises ActionError where git cannot read."""
        reading = self._reading
        if reading is None or (max_tokens > reading.max_tokens and not reading.is_complete):
            with self._repository.explaining(self._ends):
                self._reading = reading = _read(self._repository, *self._ends, self._ignore, max_tokens)
        return Changes(
            base_sha=reading.base_sha,
            head_sha=self._ends[1],
            commits=reading.commits,
            files=_describe(reading, max_tokens),
            commit_count=reading.commit_count,
            fingerprint=_fingerprint(reading.files),
        )


def read_changes(
    repository: Repository, base_sha: str, head_sha: str, *, ignore: Sequence[str] = (), max_tokens: int
) -> Changes:
    """Read what the head does to its merge base with the base, and cut it to a budget of tokens."""
    return DiffReader(repository, base_sha, head_sha, ignore).at_budget(max_tokens)


@dataclass(frozen=True, slots=True)
class _ChangedFile:
    """One path as it was read: ``reason`` says why its content is withheld, ``note`` how else it is not as usual."""

    record: Record
    excerpt: Excerpt
    reason: str = ""
    note: str = ""
    has_line_ends_only: bool = False


@dataclass(frozen=True, slots=True)
class _Reading:
    """All that was read, before it is cut to a budget."""

    base_sha: str
    files: tuple[_ChangedFile, ...]
    sizes: Mapping[str, int]
    commits: tuple[Commit, ...]
    commit_count: int
    max_tokens: int  # the budget that it is good for

    @property
    def is_complete(self) -> bool:
        """True if every patch was kept whole, so that no budget needs another reading."""
        return all(file.excerpt.is_complete for file in self.files)


def _read(repository: Repository, base_sha: str, head_sha: str, ignore: Ignore, max_tokens: int) -> _Reading:
    base = _find_base(repository, base_sha, head_sha)
    listed = list_paths(repository, base, head_sha)
    sizes = read_sizes(repository, listed)
    max_bytes = choose_max_bytes(listed, max_tokens)
    pairs = read_pairs(repository, (base, head_sha), listed, sizes, max_bytes)
    reasons = find_reasons_withheld(repository, base, pairs, sizes, ignore)
    files = [_ChangedFile(*pair, reason) for pair, reason in zip(pairs, reasons, strict=True)]
    commits, count = read_commits(repository, base, head_sha)
    return _Reading(base, _add_notes(repository, files, sizes, max_bytes), sizes, commits, count, max_tokens)


def _find_base(repository: Repository, base_sha: str, head_sha: str) -> str:
    """Return the merge base; the empty tree, which has no history, stands for itself."""
    check_sha(base_sha)
    check_sha(head_sha)
    if base_sha == repository.empty_tree and repository.has(head_sha):
        return base_sha
    return repository.find_base(base_sha, head_sha)


def _add_notes(
    repository: Repository, files: Sequence[_ChangedFile], sizes: Mapping[str, int], max_bytes: int
) -> tuple[_ChangedFile, ...]:
    """Return the files with notes, and notebooks with the excerpt of their cells' sources."""
    open_ones = [file for file in files if not file.reason]
    pairs = [(file.record, file.excerpt) for file in open_ones]
    line_ends = find_line_end_changes(repository, pairs, sizes)
    notebooks = _read_notebooks(repository, pairs, sizes, max_bytes)
    noted = []
    for file in files:
        path = file.record.path
        if file.reason:
            noted.append(file)
        elif path in line_ends:
            noted.append(replace(file, note=line_ends[path], has_line_ends_only=True))
        elif path in notebooks:
            excerpt, note = notebooks[path]
            noted.append(replace(file, excerpt=excerpt, note=note))
        else:
            noted.append(file)
    return tuple(noted)


def _read_notebooks(
    repository: Repository, pairs: Sequence[tuple[Record, Excerpt]], sizes: Mapping[str, int], max_bytes: int
) -> dict[bytes, tuple[Excerpt, str]]:
    if not any(record.path.lower().endswith(b".ipynb") for record, _ in pairs):
        return {}
    from pr_writer.git.notebook_diff import read_notebooks  # 2 modules that few changes need

    found = read_notebooks(repository, pairs, sizes, max_bytes)
    return {pairs[index][0].path: excerpt for index, excerpt in found.items()}


def _describe(reading: _Reading, max_tokens: int) -> tuple[FileChange, ...]:
    paths = [_decode(file.record.path) for file in reading.files]
    shown = [
        None if file.reason or file.excerpt.is_binary or file.has_line_ends_only else file.excerpt
        for file in reading.files
    ]

    def measure_messages() -> int:
        from pr_writer.prompting.commit_material import measure_bodies  # most changes fit with any messages

        return measure_bodies(reading.commits)

    cuts = cut_all(paths, shown, max_tokens, measure_messages=measure_messages)
    return tuple(
        _make_file(file, path, cut, reading.sizes) for file, path, cut in zip(reading.files, paths, cuts, strict=True)
    )


def _make_file(file: _ChangedFile, path: str, cut: Cut, sizes: Mapping[str, int]) -> FileChange:
    record, excerpt = file.record, file.excerpt
    if file.has_line_ends_only:  # the note says all there is to read
        cut = Cut(shown_lines=excerpt.added + excerpt.removed, is_whole=True)
    return FileChange(
        path=path,
        old_path=None if record.old_path is None else _decode(record.old_path),
        kind=record.kind,
        old_mode=record.old_mode,
        new_mode=record.new_mode,
        old_id=record.old_id,
        new_id=record.new_id,
        added=excerpt.added,
        removed=excerpt.removed,
        is_binary=excerpt.is_binary,
        old_size=sizes.get(record.old_id),
        new_size=sizes.get(record.new_id),
        withheld=file.reason,
        patch=cut.text,
        shown="whole" if cut.is_whole else "part" if cut.text else "name",
        shown_lines=cut.shown_lines,
        note=file.note or cut.same_as,
    )


def _fingerprint(files: Sequence[_ChangedFile]) -> str:
    """Return a digest of the change that a rebase leaves as it is.

    Like ``git patch-id`` it is made of the hunks without their line numbers; unlike it, spaces count, and so do
    names, modes, submodules, and the ids of what git has no text for.
    """
    digests = sorted(_digest_file(file.record, file.excerpt) for file in files)
    return hashlib.sha256(b"".join(digests)).hexdigest()[:40]


def _digest_file(record: Record, excerpt: Excerpt) -> bytes:
    has_text = not excerpt.is_binary
    parts = (
        record.kind.encode(),
        record.path,
        record.old_path or b"",
        record.old_mode.encode(),
        record.new_mode.encode(),
        excerpt.digest if has_text else f"{record.old_id} {record.new_id}".encode(),
    )
    return hashlib.sha256(b"\0".join(parts)).digest()


def _decode(path: bytes) -> str:
    return path.decode("utf-8", errors="replace")
