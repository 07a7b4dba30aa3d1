"""Which two commits a run on a clone compares: the names that a person gave, or the defaults."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pr_writer.errors import ActionError
from pr_writer.git.git_environment import child_environment, config_environment
from pr_writer.git.git_errors import FULL_HISTORY
from pr_writer.git.git_process import GitProcess
from pr_writer.git.merge_base import find_merge_base

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pr_writer.git.git_dirs import Clone
    from pr_writer.git.repository import Repository

ORIGIN = "refs/remotes/origin/"
# This one process runs under the clone's own configuration, so what could start a program or a transport is off.
SAFE_OPTIONS = [("core.fsmonitor", "false"), ("core.hooksPath", "/dev/null"), ("protocol.allow", "never")]


@dataclass(frozen=True, slots=True)
class Range:
    """Two commits and the branches that they are known by; a root commit's base is the empty tree."""

    base_sha: str
    head_sha: str
    head_ref: str
    base_ref: str


def resolve_range(repository: Repository, base: str, head: str) -> Range:
    """Resolve base and head; a blank head is HEAD, a blank base the merge base with the default branch."""
    if repository.clone is None:
        raise ActionError("There is no clone here to compare commits of. Name one with --repo-dir.")
    names = _Names(repository, repository.clone)
    head_sha = names.resolve(head or "HEAD") or _refuse(head or "HEAD", "--head")
    head_ref = names.find_branch(head)
    if base:
        base_sha = names.resolve(base) or _refuse(base, "--base")
        return Range(base_sha, head_sha, head_ref, names.find_branch(base))
    default, default_sha = names.find_default()
    if default_sha and head_ref != default:
        merge_base = find_merge_base(repository.git, default_sha, head_sha)
        # A detached HEAD that the default branch contains is a look at that branch, not a branch without changes.
        if merge_base and (head_ref or merge_base != head_sha):
            return Range(merge_base, head_sha, head_ref, default)
    return Range(_find_parent(repository, names, head_sha), head_sha, head_ref, default)


def _find_parent(repository: Repository, names: _Names, sha: str) -> str:
    if parent := names.resolve(f"{sha}^"):
        return parent
    if sha in (repository.clone.read_shallow() if repository.clone else ""):
        raise ActionError(f"The clone does not have the commit before {sha[:12]}; {FULL_HISTORY}.")
    return repository.empty_tree


def _refuse(name: str, flag: str) -> str:
    raise ActionError(f"{name!r} names no commit of this clone. Give {flag} a branch, a tag or a commit that it has.")


class _Names:
    """Asks the clone itself what its names mean; they go in by standard input, never as arguments."""

    def __init__(self, repository: Repository, clone: Clone) -> None:
        environment = child_environment(repository.environ, untrusted=(clone.git_dir.parent,))
        self._git = GitProcess(clone.git_dir, environment | config_environment(SAFE_OPTIONS))
        self._branch = clone.read_branch()
        self._default_file = clone.common_dir / ORIGIN / "HEAD"

    def resolve(self, name: str) -> str:
        """Return the commit that a name means, or a blank."""
        return self.resolve_all([name])[0]

    def resolve_all(self, names: Sequence[str]) -> list[str]:
        """Return for each name the commit that it means, or a blank; one process answers for all."""
        asked = [name if name.isprintable() else "" for name in names]  # what a line cannot hold means nothing here
        questions = "".join(f"{name}^{{commit}}\n" for name in asked).encode(errors="surrogateescape")
        answers = self._git.output("cat_file", "--batch-check=%(objectname) %(objecttype)", stdin=questions)
        words = [line.split() for line in answers.splitlines()]
        return [found[0].decode("ascii") if found[1:] == [b"commit"] else "" for found in words]

    def find_branch(self, name: str) -> str:
        """Return the branch that a name means, or a blank; a blank name is HEAD."""
        if name in ("", "HEAD", "@"):
            return self._branch
        if re.search(r"[~^:?*\[\\ ]|@\{|\.\.", name):  # a branch's name has none of these: it is an expression
            return ""
        short = name.removeprefix("refs/heads/").removeprefix("refs/remotes/").removeprefix("origin/")
        return short if any(self.resolve_all([f"refs/heads/{short}", f"{ORIGIN}{short}"])) else ""

    def find_default(self) -> tuple[str, str]:
        """Return the default branch and its commit; blanks where there is no telling."""
        candidates = [f"{ORIGIN}main", f"{ORIGIN}master", "refs/heads/main", "refs/heads/master"]
        if self._default_file.is_file():
            candidates.insert(0, self._default_file.read_text().strip().removeprefix("ref: "))
        for ref, sha in zip(candidates, self.resolve_all(candidates), strict=True):
            if sha:
                return ref.removeprefix(ORIGIN).removeprefix("refs/heads/"), sha
        return "", ""
