"""A plan for our draft + what a person made of the draft → the plan that writes their text.

The block's marker goes on remembering our draft. So a later run finds the paragraphs that were edited before they were
written just as it finds those that were edited afterwards: they are the person's, and stay as they are.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from pr_writer.errors import ActionError
from pr_writer.publish.block import find_block
from pr_writer.publish.block_writing import BODY_LIMIT, count_characters
from pr_writer.publish.marker import Signer
from pr_writer.publish.plan import RETITLED
from pr_writer.values import TITLE_LIMIT, Draft, Plan, PullRequest


def plan_edited(
    pull: PullRequest,
    draft: Draft,
    edited: Draft,
    plan: Callable[[Draft], Plan],
    *,
    update_title: str,
    update_body: bool,
    signer: Signer,
) -> Plan:
    """Return the plan for what a person made of the draft; ``plan`` makes one for any draft.

    A title that they edited is written whoever the old one is from, unless ``update_title`` is ``false``. Raises
    ActionError where GitHub would not take their text for its length.
    """
    planned = plan(draft)
    if planned.blocked:
        return planned
    if edited.title != draft.title and update_title != "false" and RETITLED not in planned.notes:
        planned = replace(planned, title=edited.title[:TITLE_LIMIT] if edited.title != pull.title else None, notes=())
    if not update_body or edited.body == draft.body.strip("\n"):
        return planned
    standing = pull.body if planned.body is None else planned.body
    body = _lay(standing, draft, edited, signer)
    if body is None:  # it was cut, or people's paragraphs stand between
        body = plan(replace(draft, body=edited.body)).body
    if body and count_characters(body) > BODY_LIMIT:
        raise ActionError(f"What you wrote is longer than GitHub takes ({BODY_LIMIT:,} characters). Shorten it.")
    return replace(planned, body=None if body == pull.body else body)


def _lay(body: str, draft: Draft, edited: Draft, signer: Signer) -> str | None:
    """Return the body with the edited text in place of the drafted one; None where that is not there in one piece."""
    block = find_block(body, signer)
    drafted = draft.body.strip("\n")
    if block is None or not drafted or block.source.count(drafted) != 1:
        return None
    return body[: block.start] + block.source.replace(drafted, edited.body) + body[block.end :]
