"""Fetch the commits that are missing from the server into our own repository: commits and trees, files on demand."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from pr_writer.errors import ActionError
from pr_writer.git.git_environment import network_environment
from pr_writer.git.git_process import GitFailure, quote_stderr

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    from pr_writer.git.git_process import GitProcess

DEPTH = 50  # commits of the branch to fetch where their number is not known
MAX_DEPTH = 250
ALL = 0x7FFFFFFF  # what git takes for "the whole history"
# The remote is one that promises its objects: what a diff turns out to need is fetched then, in one batch.
CONFIG = """\
[extensions]
\tpartialClone = origin
[remote "origin"]
\turl = {url}
\tpromisor = true
\tpartialCloneFilter = blob:none
[protocol "{scheme}"]
\tallow = always
[fetch]
\tnegotiationAlgorithm = noop
\tfsckObjects = false
[http]
\tfollowRedirects = false
\tlowSpeedLimit = 1
\tlowSpeedTime = 60
"""
GONE = r"not our ref|unadvertised object|couldn't find remote ref|no such remote ref"
DENIED = r"\b40[134]\b|authentication failed|could not read username|repository not found|not found|access denied"
CERTIFICATE = r"certificate"
REDIRECTED = r"redirect|returned error: 30[1278]\b"
BROKEN = (
    r"early eof|rpc failed|unexpected disconnect|hung up|connect|reset|timed? ?out|resolve host|\b5\d\d\b|curl"
    r"|promisor remote|invalid index-pack|index-pack died|bad pack|closed|operation too slow"
)


@dataclass(frozen=True, slots=True)
class Remote:
    """The repository on its server; ``find_merge_base`` asks the server for it, and is called once at most.

    It returns a blank where the two commits have no common ancestor.

    ``commit_count`` is how many commits the pull request has, where that is known: so many are fetched for their
    messages.
    """

    server_url: str
    repository: str
    token: str
    number: int | None
    find_merge_base: Callable[[str, str], str]
    commit_count: int = 0

    @property
    def url(self) -> str:
        """The address to fetch from; it holds no credentials."""
        parts = urlsplit(self.server_url)
        if parts.scheme not in ("http", "https") or not parts.hostname or "@" in parts.netloc:
            raise ActionError(f"{self.server_url!r:.200} is no server to fetch from. Set GITHUB_SERVER_URL to one.")
        if not re.fullmatch(r"[\w.-]+/[\w.-]+", self.repository):
            raise ActionError(f"{self.repository!r:.200} is not a repository. Set GITHUB_REPOSITORY to owner/name.")
        return f"{self.server_url.rstrip('/')}/{self.repository}.git"


def connect(git: GitProcess, git_dir: Path, remote: Remote, environ: Mapping[str, str]) -> None:
    """Let git fetch from the remote, now and whenever it misses a file's content."""
    config = CONFIG.format(url=remote.url, scheme=urlsplit(remote.url).scheme)
    with (git_dir / "config").open("a", encoding="utf-8") as file:
        file.write(config)
    git.add_environment(network_environment(environ, remote.server_url, remote.token))


def fetch_commits(git: GitProcess, remote: Remote, base: str, head: str, has: Callable[[str], bool]) -> None:
    """Fetch both commits and the branch between them; a dropped connection is tried once more."""
    depth = min(remote.commit_count or DEPTH, MAX_DEPTH) + 1
    try:
        _fetch(git, depth, [base, head])
    except GitFailure as failure:
        if not re.search(GONE, failure.stderr, re.IGNORECASE):
            raise
        _fetch_pull_request(git, remote, depth, base, head, has)
    if missing := [sha for sha in (head, base) if not has(sha)]:
        raise ActionError(_explain_gone(remote, missing[0]))


def is_broken(failure: GitFailure) -> bool:
    """Return True if the connection failed, so that a second attempt may succeed."""
    lasting = f"{GONE}|{DENIED}|{CERTIFICATE}|{REDIRECTED}|no space left"
    said = failure.stderr
    return bool(re.search(BROKEN, said, re.IGNORECASE)) and not re.search(lasting, said, re.IGNORECASE)


def explain_fetch(failure: GitFailure, remote: Remote, *, on_runner: bool = True) -> ActionError | None:
    """Return the sentence for a failure of the network, or None where it was something else."""
    said = quote_stderr(failure.stderr)
    for pattern, sentence in _list_explanations(remote, on_runner=on_runner):
        if re.search(pattern, failure.stderr, re.IGNORECASE):
            return ActionError(f"{sentence} (git said: {said})")
    return None


def _list_explanations(remote: Remote, *, on_runner: bool) -> tuple[tuple[str, str], ...]:
    untrusted = f"{remote.server_url} has a certificate that this machine does not trust."
    denied = f"The token may not read {remote.repository}."
    rights = "Give the job `permissions: contents: read`, or pass" if on_runner else "Pass"
    moved = "Set GITHUB_REPOSITORY (or GITHUB_SERVER_URL) to where it is now, or check it out by its new name."
    whole = "check out with the full history (`fetch-depth: 0`)" if on_runner else "in a clone that has the commits"
    broken = f"The connection to {remote.server_url} broke twice while commits were fetched."
    return (
        (CERTIFICATE, f"{untrusted} Name the file of your certificate authority in SSL_CERT_FILE."),
        (REDIRECTED, f"The repository {remote.repository} has moved to another name or server. {moved}"),
        (GONE, _explain_gone(remote, "")),
        (DENIED, f"{denied} {rights} a token that may in ⟨github-token⟩."),
        (BROKEN, f"{broken} Run it again, or {whole}."),
    )


def _fetch_pull_request(
    git: GitProcess, remote: Remote, depth: int, base: str, head: str, has: Callable[[str], bool]
) -> None:
    """Fetch the pull request's own ref, deeper and deeper: for a fork's head, or a server that hands out tips only."""
    if remote.number is None:
        return
    for commits in (depth, depth * 10, ALL):
        # All contents with it: a server that hands out tips only would not hand out a file's content later.
        _fetch(git, commits, [f"refs/pull/{remote.number}/head"], "--no-filter")
        # The ref's tip comes with the first fetch: if that is not the head, no depth will bring it.
        if has(base) or not has(head):
            return


def fetch_contents(git: GitProcess, ids: Sequence[str]) -> None:
    """Fetch contents by their ids, all in one request."""
    _run_fetch(git, ["--filter=blob:none", "--stdin", "origin"], "".join(f"{sha}\n" for sha in ids).encode("ascii"))


def fetch_history(git: GitProcess, sha: str, depth: int) -> None:
    """Fetch a commit's history for its messages alone: no folders, no files."""
    _fetch(git, depth, [sha], "--filter=tree:0")


def _fetch(git: GitProcess, depth: int, wanted: Sequence[str], content: str = "--filter=blob:none") -> None:
    _run_fetch(git, [f"--depth={depth}", content, "--end-of-options", "origin", *wanted])


def _run_fetch(git: GitProcess, arguments: Sequence[str], stdin: bytes = b"") -> None:
    """Run a fetch, and once more where the connection broke."""
    options = ("--quiet", "--no-tags", "--no-write-fetch-head", "--no-recurse-submodules", "--no-auto-maintenance")
    try:
        git.output("fetch", *options, *arguments, stdin=stdin)
    except GitFailure as failure:
        if not is_broken(failure):
            raise
        git.output("fetch", *options, *arguments, stdin=stdin)


def _explain_gone(remote: Remote, sha: str) -> str:
    which = f"Commit {sha}" if sha else "A commit"
    number = f" of pull request {remote.number}" if remote.number else ""
    return (
        f"{which}{number} is no longer on {remote.server_url}: the branch was probably force-pushed after this run "
        "started. The run for the newer push takes over; if there is none, run the job again."
    )
