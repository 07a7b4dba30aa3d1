"""Compare notebooks by the source of their cells: outputs and pictures are not for reading."""

from __future__ import annotations

import shutil
from dataclasses import replace
from typing import TYPE_CHECKING

from pr_writer.files.notebooks import is_notebook, read_cells
from pr_writer.git.git_process import GitFailure
from pr_writer.git.object_ids import is_absent
from pr_writer.git.patch_stream import read_excerpts
from pr_writer.git.raw_diff import parse_records
from pr_writer.prompting.excerpt import Excerpt

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from pr_writer.git.raw_diff import Record
    from pr_writer.git.repository import Repository

MAX_NOTEBOOK = 8 * 1024 * 1024  # bytes of one that is parsed
MAX_NOTEBOOKS = 100
SOURCES = "the cells' source; outputs are left out"
NO_SOURCES = "outputs or metadata only"


def read_notebooks(
    repository: Repository, pairs: Sequence[tuple[Record, Excerpt]], sizes: Mapping[str, int], max_bytes: int
) -> dict[int, tuple[Excerpt, str]]:
    """Return index → the excerpt of what changed in the cells' sources, and a note, for each notebook."""
    wanted = [i for i, (record, excerpt) in enumerate(pairs) if _is_readable(record, excerpt, sizes)][:MAX_NOTEBOOKS]
    if not wanted:
        return {}
    folder = repository.git_dir / "notebooks"
    try:
        read = [index for index in wanted if _write_sides(repository, index, pairs[index][0])]
        changed = _compare(repository, max_bytes) if read else {}
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    found = {}
    for index in read:
        _, whole = pairs[index]
        # The digest stays that of the whole file, so that a change of outputs alone is a change.
        excerpt = replace(changed.get(index, Excerpt((), 0, 0, 0, 0)), digest=whole.digest)
        found[index] = (excerpt, SOURCES if index in changed else NO_SOURCES)
    return found


def _is_readable(record: Record, excerpt: Excerpt, sizes: Mapping[str, int]) -> bool:
    sides = [sha for sha in (record.old_id, record.new_id) if not is_absent(sha)]
    is_small = all(sizes.get(sha, MAX_NOTEBOOK + 1) <= MAX_NOTEBOOK for sha in sides)
    has_changed = record.old_id != record.new_id
    return is_small and has_changed and not excerpt.is_binary and is_notebook(record.path.decode("utf-8", "replace"))


def _write_sides(repository: Repository, index: int, record: Record) -> bool:
    """Write both sides' sources into files; return False if one of them is no notebook."""
    sides = {"old": record.old_id, "new": record.new_id}
    contents = repository.read_blobs({sha for sha in sides.values() if not is_absent(sha)}, MAX_NOTEBOOK)
    texts = {}
    for side, sha in sides.items():
        if is_absent(sha):
            continue
        cells = read_cells(contents.get(sha, b""))
        if cells is None:
            return False
        texts[side] = cells
    for side in ("old", "new"):
        folder = repository.git_dir / "notebooks" / side
        folder.mkdir(parents=True, exist_ok=True)
        if side in texts:
            (folder / f"{index:06}").write_text(texts[side], "utf-8")
    return True


def _compare(repository: Repository, max_bytes: int) -> dict[int, Excerpt]:
    options = (
        "--no-index",
        "--raw",
        "--patch",
        "--no-renames",
        "--no-color",
        "--no-ext-diff",
        "--no-textconv",
        "--text",
    )
    excerpts = {}
    try:
        with repository.git.stream("diff", *options, "--", "notebooks/old", "notebooks/new") as stdout:
            records = parse_records(stdout)
            for record, excerpt in read_excerpts(stdout, records, max_bytes):
                excerpts[int(record.path.rpartition(b"/")[2])] = excerpt
    except GitFailure as failure:
        if failure.status != 1 or failure.stderr:  # 1 says that they differ
            raise
    return excerpts
