"""Draft → a draft that says nothing untrue and does nothing: no secret, no mention, no image, no command."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import replace

from pr_writer.sanitize.secrets import redact
from pr_writer.values import Changes, Draft, PullRequest


def sanitize_draft(
    draft: Draft,
    pull: PullRequest,
    changes: Changes,
    fit: Callable[[str, Callable[[str], str]], str] = lambda body, make_safe: make_safe(body),
    *,
    server_url: str,
    secrets: Collection[str],
) -> tuple[Draft, tuple[str, ...]]:
    """Return the draft made harmless, and a sentence for each claim of a model that the change does not bear out.

    ``fit`` brings the body into its form; it hands each piece, as it will stand, to the function that it is given:
    what is cut or moved after that may come alive again. The issues that people named in ``pull`` or its commits may
    be named again; ``pull.body`` is the author's own text. The body is blank where nothing of it is true.
    """
    from pr_writer.grounding import check_claims  # a Markdown parser, which a skipped run does not need
    from pr_writer.sanitize import sanitize_body, sanitize_title

    def make_safe(text: str) -> str:
        return sanitize_body(redact(text, secrets)[0], server_url=server_url, human_text=human_text)

    human_text = "\n".join((pull.title, pull.body, pull.head_ref, *(f"{c.subject}\n{c.body}" for c in changes.commits)))
    corrections: tuple[str, ...] = ()
    if draft.model:
        draft, corrections = check_claims(draft, changes, human_text=human_text)
    title = sanitize_title(redact(draft.title, secrets)[0], human_text=human_text)
    body = fit(draft.body, make_safe) if draft.body.strip() else ""
    return replace(draft, title=title or f"Update {pull.head_ref or 'the code'}"[:72], body=body), corrections
