"""Where two histories part."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pr_writer.git.git_process import GitFailure

if TYPE_CHECKING:
    from pr_writer.git.git_process import GitProcess


def find_merge_base(git: GitProcess, base_sha: str, head_sha: str) -> str:
    """Return the commit at which two histories part, or a blank where what is here shows none."""
    try:
        found = git.output("merge_base", "--end-of-options", base_sha, head_sha)
    except GitFailure as failure:
        if failure.status == 1 and not failure.stderr:
            return ""
        raise
    return found.decode("ascii").split("\n")[0]
