"""PullRequest + Draft → Plan: what to write, and what of it a person has taken over."""

from __future__ import annotations

from collections.abc import Iterable

from pr_writer.context.pr_templates.search import is_untouched
from pr_writer.publish.block import END, Memory, digest, find_blocks, fit_block
from pr_writer.publish.input_digest import InputDigest
from pr_writer.titles.generic_titles import is_generic_title
from pr_writer.values import Draft, Plan, PullRequest

TITLE_LIMIT = 256
EDITED = "A person edited inside the block, so it is theirs; delete it to hand it back."
NO_ROOM = "The author's text leaves no room for a block below GitHub's limit; shorten it."
RETITLED = "A person changed the title during this run, so it is theirs."


def is_taken_over(body: str) -> bool:
    """Return True if a person has edited inside our block, so that it is theirs now."""
    return any(not block.is_ours for block in find_blocks(body))


def is_done(pull: PullRequest, inputs: InputDigest) -> bool:
    """Return True if the block in the body was made of the same inputs."""
    return any(
        block.is_ours and block.memory.input_digest == inputs.add_title(pull.title, block.memory)
        for block in find_blocks(pull.body)
    )


def remove_block(body: str) -> str:
    """Return what people wrote: the body without our blocks."""
    for block in reversed(find_blocks(body)):
        body = body[: block.start] + body[block.end :]
    return body


def read_block(body: str) -> str:
    """Return what our block says, without its last lines; "" where there is none."""
    for block in find_blocks(body):
        inner = body[block.start : block.end].replace("\r\n", "\n").split("\n", 1)[-1].removesuffix(END)
        return inner.rpartition("\n\n<sub>")[0].strip("\n")
    return ""


def write_footer(model: str | None, coverage: str = "") -> str:
    """Return the last lines of the block: what was not read, if anything, and who wrote it."""
    line = f"<sub>LLM: {model or 'none (template)'}</sub>"
    return f"<sub>{coverage}</sub>\n{line}" if coverage else line


def plan_update(
    pull: PullRequest,
    draft: Draft,
    *,
    inputs: InputDigest | None,
    update_title: str,
    update_body: bool,
    title_read: str | None = None,
    commit_subjects: tuple[str, ...] = (),
    templates: Iterable[tuple[str, str]] = (),
    coverage: str = "",
) -> Plan:
    """Plan what to write into the pull request as it is now.

    ``title_read`` is the title that the draft was made for; where it is another one now, a person has just changed it.
    ``inputs`` is what the draft was made of, remembered for the next run; None where that run should draft anew.
    ``update_title`` is ``true``, ``false`` or ``generic``; an author's text that is one of ``templates`` is none.
    """
    blocks = find_blocks(pull.body)
    if update_body and any(not block.is_ours for block in blocks):
        return Plan(notes=(EDITED,), blocked="edited-by-a-person")

    remembered = blocks[0].memory if blocks else Memory()
    is_retitled = title_read not in {None, pull.title}
    title, notes = _plan_title(pull, draft.title, remembered, "false" if is_retitled else update_title, commit_subjects)
    if is_retitled:
        notes = (RETITLED,)
    if not update_body:
        return Plan(title, None, notes)

    ours = digest(title) if title else remembered.title
    if is_retitled:
        ours = remembered.title or digest(title_read or "")
    if not ours and draft.title == pull.title and update_title != "false":
        ours = digest(pull.title)
    made_for = (title_read or "") if is_retitled else title or pull.title
    memory = Memory(ours, inputs.add_title(made_for, Memory(ours)) if inputs else "")
    author_text = "" if is_untouched(remove_block(pull.body), templates) else pull.body
    body = fit_block(author_text, draft.body, write_footer(draft.model, coverage), memory)
    if body is None:
        return Plan(title, None, (*notes, NO_ROOM), blocked=None if title else "no-room")
    return Plan(title, body if body != pull.body else None, notes)


def _plan_title(
    pull: PullRequest, title: str, remembered: Memory, update_title: str, commit_subjects: tuple[str, ...]
) -> tuple[str | None, tuple[str, ...]]:
    """Return the title to write, None to leave it, and the reason to leave it where that is news."""
    if update_title == "false" or not title or title == pull.title:
        return None, ()
    if remembered.title and remembered.title != digest(pull.title):
        return None, ("A person changed the title since it was last written, so it is theirs.",)
    if (
        update_title == "generic"
        and not remembered.title
        and not is_generic_title(pull.title, pull.head_ref, commit_subjects)
    ):
        return None, ("The title is one that somebody wrote, and update-title is generic.",)
    return title[:TITLE_LIMIT], ()
