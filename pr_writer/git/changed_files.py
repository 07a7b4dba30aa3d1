"""Two commits → each changed path with the excerpt of its patch, in bounded memory."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

from pr_writer.errors import ActionError
from pr_writer.git import blobs
from pr_writer.git.blobs import hide_large, restore_ids
from pr_writer.git.git_process import GitFailure, is_out_of_memory
from pr_writer.git.large_files import excerpt_large
from pr_writer.git.patch_stream import MalformedPatch, read_excerpts
from pr_writer.git.raw_diff import Record, parse_records

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from pr_writer.git.repository import Repository
    from pr_writer.prompting.excerpt import Excerpt

# Four seconds and 160 MB; a pack of 100 KB can hold trees of millions of paths.
MAX_PATHS = 50_000
MAX_LIST_MEMORY = 400 * 1024 * 1024  # bytes for git's own list of the paths, which it makes before it prints the first
MEMORY = 16 * 1024 * 1024  # bytes of patches that are kept while they stream by, over all files
MIN_BYTES = 1024  # … and of one file
BYTES_PER_TOKEN = 8  # no text is denser: what is over max_tokens times this can never be shown
# Copies are looked for only where that is quick; then renames alone, up to git's own limit.
COPY_PAIRS = 250_000
RENAME_LIMIT = 1000


def list_paths(repository: Repository, base: str, head: str) -> list[Record]:
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


def read_pairs(
    repository: Repository, ends: tuple[str, str], listed: Sequence[Record], sizes: Mapping[str, int], max_bytes: int
) -> list[tuple[Record, Excerpt]]:
    """Return each changed path with the excerpt of its patch, about ``max_bytes`` of each kept."""
    trees, stand_ins = hide_large(repository, ends, listed, sizes)
    pairs = _stream(repository, trees, listed, max_bytes)
    if not stand_ins:
        return pairs
    restored = [(restore_ids(record, stand_ins), excerpt) for record, excerpt in pairs]
    return [(record, _read_large(repository, record, excerpt, sizes, max_bytes)) for record, excerpt in restored]


def choose_max_bytes(records: Sequence[Record], max_tokens: int) -> int:
    """Return how many bytes of each patch to keep, so that all of them stay in bounded memory."""
    return min(max_tokens * BYTES_PER_TOKEN, max(MIN_BYTES, MEMORY // max(1, len(records))))


def _refuse_paths() -> ActionError:
    return ActionError(
        f"The change touches more than {MAX_PATHS:,} paths, which is more than can be read. Split it, or leave this "
        "pull request out (with the label that ⟨skip-label⟩ names)."
    )


def _stream(
    repository: Repository, trees: tuple[str, str], listed: Sequence[Record], max_bytes: int
) -> list[tuple[Record, Excerpt]]:
    options = ("-r", "--raw", "--patch", *_find_renames(listed), "--no-abbrev", "--unified=3", "--no-color")
    safe = ("--no-ext-diff", "--no-textconv", "--ignore-submodules=none", "--submodule=short", "--diff-algorithm=myers")
    with repository.git.stream("diff_tree", *options, *safe, "--end-of-options", *trees) as stdout:
        records = parse_records(stdout)
        try:
            pairs = list(read_excerpts(stdout, records, max_bytes))
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


def _read_large(
    repository: Repository, record: Record, excerpt: Excerpt, sizes: Mapping[str, int], max_bytes: int
) -> Excerpt:
    """Return the excerpt of a change, made by ourselves where git was shown stand-ins."""
    is_large = max(sizes.get(sha, 0) for sha in (record.old_id, record.new_id)) > blobs.LARGE
    if not is_large or record.old_id == record.new_id:
        return excerpt
    return excerpt_large(repository, record, max_bytes) or excerpt
