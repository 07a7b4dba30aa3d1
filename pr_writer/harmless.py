"""Draft → a draft that says nothing untrue and does nothing: no secret, no mention, no image, no command."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from pr_writer.redact import redact
from pr_writer.values import Changes, Draft, PullRequest


def make_harmless(
    draft: Draft, pull: PullRequest, changes: Changes, *, server_url: str, secrets: Collection[str]
) -> tuple[Draft, tuple[str, ...]]:
    """Return the draft made harmless, and a sentence for each claim of a model that the change does not bear out.

    The issues that people named in ``pull`` or its commits may be named again; ``pull.body`` is the author's own text.
    """
    from pr_writer.claims import check_claims  # a Markdown parser, which a skipped run does not need
    from pr_writer.defuse import defuse_body, defuse_title

    theirs = "\n".join((pull.title, pull.body, pull.head_ref, *(f"{c.subject}\n{c.body}" for c in changes.commits)))
    corrections: tuple[str, ...] = ()
    if draft.model:
        draft, corrections = check_claims(draft, changes, theirs=theirs)
    title = defuse_title(redact(draft.title, secrets)[0], theirs=theirs)
    body = defuse_body(redact(draft.body, secrets)[0], server_url=server_url, theirs=theirs)
    return replace(draft, title=title or f"Update {pull.head_ref or 'the code'}"[:72], body=body), corrections
