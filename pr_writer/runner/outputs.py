"""RunResult → the step's outputs."""

from __future__ import annotations

from pr_writer.runner.run_result import RunResult


def list_outputs(result: RunResult) -> dict[str, str]:
    """Return the step's outputs, all of them in every run; what is not known is empty, and a count that is not is 0."""
    draft, coverage = result.draft, result.coverage
    return {
        "outcome": result.outcome,
        "skipped-reason": result.skipped_reason or "",
        "title": draft.title if draft else "",
        "body": draft.body if draft else "",
        "model": (draft.model or "") if draft else "",
        "backend": result.backend or "",
        "pr-number": _format_number(result.pr_number),
        "files-read": str(coverage.files_read if coverage else 0),
        "files-total": str(coverage.files_total if coverage else 0),
        "prompt-tokens": _format_number(result.prompt_tokens),
        "completion-tokens": _format_number(result.completion_tokens),
    }


def _format_number(value: int | None) -> str:
    return "" if value is None else str(value)
