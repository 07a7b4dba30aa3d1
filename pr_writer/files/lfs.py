"""Which changed files are pointers to Git LFS: three lines that stand for a file that is kept elsewhere."""

from __future__ import annotations

from pr_writer.values import FileChange

_FIRST_LINE = "version https://git-lfs.github.com/spec/v1"


def is_lfs_pointer(file: FileChange) -> bool:
    """Return True if the shown patch is of a pointer, and not of a file that mentions one."""
    first = file.patch.split("\n", 2)[1:2]
    return bool(first) and first[0][1:].rstrip("\r") == _FIRST_LINE and file.added + file.removed <= 6
