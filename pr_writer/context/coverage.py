"""Count what the model was shown and what it was not. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from pr_writer.sanitize.plain_text import quote_as_code
from pr_writer.values import Changes, PullRequest

MAX_PATH = 200  # characters of a path that are shown


@dataclass(frozen=True, slots=True)
class Coverage:
    """How much of a change was read; a file that was shown in part counts as read, and is in ``in_part`` too.

    ``lines_missing`` counts the changed lines that were not shown of files whose content is for reading: not of lock
    files, vendored or generated ones, and what ``ignore`` names.
    """

    files_read: int
    files_total: int
    lines_shown: int
    lines_total: int
    by_name: tuple[str, ...]
    in_part: tuple[str, ...]
    lines_missing: int

    @property
    def is_complete(self) -> bool:
        """True if nothing was left out."""
        return not self.by_name and not self.in_part

    @property
    def percent(self) -> int:
        """The share of changed lines that was shown, rounded down so that only everything is 100."""
        return 100 * self.lines_shown // self.lines_total if self.lines_total else 100


def measure_coverage(changes: Changes) -> Coverage:
    """Count the files read whole, in part and by name only, and the share of changed lines."""
    by_name = tuple(file.path for file in changes.files if file.shown == "name")
    return Coverage(
        files_read=len(changes.files) - len(by_name),
        files_total=len(changes.files),
        lines_shown=sum(file.shown_lines for file in changes.files),
        lines_total=sum(file.added + file.removed for file in changes.files),
        by_name=by_name,
        in_part=tuple(file.path for file in changes.files if file.shown == "part"),
        lines_missing=sum(file.added + file.removed - file.shown_lines for file in changes.files if not file.withheld),
    )


def describe_change(pull: PullRequest, file_count: int) -> str:
    """Return for the log what is drafted: "main…feature (pull request 7), 12 files"."""
    number = f" (pull request {pull.number})" if pull.number else ""
    refs = "…".join(dict.fromkeys(filter(None, (pull.base_ref, pull.head_ref)))) or "the change"
    return f"{refs}{number}, {file_count:,} file{'' if file_count == 1 else 's'}"


def format_coverage(coverage: Coverage, names: int = 8) -> str:
    """Return one line that says what was not read, naming at most ``names`` files; "" where nothing is missing."""
    if not coverage.lines_missing:
        return ""
    line = f"Read {coverage.files_read} of {coverage.files_total} files, {coverage.percent}% of changed lines"
    if not coverage.by_name:
        return f"{line}."
    shown = ", ".join(quote_as_code(path[:MAX_PATH]) for path in coverage.by_name[:names])
    more = len(coverage.by_name) - names
    return f"{line}; by name only: {shown}{f' and {more} more' if more > 0 else ''}."
