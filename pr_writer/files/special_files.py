"""Which changed paths are no ordinary files: symbolic links, submodules, and pointers to Git LFS."""

from __future__ import annotations

from pr_writer.values import FileChange

# Modes: https://git-scm.com/docs/git-fast-import#_filemodify
SYMLINK = "120000"
SUBMODULE = "160000"

_LFS_FIRST_LINE = "version https://git-lfs.github.com/spec/v1"


def is_symlink(file: FileChange) -> bool:
    """Return True if the path is a symbolic link before or after the change."""
    return SYMLINK in {file.old_mode, file.new_mode}


def is_submodule(file: FileChange) -> bool:
    """Return True if the path is another repository's commit before or after the change; its ids are commits."""
    return SUBMODULE in {file.old_mode, file.new_mode}


def is_lfs_pointer(file: FileChange) -> bool:
    """Return True if the shown patch is of a pointer, and not of a file that mentions one."""
    first = file.patch.split("\n", 2)[1:2]
    return bool(first) and first[0][1:].rstrip("\r") == _LFS_FIRST_LINE and file.added + file.removed <= 6
