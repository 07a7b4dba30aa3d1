"""A finished draft for a branch → the pull request that is opened with it."""

from __future__ import annotations

from dataclasses import replace
from typing import Protocol

from pr_writer.errors import ActionError, AlreadyOpenError, NotWritableError
from pr_writer.events import Ended, Planned, PullRequestNamed, Record, skip
from pr_writer.github_answers import holds_text
from pr_writer.publish.block import find_block
from pr_writer.publish.marker import UNSIGNED, Signer
from pr_writer.publish.publish_draft import Publication, PullRequests, plan_publication, publish_draft
from pr_writer.values import Opening, Plan, PullRequest

MOVED = "A commit was pushed during this run, so the description is of the commit before it."

NO_DRAFT = "It is open for review: the server opened it, and not as a draft pull request."


class PullRequestOpener(PullRequests, Protocol):
    """Opens the pull requests of one repository, and reads and writes them."""

    def find_open(self, branch: str) -> int | None:
        """Return the number of the open pull request from a branch, if there is one."""

    def open(self, opening: Opening) -> PullRequest | None:
        """Try once to open a pull request; return None, after a wait, where to look whether it was.

        Raises AlreadyOpenError where the branch has one, NotWritableError where the token may open none.
        """


def plan_opening(pull: PullRequest, publication: Publication, *, is_draft: bool) -> Opening:
    """Return what to open: the draft's title whatever ``update_title`` says, for there has to be one.

    A marker's signature is bound to the pull request's number, which is not known before: with a key the text goes
    without its markers, for ``publish_draft`` to sign.
    """
    unsigned = replace(publication, update_title="true", signer=UNSIGNED)
    plan = plan_publication(pull, unsigned)
    body = plan.body or ""
    if publication.signer.key and (block := find_block(body)):
        body = block.text.strip("\n")
    return Opening(plan.title or publication.draft.title, body, pull.base_ref, pull.head_ref, is_draft)


def open_draft(
    pulls: PullRequestOpener,
    pull: PullRequest,
    publication: Publication,
    record: Record,
    *,
    is_draft: bool,
) -> Ended | int:
    """Open ``pull``, which has no number yet; return how that ended, or the number of another one that is open.

    Takes one POST; with a key two more calls, to sign the block with the number.
    """
    opening = plan_opening(pull, publication, is_draft=is_draft)
    record(Planned(Plan(opening.title, opening.body)))
    try:
        opened = _open(pulls, opening)
    except NotWritableError as exc:
        if not publication.is_outsider:
            raise
        return skip("read-only-token", f"The token of this run may not write. {exc}")
    if isinstance(opened, int):
        if publication.edited:
            raise ActionError(f"Somebody opened pull request #{opened} meanwhile. Run it again: it describes that one.")
        return opened
    number = opened.number or 0
    record(PullRequestNamed(number))
    if opening.body and publication.signer.key:
        signed = replace(publication, signer=Signer(publication.signer.key, number), posted_body=opening.body)
        _sign(pulls, opened, signed, record)
    news = [MOVED] if opened.head_sha != pull.head_sha else []
    news += [NO_DRAFT] if is_draft and not opened.is_draft else []
    return Ended("created", " ".join([f"It is {opened.url}.", *news]))


def _sign(pulls: PullRequestOpener, opened: PullRequest, publication: Publication, record: Record) -> None:
    try:
        publish_draft(pulls, opened, publication, record)
    except ActionError as exc:
        raise ActionError(
            f"Pull request #{opened.number} is open, and its block could not be signed. {exc} Empty its body then, and "
            "run it again."
        ) from exc


def _open(pulls: PullRequestOpener, opening: Opening) -> PullRequest | int:
    """Return the pull request that was opened, or the number of another one that is open."""
    while True:
        try:
            if opened := pulls.open(opening):
                return opened
            refusal = None
        except AlreadyOpenError as exc:
            refusal = exc
        number = pulls.find_open(opening.head_ref)
        if number is None:
            if refusal:
                raise refusal
            continue  # GitHub was busy, and did not hear
        if refusal:
            return number
        now = pulls.read(number)
        sent = {"title": opening.title, "body": opening.body}
        return now if holds_text({"title": now.title, "body": now.body}, sent) else number
