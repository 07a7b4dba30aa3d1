"""What a clone's branches and tags point at, read from its files: no git is started in it."""

from __future__ import annotations

import os
import re
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from pr_writer.errors import ActionError
from pr_writer.git.clone_files import MEGABYTE, read_bytes, read_text
from pr_writer.git.object_ids import SHA
from pr_writer.lazy_pattern import compile_lazily

if TYPE_CHECKING:
    from pr_writer.git.git_dirs import Clone

HEADS = "refs/heads/"
REMOTES = "refs/remotes/"
ORIGIN = "refs/remotes/origin/"
# In which order a short name is looked up: https://git-scm.com/docs/gitrevisions
PLACES = ("{}", "refs/{}", "refs/tags/{}", "refs/heads/{}", "refs/remotes/{}", "refs/remotes/{}/HEAD")
# What https://git-scm.com/docs/git-check-ref-format forbids; with it gone, a name is a path below the git folder.
FORBIDDEN = compile_lazily(r"[\x00-\x20\x7f~^:?*\[\\]|\.\.|@\{|//|(?:^|/)\.|\.lock(?:/|$)|[./]$|^/|^@?$")
PSEUDO_REF = compile_lazily(r"HEAD|[A-Z]+(?:_[A-Z]+)*_HEAD")
OWN_TO_A_WORK_TREE = ("refs/bisect/", "refs/worktree/", "refs/rewritten/")
MAX_HOPS = 5  # of refs that name another ref, as in git


class Refs:
    """The refs of a clone: loose files and ``packed-refs``; asked for another format, raises ActionError."""

    def __init__(self, clone: Clone) -> None:
        self._clone = clone

    def read_branch(self) -> str:
        """Return the branch that is checked out, or a blank."""
        target = self.read_target("HEAD")
        return target.removeprefix(HEADS) if target.startswith(HEADS) else ""

    def read_target(self, name: str) -> str:
        """Return the ref that a symbolic ref such as HEAD stands for, or a blank."""
        self._check_format()
        path = self._find_path(name)
        # The old way of writing one, which git still reads.
        link = str(path.readlink()) if path.is_symlink() else ""
        text = link if link.startswith("refs/") else self._read_loose(name)
        target = text.removeprefix("ref:").strip() if text.startswith(("ref:", "refs/")) else ""
        return "" if FORBIDDEN.search(target) else target

    def resolve(self, name: str) -> str:
        """Return the id that a full ref name stands for, or a blank."""
        for _ in range(MAX_HOPS):
            if FORBIDDEN.search(name) or not (name.startswith("refs/") or PSEUDO_REF.fullmatch(name)):
                return ""
            if target := self.read_target(name):
                name = target
                continue
            words = self._read_loose(name).split(None, 1)
            return words[0] if words and SHA.fullmatch(words[0]) else self._find_packed(name)
        return ""

    def find_all(self, short: str) -> dict[str, str]:
        """Return full name → id of all refs that a short name could mean, the one that it does mean first."""
        found = {name: self.resolve(name) for place in PLACES if (name := place.format(short))}
        return {name: sha for name, sha in found.items() if sha}

    def list_branches(self) -> tuple[str, ...]:
        """Return the names of the local branches."""
        packed = re.findall(rb"^[0-9a-f]+ refs/heads/([^\n]+)$", self._packed, re.MULTILINE)
        names = {os.fsdecode(name) for name in packed} | set(_walk(self._clone.common_dir / HEADS))
        return tuple(sorted(name for name in names if self.resolve(HEADS + name)))

    def list_remotes(self) -> tuple[str, ...]:
        """Return the names of the remotes that a default branch is known of."""
        folder = self._clone.common_dir / REMOTES
        names = sorted(path.name for path in folder.iterdir()) if folder.is_dir() else []
        return tuple(name for name in names if self.read_target(f"{REMOTES}{name}/HEAD"))

    def read_log(self, name: str) -> bytes:
        """Return the record of where a ref pointed before."""
        return read_bytes(self._find_folder(name) / "logs" / name, 64 * MEGABYTE, is_folder_absent=True)

    def _check_format(self) -> None:
        clone = self._clone
        if clone.ref_format != "files":
            raise ActionError(
                f"{clone.git_dir} keeps its branches in the format {clone.ref_format!r:.40}, which cannot be read "
                "here. Give ⟨base⟩ and ⟨head⟩ as commit ids, or run `git refs migrate --ref-format=files` in it."
            )

    def _read_loose(self, name: str) -> str:
        return read_text(self._find_path(name), is_folder_absent=True)

    def _find_path(self, name: str) -> Path:
        return self._find_folder(name) / name

    def _find_folder(self, name: str) -> Path:
        is_shared = name.startswith("refs/") and not name.startswith(OWN_TO_A_WORK_TREE)
        return self._clone.common_dir if is_shared else self._clone.git_dir

    @cached_property
    def _packed(self) -> bytes:
        return read_bytes(self._clone.common_dir / "packed-refs", 256 * MEGABYTE)

    def _find_packed(self, name: str) -> str:
        end = self._packed.find(b" " + os.fsencode(name) + b"\n")
        if end < 0:
            return ""
        sha = self._packed[self._packed.rfind(b"\n", 0, end) + 1 : end].decode("ascii", errors="replace")
        return sha if SHA.fullmatch(sha) else ""


def _walk(folder: Path, limit: int = 1000) -> list[str]:
    found: list[str] = []
    for parent, _, names in os.walk(folder):
        found += [str((Path(parent) / name).relative_to(folder)) for name in names]
        if len(found) > limit:
            break
    return found
