"""See to it that the changed files' contents are here, and keep those that are too large out of git's sight."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from pr_writer.files.special_files import SUBMODULE
from pr_writer.git.object_ids import is_absent

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from pr_writer.git.raw_diff import Record
    from pr_writer.git.repository import Repository

LARGE = 8 * 1024 * 1024  # bytes of a file above which git is not asked to compare it: it would need ten times as much


def read_sizes(repository: Repository, records: Sequence[Record]) -> dict[str, int]:
    """Return id → bytes of every changed content, fetching what is missing in one go."""
    wanted = {sha for record in records for sha in _find_contents(record)}
    sizes = repository.measure(wanted)
    if missing := wanted - sizes.keys():
        repository.fetch_contents(sorted(missing))
        sizes |= repository.measure(missing)
    # What is missing even now is for git's diff to complain about: it knows a damaged object from an absent one.
    return sizes


def hide_large(
    repository: Repository, ends: tuple[str, str], records: Sequence[Record], sizes: Mapping[str, int]
) -> tuple[tuple[str, str], dict[str, str]]:
    """Return two trees to compare in place of two commits, and stand-in → id for each large content hidden in them.

    A stand-in is a few bytes that git takes for binary, equal where the contents are equal, so that modes and exact
    renames come out as they would. For a file that is added or deleted, git loads the whole of it even if it is told
    to take it for binary, so it must not get to see it.
    """
    large = {sha for sha, size in sizes.items() if size > LARGE}
    if not large:
        return ends, {}
    stand_ins = {sha: _write_stand_in(repository, sha) for sha in large}
    sides = (
        {record.old_path or record.path: record.old_id for record in records},
        {record.path: record.new_id for record in records},
    )
    old, new = (
        _replace(repository, end, {path: stand_ins[sha] for path, sha in side.items() if sha in large})
        for end, side in zip(ends, sides, strict=True)
    )
    return (old, new), {stand_in: sha for sha, stand_in in stand_ins.items()}


def restore_ids(record: Record, stand_ins: Mapping[str, str]) -> Record:
    """Return the record with the real ids of what was hidden."""
    old, new = (stand_ins.get(sha, sha) for sha in (record.old_id, record.new_id))
    return record if (old, new) == (record.old_id, record.new_id) else replace(record, old_id=old, new_id=new)


def _find_contents(record: Record) -> Iterable[str]:
    for mode, sha in ((record.old_mode, record.old_id), (record.new_mode, record.new_id)):
        if mode != SUBMODULE and not is_absent(sha):
            yield sha


def _write_stand_in(repository: Repository, sha: str) -> str:
    written = repository.git.output("hash_object", "-w", "--stdin", stdin=b"\0" + sha.encode())
    return written.decode("ascii").strip()


def _replace(repository: Repository, tree: str, contents: Mapping[bytes, str]) -> str:
    """Return the tree with other contents at some paths."""
    if not contents:
        return tree
    here: dict[bytes, str] = {}
    below: dict[bytes, dict[bytes, str]] = {}
    for path, sha in contents.items():
        name, _, rest = path.partition(b"/")
        if rest:
            below.setdefault(name, {})[rest] = sha
        else:
            here[name] = sha
    entries = []
    for entry in repository.git.output("ls_tree", "-z", "--full-tree", "--end-of-options", tree).split(b"\0")[:-1]:
        about, _, name = entry.partition(b"\t")
        mode, kind, sha = about.decode("ascii").split(" ")
        if kind == "tree" and name in below:
            sha = _replace(repository, sha, below[name])
        elif kind == "blob":
            sha = here.get(name, sha)
        entries.append(f"{mode} {kind} {sha}\t".encode("ascii") + name)
    made = repository.git.output("mktree", "-z", "--missing", stdin=b"".join(entry + b"\0" for entry in entries))
    return made.decode("ascii").strip()
