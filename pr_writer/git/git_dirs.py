"""Find a clone's parts on disk without starting git in it: a clone's own configuration is never obeyed."""

from __future__ import annotations

import stat
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

from pr_writer.errors import ActionError
from pr_writer.git.clone_config import Config, parse_config
from pr_writer.git.clone_files import MEGABYTE, read_text
from pr_writer.git.object_ids import EMPTY_TREES, SHA

if TYPE_CHECKING:
    from pathlib import Path


@dataclass(frozen=True)
class Clone:
    """Where a clone keeps its HEAD, where it keeps what its work trees share, and where the files are checked out."""

    git_dir: Path
    common_dir: Path
    work_tree: Path | None = None

    @property
    def objects(self) -> Path:
        """The folder of the object store."""
        return self.common_dir / "objects"

    @cached_property
    def config(self) -> Config:
        """The clone's configuration, as data."""
        return parse_config(read_text(self.common_dir / "config"))

    @property
    def object_format(self) -> str:
        """The hash that names the objects: ``sha1`` or ``sha256``; raises ActionError for another."""
        name = self.config.get(("extensions", "", "objectformat"), "sha1").lower()
        if name not in EMPTY_TREES:
            raise ActionError(f"{self.git_dir} names its objects by {name!r:.40}, which cannot be read here.")
        return name

    @property
    def is_partial(self) -> bool:
        """True if it was made with a filter, so that contents may be missing that its server would give."""
        return any(section == "remote" and name == "promisor" for section, _, name in self.config) or (
            ("extensions", "", "partialclone") in self.config
        )

    @property
    def has_trees(self) -> bool:
        """False if it was made with a filter of more than files' contents, so that folders may be missing as well."""
        filters = [value for (_, _, name), value in self.config.items() if name == "partialclonefilter"]
        return all(value.startswith("blob:") for value in filters)

    @property
    def ref_format(self) -> str:
        """How branches and tags are kept: ``files``, or ``reftable``."""
        return self.config.get(("extensions", "", "refstorage"), "files").partition(":")[0].lower()

    def read_shallow(self) -> str:
        """Return the commits at which a shallow history ends, one a line; blank for a full history."""
        lines = read_text(self.common_dir / "shallow", 64 * MEGABYTE).splitlines()
        return "".join(f"{line}\n" for line in lines if SHA.fullmatch(line))


def find_clone(path: Path) -> Clone | None:
    """Find the clone that this folder is in: a work tree, a folder of one, a linked work tree, or a bare repository.

    Raises ActionError where ``.git`` leads to a folder that is not there, or is nothing that can be read.
    """
    path = path.resolve()
    if (path / "HEAD").exists() and (path / "objects").is_dir() and (path / "refs").is_dir():
        return _open_git_dir(path)
    for folder in (path, *path.parents):
        dot_git = folder / ".git"
        try:
            mode = dot_git.stat().st_mode
        except OSError:
            continue
        clone = _open_git_dir(dot_git) if stat.S_ISDIR(mode) else _open_linked(dot_git)
        if clone:
            return replace(clone, work_tree=folder)
    return None


def _open_linked(dot_git: Path) -> Clone | None:
    """Open what a ``.git`` file names: the clone of a linked work tree, or of a submodule."""
    target = read_text(dot_git).strip()
    if not target.startswith("gitdir:"):
        return None
    git_dir = dot_git.parent / target.removeprefix("gitdir:").strip()
    if not git_dir.is_dir():
        raise ActionError(
            f"{dot_git} says that its repository is in {git_dir}, which is not there. A linked work tree or a "
            "submodule needs the clone that it belongs to: mount that as well, at the same path, or run in that clone."
        )
    return _open_git_dir(git_dir.resolve())


def _open_git_dir(git_dir: Path) -> Clone | None:
    common = read_text(git_dir / "commondir").strip()
    clone = Clone(git_dir, (git_dir / common).resolve() if common else git_dir)
    if not read_text(git_dir / "HEAD"):
        return None
    if common and not clone.objects.is_dir():
        raise ActionError(
            f"{git_dir} shares its objects with {clone.common_dir}, which is not there. "
            "Mount that folder as well, at the same path, or run in the main clone."
        )
    return clone if clone.objects.is_dir() else None
