"""The open pull requests, one after the other: each is described, and what came of it is a row."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pr_writer.app import EXIT_BUG, EXIT_OK, catch_faults
from pr_writer.backfill.listing import OpenPull
from pr_writer.drafting.ports import MAX_ANSWER_TOKENS
from pr_writer.errors import LastingFaultError
from pr_writer.events import Journal, PullRequestNamed
from pr_writer.inputs.settings import Settings
from pr_writer.pipeline import describe_pull_request
from pr_writer.runner.run_result import RunResult, fold_events
from pr_writer.values import Outcome

if TYPE_CHECKING:
    from pr_writer.backfill.options import Caps
    from pr_writer.backfill.paced_github import PacedGitHubApi

# So many in a row with the same fault, and it is not the pull requests' own.
FAULTS_IN_A_ROW = 3


@dataclass(frozen=True, slots=True)
class Row:
    """What came of one pull request.

    ``why`` says why it ended so. ``fault`` is what stood in the way that others may meet too, "" where nothing did. A
    server that does not count tokens is charged with what a request holds at most.
    """

    number: int
    title: str
    outcome: Outcome
    why: str = ""
    fault: str = ""
    model: str = ""
    tokens: int = 0
    cost: float | None = None
    exit_code: int = EXIT_OK

    @property
    def is_left_alone(self) -> bool:
        """True if there was nothing to do."""
        return self.outcome in {"skipped", "unchanged"}


def describe_one(
    listed: OpenPull, settings: Settings, github: PacedGitHubApi, name_settings: Callable[[str], str]
) -> Row:
    """Describe a pull request as a run of its own, and return what came of it, a fault included.

    ``name_settings`` gives the settings that a sentence speaks of their names.
    """
    github.renew_patience()
    journal = Journal()
    journal.record(PullRequestNamed(listed.number))
    lasting = []

    def story() -> None:
        try:
            journal.record(describe_pull_request(listed.number, settings, github, journal.record))
        except LastingFaultError as exc:
            lasting.append(name_settings(str(exc)))
            raise

    code = catch_faults(story, journal.record)
    result = fold_events(journal.list_events(), name_settings)
    if result.backend == "template" and result.attempts:  # no model answered; how long it was tried differs
        lasting.append(re.sub(r"\d+(?:\.\d+)? s\b", "… s", result.reason))
    return _make_row(listed, result, code, settings, "".join(lasting[:1]))


def find_stop(rows: Sequence[Row], caps: Caps, minutes: float) -> str:
    """Return the sentence that says why to go no further, "" where there is no reason; so many minutes went by."""
    drafted = sum(not row.is_left_alone for row in rows)
    tokens, cost = sum(row.tokens for row in rows), sum(row.cost or 0.0 for row in rows)
    if caps.drafts is not None and drafted >= caps.drafts:
        return f"Stopped after {drafted}, as ⟨limit⟩ says. Run it again for the next."
    if caps.tokens is not None and tokens >= caps.tokens:
        return f"Stopped after {tokens:,} tokens; ⟨max-tokens⟩ is {caps.tokens:,}. Run it again for the next."
    if caps.cost is not None and cost >= caps.cost:
        return f"Stopped after a cost of {cost:.4f}; ⟨max-cost⟩ is {caps.cost:g}. Run it again for the next."
    if caps.minutes is not None and minutes >= caps.minutes:
        return f"Stopped after {minutes:.0f} minutes; ⟨max-minutes⟩ is {caps.minutes:g}. Run it again for the next."
    return ""


def find_lasting_fault(rows: Sequence[Row]) -> str:
    """Return the sentence of a fault that all others would have too, "" where there is none.

    That is one that the last three had which were not left alone: a token that is not known, a quota that is used up, a
    backend that is down.
    """
    tried = [row.fault for row in rows if not row.is_left_alone][-FAULTS_IN_A_ROW:]
    if len(tried) < FAULTS_IN_A_ROW or not tried[0] or len(set(tried)) > 1:
        return ""
    return f"Stopped, for {FAULTS_IN_A_ROW} in a row had the same fault. {tried[0]}"


def find_exit_code(rows: Iterable[Row]) -> int:
    """Return the exit code of them all: a bug counts more than what a user can mend."""
    codes = {row.exit_code for row in rows}
    return EXIT_BUG if EXIT_BUG in codes else max(codes, default=EXIT_OK)


def _make_row(listed: OpenPull, result: RunResult, code: int, settings: Settings, fault: str) -> Row:
    uncounted = sum(asked.outcome == "ok" and asked.prompt_tokens is None for asked in result.attempts)
    tokens = (result.prompt_tokens or 0) + (result.completion_tokens or 0)
    return Row(
        listed.number,
        result.pull.title if result.pull else listed.pull.title,
        result.outcome,
        why=result.sentence or result.reason,
        fault=fault,
        model=(result.draft.model or "") if result.draft and result.backend else "",
        tokens=tokens + uncounted * (settings.max_diff_tokens + MAX_ANSWER_TOKENS),
        cost=result.cost,
        exit_code=code,
    )
