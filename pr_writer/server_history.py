"""What GitHub knows of a pull request's history, for a clone that does not have all of it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from pr_writer.git import DiffReader, Remote
from pr_writer.values import Changes, Comparison, PullRequest

if TYPE_CHECKING:
    from pr_writer.github_api import GitHubApi


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


@dataclass(frozen=True, slots=True)
class CompletedReader:
    """A reader of one change, and where its list of commits is completed from."""

    reader: DiffReader
    history: ServerHistory

    def at_budget(self, max_tokens: int) -> Changes:
        """Return the changes, their patches cut to so many tokens in all."""
        return self.history.add_commits(self.reader.at_budget(max_tokens))
