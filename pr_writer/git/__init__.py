"""A clone or the server's history → Changes. The only place that runs git."""

from pr_writer.git.commit_range import CommitRange, resolve_range
from pr_writer.git.diff_reader import DiffReader, read_changes
from pr_writer.git.fetch import Remote
from pr_writer.git.repository import Repository, open_repository

__all__ = [
    "CommitRange",
    "DiffReader",
    "Remote",
    "Repository",
    "open_repository",
    "read_changes",
    "resolve_range",
]
