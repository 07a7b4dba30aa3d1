"""Our own bare repository over a clone's objects: git never runs under a clone's configuration."""

from __future__ import annotations

import os
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Self

from pr_writer.errors import ActionError
from pr_writer.files.special_files import SYMLINK
from pr_writer.git.bare_repository import lay_out
from pr_writer.git.commit_folders import CommitFolders, Entry
from pr_writer.git.fetch import Remote, connect, fetch_commits, fetch_contents, fetch_history
from pr_writer.git.git_dirs import Clone, find_clone
from pr_writer.git.git_environment import child_environment
from pr_writer.git.git_errors import Advice, explain_disk, explain_failure, explain_unrelated
from pr_writer.git.git_output import drain, parse_batch
from pr_writer.git.git_process import GitFailure, GitProcess
from pr_writer.git.merge_base import find_merge_base
from pr_writer.git.object_ids import EMPTY_TREES, check_sha
from pr_writer.git.object_stores import check_object_stores
from pr_writer.titles.merge_messages import read_merged_pull

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
    from types import TracebackType

    from pr_writer.values import Commit

MOUNT = Path("/github/workspace")  # where the image starts, and where it is empty unless something is mounted
FIRST_PARENTS = 100  # commits of the base that show how its people write


class Repository:
    """A bare repository of our own in a temporary folder; leaving its context removes it."""

    def __init__(
        self,
        clone: Clone | None,
        *,
        environ: Mapping[str, str],
        remote: Remote | None = None,
        on_runner: bool = False,
    ) -> None:
        missing_stores = check_object_stores(clone.objects) if clone else ()
        self.object_format = clone.object_format if clone else "sha1"
        self.clone = clone
        self.remote = remote
        self.environ = environ
        self._bases: dict[tuple[str, str], str] = {}
        self._merge_bases: dict[tuple[str, str], str] = {}
        self._imported: dict[str, str] = {}
        self._first_parents: dict[tuple[str, int], tuple[Commit, ...]] = {}
        self._is_connected = False
        self._folder = tempfile.TemporaryDirectory(
            prefix="pr-writer-", dir=environ.get("TMPDIR") or None, ignore_cleanup_errors=True
        )
        self.git_dir = Path(self._folder.name)
        try:
            lay_out(self.git_dir, self.object_format, (clone.objects,) if clone else ())
            if clone and (shallow := clone.read_shallow()):
                (self.git_dir / "shallow").write_text(shallow)
            self.advice = Advice(on_runner, self.is_shallow, bool(clone and clone.is_partial), missing_stores)
            self.git = GitProcess(self.git_dir, child_environment(environ, untrusted=_untrusted(clone)))
            self._folders = CommitFolders(self.git)
        except BaseException:
            self.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Remove the temporary folder."""
        self._folder.cleanup()

    @property
    def empty_tree(self) -> str:
        """The tree without a file: what a root commit is compared with."""
        return EMPTY_TREES[self.object_format]

    @property
    def is_shallow(self) -> bool:
        """True if the history that is here ends before its beginning."""
        return bool(self.shallow_edge)

    @property
    def shallow_edge(self) -> frozenset[str]:
        """The commits whose parents are not here."""
        shallow = self.git_dir / "shallow"
        return frozenset(shallow.read_text("ascii").split()) if shallow.exists() else frozenset()

    @property
    def object_stores(self) -> tuple[Path, ...]:
        """The folders that objects may be in."""
        return (self.git_dir / "objects", *((self.clone.objects,) if self.clone else ()))

    @property
    def connected(self) -> Remote | None:
        """The remote, once git may talk to it."""
        return self.remote if self._is_connected else None

    def import_refs(self, refs: Mapping[str, str]) -> None:
        """Make refs (full name → id) known here, so that git can read expressions with them."""
        for name, sha in refs.items():
            if name.startswith("refs/"):
                self._imported[name] = sha
            else:  # HEAD and its like
                (self.git_dir / name).write_text(f"{sha}\n")
        lines = "".join(f"{sha} {name}\n" for name, sha in self._imported.items())
        (self.git_dir / "packed-refs").write_bytes(os.fsencode(lines))

    def import_log(self, name: str, log: bytes) -> None:
        """Make known here where a ref pointed before."""
        path = self.git_dir / "logs" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(log)

    @contextmanager
    def explaining(self, ends: tuple[str, str] | None = None) -> Iterator[None]:
        """Run the body; a failure of git leaves it as an ``ActionError``. ``ends`` are the commits that it compares."""
        try:
            yield
        except GitFailure as failure:
            raise explain_failure(failure, self.advice, self.connected, ends) from failure
        except OSError as error:
            raise explain_disk(error) from error

    def has(self, sha: str) -> bool:
        """Return True if this commit (or tree) is here, with the tree that it names."""
        sha = check_sha(sha)
        try:
            answers = self.git.output("cat_file", "--batch-check=%(objecttype)", stdin=f"{sha}^{{tree}}\n".encode())
        except GitFailure:
            if not self._is_connected:
                raise
            return False  # git asked the server for it in vain
        return answers.strip() == b"tree"

    def find_base(self, base: str, head: str) -> str:
        """Return the merge base, and see to it that it, the head and what is between them are here.

        A full history answers for itself. A shallow one can lack the edge that matters, so there the server is asked.
        """
        if (base, head) in self._bases:
            return self._bases[base, head]
        self._bases[base, head] = found = self._find_base(base, head)
        return found

    def find_merge_base(self, one: str, other: str) -> str:
        """Return the merge base of two commits as the history that is here tells it; blank where there is none."""
        if (one, other) not in self._merge_bases:
            found = find_merge_base(self.git, one, other)
            self._merge_bases[one, other] = found
            if found:
                self._merge_bases[found, other] = found  # for it is the other's ancestor
        return self._merge_bases[one, other]

    def measure(self, ids: Collection[str]) -> dict[str, int]:
        """Return id → bytes of those contents that are here; nothing is fetched for it."""
        if not ids:
            return {}
        if not self._is_connected:
            return _measure(self.git, ids)
        # In a repository that has a server, git would fetch each missing one on its own: so it is asked in another.
        with tempfile.TemporaryDirectory(prefix="pr-writer-", dir=self.environ.get("TMPDIR") or None) as folder:
            lay_out(Path(folder), self.object_format, self.object_stores)
            return _measure(GitProcess(Path(folder), self.git.environment), ids)

    def fetch_contents(self, ids: Sequence[str]) -> None:
        """Fetch contents from the server, if there is one."""
        if self.remote:
            self._connect(self.remote)
            fetch_contents(self.git, ids)

    def read_blobs(self, ids: Collection[str], max_bytes: int, *, max_seconds: float | None = None) -> dict[str, bytes]:
        """Return id → content, or its first ``max_bytes``, of those contents that are here; one process reads all."""
        if not ids:
            return {}
        questions = "".join(f"{check_sha(sha)}\n" for sha in sorted(ids)).encode("ascii")
        with self.git.stream("cat_file", "--batch", stdin=questions, max_seconds=max_seconds) as stdout:
            return dict(parse_batch(stdout, max_bytes))

    def read_file(self, sha: str, path: str, limit: int = 64 * 1024) -> str | None:
        """Read a file of a commit; None where there is none, or it is a symlink or larger than the limit."""
        folder, _, name = path.rpartition("/")
        entry = self._list_entries(sha, folder).get(name)
        if entry is None or entry.kind != "blob" or entry.mode == SYMLINK:
            return None
        with self.explaining(), self.git.stream("cat_file", "blob", entry.object_id) as stdout:
            content = stdout.read(limit + 1)
            if len(content) <= limit:
                return content.decode("utf-8", errors="replace")
            drain(stdout)
        return None

    def list_files(self, sha: str, folder: str = "") -> tuple[str, ...]:
        """Return the names of the files in a commit's folder: no folders, no symlinks."""
        entries = self._list_entries(sha, folder)
        return tuple(name for name, entry in entries.items() if entry.kind == "blob" and entry.mode != SYMLINK)

    def list_folders(self, sha: str, folder: str = "") -> tuple[str, ...]:
        """Return the names of the folders in a commit's folder."""
        return tuple(name for name, entry in self._list_entries(sha, folder).items() if entry.kind == "tree")

    def find_files(self, sha: str, paths: Iterable[str]) -> list[str]:
        """Return which of these paths a commit has; one that git cannot be asked for on a line counts as absent."""
        asked = [path for path in paths if path.isprintable()]
        questions = "".join(f"{check_sha(sha)}:{path}\n" for path in asked).encode()
        with self.explaining():
            answers = self.git.output("cat_file", "--batch-check=%(objecttype)", stdin=questions).splitlines()
        return [path for path, answer in zip(asked, answers, strict=True) if answer == b"blob"]

    def read_subjects(self, sha: str, limit: int = FIRST_PARENTS) -> tuple[str, ...]:
        """Return the titles of a commit and its first parents, newest first; a merge's is that of what it merged.

        Where fewer than half of them are in a shallow history, the server is asked for the others; what it does not
        give is left out.
        """
        subjects = self._read_subjects(sha, limit)
        if 2 * len(subjects) >= limit or not (self.remote and self.is_shallow):
            return subjects
        self._connect(self.remote)
        try:
            fetch_history(self.git, sha, limit)
        except GitFailure:
            return subjects  # a title without the house's style is better than none
        self._first_parents.clear()
        return self._read_subjects(sha, limit)

    def read_first_parents(self, sha: str, limit: int = FIRST_PARENTS) -> tuple[Commit, ...]:
        """Return a commit and its first parents, newest first, as far as they are here; nothing is fetched for them.

        They are read once, for all who ask.
        """
        from pr_writer.git.commit_log import read_first_parents  # it needs a repository, as this one is

        if (sha, limit) not in self._first_parents:
            with self.explaining():
                self._first_parents[sha, limit] = read_first_parents(self, sha, limit)
        return self._first_parents[sha, limit]

    def _list_entries(self, sha: str, folder: str) -> dict[str, Entry]:
        with self.explaining():
            return self._folders.list_entries(sha, folder.strip("/"))

    def _read_subjects(self, sha: str, limit: int) -> tuple[str, ...]:
        return tuple(map(_read_title, self.read_first_parents(sha, limit)))

    def _find_base(self, base: str, head: str) -> str:
        missing = self._find_missing(base, head)
        if self.remote is None or not (missing or self.is_shallow):
            if missing:
                name = "base" if missing == base else "head"
                raise ActionError(f"The {name} commit {missing} is not in this clone; {self.advice.full_history}.")
            return self._find_local_base(base, head)
        merge_base = self.remote.find_merge_base(base, head)
        if not merge_base:
            raise explain_unrelated(base, head)
        check_sha(merge_base)
        if not (self.has(merge_base) and self.has(head) and self._is_ancestor(merge_base, head)):
            self._connect(self.remote)
            fetch_commits(self.git, self.remote, merge_base, head, self.has)
        return merge_base

    def _find_missing(self, *shas: str) -> str:
        """Return the first of these commits that is not here, or a blank."""
        if self._is_connected:  # where git asks the server for one in vain, it does not answer for the others
            return next((sha for sha in shas if not self.has(sha)), "")
        questions = "".join(f"{check_sha(sha)}^{{tree}}\n" for sha in shas).encode()
        answers = self.git.output("cat_file", "--batch-check=%(objecttype)", stdin=questions).splitlines()
        return next((sha for sha, answer in zip(shas, answers, strict=True) if answer != b"tree"), "")

    def _find_local_base(self, base: str, head: str) -> str:
        if merge_base := self.find_merge_base(base, head):
            return merge_base
        if self.is_shallow:
            raise ActionError(f"The clone is too shallow to tell where {head} left {base}; {self.advice.full_history}.")
        raise explain_unrelated(base, head)

    def _is_ancestor(self, older: str, newer: str) -> bool:
        return find_merge_base(self.git, older, newer) == older

    def _connect(self, remote: Remote) -> None:
        if not self._is_connected:
            connect(self.git, self.git_dir, remote, self.environ)
            self._is_connected = True


def open_repository(
    path: Path | None, *, environ: Mapping[str, str], remote: Remote | None = None, on_runner: bool = False
) -> Repository:
    """Open the clone that a folder is in, or an empty repository where only the server has the history.

    ``on_runner`` decides which remedy an error names: that of a workflow, or that of a person at a terminal.
    """
    clone = find_clone(path) if path else None
    if clone is None and remote is None:
        raise ActionError(_explain_no_clone(path, on_runner=on_runner))
    try:
        return Repository(clone, environ=environ, remote=remote, on_runner=on_runner)
    except OSError as error:
        raise explain_disk(error) from error


def _explain_no_clone(path: Path | None, *, on_runner: bool) -> str:
    path = (path or Path()).resolve()
    said = f"{path} is not a git repository."
    if on_runner:
        return f"{said} Check the repository out first (actions/checkout), or name its folder in ⟨repo-dir⟩."
    if path == MOUNT:
        return f'{said} Mount a clone, its top folder, there: docker run -v "$PWD:{MOUNT}" …'
    return f"{said} Run this in a clone, or name one with ⟨repo-dir⟩."


def _untrusted(clone: Clone | None) -> tuple[Path, ...]:
    """Return the folders that a pull request's files may be in."""
    return (clone.git_dir.parent,) if clone and clone.git_dir.name == ".git" else ()


def _measure(git: GitProcess, ids: Collection[str]) -> dict[str, int]:
    questions = "".join(f"{sha}\n" for sha in sorted(ids)).encode("ascii")
    answers = git.output("cat_file", "--batch-check=%(objectname) %(objectsize)", stdin=questions)
    pairs = (line.split() for line in answers.decode("ascii").splitlines())
    return {sha: int(size) for sha, size in pairs if size.isdigit()}


def _read_title(commit: Commit) -> str:
    pull = read_merged_pull(commit)
    return (pull and pull.title) or commit.subject
