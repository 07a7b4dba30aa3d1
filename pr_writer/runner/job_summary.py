"""RunResult → the job summary."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Iterator

from pr_writer.events import ModelAsked
from pr_writer.runner.run_result import RunResult
from pr_writer.sanitize.plain_text import escape_text, quote_as_code
from pr_writer.values import Changes, FileChange
from pr_writer.version import __version__

MAX_FILE_ROWS = 1_000  # of the table of files; the runner takes 1 MiB of summary in all
MAX_DIFF_LINES = 400  # of the diff of the body


def write_summary(result: RunResult) -> str:
    """Return the job summary as Markdown: what happened first, the draft as it will look, then how it came about."""
    sections = (
        _format_outcome(result),
        "\n".join(f"> {escape_text(note)}" for note in result.notes),
        _format_draft(result),
        _format_titles(result),
        _format_body_diff(result),
        _format_attempts(result),
        _format_files(result.changes) if result.changes else "",
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


def _format_outcome(result: RunResult) -> str:
    where = f"pull request #{result.pr_number}" if result.pr_number else "the change"
    sentence = {
        "updated": f"Wrote the draft into {where}.",
        "created": f"Opened {where} with the draft.",
        "unchanged": f"Nothing to write: {where} is as it should be.",
        "dry-run": f"A dry run: {where} is as it was.",
        "skipped": f"Left {where} alone.",
        "failed": f"Failed; {where} is as it was.",
    }[result.outcome]
    reason = f" {escape_text(result.sentence)}" if result.sentence else ""
    return f"## pr-writer: {result.outcome}\n\n{sentence}{reason}"


def _format_draft(result: RunResult) -> str:
    if not result.draft:
        return ""
    if result.outcome == "unchanged" and result.backend is None:  # it stands there, and nobody drafted it in this run
        fence = _fence(result.draft.body)
        return f"What stands in the block now:\n\n{fence}markdown\n{result.draft.body}\n{fence}"
    return f"### {escape_text(result.draft.title)}\n\n{result.draft.body}\n\n---"


def _format_titles(result: RunResult) -> str:
    if not result.pull or not result.draft or result.pull.title in {"", result.draft.title}:
        return ""
    return (
        f"**Title before:** {quote_as_code(result.pull.title)}\n**Title drafted:** {quote_as_code(result.draft.title)}"
    )


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
    fence = _fence(text)
    return (
        f"<details><summary>The body, before and after</summary>\n\n{fence}diff\n{text}\n{fence}\n\n</details>"
        if text
        else ""
    )


def _format_attempts(result: RunResult) -> str:
    if not result.attempts:
        return ""
    rows = map(_format_attempt, result.attempts)
    table = "\n".join(["| backend | model | outcome | time | cause |", "| --- | --- | --- | --- | --- |", *rows])
    return "\n\n".join(filter(None, (table, format_cost(result))))


def _format_attempt(asked: ModelAsked) -> str:
    model, cause = quote_as_code(asked.model), quote_as_code(asked.detail)
    return f"| {asked.backend} | {model} | {asked.outcome} | {asked.seconds:.2f} s | {cause} |"


def _format_files(changes: Changes) -> str:
    heading = f"<details><summary>How each of the {len(changes.files)} files was read</summary>"
    table = "\n".join(["| file | change | lines | read |", "| --- | --- | --- | --- |", *_list_rows(changes.files)])
    return f"{heading}\n\n{table}\n\n</details>"


def _list_rows(files: tuple[FileChange, ...]) -> Iterator[str]:
    for file in files[:MAX_FILE_ROWS]:
        how = "by name only" + (f": {file.withheld}" if file.withheld else "") if file.shown == "name" else file.shown
        if file.shown == "part":
            how = f"in part: {file.shown_lines} of {file.added + file.removed} lines"
        yield f"| {quote_as_code(file.path)} | {file.kind} | +{file.added} −{file.removed} | {how} |"
    if len(files) > MAX_FILE_ROWS:
        yield f"| … and {len(files) - MAX_FILE_ROWS} more | | | |"


def _fence(text: str) -> str:
    return "`" * max(3, max(_measure_runs(text), default=0) + 1)


def _measure_runs(text: str) -> Iterable[int]:
    return (len(run) for run in re.findall(r"`+", text))
