"""Read the commits of a branch."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pr_writer.values import Commit

if TYPE_CHECKING:
    from pr_writer.changes.repository import Repository

MAX_COMMITS = 250
MAX_BODY = 4000  # characters of a message's body that are kept
FORMAT = "--format=%H%x00%P%x00%an%x00%B%x00"


def read_commits(repository: Repository, base: str, head: str) -> tuple[tuple[Commit, ...], int]:
    """Return the newest commits after the base, oldest first, and how many there are."""
    # An empty tree has no history to leave out.
    span = (head,) if base == repository.empty_tree else (head, f"^{base}")
    count = int(repository.git.output("rev_list", "--count", "--end-of-options", *span))
    options = (f"--max-count={MAX_COMMITS}", "--topo-order", "--no-show-signature", "--encoding=UTF-8", FORMAT)
    commits = []
    with repository.git.stream("log", *options, "--end-of-options", *span) as stdout:
        fields = stdout.read().split(b"\0")
    for sha, parents, author, message in zip(*[iter(fields)] * 4, strict=False):
        commits.append(_make_commit(sha, parents, author, message))
    return tuple(reversed(commits)), count


def _make_commit(sha: bytes, parents: bytes, author: bytes, message: bytes) -> Commit:
    subject, _, body = message.decode("utf-8", errors="replace").strip().partition("\n")
    return Commit(
        sha=sha.strip().decode("ascii"),
        subject=subject.strip(),
        body=body.strip()[:MAX_BODY],
        author=author.decode("utf-8", errors="replace"),
        is_merge=len(parents.split()) > 1,
    )
