"""The runner's event file → what the event says about a pull request."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pr_writer.errors import ActionError
from pr_writer.surrogates import replace_surrogates
from pr_writer.values import Home, PullRequest, SkipReason

ON_PULL_REQUEST = frozenset(
    {"pull_request", "pull_request_target", "pull_request_review", "pull_request_review_comment"}
)
ON_DEMAND = frozenset({"workflow_dispatch", "workflow_call", "schedule", "repository_dispatch"})
TRUSTED = frozenset({"OWNER", "MEMBER", "COLLABORATOR"})


@dataclass(frozen=True, slots=True)
class Event:
    """What started the run: the pull request it names, or the reason why it names none.

    ``home`` is what the event says of the repository, None where it says nothing.
    ``base_sha`` and ``head_sha`` are the two commits that the event is about; a later push does not change them.
    ``base_ref`` is the branch that the base commit is of. ``branch`` is the branch that was pushed, whose pull request
    is still to be found. ``edits_text_only`` is True where somebody edited nothing but title or body. ``comment_id`` is
    the comment that asked for a description.
    """

    name: str
    number: int | None = None
    base_sha: str = ""
    base_ref: str = ""
    head_sha: str = ""
    branch: str = ""
    instructions: str = ""
    edits_text_only: bool = False
    comment_id: int | None = None
    home: Home | None = None
    skip_reason: SkipReason | None = None
    skip_sentence: str = ""

    def find_base(self, pull: PullRequest) -> str:
        """Return the base commit that the event is about, while the pull request still names that branch, else its own.

        A run of an old event would otherwise describe a pull request that was given another base since.
        """
        return self.base_sha if self.base_sha and self.base_ref == pull.base_ref else pull.base_sha


def read_event(name: str, path: str) -> Event:
    """Read what the event called ``name`` says, from the JSON file at ``path``.

    Raises ActionError where an event about a pull request has no readable file.
    """
    if name in ON_PULL_REQUEST:
        return _read_pull_request(name, _load(name, path))
    if read := _READERS.get(name):
        return read(_load(name, path))
    if name in ON_DEMAND:
        return Event(name, number=_read_dispatched_number(path))
    reason, sentence = _UNDRAFTED.get(name, ("unsupported-event", f"The event {name or '(none)'} {_NO_PULL_REQUEST}"))
    return Event(name, skip_reason=reason, skip_sentence=sentence)


def _read_pull_request(name: str, payload: dict[str, Any]) -> Event:
    pull = _get_object(payload, "pull_request")
    if not _is_number(pull.get("number")):
        raise ActionError(
            f"The event file of {name} names no pull request. Run this step on an unmodified event, or set ⟨pr-number⟩."
        )
    if payload.get("action") == "closed":
        return Event(name, pull["number"], skip_reason="closed", skip_sentence="The pull request was closed.")
    base, head = _get_object(pull, "base"), _get_object(pull, "head")
    return Event(
        name,
        pull["number"],
        base_sha=str(base.get("sha") or ""),
        base_ref=str(base.get("ref") or ""),
        head_sha=str(head.get("sha") or ""),
        edits_text_only=payload.get("action") == "edited" and "base" not in _get_object(payload, "changes"),
    )


def _read_comment(payload: dict[str, Any]) -> Event:
    issue, comment = _get_object(payload, "issue"), _get_object(payload, "comment")
    command, *rest = replace_surrogates(str(comment.get("body") or "")).strip().partition("\n")[0].split(
        maxsplit=1
    ) or [""]
    if not issue.get("pull_request") or not _is_number(issue.get("number")):
        return Event("issue_comment", skip_reason="not-a-pull-request", skip_sentence="The comment is on an issue.")
    if payload.get("action") not in {"created", None} or command.lower() != "/describe":
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
    comment_id = comment["id"] if _is_number(comment.get("id")) else None
    return Event("issue_comment", number=issue["number"], instructions="".join(rest).strip(), comment_id=comment_id)


def _read_workflow_run(payload: dict[str, Any]) -> Event:
    """Return the one pull request of the workflow run that started this one; GitHub lists none of a fork's."""
    pulls = _get_object(payload, "workflow_run").get("pull_requests")
    numbers = [pull.get("number") for pull in pulls if isinstance(pull, dict)] if isinstance(pulls, list) else []
    if len(numbers) == 1 and _is_number(numbers[0]):
        return Event("workflow_run", number=numbers[0])
    return Event(
        "workflow_run",
        skip_reason="no-pull-request",
        skip_sentence=f"The workflow run belongs to {len(numbers)} pull requests. Set ⟨pr-number⟩ to the one meant.",
    )


def _read_push(payload: dict[str, Any]) -> Event:
    ref = str(payload.get("ref") or "")
    if not ref.startswith("refs/heads/") or payload.get("deleted"):
        return Event("push", skip_reason="no-pull-request", skip_sentence="The push is not to a branch.")
    repository = _get_object(payload, "repository")
    default_branch = repository.get("default_branch")
    return Event(
        "push",
        branch=replace_surrogates(ref.removeprefix("refs/heads/")),
        head_sha=str(payload.get("after") or ""),
        home=Home(replace_surrogates(default_branch), is_fork=bool(repository.get("fork")))
        if isinstance(default_branch, str) and default_branch
        else None,
    )


def _read_dispatched_number(path: str) -> int | None:
    """Return the ``pr-number`` that a workflow_dispatch was started with; None where there is none or no file."""
    try:
        inputs = json.loads(Path(path).read_bytes()).get("inputs") or {}
        return int(inputs.get("pr-number") or inputs.get("pr_number") or 0) or None
    except (OSError, ValueError, TypeError, AttributeError, RecursionError):
        return None


# Other events that name a pull request, each with how it is read, and those that are about one and ask for nothing.
_READERS: dict[str, Callable[[dict[str, Any]], Event]] = {
    "issue_comment": _read_comment,
    "push": _read_push,
    "workflow_run": _read_workflow_run,
}
_UNDRAFTED: dict[str, tuple[SkipReason, str]] = {
    "merge_group": ("merge-group", "A merge queue tests pull requests that are described already."),
}
_NO_PULL_REQUEST = "is about no pull request. Run on pull_request, or set ⟨pr-number⟩."


def _get_object(payload: dict[str, Any], name: str) -> dict[str, Any]:
    """Return the object of this name, an empty one where there is none: an event file may hold anything."""
    value = payload.get(name)
    return value if isinstance(value, dict) else {}


def _is_number(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 < value < 2**63


def _load(name: str, path: str) -> dict[str, Any]:
    if not path:
        raise ActionError(f"The event is {name}, and GITHUB_EVENT_PATH no event file. Set it, or set ⟨pr-number⟩.")
    try:
        payload = json.loads(Path(path).read_bytes())
    except OSError as exc:
        raise ActionError(
            f"The event file {path} cannot be read ({exc.strerror}). Mount it, or set ⟨pr-number⟩."
        ) from exc
    except (ValueError, RecursionError) as exc:
        raise ActionError(
            f"The event file {path} is not JSON ({exc}). Pass the runner's own file, or set ⟨pr-number⟩."
        ) from exc
    if not isinstance(payload, dict):
        raise ActionError(f"The event file {path} is not a JSON object. Pass the runner's own, or set ⟨pr-number⟩.")
    return payload
