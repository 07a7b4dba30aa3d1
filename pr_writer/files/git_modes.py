"""What git's file modes say of a path: https://git-scm.com/docs/git-fast-import#_filemodify"""

from __future__ import annotations

from pr_writer.values import FileChange

SYMLINK = "120000"
SUBMODULE = "160000"


def is_symlink(file: FileChange) -> bool:
    """Return True if the path is a symbolic link before or after the change."""
    return SYMLINK in {file.old_mode, file.new_mode}


def is_submodule(file: FileChange) -> bool:
    """Return True if the path is another repository's commit before or after the change; its ids are commits."""
    return SUBMODULE in {file.old_mode, file.new_mode}
