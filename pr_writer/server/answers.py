"""How a run ended → the HTTP status and the JSON that a client is answered. Pure."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from pr_writer.errors import ActionError, NotAllowedError, OtherServerError, UnknownNameError
from pr_writer.events import ModelAsked
from pr_writer.runner.result_object import list_facts
from pr_writer.runner.run_result import RunResult

# The first class that an error is of decides; what is left is the state of the clone or of the server's set-up.
_STATUS = ((UnknownNameError, 404), (NotAllowedError, 403), (OtherServerError, 502), (ActionError, 409))


@dataclass(frozen=True, slots=True)
class JsonAnswer:
    """What to send: ``outcome`` is one word for the log."""

    status: int
    content: dict[str, Any]
    outcome: str


def make_draft_answer(result: RunResult, clean: Callable[[str], str]) -> JsonAnswer:
    """Return the answer to a run that came to its end; ``clean`` takes secrets out of a text."""
    content = {
        **list_facts(result),
        "sentence": result.sentence or result.reason,
        "attempts": [describe_attempt(attempt) for attempt in result.attempts],
        "notes": list(result.notes),
    }
    return JsonAnswer(200, clean_json(content, clean), result.outcome)


def make_error_answer(exc: ActionError, clean: Callable[[str], str]) -> JsonAnswer:
    """Return the answer to a run that ended in something for a reader to mend."""
    return make_problem(choose_status(exc), clean(str(exc)))


def choose_status(exc: ActionError) -> int:
    """Return the HTTP status that says whose turn it is."""
    return next(status for kind, status in _STATUS if isinstance(exc, kind))


def make_problem(status: int, sentence: str, **more: Any) -> JsonAnswer:
    """Return an answer that is an error: a sentence that says why and what to do next."""
    return JsonAnswer(status, {"detail": sentence, **more}, "failed")


def describe_attempt(attempt: ModelAsked) -> dict[str, Any]:
    """Return what became of one question to one backend."""
    return {
        "backend": attempt.backend,
        "model": attempt.model,
        "seconds": round(attempt.seconds, 3),
        "result": attempt.outcome,
        "cause": attempt.detail,
    }


def clean_json(value: Any, clean: Callable[[str], str]) -> Any:
    """Return the value with each of its texts cleaned."""
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, list):
        return [clean_json(item, clean) for item in value]
    if isinstance(value, dict):
        return {name: clean_json(item, clean) for name, item in value.items()}
    return value
