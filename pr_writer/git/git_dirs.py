"""Find a clone's parts on disk without starting git in it: a clone's own configuration is never obeyed."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

SHA256 = re.compile(r"^\s*objectformat\s*=\s*\"?sha256", re.IGNORECASE | re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Clone:
    """Where a clone keeps its HEAD, and where it keeps what its work trees share."""

    git_dir: Path
    common_dir: Path

    @property
    def objects(self) -> Path:
        """The folder of the object store."""
        return self.common_dir / "objects"

    def read_shallow(self) -> str:
        """Return the commits at which a shallow history ends, one a line; blank for a full history."""
        return _read(self.common_dir / "shallow")

    def read_object_format(self) -> str:
        """Return the hash that names the objects: ``sha1`` or ``sha256``."""
        return "sha256" if SHA256.search(_read(self.common_dir / "config")) else "sha1"

    def read_branch(self) -> str:
        """Return the branch that is checked out, or a blank."""
        head = _read(self.git_dir / "HEAD").strip()
        return head.removeprefix("ref: refs/heads/") if head.startswith("ref: refs/heads/") else ""


def find_clone(path: Path) -> Clone | None:
    """Find the clone that this folder is in: a work tree, a folder of one, a linked work tree, or a bare repository."""
    path = path.resolve()
    if (path / "HEAD").is_file() and (path / "objects").is_dir() and (path / "refs").is_dir():
        return _open_git_dir(path)
    for folder in (path, *path.parents):
        dot_git = folder / ".git"
        if dot_git.is_dir():
            return _open_git_dir(dot_git)
        if dot_git.is_file():
            target = _read(dot_git).strip().removeprefix("gitdir:").strip()
            return _open_git_dir((folder / target).resolve())
    return None


def _open_git_dir(git_dir: Path) -> Clone | None:
    common = _read(git_dir / "commondir").strip()
    clone = Clone(git_dir, (git_dir / common).resolve() if common else git_dir)
    return clone if (git_dir / "HEAD").is_file() and clone.objects.is_dir() else None


def _read(path: Path) -> str:
    try:
        return path.read_text("utf-8", errors="surrogateescape")
    except (FileNotFoundError, NotADirectoryError):
        return ""
