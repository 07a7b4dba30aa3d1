"""Read what lies between two commits: git's stream → Changes."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

from pr_writer.errors import ActionError
from pr_writer.files.ignore_rules import Ignore
from pr_writer.git import blobs
from pr_writer.git.blobs import hide_large, read_sizes, restore_ids
from pr_writer.git.commit_log import read_commits
from pr_writer.git.git_process import GitFailure, is_out_of_memory
from pr_writer.git.gitattributes import find_reasons, read_attributes
from pr_writer.git.large_files import excerpt_large
from pr_writer.git.object_ids import check_sha
from pr_writer.git.patch_stream import MalformedPatch, read_sketches
from pr_writer.git.raw_diff import Record, parse_records
from pr_writer.prompting.diff_budget import cut_all
from pr_writer.values import Changes, FileChange

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from pr_writer.git.repository import Repository
    from pr_writer.prompting.diff_budget import Cut
    from pr_writer.prompting.excerpt import Excerpt

# Four seconds and 160 MB; a pack of 100 KB can hold trees of millions of paths.
MAX_PATHS = 50_000
MAX_LIST_MEMORY = 400 * 1024 * 1024  # bytes for git's own list of the paths, which it makes before it prints the first
MEMORY = 16 * 1024 * 1024  # bytes of patches that are kept while they stream by, over all files
LEAST_ROOM = 1024  # … and of one file
BYTES_PER_TOKEN = 8  # no text is denser: what is over max_tokens times this can never be shown
MINIFIED_LINE = 400  # bytes of the average line from which a patch was not written by hand
# Copies are looked for only where that is quick; then renames alone, up to git's own limit.
COPY_PAIRS = 250_000
RENAME_LIMIT = 1000


@dataclass(frozen=True, slots=True)
class DiffReader:
    """Reads what lies between two commits of a repository, as often as asked and at any budget.

    ``ignore`` holds the user's globs of files whose content is not sent.
    """

    repository: Repository
    base_sha: str
    head_sha: str
    ignore: tuple[str, ...] = ()

    def at_budget(self, max_tokens: int) -> Changes:
        """Return the changes, their patches cut to so many tokens in all; raises ActionError where git cannot read."""
        return read_changes(self.repository, self.base_sha, self.head_sha, ignore=self.ignore, max_tokens=max_tokens)


def read_changes(
    repository: Repository, base_sha: str, head_sha: str, *, ignore: Sequence[str] = (), max_tokens: int
) -> Changes:
    """Read what the head does to its merge base with the base, and cut it to a budget of tokens."""
    with repository.explaining((base_sha, head_sha)):
        base = _find_base(repository, base_sha, head_sha)
        listed = _list_paths(repository, base, head_sha)
        sizes = read_sizes(repository, listed)
        pairs = _read_pairs(repository, (base, head_sha), listed, max_tokens, sizes)
        reasons = _find_reasons(repository, base, pairs, Ignore(ignore))
        files = _describe(pairs, sizes, reasons, max_tokens)
        commits, count = read_commits(repository, base, head_sha)
    return Changes(
        base_sha=base,
        head_sha=head_sha,
        commits=commits,
        files=files,
        commit_count=count,
        fingerprint=_fingerprint(pairs),
    )


def _find_base(repository: Repository, base_sha: str, head_sha: str) -> str:
    """Return the merge base; the empty tree, which has no history, stands for itself."""
    check_sha(base_sha)
    check_sha(head_sha)
    if base_sha == repository.empty_tree and repository.has(head_sha):
        return base_sha
    return repository.find_base(base_sha, head_sha)


def _list_paths(repository: Repository, base: str, head: str) -> list[Record]:
    """Return the changed paths without looking into any file: what the real reading has to expect.

    Raises ActionError where there are more than can be read.
    """
    options = ("-r", "--raw", "--no-renames", "--no-abbrev", "--ignore-submodules=none", "--end-of-options", base, head)
    try:
        with repository.git.stream("diff_tree", *options, max_memory=MAX_LIST_MEMORY) as stdout:
            records = parse_records(islice(stdout, MAX_PATHS + 1))
            if len(records) > MAX_PATHS:
                raise _refuse_paths()
            return records
    except GitFailure as failure:
        if is_out_of_memory(failure):
            raise _refuse_paths() from failure
        raise


def _refuse_paths() -> ActionError:
    return ActionError(
        f"The change touches more than {MAX_PATHS:,} paths, which is more than can be read. Split it, or leave this "
        "pull request out (with the label that `skip-label` names)."
    )


def _read_pairs(
    repository: Repository, ends: tuple[str, str], listed: Sequence[Record], max_tokens: int, sizes: Mapping[str, int]
) -> list[tuple[Record, Excerpt]]:
    """Return each changed path with the excerpt of its patch."""
    room = _find_room(listed, max_tokens)
    trees, stand_ins = hide_large(repository, ends, listed, sizes)
    pairs = _stream(repository, trees, listed, room)
    if not stand_ins:
        return pairs
    restored = [(restore_ids(record, stand_ins), excerpt) for record, excerpt in pairs]
    return [(record, _look_into(repository, record, excerpt, sizes, room)) for record, excerpt in restored]


def _find_room(records: Sequence[Record], max_tokens: int) -> int:
    return min(max_tokens * BYTES_PER_TOKEN, max(LEAST_ROOM, MEMORY // max(1, len(records))))


def _stream(
    repository: Repository, trees: tuple[str, str], listed: Sequence[Record], room: int
) -> list[tuple[Record, Excerpt]]:
    options = ("-r", "--raw", "--patch", *_find_renames(listed), "--no-abbrev", "--unified=3", "--no-color")
    safe = ("--no-ext-diff", "--no-textconv", "--ignore-submodules=none", "--submodule=short", "--diff-algorithm=myers")
    with repository.git.stream("diff_tree", *options, *safe, "--end-of-options", *trees) as stdout:
        records = parse_records(stdout)
        try:
            pairs = list(read_sketches(stdout, records, room))
        except MalformedPatch as error:
            # Where git itself failed, its own words come first.
            while stdout.read(1 << 20):
                pass
            broken = error
        else:
            return pairs
    raise ActionError(f"Git's diff could not be read: {broken}. Please report this with the version of git.")


def _find_renames(listed: Sequence[Record]) -> tuple[str, ...]:
    created = sum(record.kind == "added" for record in listed)
    if created * (len(listed) - created) <= COPY_PAIRS:
        return ("-M", "-C", f"-l{RENAME_LIMIT}")
    return ("-M", f"-l{RENAME_LIMIT}")


def _look_into(
    repository: Repository, record: Record, excerpt: Excerpt, sizes: Mapping[str, int], room: int
) -> Excerpt:
    """Return the excerpt of a change, made by ourselves where git was shown stand-ins."""
    is_large = max(sizes.get(sha, 0) for sha in (record.old_id, record.new_id)) > blobs.LARGE
    if not is_large or record.old_id == record.new_id:
        return excerpt
    return excerpt_large(repository, record, room) or excerpt


def _describe(
    pairs: Sequence[tuple[Record, Excerpt]], sizes: Mapping[str, int], reasons: Sequence[str], max_tokens: int
) -> tuple[FileChange, ...]:
    paths = [_decode(record.path) for record, _ in pairs]
    shown = [
        None if reason or excerpt.is_binary else excerpt for reason, (_, excerpt) in zip(reasons, pairs, strict=True)
    ]
    cuts = cut_all(paths, shown, max_tokens)
    return tuple(
        _make_file(record, excerpt, path=path, reason=reason, cut=cut, sizes=sizes)
        for (record, excerpt), path, reason, cut in zip(pairs, paths, reasons, cuts, strict=True)
    )


def _find_reasons(
    repository: Repository, base: str, pairs: Sequence[tuple[Record, Excerpt]], ignore: Ignore
) -> list[str]:
    """Return, for each file, why its content is not sent, or a blank."""
    paths = [_decode(record.path) for record, _ in pairs]
    told = find_reasons(read_attributes(repository, base, paths), paths)
    return [
        ignore.find_reason(path, told.get(path, ""))
        or ("minified" if _is_dense(excerpt) and not ignore.is_asked_for(path) else "")
        for path, (_, excerpt) in zip(paths, pairs, strict=True)
    ]


def _is_dense(excerpt: Excerpt) -> bool:
    """Whether the lines are so long that nobody wrote them by hand."""
    changed = excerpt.added + excerpt.removed
    return bool(changed) and excerpt.byte_count > 4096 and excerpt.byte_count / changed > MINIFIED_LINE


def _make_file(
    record: Record, excerpt: Excerpt, *, path: str, reason: str, cut: Cut, sizes: Mapping[str, int]
) -> FileChange:
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
        old_size=sizes.get(record.old_id) if excerpt.is_binary else None,
        new_size=sizes.get(record.new_id) if excerpt.is_binary else None,
        withheld=reason,
        patch=cut.text,
        shown="whole" if cut.is_whole else "part" if cut.text else "name",
        shown_lines=cut.shown_lines,
    )


def _fingerprint(pairs: Sequence[tuple[Record, Excerpt]]) -> str:
    """Return a digest of the change that a rebase leaves as it is.

    Like ``git patch-id`` it is made of the hunks without their line numbers; unlike it, spaces count, and so do
    names, modes, submodules, and the ids of what git has no text for.
    """
    digests = sorted(_digest_file(record, excerpt) for record, excerpt in pairs)
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
