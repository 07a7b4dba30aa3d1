"""GitHub's refusal to open a pull request → the sentence that says why, and the next step."""

from __future__ import annotations

import shlex
from typing import Any

from pr_writer.values import Opening

SETTING = "Allow GitHub Actions to create and approve pull requests"


def is_open_already(status: int, data: Any) -> bool:
    """Return True if GitHub opens none because the branch has one."""
    return status == 422 and "a pull request already exists" in _list_messages(data)


def explain_refusal(status: int, data: Any, opening: Opening, repository: str) -> str:
    """Return why GitHub does not open this pull request, and what mends that; "" for what is no matter of opening.

    The words are those that GitHub answers with: https://docs.github.com/rest/pulls/pulls#create-a-pull-request
    """
    if status in {403, 404}:
        return (
            f"GitHub answered {status} ({_read_message(data)}): the token may not open pull requests in {repository}. "
            f'Add `pull-requests: write` to the job\'s permissions, and tick "{SETTING}" in the settings of the '
            "repository (or of its organisation) under Actions, General; or pass a github-token that may."
        )
    if status != 422:
        return ""
    said, head, base = _list_messages(data), opening.head_ref, opening.base_ref
    invalid = {str(fault.get("field")) for fault in _list_faults(data) if fault.get("code") == "invalid"}
    reasons = (
        (
            "draft pull requests are not supported" in said,
            f"{repository} has no draft pull requests in its plan. Set create-pull-request to true.",
        ),
        ("no commits between" in said, f"{head} has no commit that {base} has not. Push one first."),
        ("no history in common" in said, explain_unrelated(base, head)),
        ("head" in invalid, explain_unpushed(head, repository)),
        ("base" in invalid, f"{base} is no branch of {repository} to merge into. Set base to one that it has."),
    )
    return next((sentence for is_it, sentence in reasons if is_it), "")


def explain_unpushed(branch: str, repository: str, base: str = "") -> str:
    """Return the sentence for a branch that GitHub does not have, or, where ``base`` is given, for one of the two."""
    which = f"{branch} and {base}" if base else branch
    names = f"GitHub does not have {'both ' if base else 'the branch '}{which} in {repository}, or the token cannot see"
    push = f"git push -u origin {shlex.quote(branch)}"
    return f"{names} {'them' if base else 'it'}. Push it first (`{push}`){', and check base' if base else ''}."


def explain_unrelated(base: str, head: str) -> str:
    """Return the sentence for two branches without a common ancestor."""
    return f"{head} and {base} share no history, so GitHub opens no pull request. Set base to the branch that it left."


def _list_messages(data: Any) -> str:
    texts = [_read_message(data), *(str(fault.get("message") or "") for fault in _list_faults(data))]
    return "\n".join(texts).lower()


def _read_message(data: Any) -> str:
    return str(data.get("message") or "no reason given") if isinstance(data, dict) else "no reason given"


def _list_faults(data: Any) -> list[dict[str, Any]]:
    errors = data.get("errors") if isinstance(data, dict) else None
    found = errors if isinstance(errors, list) else []
    return [fault if isinstance(fault, dict) else {"message": fault} for fault in found]
