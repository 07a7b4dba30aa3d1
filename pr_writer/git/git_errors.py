"""Turn what git says when it fails into a sentence and a next step."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pr_writer.errors import ActionError
from pr_writer.git.fetch import explain_fetch
from pr_writer.git.git_process import GitFailure, quote_stderr

if TYPE_CHECKING:
    from types import TracebackType

    from pr_writer.git.fetch import Remote
    from pr_writer.git.repository import Repository

FULL_HISTORY = "check it out with its full history (`fetch-depth: 0`)"
NO_ROOM = r"no space left on device|disk quota exceeded|unable to write|write error|file too large"
# What git says, and what to tell the reader; the first that is found counts.
EXPLANATIONS = (
    (
        r"corrupt|inflate|bad (?:loose )?object header|garbage at end|checksum|sha1 mismatch|hash mismatch",
        "The clone's objects are damaged. Run `git fsck` in it, or check out afresh.",
    ),
    (
        r"unable to (?:read|find)|missing (?:blob|tree|commit)|bad (?:object|revision)|could not read|not a valid",
        f"The clone lacks a part of the history. If it is shallow or was made with a filter, {FULL_HISTORY}.",
    ),
)


class explain:  # noqa: N801 - reads as a statement: with explain(...)
    """Context manager: a failure of git leaves the body as an ``ActionError``."""

    def __init__(self, repository: Repository) -> None:
        self._repository = repository

    def __enter__(self) -> None:
        return None

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if isinstance(error, GitFailure):
            raise explain_failure(error, self._repository.connected) from error
        if isinstance(error, OSError):
            raise explain_disk(error) from error


def explain_disk(error: OSError) -> ActionError:
    """Return the sentence for a temporary folder that cannot be written."""
    return ActionError(f"The temporary folder cannot be used: {error}. Set TMPDIR to one that can be, and has room.")


def explain_failure(failure: GitFailure, remote: Remote | None = None) -> ActionError:
    """Return the sentence for a failure, ending with what git said; ``remote`` is what git was connected to."""
    said = quote_stderr(failure.stderr)
    if re.search(NO_ROOM, failure.stderr, re.IGNORECASE):
        return ActionError(
            f"There is no room left on the disk for git's files. Set TMPDIR to a larger one. (git said: {said})"
        )
    if remote and (explained := explain_fetch(failure, remote)):
        return explained
    for pattern, sentence in EXPLANATIONS:
        if re.search(pattern, failure.stderr, re.IGNORECASE):
            return ActionError(f"{sentence} (git said: {said})")
    return ActionError(f"Git failed with status {failure.status}: {said}. Check the repository with `git fsck`.")
