"""Rows → what people and later steps read: lines, the job summary, outputs."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from pr_writer.backfill.walk import Row
from pr_writer.sanitize.plain_text import escape_text, flatten_text, quote_as_code
from pr_writer.values import Outcome
from pr_writer.version import __version__

# What needs a reader comes first.
_ORDER: tuple[Outcome, ...] = ("failed", "updated", "created", "dry-run", "unchanged", "skipped")
MAX_ROWS = 3_000  # of the summary's table; the runner takes 1 MiB
TITLE_WIDTH = 60  # of a title in a line


@dataclass(frozen=True, slots=True)
class Report:
    """What came of a backlog: ``matching`` is how many were meant, ``stopped`` why not all of them were reached."""

    repository: str
    rows: tuple[Row, ...]
    matching: int
    stopped: str = ""
    seconds: float = 0.0

    @property
    def counts(self) -> Mapping[str, int]:
        """How many ended how."""
        return Counter(row.outcome for row in self.rows)

    @property
    def tokens(self) -> int:
        """All tokens of all prompts and answers."""
        return sum(row.tokens for row in self.rows)

    @property
    def cost(self) -> float | None:
        """What they cost, None where no prices are set."""
        costs = [row.cost for row in self.rows if row.cost is not None]
        return sum(costs) if costs else None

    @property
    def remaining(self) -> int:
        """How many were not reached."""
        return max(self.matching - len(self.rows), 0)


def write_lines(report: Report) -> str:
    """Return the report as lines for a terminal, one for each pull request and the sum of them."""
    lines = [
        f"#{row.number:<7} {row.outcome:<10} {_cell(row.tokens):>9}  {_shorten(row.title)}"
        + (f"\n         {flatten_text(row.why)}" if row.outcome == "failed" else "")
        for row in _sort(report)
    ]
    return "\n".join([*lines, _write_sum(report)])


def write_summary(report: Report, repository_url: str) -> str:
    """Return the report as Markdown for the job summary; ``repository_url`` is for links to the pull requests."""
    name = quote_as_code(report.repository)
    rows = _sort(report)
    lines = [
        f"## pr-writer backfill: {name}",
        "",
        escape_text(_write_sum(report)),
        "",
        "| pull request | outcome | why | model | tokens | price |",
        "| --- | --- | --- | --- | ---: | ---: |",
        *(_write_row(row, repository_url) for row in rows[:MAX_ROWS]),
    ]
    if not rows:
        lines = lines[:4]
    if len(rows) > MAX_ROWS:
        lines += ["", f"… and {len(rows) - MAX_ROWS:,} more."]
    return "\n".join([*lines, "", f"<sub>pr-writer {__version__}</sub>", ""])


def list_report_outputs(report: Report) -> dict[str, str]:
    """Return the step's outputs; ``report`` holds the others as one line of JSON, for a job that sums them up."""
    counts = {name: report.counts.get(name, 0) for name in ("updated", "unchanged", "skipped", "failed")}
    numbers = {**counts, "remaining": report.remaining, "tokens": report.tokens}
    cost = None if report.cost is None else round(report.cost, 6)
    whole = {"repository": report.repository, **numbers, "cost": cost, "stopped": report.stopped}
    return {
        **{name: str(count) for name, count in numbers.items()},
        "cost": "" if cost is None else str(cost),
        "stopped": flatten_text(report.stopped),
        "report": json.dumps(whole),
    }


def _sort(report: Report) -> list[Row]:
    return sorted(report.rows, key=lambda row: _ORDER.index(row.outcome))


def _write_sum(report: Report) -> str:
    counts = ", ".join(f"{report.counts[name]:,} {name}" for name in _ORDER if report.counts.get(name))
    price = f", at a price of {report.cost:.4f}" if report.cost is not None else ""
    left = f" {report.remaining:,} were not reached." if report.remaining else ""
    came_of_it = counts or ("none was finished" if report.remaining else "nothing to do")
    return (
        f"{len(report.rows):,} of {report.matching:,} pull requests in {report.seconds / 60:.1f} minutes: "
        f"{came_of_it}. {report.tokens:,} tokens{price}.{left} {report.stopped}".strip()
    )


def _write_row(row: Row, repository_url: str) -> str:
    number = f"[#{row.number}]({repository_url}/pull/{row.number})" if repository_url else f"#{row.number}"
    cells = (
        f"{number} {escape_text(_shorten(row.title))}",
        row.outcome,
        escape_text(row.why),
        quote_as_code(row.model),
        _cell(row.tokens),
        "" if row.cost is None else f"{row.cost:.4f}",
    )
    return f"| {' | '.join(cells)} |"


def _cell(tokens: int) -> str:
    return f"{tokens:,}" if tokens else ""


def _shorten(title: str) -> str:
    title = flatten_text(title)
    return title if len(title) <= TITLE_WIDTH else f"{title[: TITLE_WIDTH - 1]}…"
