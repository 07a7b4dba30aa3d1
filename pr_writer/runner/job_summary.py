"""RunResult → the job summary."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Sequence

from pr_writer.events import ModelAsked
from pr_writer.markdown.blocks import Block, scan_blocks
from pr_writer.runner.run_result import RunResult
from pr_writer.sanitize.plain_text import escape_text, quote_as_code
from pr_writer.values import FileChange, Outcome
from pr_writer.version import __version__

MAX_FILE_ROWS = 1_000  # of the tables of files; the runner takes 1 MiB of summary in all
MAX_DIFF_LINES = 400  # of the diff of the body
HEADING_LEVEL = 4  # of a draft's headings at least: the summary's own are of levels 2 and 3

_DONE: dict[Outcome, str] = {
    "updated": "Updated {where}",
    "created": "Opened {where}",
    "unchanged": "Nothing to write: {where} is as it should be",
    "dry-run": "A dry run: {where} is as it was",
    "skipped": "Left {where} alone",
    "failed": "Failed; {where} is as it was",
}
# How a file was read: what was not comes first, for that is what a reader has to look at.
_GROUPS = {"name": "by name only", "part": "in part", "whole": "whole"}


def write_summary(result: RunResult, *, repository_url: str = "", seconds: float | None = None) -> str:
    """Return the job summary as Markdown: what happened first, the draft as it will look, then how it came about.

    ``repository_url`` is where the pull request is, for a link to it; ``seconds`` is how long the whole run took.
    """
    sections = (
        f"## pr-writer: {result.outcome}",
        _format_outcome(result, repository_url, seconds),
        _format_reasons(result),
        _format_titles(result),
        _format_draft(result),
        _format_copy(result),
        _format_body_diff(result),
        _format_attempts(result),
        _format_files(result) if result.changes else "",
        f"<sub>pr-writer {__version__}</sub>",
    )
    return "\n\n".join(section for section in sections if section) + "\n"


def format_cost(result: RunResult) -> str:
    """Return in one line what the run used of its models; "" where no server counted."""
    if result.prompt_tokens is None:
        return ""
    price = f", at a price of {result.cost:.4f}" if result.cost is not None else ""
    received = result.completion_tokens or 0
    return f"Tokens: {result.prompt_tokens:,} in the prompt, {received:,} in the answer{price}.{_format_chunks(result)}"


def _format_chunks(result: RunResult) -> str:
    if not result.chunks:
        return ""
    lost = f", {result.chunks.lost} of them lost" if result.chunks.lost else ""
    return f" The change was read in {result.chunks.count} parts{lost}."


def _format_outcome(result: RunResult, repository_url: str, seconds: float | None) -> str:
    """Return the first line: what happened to what, by whom, in what time, for what, and of how much of the change."""
    where = "the change"
    if result.pr_number:
        where = f"pull request #{result.pr_number}"
        if repository_url:
            where = f"[{where}]({repository_url}/pull/{result.pr_number})"
    facts = [f"**{_DONE[result.outcome].format(where=where)}**", _name_author(result)]
    if seconds is not None:
        facts.append(f"{seconds:.1f} s")
    if result.coverage and result.draft and result.draft.model:
        read = result.coverage
        facts.append(
            f"read {read.files_read} of {_count(read.files_total, 'file')}, {read.percent}% of the changed lines"
        )
    elif result.changes:
        facts.append(_count(len(result.changes.files), "file"))
    if result.cost is not None:
        facts.append(f"price {result.cost:.4f}")
    return " · ".join(filter(None, facts))


def _name_author(result: RunResult) -> str:
    if not result.draft or not result.backend:
        return ""
    if not result.draft.model:
        return "template draft, no model"
    has_others = len({asked.backend for asked in result.attempts}) > 1
    return f"drafted by {quote_as_code(result.draft.model)}" + (f", the {result.backend}" if has_others else "")


def _format_reasons(result: RunResult) -> str:
    """Return why it ended as it did, and what else there is to know, one below the other."""
    reasons = [escape_text(text) for text in (result.sentence, result.reason) if text]
    notes = [f"- {escape_text(note)}" for note in result.notes]
    return "\n\n".join(filter(None, ["\\\n".join(reasons), "\n".join(notes)]))


def _format_titles(result: RunResult) -> str:
    if not result.pull or not result.draft or result.pull.title in {"", result.draft.title}:
        return ""
    drafted = "after" if result.new_title is not None else "drafted, not written"
    rows = [("before", result.pull.title), (drafted, result.draft.title)]
    return "\n".join(
        ["| | title |", "| --- | --- |", *(f"| {name} | {quote_as_code(title)} |" for name, title in rows)]
    )


def _format_draft(result: RunResult) -> str:
    """Return the draft in a frame, as it looks on the pull request, its headings below ours."""
    if not result.draft:
        return ""
    if result.outcome == "unchanged" and result.backend is None:  # it stands there, and nobody drafted it in this run
        return f"What stands in the block now:\n\n{_format_code(result.draft.body, 'markdown')}"
    body = lower_headings(result.draft.body.strip("\n"))
    return (
        f"### {escape_text(result.draft.title)}\n\n{_quote(body)}" if body else f"### {escape_text(result.draft.title)}"
    )


def lower_headings(body: str) -> str:
    """Return a body whose headings are small: two levels lower, and none higher than ``HEADING_LEVEL``."""
    return "".join(_lower(block, body[block.start : block.end], body) for block in scan_blocks(body))


def _lower(block: Block, lines: str, body: str) -> str:
    if block.kind != "heading":
        return lines
    signs = "#" * min(6, max(HEADING_LEVEL, block.level + 2))
    content = body[block.content : block.end]
    if content.startswith("#"):
        return f"{body[block.start : block.content]}{signs}{content.lstrip('#')}"
    if block.is_contained:  # underlined, inside a list or a quote: a line of its own would leave that
        return lines
    words = " ".join(line.strip() for line in content.splitlines()[:-1])
    return f"{signs} {words}\n"


def _quote(body: str) -> str:
    # A tab counts to the next column of four, and the sign in front moves the columns.
    return "\n".join(f"> {line.expandtabs(4)}".rstrip() if line.strip() else ">" for line in body.splitlines())


def _format_copy(result: RunResult) -> str:
    """Return the draft's source where nobody wrote it to the pull request, so that a person can."""
    if not result.draft or result.outcome not in {"dry-run", "skipped", "failed"}:
        return ""
    return _fold("Markdown to copy", _format_code(f"{result.draft.title}\n\n{result.draft.body}", "markdown"))


def _format_body_diff(result: RunResult) -> str:
    if not result.pull or not result.pull.body.strip() or result.new_body is None:
        return ""
    lines = list(
        difflib.unified_diff(
            result.pull.body.splitlines(), result.new_body.splitlines(), "before", "after", lineterm=""
        )
    )
    more = [f"… {len(lines) - MAX_DIFF_LINES} more lines"] if len(lines) > MAX_DIFF_LINES else []
    text = "\n".join(lines[:MAX_DIFF_LINES] + more)
    return _fold("The body, before and after", _format_code(text, "diff")) if text else ""


def _format_attempts(result: RunResult) -> str:
    """Return how each request went: folded where all went well, for then the first line has said it."""
    if not result.attempts:
        return ""
    head = ["| backend | model | outcome | time | cause |", "| --- | --- | --- | ---: | --- |"]
    lines = [*head, *map(_format_attempt, result.attempts)]
    if all(asked.backend == "fallback" for asked in result.attempts):  # with no primary before it, it is the only one
        lines = [f"|{line.split('|', 2)[2]}" for line in lines]
    table = "\n".join(lines)
    text = "\n\n".join(filter(None, (table, format_cost(result))))
    count = _count(len(result.attempts), "request")
    is_smooth = all(asked.outcome == "ok" for asked in result.attempts)
    return _fold(f"The model: {count}", text) if is_smooth else f"### The model: {count}\n\n{text}"


def _format_attempt(asked: ModelAsked) -> str:
    model, cause = quote_as_code(asked.model), escape_text(asked.detail)
    return f"| {asked.backend} | {model} | {asked.outcome} | {asked.seconds:.2f}\N{NO-BREAK SPACE}s | {cause} |"


def _format_files(result: RunResult) -> str:
    """Return the changed files, by how the model read them; where none was asked, as one list."""
    changes = result.changes
    if not changes or not changes.files:
        return ""
    count = _count(len(changes.files), "changed file")
    if not _was_read_by_model(result):
        return _fold(f"The {count}", _format_table(changes.files[:MAX_FILE_ROWS], len(changes.files)))
    groups = {shown: [file for file in changes.files if file.shown == shown] for shown in _GROUPS}
    counts = ", ".join(f"{len(files)} {_GROUPS[shown]}" for shown, files in groups.items() if files)
    files = [file for group in groups.values() for file in group]
    table = _format_table(files[:MAX_FILE_ROWS], len(files), has_read=True)
    return _fold(f"How the {count} {'was' if len(files) == 1 else 'were'} read: {counts}", table)


def _was_read_by_model(result: RunResult) -> bool:
    return bool(result.draft.model if result.draft else result.attempts)


def _format_table(files: Sequence[FileChange], count: int, *, has_read: bool = False) -> str:
    head = "| file | change | lines |", "| --- | --- | --- |"
    rows = [f"| {quote_as_code(file.path)} | {file.kind} | +{file.added} −{file.removed} |" for file in files]
    if len(files) < count:
        rows.append(f"| … and {count - len(files)} more | | |")
    if not has_read:
        return "\n".join([*head, *rows])
    reads = [*map(_describe_reading, files), ""]
    lines = zip((*head, *rows), (" read |", " --- |", *(f" {read} |" for read in reads)), strict=False)
    return "\n".join(map("".join, lines))


def _describe_reading(file: FileChange) -> str:
    if file.shown == "name":
        return "by name only" + (f": {file.withheld}" if file.withheld else "")
    return f"in part: {file.shown_lines} of {file.added + file.removed} lines" if file.shown == "part" else "whole"


def _fold(summary: str, text: str) -> str:
    return f"<details><summary>{summary}</summary>\n\n{text}\n\n</details>"


def _format_code(text: str, language: str) -> str:
    fence = "`" * max(3, max(_measure_runs(text), default=0) + 1)
    return f"{fence}{language}\n{text}\n{fence}"


def _measure_runs(text: str) -> Iterable[int]:
    return (len(run) for run in re.findall(r"`+", text))


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"
