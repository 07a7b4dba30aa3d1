"""What GitHub knows of a pull request's history, for a clone that does not have all of it."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from pr_writer.git import DiffReader, Remote
from pr_writer.inputs.remote_urls import GITHUB, TENANTS
from pr_writer.values import Changes, Comparison, Issue, PastCommit, PullRequest

if TYPE_CHECKING:
    from pr_writer.github_api import GitHubApi


MAX_FILES = 4  # whose lines GitHub is asked about, in one request: it reads the whole history of each
MAX_COMMITS = 8  # whose messages are read, in a second one


class ServerHistory:
    """Asks GitHub to compare two commits where git cannot, once, and lends the answer's commits to what was read."""

    def __init__(self, github: GitHubApi) -> None:
        self._github = github
        self._comparison: Comparison | None = None

    def make_remote(self, server_url: str, token: str, pull: PullRequest) -> Remote:
        """Return where the pull request's commits are, for a workspace that does not have them."""
        return Remote(server_url, self._github.repository, token, pull.number, self._find_merge_base, pull.commit_count)

    def complete(self, reader: DiffReader) -> CompletedReader:
        """Return a reader whose changes hold the commits that GitHub knows, where it was asked for them."""
        return CompletedReader(reader, self)

    def add_commits(self, changes: Changes) -> Changes:
        """Return the changes with the branch's whole list of commits, where GitHub was asked for it.

        GitHub does not say which files a commit touches; git does, of those that were fetched.
        """
        if self._comparison is None:
            return changes
        read = {commit.sha: commit for commit in changes.commits}
        commits = tuple(
            replace(commit, files=read[commit.sha].files, file_count=read[commit.sha].file_count)
            if commit.sha in read
            else commit
            for commit in self._comparison.commits
        )
        return replace(changes, commits=commits, commit_count=self._comparison.commit_count)

    def _find_merge_base(self, base_sha: str, head_sha: str) -> str:
        self._comparison = self._github.compare(base_sha, head_sha)
        return self._comparison.merge_base_sha


def find_line_history(github: GitHubApi, api_url: str) -> ServerLineHistory | None:
    """Return whom to ask who wrote lines; None for an Enterprise Server: an old one lacks what is asked for."""
    host = urlsplit(api_url).hostname or ""
    is_hosted = host == f"api.{GITHUB}" or (host.startswith("api.") and host.endswith(TENANTS))
    return ServerLineHistory(github) if is_hosted else None


@dataclass(frozen=True, slots=True)
class ServerLineHistory:
    """Who wrote lines, as GitHub's blame tells it; two requests at most, and nothing where GitHub does not answer."""

    github: GitHubApi

    def find_writers(
        self, sha: str, wanted: Mapping[str, Sequence[int]], passed_over: Collection[str] = ()
    ) -> dict[str, dict[int, str]]:
        """Return path → line → the commit that wrote it. GitHub passes over those that the repository lists."""
        from pr_writer.github_blame import parse_blame, write_blame_query  # most runs have a history on the disk

        if passed_over:
            return {}
        paths = list(wanted)[:MAX_FILES]
        named = {f"p{n}": path for n, path in enumerate(paths)}
        answer = self.github.query("Who wrote the lines", write_blame_query(len(paths)), {"oid": sha, **named})
        return {path: parse_blame(answer, n, wanted[path]) for n, path in enumerate(paths)}

    def read_commits(self, shas: Sequence[str]) -> dict[str, PastCommit]:
        """Return id → commit, with the pull request that brought it."""
        from pr_writer.github_blame import parse_commits, write_commits_query  # as above

        asked = shas[:MAX_COMMITS]
        if not asked:
            return {}
        named = {f"c{n}": sha for n, sha in enumerate(asked)}
        answer = self.github.query("The commits that wrote the lines", write_commits_query(len(asked)), named)
        return parse_commits(answer, self.github.repository)

    def find_pulls(self, _sha: str, _commits: Sequence[str]) -> dict[str, Issue]:
        """Return none: the commits have them already."""
        return {}


@dataclass(frozen=True, slots=True)
class CompletedReader:
    """A reader of one change, and where its list of commits is completed from."""

    reader: DiffReader
    history: ServerHistory

    def at_budget(self, max_tokens: int) -> Changes:
        """Return the changes, their patches cut to so many tokens in all."""
        return self.history.add_commits(self.reader.at_budget(max_tokens))
