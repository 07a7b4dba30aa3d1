"""The runner's event file → what the event says about a pull request."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pr_writer.errors import ActionError
from pr_writer.values import SkipReason

ON_PULL_REQUEST = frozenset({"pull_request", "pull_request_target"})
ON_DEMAND = frozenset({"workflow_dispatch", "workflow_call", "schedule", "repository_dispatch"})
TRUSTED = frozenset({"OWNER", "MEMBER", "COLLABORATOR"})


@dataclass(frozen=True, slots=True)
class Event:
    """What started the run: the pull request it names, or the reason why it names none.

    ``base_sha`` and ``head_sha`` are the two commits that the event is about; a later push does not change them.
    ``branch`` is the branch that was pushed, whose pull request is still to be found.
    """

    name: str
    number: int | None = None
    base_sha: str = ""
    head_sha: str = ""
    branch: str = ""
    instructions: str = ""
    skip_reason: SkipReason | None = None
    skip_sentence: str = ""


def read_event(name: str, path: str) -> Event:
    """Read what the event called ``name`` says, from the JSON file at ``path``.

    Raises ActionError where an event about a pull request has no readable file.
    """
    if name in ON_PULL_REQUEST:
        return _read_pull_request(name, _load(name, path))
    if name == "issue_comment":
        return _read_comment(_load(name, path))
    if name == "push":
        return _read_push(_load(name, path))
    if name in ON_DEMAND:
        return Event(name, number=_read_dispatched_number(path))
    if name == "merge_group":
        return Event(
            name,
            skip_reason="merge-group",
            skip_sentence="A merge queue tests pull requests that are described already.",
        )
    return Event(
        name,
        skip_reason="unsupported-event",
        skip_sentence=f"The event {name or '(none)'} is about no pull request. Run on pull_request, or set pr-number.",
    )


def _read_pull_request(name: str, payload: dict[str, Any]) -> Event:
    pull = payload.get("pull_request")
    if not isinstance(pull, dict) or not isinstance(pull.get("number"), int):
        raise ActionError(
            f"The event file of {name} names no pull request. Run this step on an unmodified event, or set pr-number."
        )
    if payload.get("action") == "closed":
        return Event(name, pull["number"], skip_reason="closed", skip_sentence="The pull request was closed.")
    return Event(
        name,
        pull["number"],
        base_sha=str((pull.get("base") or {}).get("sha") or ""),
        head_sha=str((pull.get("head") or {}).get("sha") or ""),
    )


def _read_comment(payload: dict[str, Any]) -> Event:
    issue, comment = payload.get("issue") or {}, payload.get("comment") or {}
    command, *rest = str(comment.get("body") or "").strip().partition("\n")[0].split(maxsplit=1) or [""]
    if not issue.get("pull_request"):
        return Event("issue_comment", skip_reason="not-a-pull-request", skip_sentence="The comment is on an issue.")
    if payload.get("action") not in {"created", None} or command != "/describe":
        return Event(
            "issue_comment",
            skip_reason="no-command",
            skip_sentence="Only a new comment that starts with /describe is answered.",
        )
    if comment.get("author_association") not in TRUSTED:
        return Event(
            "issue_comment",
            skip_reason="not-allowed",
            skip_sentence="/describe is for owners, members and collaborators of the repository.",
        )
    return Event("issue_comment", number=int(issue["number"]), instructions="".join(rest).strip())


def _read_push(payload: dict[str, Any]) -> Event:
    ref = str(payload.get("ref") or "")
    if not ref.startswith("refs/heads/") or payload.get("deleted"):
        return Event("push", skip_reason="no-pull-request", skip_sentence="The push is not to a branch.")
    return Event("push", branch=ref.removeprefix("refs/heads/"))


def _read_dispatched_number(path: str) -> int | None:
    """Return the ``pr-number`` that a workflow_dispatch was started with; None where there is none or no file."""
    try:
        inputs = json.loads(Path(path).read_bytes()).get("inputs") or {}
        return int(inputs.get("pr-number") or inputs.get("pr_number") or 0) or None
    except (OSError, ValueError, TypeError, AttributeError):
        return None


def _load(name: str, path: str) -> dict[str, Any]:
    if not path:
        raise ActionError(f"The event is {name}, but GITHUB_EVENT_PATH names no event file. Set it, or set pr-number.")
    try:
        payload = json.loads(Path(path).read_bytes())
    except OSError as exc:
        raise ActionError(
            f"The event file {path} cannot be read ({exc.strerror}). Mount it, or set pr-number."
        ) from exc
    except ValueError as exc:
        raise ActionError(
            f"The event file {path} is not JSON ({exc}). Pass the runner's own file, or set pr-number."
        ) from exc
    if not isinstance(payload, dict):
        raise ActionError(f"The event file {path} is not a JSON object. Pass the runner's own file, or set pr-number.")
    return payload
