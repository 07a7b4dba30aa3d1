"""What a run did → its outputs and its job summary."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from pr_writer.context.coverage import Coverage
from pr_writer.values import Changes, Comparison, FileChange

FILES_SHOWN = 1_000  # rows of the table of files; the runner takes 1 MiB in all
DIFF_SHOWN = 400  # lines of the diff of the body


@dataclass(frozen=True, slots=True)
class Asked:
    """One attempt at a backend, as the summary shows it."""

    backend: str
    model: str
    outcome: str
    seconds: float
    detail: str = ""
    cost: float | None = None


@dataclass(slots=True)
class Report:
    """The one value that grows, so that a run that fails can still say how far it came."""

    outcome: str = "failed"
    skipped_reason: str = ""
    reason: str = ""  # the same, or the error, as a sentence
    pr_number: int | None = None
    title: str = ""
    body: str = ""
    model: str = ""
    backend: str = ""
    files_read: int = 0
    files_total: int = 0
    prompt_tokens: int | None = None
    completion_tokens: int | None = None
    old_title: str = ""
    old_body: str = ""
    new_body: str | None = None
    attempts: list[Asked] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    cost: float | None = None  # in the currency of the router's *_PRICE_* variables, where they are set
    parts: int = 0  # in which a large change was read; 0 where it was read at once
    parts_lost: int = 0
    prompt: str = ""  # what a model would be sent, where only that was asked for
    warned: set[str] = field(default_factory=set)  # of secrets, each once
    changes: Changes | None = None
    comparison: Comparison | None = None

    @property
    def is_unasked(self) -> bool:
        """Whether the draft is a template because there was no backend to ask."""
        return self.backend == "template" and not self.attempts

    def get_changes(self) -> Changes:
        """Return what was read; raises RuntimeError before anything was."""
        if self.changes is None:
            raise RuntimeError("nothing was read yet")
        return self.changes

    def add_attempt(self, asked: Asked, prompt_tokens: int | None, completion_tokens: int | None) -> None:
        """Note an attempt at a backend, and what it cost: one that failed may have been paid for as well."""
        self.attempts.append(asked)
        if asked.outcome == "ok":
            self.backend = asked.backend
        if prompt_tokens is not None:
            self.prompt_tokens = (self.prompt_tokens or 0) + prompt_tokens
        if completion_tokens is not None:
            self.completion_tokens = (self.completion_tokens or 0) + completion_tokens
        if asked.cost is not None:
            self.cost = (self.cost or 0) + asked.cost

    def skip(self, word: str, sentence: str) -> None:
        """Note that the pull request is left alone, and why."""
        self.outcome, self.skipped_reason, self.reason = "skipped", word, sentence


def list_outputs(report: Report) -> dict[str, str]:
    """Return the step's outputs, all of them in every run; what is not known is empty."""
    return {
        "outcome": report.outcome,
        "skipped-reason": report.skipped_reason,
        "title": report.title,
        "body": report.body,
        "model": report.model,
        "backend": report.backend,
        "pr-number": _number(report.pr_number),
        "files-read": str(report.files_read),
        "files-total": str(report.files_total),
        "prompt-tokens": _number(report.prompt_tokens),
        "completion-tokens": _number(report.completion_tokens),
    }


def write_summary(report: Report) -> str:
    """Return the job summary as Markdown: what happened first, the draft as it will look, then how it came about."""
    parts = (
        _tell_outcome(report),
        "\n".join(f"> {_flatten(note)}" for note in report.notes),
        _show_draft(report),
        _show_title(report),
        _show_body_change(report),
        _show_attempts(report),
        _show_files(report.changes) if report.changes else "",
    )
    return "\n\n".join(part for part in parts if part) + "\n"


def format_coverage(coverage: Coverage, names: int = 8) -> str:
    """Return one line that says what was not read, naming at most ``names`` files; "" where nothing was left out."""
    if coverage.is_complete:
        return ""
    line = f"Read {coverage.files_read} of {coverage.files_total} files, {coverage.percent}% of changed lines"
    if not coverage.by_name:
        return f"{line}."
    shown = ", ".join(f"`{_flatten(path[:200]).replace('`', '')}`" for path in coverage.by_name[:names])
    more = len(coverage.by_name) - names
    return f"{line}; by name only: {shown}{f' and {more} more' if more > 0 else ''}."


def format_cost(report: Report) -> str:
    """Return in one line what the run used of its models; "" where no server counted."""
    if report.prompt_tokens is None:
        return ""
    price = f", at a price of {report.cost:.4f}" if report.cost is not None else ""
    lost = f", {report.parts_lost} of them lost" if report.parts_lost else ""
    parts = f" The change was read in {report.parts} parts{lost}." if report.parts else ""
    received = report.completion_tokens or 0
    return f"Tokens: {report.prompt_tokens:,} in the prompt, {received:,} in the answer{price}.{parts}"


def _number(value: int | None) -> str:
    return "" if value is None else str(value)


def _tell_outcome(report: Report) -> str:
    where = f"pull request #{report.pr_number}" if report.pr_number else "the change"
    told = {
        "updated": f"Wrote the draft into {where}.",
        "unchanged": f"Nothing to write: {where} is as it should be.",
        "dry-run": f"A dry run: {where} is as it was.",
        "skipped": f"Left {where} alone.",
        "failed": f"Failed; {where} is as it was.",
    }[report.outcome]
    reason = f" {_flatten(report.reason)}" if report.reason else ""
    return f"## pr-writer: {report.outcome}\n\n{told}{reason}"


def _show_draft(report: Report) -> str:
    if not report.title:
        return ""
    return f"### {_flatten(report.title)}\n\n{report.body}\n\n---"


def _show_title(report: Report) -> str:
    if not report.old_title or not report.title or report.old_title == report.title:
        return ""
    return f"**Title before:** {_code(report.old_title)}\n**Title drafted:** {_code(report.title)}"


def _show_body_change(report: Report) -> str:
    if not report.old_body.strip() or report.new_body is None:
        return ""
    lines = list(
        difflib.unified_diff(report.old_body.splitlines(), report.new_body.splitlines(), "before", "after", lineterm="")
    )
    more = [f"… {len(lines) - DIFF_SHOWN} more lines"] if len(lines) > DIFF_SHOWN else []
    text = "\n".join(lines[:DIFF_SHOWN] + more)
    fence = _fence(text)
    return (
        f"<details><summary>The body, before and after</summary>\n\n{fence}diff\n{text}\n{fence}\n\n</details>"
        if text
        else ""
    )


def _show_attempts(report: Report) -> str:
    if not report.attempts:
        return ""
    rows = (
        f"| {asked.backend} | {_cell(asked.model)} | {asked.outcome} | {asked.seconds:.2f} s | {_cell(asked.detail)} |"
        for asked in report.attempts
    )
    table = "\n".join(["| backend | model | outcome | time | cause |", "| --- | --- | --- | --- | --- |", *rows])
    return "\n\n".join(filter(None, (table, format_cost(report))))


def _show_files(changes: Changes) -> str:
    heading = f"<details><summary>How each of the {len(changes.files)} files was read</summary>"
    table = "\n".join(["| file | change | lines | read |", "| --- | --- | --- | --- |", *_list_rows(changes.files)])
    return f"{heading}\n\n{table}\n\n</details>"


def _list_rows(files: tuple[FileChange, ...]) -> Iterator[str]:
    for file in files[:FILES_SHOWN]:
        how = "by name only" + (f": {file.withheld}" if file.withheld else "") if file.shown == "name" else file.shown
        if file.shown == "part":
            how = f"in part: {file.shown_lines} of {file.added + file.removed} lines"
        yield f"| {_cell(file.path)} | {file.kind} | +{file.added} −{file.removed} | {how} |"
    if len(files) > FILES_SHOWN:
        yield f"| … and {len(files) - FILES_SHOWN} more | | | |"


def _cell(text: str) -> str:
    return _code(text).replace("|", "\\|") if text else ""


def _code(text: str) -> str:
    """Return untrusted text as a code span, in which no Markdown is read."""
    text = _flatten(text)
    fence = "`" * (max(_measure_runs(text), default=0) + 1)
    pad = " " if text.startswith("`") or text.endswith("`") else ""
    return f"{fence}{pad}{text}{pad}{fence}"


def _fence(text: str) -> str:
    return "`" * max(3, max(_measure_runs(text), default=0) + 1)


def _measure_runs(text: str) -> Iterable[int]:
    return (len(run) for run in re.findall(r"`+", text))


def _flatten(text: str) -> str:
    return " ".join("".join(char if char.isprintable() else " " for char in text).split())
