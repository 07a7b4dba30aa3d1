"""Turn what git says when it fails into a sentence and a next step."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pr_writer.changes.process import GitFailure
from pr_writer.errors import ActionError

if TYPE_CHECKING:
    from types import TracebackType

FULL_HISTORY = "check it out with its full history (`fetch-depth: 0`)"
# What git says, and what to tell the reader; the first that is found counts.
EXPLANATIONS = (
    (
        r"no space left on device|disk quota exceeded|unable to write|write error",
        "There is no room left on the disk for git's temporary files. Free some, or set TMPDIR to a larger place.",
    ),
    (
        r"corrupt|inflate|bad (?:loose )?object header|garbage at end|checksum|sha1 mismatch|hash mismatch",
        "The clone's objects are damaged. Run `git fsck` in it, or check out afresh.",
    ),
    (
        r"unable to (?:read|find)|missing (?:blob|tree|commit)|bad (?:object|revision)|could not read|not a (?:tree|valid)",
        f"The clone lacks a part of the history. If it is shallow or was made with a filter, {FULL_HISTORY}.",
    ),
)


class explain:  # noqa: N801 - reads as a statement: with explain(...)
    """Context manager: a failure of git leaves the body as an ``ActionError``."""

    def __init__(self, has_remote: bool) -> None:
        self._has_remote = has_remote

    def __enter__(self) -> None:
        return None

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if isinstance(error, GitFailure):
            raise explain_failure(error) from error


def explain_failure(failure: GitFailure) -> ActionError:
    """Return the sentence for a failure, ending with what git said."""
    said = quote_stderr(failure.stderr)
    for pattern, sentence in EXPLANATIONS:
        if re.search(pattern, failure.stderr, re.IGNORECASE):
            return ActionError(f"{sentence} (git said: {said})")
    return ActionError(f"Git failed with status {failure.status}: {said}. Check the repository with `git fsck`.")


def quote_stderr(stderr: str) -> str:
    """Return the first line that tells something, printable and short."""
    lines = [line.strip() for line in stderr.splitlines() if line.strip()]
    telling = [line for line in lines if line.startswith(("fatal:", "error:", "remote:"))] or lines or ["nothing"]
    return "".join(character if character.isprintable() else "?" for character in telling[0])[:300]
