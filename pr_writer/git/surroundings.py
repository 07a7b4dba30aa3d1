"""A small change → the same with what stands around its hunks in the files as they were, for a model to read."""

from __future__ import annotations

import logging
from dataclasses import replace
from typing import TYPE_CHECKING

from pr_writer.errors import ActionError
from pr_writer.files.file_kinds import weigh_path
from pr_writer.git.git_process import GitFailure
from pr_writer.prompting.wide_patches import can_be_widened, find_allowance, widen_patches

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from pr_writer.git.repository import Repository
    from pr_writer.values import Changes, FileChange

MAX_BYTES = 512 * 1024  # of a file; larger ones are written by no hand
MAX_BYTES_IN_ALL = 4 * 1024 * 1024
MAX_SECONDS = 10

log = logging.getLogger("pr_writer")


def add_surroundings(repository: Repository, changes: Changes, max_tokens: int) -> Changes:
    """Return the changes with wide patches where the diff is small and complete; where git cannot read, as they are.

    ``max_tokens`` is the budget for patches. Nothing is fetched: git's diff needed the same contents.
    """
    allowance = find_allowance(changes.files, max_tokens)
    wanted = set(_choose_contents(changes.files)) if allowance else set()
    if not wanted:
        return changes
    try:
        contents = repository.read_blobs(wanted, MAX_BYTES, max_seconds=MAX_SECONDS)
    except (GitFailure, OSError, ActionError) as error:
        log.debug("What stands around the change could not be read: %s", error)
        return changes
    texts = {sha: content.decode("utf-8", errors="replace") for sha, content in contents.items()}
    return replace(changes, files=widen_patches(changes.files, texts, allowance))


def _choose_contents(files: Iterable[FileChange]) -> Iterator[str]:
    """Yield the ids of the old contents to read, those that tell most first."""
    left = MAX_BYTES_IN_ALL
    for file in sorted(filter(can_be_widened, files), key=lambda file: -weigh_path(file.path)):
        size = file.old_size or 0
        if 0 < size <= min(MAX_BYTES, left):
            left -= size
            yield file.old_id
