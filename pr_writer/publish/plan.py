"""PullRequest + Draft → Plan: what to write, and what of it a person has taken over."""

from __future__ import annotations

from dataclasses import replace

from pr_writer.context.pr_templates.placeholder import forget_copied, forget_own
from pr_writer.context.pr_templates.search import is_untouched
from pr_writer.markdown.sections import drop_comments
from pr_writer.publish.block import Block, find_block, find_blocks, has_ours, has_place
from pr_writer.publish.block_writing import fit_block
from pr_writer.publish.input_digest import InputDigest
from pr_writer.publish.marker import UNSIGNED, Memory, Signer, digest
from pr_writer.titles.generic_titles import is_generic_title
from pr_writer.values import TITLE_LIMIT, Draft, Plan, PullRequest

Templates = tuple[tuple[str, str], ...]  # path and text of each

EDITED = "A person edited all of the block, so it is theirs; delete it to hand it back."
SIGNED = "The block was signed with a key that this run has not got. Set ⟨marker-key⟩, or delete the block."
KEPT = "What a person changed, added or deleted inside the block is theirs and stays so; the rest is up to date."
NO_ROOM = "The author's text leaves no room for a block below GitHub's limit; shorten it."
RETITLED = "A person changed the title during this run, so it is theirs."


def find_owner_note(body: str, signer: Signer = UNSIGNED, templates: Templates | None = None) -> str:
    """Return the sentence that says why nothing in our block is left for us to update; "" where something is.

    With the ``templates`` known, so is whether what stands at a place for the draft came with one of them.
    """
    block = find_block(body, signer)
    if block and templates is not None and not _is_free(block, templates):
        return EDITED
    blocks = [block for block in find_blocks(body, signer) if not block.is_place]
    if any(block.memory.signature and not signer.key for block in blocks):
        return SIGNED
    if any(not block.is_ours for block in blocks) or (blocks and not has_ours(blocks[0], signer)):
        return EDITED
    return ""


def is_done(pull: PullRequest, inputs: InputDigest, signer: Signer = UNSIGNED) -> bool:
    """Return True if the block in the body was made of the same inputs."""
    return any(
        block.is_ours and block.memory.input_digest == inputs.add_title(pull.title, block.memory)
        for block in find_blocks(pull.body, signer)
    )


def remove_block(body: str, signer: Signer = UNSIGNED) -> str:
    """Return what people wrote: the body without our blocks."""
    for block in reversed(find_blocks(body, signer)):
        body = body[: block.start] + body[block.end :]
    return body


def read_block(body: str, signer: Signer = UNSIGNED) -> str:
    """Return what our block says, without its last lines; "" where there is none."""
    block = find_block(body, signer)
    return block.draft.replace("\r\n", "\n").strip("\n") if block and not block.is_place else ""


def write_footer(model: str | None, coverage: str = "", *, is_one_line: bool = False) -> str:
    """Return the last lines of the block, or its last line: what was not read, if anything, and who wrote it."""
    from pr_writer.sanitize.tool_commands import strip_commands  # a run that finds nothing new does without

    line = f"<sub>LLM: {model or 'none (template)'}</sub>"
    between = " " if is_one_line else "\n"
    return strip_commands(f"<sub>{coverage}</sub>{between}{line}" if coverage else line)


def plan_update(
    pull: PullRequest,
    draft: Draft,
    *,
    inputs: InputDigest | None,
    update_title: str,
    update_body: bool,
    title_read: str | None = None,
    commit_subjects: tuple[str, ...] = (),
    templates: Templates = (),
    coverage: str = "",
    squash_safe: bool = False,
    signer: Signer = UNSIGNED,
) -> Plan:
    """Plan what to write into the pull request as it is now.

    ``title_read`` is the title that the draft was made for; where it is another one now, a person has just changed it.
    ``inputs`` is what the draft was made of, remembered for the next run; None where that run should draft anew.
    ``update_title`` is ``true``, ``false`` or ``generic``; an author's text that is one of ``templates`` is none. With
    ``squash_safe`` the block has no end marker, and one line for a footer.
    """
    stands = pull.body
    pull = replace(pull, body=forget_copied(stands, [text for _, text in templates]))
    templates = tuple((path, forget_own(text)) for path, text in templates)
    block = find_block(pull.body, signer)
    owner_note = find_owner_note(pull.body, signer, templates)
    if update_body and owner_note:
        return Plan(notes=(owner_note,), blocked="edited-by-a-person")

    remembered = block.memory if block else Memory()
    is_retitled = title_read not in {None, pull.title}
    title, notes = _plan_title(pull, draft.title, remembered, "false" if is_retitled else update_title, commit_subjects)
    if is_retitled:
        notes = (RETITLED,)
    if not update_body:
        return Plan(title, None, notes)

    ours = _digest_own_title(pull, draft, title, remembered, update_title, title_read if is_retitled else None)
    made_for = (title_read or "") if is_retitled else title or pull.title
    memory = Memory(ours, inputs.add_title(made_for, Memory(ours)) if inputs else "", ends_with_footer=squash_safe)
    standing = pull.body
    if _is_template(pull.body, templates, signer):
        standing = block.source if block and not block.is_place else ""
    footer = write_footer(draft.model, coverage, is_one_line=squash_safe)
    body = fit_block(standing, draft.body, footer, memory, signer)
    if body is None:
        return Plan(title, None, (*notes, NO_ROOM), blocked=None if title else "no-room")
    if _has_kept(body, signer):
        notes = (*notes, KEPT)
    return Plan(title, body if body != stands else None, notes)


def _digest_own_title(
    pull: PullRequest, draft: Draft, title: str | None, remembered: Memory, update_title: str, retitled_from: str | None
) -> str:
    """Return what the marker remembers of the title that is ours; "" where none is.

    ``title`` is what will be written, ``retitled_from`` the title that the draft was made for where a person has just
    changed it.
    """
    if retitled_from is not None:
        return remembered.title or digest(retitled_from)
    ours = digest(title) if title else remembered.title
    return digest(pull.title) if not ours and draft.title == pull.title and update_title != "false" else ours


def _is_free(block: Block, templates: Templates) -> bool:
    """Return True if, where the markers remember nothing, no more is between them than what a template has there."""
    words = drop_comments(block.text).split()
    if not block.is_place or not words:
        return True
    places = (place for _, text in templates for place in find_blocks(forget_own(text)) if place.is_place)
    return any(drop_comments(place.text).split() == words for place in places)


def _is_template(body: str, templates: Templates, signer: Signer) -> bool:
    """Return True if what people wrote is a template and nothing else; one with a place for the draft is kept."""
    return is_untouched(remove_block(body, signer), [pair for pair in templates if not has_place(pair[1])])


def _has_kept(body: str, signer: Signer) -> bool:
    block = find_block(body, signer)
    return block is not None and any(not section.content for section in block.memory.sections or ())


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
        return None, ("The title is one that somebody wrote, and ⟨update-title⟩ is generic.",)
    return title[:TITLE_LIMIT], ()
