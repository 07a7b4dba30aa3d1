"""How many of a clone's files differ from its last commit: a run on the clone does not draft them."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from pr_writer.errors import ActionError
from pr_writer.git.clone_files import MEGABYTE, read_bytes
from pr_writer.git.git_environment import config_environment
from pr_writer.git.git_process import GitFailure, GitProcess
from pr_writer.git.object_ids import check_sha

if TYPE_CHECKING:
    from pr_writer.git.git_dirs import Clone
    from pr_writer.git.repository import Repository

MAX_INDEX = 64 * MEGABYTE  # bytes: half a million files
MAX_SECONDS = 0.5  # a remark is worth no longer wait; 40,000 files take 0.08
# What a clone's configuration says of its file system. Of anything else in it, nothing reaches git.
_FILE_SYSTEM = ("fileMode", "symlinks", "ignoreCase", "precomposeUnicode", "autocrlf")
_HARMLESS = ("true", "false", "input")
# A mounted or copied clone has the same times and sizes, and other owners and inodes.
_STAT = [("core.checkStat", "minimal"), ("core.trustctime", "false")]
# Submodules have configurations of their own, which git would start itself under.
_OPTIONS = ("--name-only", "-z", "--no-renames", "--no-ext-diff", "--no-textconv", "--ignore-submodules=all")


def count_uncommitted(repository: Repository, head_sha: str) -> int:
    """Return how many tracked files of the clone's work tree are not as in this commit; 0 where there is no telling.

    Git reads a copy of the clone's index in our own repository, so that neither the clone's configuration (filters,
    monitors, hooks) is obeyed nor anything in it is written.
    """
    clone = repository.clone
    if clone is None or clone.work_tree is None:
        return 0
    try:
        if not _copy_index(clone, repository):
            return 0
        git = GitProcess(repository.git_dir, repository.git.environment | _describe_work_tree(clone))
        return len(_list_changed(git, check_sha(head_sha)))
    except (ActionError, GitFailure, OSError):
        return 0


def _copy_index(clone: Clone, repository: Repository) -> bool:
    index = clone.git_dir / "index"
    content = read_bytes(index, MAX_INDEX)
    if not content:
        return False
    times = index.stat()
    copy = repository.git_dir / "index"
    copy.write_bytes(content)
    # A file that was written no earlier than the index is looked into, whatever its size says.
    os.utime(copy, ns=(times.st_atime_ns, times.st_mtime_ns))
    return True


def _describe_work_tree(clone: Clone) -> dict[str, str]:
    said = ((name, clone.config.get(("core", "", name.lower()), "").lower()) for name in _FILE_SYSTEM)
    options = [(f"core.{name}", value) for name, value in said if value in _HARMLESS]
    return {"GIT_WORK_TREE": str(clone.work_tree), **config_environment([*_STAT, *options])}


def _list_changed(git: GitProcess, head_sha: str) -> set[bytes]:
    with git.stream("diff", *_OPTIONS, head_sha, "--", max_seconds=MAX_SECONDS) as stdout:
        return set(stdout.read().split(b"\0")) - {b""}
