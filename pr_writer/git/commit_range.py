"""Which two commits a run on a clone compares: the names that a person gave, or the defaults."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pr_writer.errors import ActionError, UnknownNameError
from pr_writer.git.clone_config import get_upstream
from pr_writer.git.refs import HEADS, ORIGIN, REMOTES, Refs
from pr_writer.lazy_pattern import compile_lazily

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pr_writer.git.git_dirs import Clone
    from pr_writer.git.repository import Repository

# Names of default branches, where no remote says which it is: git's and GitHub's own first, then the common ones.
DEFAULTS = ("main", "master", "trunk", "develop", "mainline", "default", "dev")
# What stands after a ref's name in an expression: https://git-scm.com/docs/gitrevisions
EXPRESSION = compile_lazily(r"(?P<ref>(?:[^~^:@]|@(?!\{))*)(?:@\{(?P<at>[^}]*)\})?(?P<rest>.*)", re.DOTALL)
ID = compile_lazily(r"[0-9a-f]{7,64}")
UPSTREAM = compile_lazily(r"u|upstream|push", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class CommitRange:
    """Two commits, the branches that they are known by, and why it is these two.

    A root commit's base is the empty tree. ``reason`` is a sentence for the log; ``base_ref`` and ``head_ref`` are
    blank where a commit is known by no branch.
    """

    base_sha: str
    head_sha: str
    head_ref: str
    base_ref: str
    reason: str = ""


def resolve_range(repository: Repository, base: str = "", head: str = "") -> CommitRange:
    """Resolve base and head; a blank head is HEAD, a blank base the merge base with the default branch.

    Raises ActionError for a name that means no commit of the clone.
    """
    if repository.clone is None:
        raise ActionError("There is no clone here to compare commits of. Name one with ⟨repo-dir⟩.")
    names = _Names(repository, repository.clone)
    asked = [(head or "HEAD", "head"), *([(base, "base")] if base else [])]
    head_sha, *others = names.resolve_all([name for name, _ in asked])
    for (name, setting), sha in zip(asked, (head_sha, *others), strict=True):
        if not sha:
            is_unborn = name == "HEAD" and names.is_unborn
            raise _explain_unborn(names) if is_unborn else _explain_unknown(repository, name, setting)
    head_ref = names.find_branch(head)
    if others:
        return CommitRange(
            others[0], head_sha, head_ref, names.find_branch(base), "The base is the one that was named."
        )
    return _choose_base(repository, names, head_sha, head_ref)


def _choose_base(repository: Repository, names: _Names, head_sha: str, head_ref: str) -> CommitRange:
    default, default_sha, why = names.find_default(head_ref)
    if default_sha and head_ref != default:
        merge_base = repository.find_merge_base(default_sha, head_sha)
        # A detached HEAD that the default branch contains is a look at that branch, not a branch without changes.
        if merge_base and (head_ref or merge_base != head_sha):
            return CommitRange(merge_base, head_sha, head_ref, default, f"The base is {default}, {why}.")
    if not default_sha:
        why = "no default branch was found"
    elif head_ref == default:
        why = f"{default} is the default branch itself"
    else:
        why = f"{default} has it or shares no history with it"
    reason = f"Only the last commit is read, because {why}. Name another base with ⟨base⟩."
    return CommitRange(_find_parent(repository, names, head_sha), head_sha, head_ref, default, reason)


def _find_parent(repository: Repository, names: _Names, sha: str) -> str:
    if parent := names.resolve(f"{sha}^"):
        return parent
    if sha in repository.shallow_edge:
        raise ActionError(f"The clone does not have the commit before {sha[:12]}; {repository.advice.full_history}.")
    return repository.empty_tree


def _explain_unborn(names: _Names) -> ActionError:
    branch = names.find_branch("")
    return ActionError(
        f"The branch {branch} has no commit yet. Commit something, or name another clone with ⟨repo-dir⟩."
    )


def _explain_unknown(repository: Repository, name: str, setting: str) -> ActionError:
    advice = repository.advice
    if advice.missing_stores:
        return ActionError(f"{name!r} cannot be read in this clone: {advice.full_history}.")
    more = f" It is shallow, so it lacks most others: {advice.full_history}." if advice.is_shallow else ""
    return UnknownNameError(
        f"{name!r} names no commit of this clone. Give ⟨{setting}⟩ a branch, a tag or a commit that it has.{more}"
    )


class _Names:
    """What names mean in the clone; they reach git by standard input, never as arguments."""

    def __init__(self, repository: Repository, clone: Clone) -> None:
        self._repository = repository
        self._config = clone.config
        # Whoever gives ids asks for no branch, so a clone whose branches cannot be read will do.
        self._is_readable = clone.ref_format == "files"
        self._refs = Refs(clone)

    def resolve(self, name: str) -> str:
        """Return the commit that a name means, or a blank."""
        return self.resolve_all([name])[0]

    def resolve_all(self, names: Sequence[str]) -> list[str]:
        """Return for each name the commit that it means, or a blank; one process answers for all."""
        # What a line cannot hold means nothing here.
        asked = [self._prepare(name) if name.isprintable() else "" for name in names]
        questions = "".join(f"{name}^{{commit}}\n" for name in asked).encode(errors="surrogateescape")
        answers = self._repository.git.output("cat_file", "--batch-check=%(objectname) %(objecttype)", stdin=questions)
        words = [line.split() for line in answers.splitlines()]
        return [found[0].decode("ascii") if found[1:] == [b"commit"] else "" for found in words]

    @property
    def is_unborn(self) -> bool:
        """True if HEAD is a branch without a commit, as in a repository that was only just made."""
        branch = self.find_branch("")
        return bool(branch) and not self._refs.resolve(HEADS + branch)

    def find_branch(self, name: str) -> str:
        """Return the branch that a name means, or a blank; a blank name is HEAD."""
        if not self._is_readable:
            return ""
        if name in ("", "HEAD", "@"):
            return self._refs.read_branch()
        short = name.removeprefix(HEADS).removeprefix(REMOTES).removeprefix("origin/")
        return short if self._refs.resolve(HEADS + short) or self._refs.resolve(ORIGIN + short) else ""

    def find_default(self, head_ref: str) -> tuple[str, str, str]:
        """Return the default branch, its commit and how it is known; blanks where there is no telling."""
        if not self._is_readable:
            return "", "", ""
        for ref, why in self._list_defaults(head_ref):
            if (sha := self._refs.resolve(ref)) and (commit := self.resolve(sha)):
                return re.sub(r"^refs/(?:heads|remotes/[^/]+)/", "", ref), commit, why
        return "", "", ""

    def _list_defaults(self, head_ref: str) -> Iterator[tuple[str, str]]:
        """Yield refs that may be the default branch, the likeliest first, and how each is known."""
        remotes = self._refs.list_remotes()
        remote = "origin" if "origin" in remotes or len(remotes) != 1 else remotes[0]
        if ref := self._refs.read_target(f"{REMOTES}{remote}/HEAD"):
            yield ref, f"{remote}'s default branch"
        for place in (ORIGIN, HEADS):
            for name in DEFAULTS:
                yield place + name, "by its name the default branch"
        others = [name for name in self._refs.list_branches() if name != head_ref] if head_ref else []
        if len(others) == 1:
            yield HEADS + others[0], "the only other branch"

    def _prepare(self, expression: str) -> str:
        """Make known to our repository what an expression names, and return the expression to ask there."""
        parts = EXPRESSION.fullmatch(expression)
        if not parts or (not self._is_readable and ID.fullmatch(parts["ref"])):
            return expression
        ref, at, rest = parts["ref"], parts["at"], parts["rest"]
        if at is not None and UPSTREAM.fullmatch(at):
            branch = self._refs.read_branch() if ref in ("", "@", "HEAD") else ref.removeprefix(HEADS)
            ref, at = get_upstream(self._config, branch) or "no-upstream", None
        if ref == "" and at is not None:
            ref = self._refs.read_branch() or "HEAD"
        name = "HEAD" if ref == "@" else ref
        found = self._refs.find_all(name)
        if not found and (sha := self._refs.resolve(ORIGIN + name)):
            name, found = ORIGIN + name, {ORIGIN + name: sha}
        self._repository.import_refs(found)
        if at is None:
            return name + rest
        for full in found:
            self._repository.import_log(full, self._refs.read_log(full))
        return f"{name}@{{{at}}}{rest}"
