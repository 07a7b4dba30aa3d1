"""The message of a merge that GitHub's button or a bot made → the pull request that it merged."""

from __future__ import annotations

import re

from pr_writer.lazy_pattern import compile_lazily
from pr_writer.values import Commit, Issue

READ = 20_000  # characters of a message that are looked at

# GitHub's button, and bors and its heirs: the title is the body's first line.
_MERGE = compile_lazily(r"(?:Merge pull request|Auto merge of|Merge) #(?P<number>\d{1,9})\b", re.ASCII)


def read_merged_pull(commit: Commit) -> Issue | None:
    """Return number, title and description of the pull request that a merge's message tells of, or None."""
    merge = _MERGE.match(commit.subject)
    if not merge:
        return None
    title, _, description = commit.body[:READ].strip().partition("\n")
    return Issue(int(merge["number"]), title.strip(), description.strip())
