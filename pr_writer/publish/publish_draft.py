"""A finished draft → the pull request on GitHub, planned anew from what it is at that moment."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from pr_writer.errors import NotWritableError
from pr_writer.events import Ended, Event, Planned, PullRequestRead, skip
from pr_writer.publish.input_digest import InputDigest
from pr_writer.publish.plan import NO_ROOM, plan_update
from pr_writer.values import Draft, Plan, PullRequest

log = logging.getLogger("pr_writer")


class PullRequests(Protocol):
    """Reads and writes the pull requests of one repository."""

    def read(self, number: int) -> PullRequest:
        """Return a pull request as it is now."""

    def write(self, number: int, plan: Plan) -> None:
        """Write the fields that the plan has; raises NotWritableError where the token may not."""


@dataclass(frozen=True, slots=True)
class Publication:
    """A draft and all that decides how it is written.

    ``inputs`` is None where the next run should draft anew. ``is_outsider`` is True for a run that has no token that
    writes, and where that is no fault of the workflow's.
    """

    draft: Draft
    inputs: InputDigest | None
    coverage: str
    update_title: str
    update_body: bool
    templates: tuple[tuple[str, str], ...]
    commit_subjects: tuple[str, ...]
    is_outsider: bool


def publish_draft(
    pulls: PullRequests, pull: PullRequest, publication: Publication, record: Callable[[Event], None]
) -> Ended:
    """Look at the pull request once more, and write what is new into it; ``pull`` is what the draft was made for."""
    number = pull.number or 0
    now = pulls.read(number)
    record(PullRequestRead(now))
    if now.head_sha != pull.head_sha:
        return skip("head-moved", "A commit was pushed during this run; the run of that push describes it.")
    plan = plan_update(
        now,
        publication.draft,
        inputs=publication.inputs,
        title_read=pull.title,
        update_title=publication.update_title,
        update_body=publication.update_body,
        commit_subjects=publication.commit_subjects,
        templates=publication.templates,
        coverage=publication.coverage,
    )
    record(Planned(plan))
    if NO_ROOM in plan.notes:
        log.warning("%s", NO_ROOM, extra={"title": "The body was not written"})
    if plan.blocked:
        return skip(plan.blocked, plan.notes[-1])
    if not plan:
        return Ended("unchanged", "The pull request says already what was drafted.")
    try:
        pulls.write(number, plan)
    except NotWritableError as exc:
        if not publication.is_outsider:
            raise
        return skip("read-only-token", f"The token of a pull request from outside may not write. {exc}")
    return Ended("updated")
