"""RunResult → one object for programs, whose names stay as they are."""

from __future__ import annotations

from pr_writer.runner.run_result import RunResult

Facts = dict[str, str | int | None]


def list_facts(result: RunResult) -> Facts:
    """Return what a program may ask of a run: texts are blank, and what else is not known is None."""
    draft, coverage = result.draft, result.coverage
    return {
        "outcome": result.outcome,
        "skipped_reason": result.skipped_reason,
        "title": draft.title if draft else "",
        "body": draft.body if draft else "",
        "model": draft.model if draft else None,
        "backend": result.backend,
        "pr_number": result.pr_number,
        "files_read": coverage.files_read if coverage else 0,
        "files_total": coverage.files_total if coverage else 0,
        "lines_read": coverage.lines_shown if coverage else 0,
        "lines_total": coverage.lines_total if coverage else 0,
        "prompt_tokens": result.prompt_tokens,
        "completion_tokens": result.completion_tokens,
    }
