"""Turn what git says when it fails into a sentence and a next step."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pr_writer.errors import ActionError
from pr_writer.git.fetch import explain_fetch
from pr_writer.git.git_process import GitFailure, quote_stderr

if TYPE_CHECKING:
    from pathlib import Path

    from pr_writer.git.fetch import Remote

NO_ROOM = r"no space left on device|disk quota exceeded|unable to write|write error|file too large"
DAMAGED = r"corrupt|inflate|bad (?:loose )?object header|garbage at end|checksum|sha1 mismatch|hash mismatch"
MISSING = r"unable to (?:read|find)|missing (?:blob|tree|commit)|bad (?:object|revision)|could not read|not a valid"


@dataclass(frozen=True, slots=True)
class Advice:
    """What is known of a clone that decides what its user is told to do."""

    on_runner: bool = False
    is_shallow: bool = False
    is_partial: bool = False
    missing_stores: tuple[Path, ...] = ()

    @property
    def full_history(self) -> str:
        """How to get what a clone lacks, as the second half of a sentence."""
        if self.missing_stores:
            return f"it borrows objects from {self.missing_stores[0]}, which is not there: mount that as well"
        if self.on_runner:
            return "check it out with its full history (`fetch-depth: 0`)"
        if self.is_shallow:
            return "fetch the rest of its history (`git fetch --unshallow`)"
        return "fetch it (`git fetch origin`), or name one that is here"

    def explain_missing(self, ends: tuple[str, str] | None = None) -> str:
        """Return the sentence for contents that are not here; ``ends`` are the commits that were compared."""
        if self.is_partial and not self.on_runner and not self.missing_stores:
            between = " ".join(ends) if ends else "BASE HEAD"
            return (
                "The clone was made with a filter and lacks contents of this change. "
                f"Run `git diff {between} > /dev/null` in it once, and git fetches them."
            )
        if self.on_runner or self.is_shallow or self.missing_stores:
            return f"The clone lacks a part of the history; {self.full_history}."
        return "The clone lacks a part of the history. Run `git fsck` in it, or check out afresh."


def explain_disk(error: OSError) -> ActionError:
    """Return the sentence for a temporary folder that cannot be written."""
    return ActionError(f"The temporary folder cannot be used: {error}. Set TMPDIR to one that can be, and has room.")


def explain_unrelated(base: str, head: str) -> ActionError:
    """Return the sentence for two commits that have no common ancestor."""
    return ActionError(f"The base {base} and the head {head} share no history. Rebase the branch onto its base branch.")


def explain_failure(
    failure: GitFailure, advice: Advice, remote: Remote | None = None, ends: tuple[str, str] | None = None
) -> ActionError:
    """Return the sentence for a failure, ending with what git said; ``remote`` is what git was connected to."""
    said = quote_stderr(failure.stderr)
    if re.search(NO_ROOM, failure.stderr, re.IGNORECASE):
        return ActionError(
            f"There is no room left on the disk for git's files. Set TMPDIR to a larger one. (git said: {said})"
        )
    if remote and (explained := explain_fetch(failure, remote, on_runner=advice.on_runner)):
        return explained
    if re.search(DAMAGED, failure.stderr, re.IGNORECASE):
        return ActionError(
            f"The clone's objects are damaged. Run `git fsck` in it, or check out afresh. (git said: {said})"
        )
    if re.search(MISSING, failure.stderr, re.IGNORECASE):
        return ActionError(f"{advice.explain_missing(ends)} (git said: {said})")
    return ActionError(f"Git failed with status {failure.status}: {said}. Check the repository with `git fsck`.")
