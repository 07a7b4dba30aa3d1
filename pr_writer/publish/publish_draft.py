"""A finished draft → the pull request on GitHub, planned anew from what it is at that moment."""

from __future__ import annotations

import logging
from dataclasses import dataclass, replace
from typing import Protocol

from pr_writer.context.skip_rules import CLOSED
from pr_writer.errors import NotWritableError
from pr_writer.events import Ended, Planned, PullRequestRead, Record, skip
from pr_writer.github_answers import holds_text
from pr_writer.publish.input_digest import InputDigest
from pr_writer.publish.marker import UNSIGNED, Signer
from pr_writer.publish.plan import NO_ROOM, plan_update
from pr_writer.values import Draft, Plan, PullRequest, SkipReason

log = logging.getLogger("pr_writer")


class PullRequests(Protocol):
    """Reads and writes the pull requests of one repository."""

    def read(self, number: int) -> PullRequest:
        """Return a pull request as it is now."""

    def write(self, number: int, plan: Plan) -> bool:
        """Try once to write the fields that the plan has; return False, after a wait, where to read and plan anew.

        Raises NotWritableError where the token may not.
        """


@dataclass(frozen=True, slots=True)
class Publication:
    """A draft and all that decides how it is written.

    ``inputs`` is None where the next run should draft anew. ``is_outsider`` is True for a run that has no token that
    writes, and where that is no fault of the workflow's. ``squash_safe`` is True if the block is to say little in the
    message of a squash. ``posted_body`` is what this run itself has just opened the pull request
    with. ``edited`` is what a person made of the draft before it came here.
    """

    draft: Draft
    inputs: InputDigest | None
    coverage: str
    update_title: str
    update_body: bool
    templates: tuple[tuple[str, str], ...]
    commit_subjects: tuple[str, ...]
    is_outsider: bool
    squash_safe: bool = False
    signer: Signer = UNSIGNED
    posted_body: str = ""
    edited: Draft | None = None


def plan_publication(pull: PullRequest, publication: Publication, *, title_read: str | None = None) -> Plan:
    """Plan what to write into the pull request as it is now; ``title_read`` is what the draft was made for."""

    def plan(draft: Draft) -> Plan:
        return plan_update(
            pull,
            draft,
            inputs=publication.inputs,
            title_read=title_read,
            update_title=publication.update_title,
            update_body=publication.update_body,
            commit_subjects=publication.commit_subjects,
            templates=publication.templates,
            coverage=publication.coverage,
            squash_safe=publication.squash_safe,
            signer=publication.signer,
        )

    if publication.edited is None:
        return plan(publication.draft)

    from pr_writer.publish.edited_draft import plan_edited  # hardly a run has a use for it

    return plan_edited(
        pull,
        publication.draft,
        publication.edited,
        plan,
        update_title=publication.update_title,
        update_body=publication.update_body,
        signer=publication.signer,
    )


def publish_draft(pulls: PullRequests, pull: PullRequest, publication: Publication, record: Record) -> Ended:
    """Write what is new into the pull request; ``pull`` is what the draft was made for.

    Before each try it is read and planned anew, so that nothing is lost that a person wrote meanwhile.
    """
    number = pull.number or 0
    tried = Plan()
    while True:
        now = pulls.read(number)
        record(PullRequestRead(now))
        if reason := _find_change(pull, now):
            return skip(*reason)
        plan = _plan(now, pull, tried, publication)
        if NO_ROOM in plan.notes:
            log.warning("%s", NO_ROOM, extra={"title": "The body was not written"})
        if plan.blocked:
            record(Planned(plan))
            return skip(plan.blocked, plan.notes[-1])
        if not plan and _holds(now, tried):
            return Ended("updated", _describe_written(tried))  # a try that seemed to fail was heard
        record(Planned(plan))
        if not plan:
            return Ended("unchanged", "The pull request says already what was drafted.")
        try:
            if pulls.write(number, plan):
                return Ended("updated", _describe_written(plan))
        except NotWritableError as exc:
            if not publication.is_outsider:
                raise
            return skip("read-only-token", f"The token of a pull request from outside may not write. {exc}")
        tried = plan


def _describe_written(plan: Plan) -> str:
    parts = [name for name, text in (("title", plan.title), ("body's block", plan.body)) if text is not None]
    return f"Wrote the {' and the '.join(parts)}."


def _find_change(pull: PullRequest, now: PullRequest) -> tuple[SkipReason, str] | None:
    """Return why the pull request is to be left alone after all; None where it is not."""
    if now.state == "closed":
        return "closed", CLOSED
    if now.head_sha != pull.head_sha:
        return "head-moved", "A commit was pushed during this run; the run of that push describes it."
    return None


def _plan(now: PullRequest, pull: PullRequest, tried: Plan, publication: Publication) -> Plan:
    is_posted = bool(publication.posted_body) and holds_text({"body": now.body}, {"body": publication.posted_body})
    title_read = now.title if now.title == tried.title else pull.title
    return plan_publication(replace(now, body="") if is_posted else now, publication, title_read=title_read)


def _holds(pull: PullRequest, plan: Plan) -> bool:
    """Return True if the plan has something to write and the pull request says all of it."""
    return bool(plan) and plan.title in {None, pull.title} and plan.body in {None, pull.body}
