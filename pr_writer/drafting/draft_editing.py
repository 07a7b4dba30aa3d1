"""A finished draft + what a person made of it in an editor → the draft as they want it."""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection
from dataclasses import replace

from pr_writer.sanitize.secrets import redact
from pr_writer.values import TITLE_LIMIT, Draft

log = logging.getLogger("pr_writer")


def edit_draft(draft: Draft, edit: Callable[[str], str], secrets: Collection[str] = ()) -> Draft | None:
    """Return the draft with the title and the body that a person edited; None where they emptied the file.

    ``edit`` takes the text, the title in its first line, and returns what became of it. It is the person's own text
    from there on: nothing of it is changed but for secrets, which are taken out and warned of.
    """
    edited = edit(f"{draft.title}\n\n{draft.body.rstrip()}\n").replace("\r\n", "\n")
    if not edited.strip():
        return None
    text, findings = redact(edited.lstrip("\n"), secrets)
    for finding in findings:
        log.warning("A secret (%s) was taken out of what you wrote, in line %d.", finding.kind, finding.line)
    title, _, body = text.lstrip().partition("\n")
    if len(title.strip()) > TITLE_LIMIT:
        log.warning("The title is longer than the %d characters that GitHub takes, and is cut there.", TITLE_LIMIT)
    return replace(draft, title=title.strip(), body=body.strip("\n"))
