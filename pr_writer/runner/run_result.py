"""The events of a run → RunResult, from which outputs and summary are made."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import TypeVar

from pr_writer.context.coverage import Coverage, measure_coverage
from pr_writer.events import (
    ChangesRead,
    ChunksAsked,
    Drafted,
    Edited,
    Ended,
    Event,
    ModelAsked,
    Noted,
    Planned,
    PromptShown,
    PullRequestNamed,
    PullRequestRead,
)
from pr_writer.values import BackendName, Changes, Draft, Outcome, PullRequest, SkipReason

T = TypeVar("T")
N = TypeVar("N", int, float)


@dataclass(frozen=True, slots=True)
class RunResult:
    """What a run did, as far as it came; None or empty where it did not come so far.

    ``pull`` is the pull request before anything was written, ``new_title`` and ``new_body`` what was decided
    to write into it. ``reason`` says why the draft did not come about in the ordinary way; blank where it did.
    Tokens and cost are the sums over all attempts, failed ones included: they may have been paid for as well.
    """

    outcome: Outcome = "failed"
    skipped_reason: SkipReason | None = None
    sentence: str = ""
    pr_number: int | None = None
    pull: PullRequest | None = None
    draft: Draft | None = None
    backend: BackendName | None = None
    changes: Changes | None = None
    coverage: Coverage | None = None
    new_title: str | None = None
    new_body: str | None = None
    reason: str = ""
    prompt: str = ""
    attempts: tuple[ModelAsked, ...] = ()
    prompt_tokens: int | None = None
    completion_tokens: int | None = None
    cost: float | None = None
    chunks: ChunksAsked | None = None
    notes: tuple[str, ...] = ()


def fold_events(events: Iterable[Event], name_settings: Callable[[str], str] = str) -> RunResult:
    """Return what the events of a run come to; of two events that tell of the same thing the later one counts.

    ``name_settings`` is called with every sentence of ours.
    """
    events = tuple(events)
    ended = _find_last(events, Ended) or Ended("failed")
    named, read = _find_last(events, PullRequestNamed), _find_last(events, PullRequestRead)
    changes, drafted = _find_last(events, ChangesRead), _find_last(events, Drafted)
    edited = _find_last(events, Edited) or drafted
    planned, prompt = _find_last(events, Planned), _find_last(events, PromptShown)
    attempts = tuple(
        replace(event, detail=name_settings(event.detail)) for event in events if isinstance(event, ModelAsked)
    )
    notes = [event.sentence for event in events if isinstance(event, Noted)] + list(
        planned.plan.notes if planned else ()
    )
    return RunResult(
        outcome=ended.outcome,
        skipped_reason=ended.skipped_reason,
        sentence=name_settings(ended.sentence),
        pr_number=named.number if named else None,
        pull=read.pull if read else None,
        draft=edited.draft if edited else None,
        backend=drafted.backend if drafted else None,
        changes=changes.changes if changes else None,
        coverage=measure_coverage(changes.changes) if changes else None,
        new_title=planned.plan.title if planned else None,
        new_body=planned.plan.body if planned else None,
        reason=name_settings(drafted.reason) if drafted else "",
        prompt=prompt.text if prompt else "",
        attempts=attempts,
        prompt_tokens=_add([asked.prompt_tokens for asked in attempts]),
        completion_tokens=_add([asked.completion_tokens for asked in attempts]),
        cost=_add([asked.cost for asked in attempts]),
        chunks=_find_last(events, ChunksAsked),
        notes=tuple(dict.fromkeys(map(name_settings, notes))),
    )


def _find_last(events: tuple[Event, ...], kind: type[T]) -> T | None:
    return next((event for event in reversed(events) if isinstance(event, kind)), None)


def _add(counts: list[N | None]) -> N | None:
    """Return the sum of those that are known; None where none is."""
    known = [count for count in counts if count is not None]
    return sum(known[1:], known[0]) if known else None
