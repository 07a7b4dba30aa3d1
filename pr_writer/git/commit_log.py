"""Read the commits of a branch."""

from __future__ import annotations

from contextlib import suppress
from itertools import islice
from typing import IO, TYPE_CHECKING

from pr_writer.git.changed_files import MAX_LIST_MEMORY
from pr_writer.git.git_process import GitFailure
from pr_writer.git.object_ids import check_sha
from pr_writer.values import Commit

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from pr_writer.git.repository import Repository

MAX_COMMITS = 250
MAX_BODY = 16_000  # characters of a message's body that are kept
MAX_FILES = 50  # paths of a commit that are kept; the others are counted
MAX_FIELD = 4 * MAX_BODY + 4000  # bytes
FORMAT = "--format=%H%x00%P%x00%an%x00%B%x00"
# Of trees alone: no file is looked into, which a clone may not even have. What a merge brings is the base's.
PATHS = ("-z", "--raw", "--no-renames", "--no-diff-merges", "--ignore-submodules=none")


def read_commits(repository: Repository, base: str, head: str) -> tuple[tuple[Commit, ...], int]:
    """Return the newest commits after the base, oldest first, and how many there are, as far as can be told."""
    # An empty tree has no history to leave out.
    span = (head,) if base == repository.empty_tree else (head, f"^{base}")
    known = repository.remote.commit_count if repository.remote else 0
    commits = _read_log(repository, span)
    if len(commits) == MAX_COMMITS and not repository.is_shallow:  # there may be more
        return commits, int(repository.git.output("rev_list", "--count", "--end-of-options", *span))
    shas = [commit.sha for commit in commits]
    if len(shas) == MAX_COMMITS:
        shas = repository.git.output("rev_list", "--end-of-options", *span).decode("ascii").split()
    is_straight = not any(commit.is_merge for commit in commits)
    if not repository.is_shallow or len(shas) == known or (is_straight and repository.shallow_edge.isdisjoint(shas)):
        return commits, len(shas)
    # Where history ends early, what is behind a merge may be the base's without being known as such. Down from the
    # head to the first merge, it is the branch's.
    chain = list(_take_to_merge(reversed(_read_log(repository, span, "--first-parent"))))
    certain = chain[: known or None]
    return tuple(reversed(certain)), known or len(certain)


def read_first_parents(repository: Repository, sha: str, limit: int) -> tuple[Commit, ...]:
    """Return a commit and its first parents, newest first, as far as they are here; nothing is fetched for them."""
    options = ("--first-parent", f"--max-count={limit}", "--no-show-signature", "--encoding=UTF-8", "-z", FORMAT)
    return tuple(reversed(_run_log(repository, *options, "--end-of-options", check_sha(sha))))


def read_listed(
    repository: Repository, shas: Sequence[str], *, with_paths: bool, max_seconds: float
) -> tuple[Commit, ...]:
    """Return the commits of these ids, as many as are read in that time; a merge has no paths."""
    options = (
        "--no-walk=unsorted",
        "--no-show-signature",
        "--encoding=UTF-8",
        FORMAT,
        *(PATHS if with_paths else ("-z",)),
    )
    asked = ("--end-of-options", *map(check_sha, shas))
    commits: list[Commit] = []
    with (
        suppress(GitFailure),
        repository.git.stream("log", *options, *asked, max_memory=MAX_LIST_MEMORY, max_seconds=max_seconds) as stdout,
    ):
        commits.extend(_read_commits(_read_fields(stdout)))
    return tuple(commits)


def _take_to_merge(commits: Iterable[Commit]) -> Iterator[Commit]:
    for commit in commits:
        yield commit
        if commit.is_merge:
            return


def _read_log(repository: Repository, span: Sequence[str], *more: str) -> tuple[Commit, ...]:
    options = (f"--max-count={MAX_COMMITS}", "--topo-order", "--no-show-signature", "--encoding=UTF-8", FORMAT, *more)
    if not repository.clone or repository.clone.has_trees:  # else each missing one would be fetched on its own
        with suppress(GitFailure):  # a broken clone may lack some, too: its commits are told without their files
            return _run_log(repository, *options, *PATHS, "--end-of-options", *span, max_memory=MAX_LIST_MEMORY)
    return _run_log(repository, *options, "-z", "--end-of-options", *span)


def _run_log(repository: Repository, *arguments: str, max_memory: int | None = None) -> tuple[Commit, ...]:
    with repository.git.stream("log", *arguments, max_memory=max_memory) as stdout:
        commits = list(_read_commits(_read_fields(stdout)))
    return tuple(reversed(commits))


def _read_fields(stream: IO[bytes]) -> Iterator[bytes]:
    """Yield what stands between NULs, each cut to what is kept of a message: one may be as large as a disk allows."""
    field = b""
    while block := stream.read(64 * 1024):
        first, *others = block.split(b"\0")
        field += first[: MAX_FIELD - len(field)]
        for other in others:
            yield field
            field = other[:MAX_FIELD]


def _read_commits(fields: Iterator[bytes]) -> Iterator[Commit]:
    """Yield the commits: four fields each, an empty one, and for each path a record and the path.

    A record begins with a colon, and an id has none, so that no path can be taken for the next commit.
    """
    sha = next(fields, b"")
    while len(facts := list(islice(fields, 3))) == 3:
        parents, author, message = facts
        paths: list[bytes] = []
        count, following = 0, b""
        for field in fields:
            if field.lstrip(b"\n").startswith(b":"):
                path = next(fields, b"")
                count += 1
                paths += [path] if count <= MAX_FILES else []
            elif field:
                following = field
                break
        yield _make_commit(sha, parents, author, message, paths, count)
        sha = following


def _make_commit(
    sha: bytes, parents: bytes, author: bytes, message: bytes, paths: Sequence[bytes], file_count: int
) -> Commit:
    subject, _, body = message.decode("utf-8", errors="replace").strip().partition("\n")
    return Commit(
        sha=sha.strip().decode("ascii"),
        subject=subject.strip(),
        body=body.strip()[:MAX_BODY],
        author=author.decode("utf-8", errors="replace"),
        is_merge=len(parents.split()) > 1,
        files=tuple(path.decode("utf-8", errors="replace") for path in paths),
        file_count=file_count,
    )
