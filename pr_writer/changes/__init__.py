"""Edge in: git → Changes. The only place that runs git."""

from pr_writer.changes.fetch import Remote
from pr_writer.changes.range import Range
from pr_writer.changes.reader import read_changes
from pr_writer.changes.repository import Repository, open_repository

__all__ = ["Range", "Remote", "Repository", "open_repository", "read_changes"]
