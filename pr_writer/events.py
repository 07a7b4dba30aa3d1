"""What happened in a run: an append-only journal of frozen events, so that a run that fails can say how far it came.

Stages return their results; the journal is for the outputs and the summary alone, and no stage reads it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from pr_writer.values import BackendName, Changes, Draft, Outcome, Plan, PullRequest, SkipReason


@dataclass(frozen=True, slots=True)
class PullRequestNamed:
    """The run is about this pull request."""

    number: int


@dataclass(frozen=True, slots=True)
class PullRequestRead:
    """GitHub told how the pull request is now; a later one of these is newer."""

    pull: PullRequest


@dataclass(frozen=True, slots=True)
class ChangesRead:
    """The change was read, at the budget that its patches show; a later one of these is what was sent to a model."""

    changes: Changes


@dataclass(frozen=True, slots=True)
class ModelAsked:
    """One attempt at a backend: ``outcome`` is the router's word, ``ok`` where it answered; seconds of wall clock.

    ``cost`` is in the currency of the router's ``*_PRICE_*`` variables, None where they are not set.
    ``is_prompt_truncated`` is True where the server read far fewer tokens than it was sent: its context is too small.
    """

    backend: str
    model: str
    outcome: str
    seconds: float
    detail: str = ""
    cost: float | None = None
    prompt_tokens: int | None = None
    completion_tokens: int | None = None
    is_prompt_truncated: bool = False


@dataclass(frozen=True, slots=True)
class ChunksPlanned:
    """A large change is going to be read in so many parts."""

    count: int


@dataclass(frozen=True, slots=True)
class ChunksAsked:
    """A large change was read in so many parts, of which ``lost`` were not answered."""

    count: int
    lost: int


@dataclass(frozen=True, slots=True)
class SecretRedacted:
    """A secret was taken out of what a model is sent; the sentence says its kind and place, never the secret."""

    sentence: str


@dataclass(frozen=True, slots=True)
class Noted:
    """Something that the reader of the summary should know, as a sentence."""

    sentence: str


@dataclass(frozen=True, slots=True)
class PromptShown:
    """What a model would be sent, where only that was asked for."""

    text: str


@dataclass(frozen=True, slots=True)
class Drafted:
    """There is a draft, made safe; the backend is where it came from, None where an earlier run wrote it.

    ``reason`` says why it came about in another way than usual (no model answered, or not the first); blank where not.
    """

    draft: Draft
    backend: BackendName | None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Edited:
    """A person edited the draft before anything was done with it; None is what is left where they emptied it."""

    draft: Draft | None


@dataclass(frozen=True, slots=True)
class Planned:
    """What was decided to write."""

    plan: Plan


@dataclass(frozen=True, slots=True)
class Ended:
    """How the run ended: the outcome, and a sentence that says why it is that."""

    outcome: Outcome
    sentence: str = ""
    skipped_reason: SkipReason | None = None


Event = (
    PullRequestNamed
    | PullRequestRead
    | ChangesRead
    | ModelAsked
    | ChunksPlanned
    | ChunksAsked
    | SecretRedacted
    | Noted
    | PromptShown
    | Drafted
    | Edited
    | Planned
    | Ended
)

Record = Callable[[Event], None]  # where what happens is told


class Journal:
    """Takes events in the order in which they happen, from any thread; who watches is told of each."""

    def __init__(self, watch: Record | None = None) -> None:
        self._events: list[Event] = []
        self._watch = watch

    def record(self, event: Event) -> None:
        """Append an event."""
        self._events.append(event)  # one operation, so that threads need no lock
        if self._watch:
            self._watch(event)

    def list_events(self) -> tuple[Event, ...]:
        """Return all events so far, oldest first."""
        return tuple(self._events)


def skip(reason: SkipReason, sentence: str) -> Ended:
    """Return the end of a run that leaves the pull request alone, and why."""
    return Ended("skipped", sentence, reason)
