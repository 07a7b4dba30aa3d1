"""The templates of the organisation's or user's own ``.github`` repository, for a repository that has none itself.

https://docs.github.com/en/communities/setting-up-your-project-for-healthy-contributions/creating-a-default-community-health-file
"""

from __future__ import annotations

from dataclasses import replace
from typing import Protocol

from pr_writer.context.drafting_context import Context, gather_context
from pr_writer.context.pr_templates.placeholder import find_place, forget_own
from pr_writer.markdown.blocks import scan_blocks
from pr_writer.markdown.sections import CHECKBOX
from pr_writer.values import Changes, PullRequest

_OUR_LEVEL = 3  # of the headings that a draft without a template has


class OwnerTemplates(Protocol):
    """The templates that hold for all repositories of one owner."""

    def read_owner_templates(self) -> tuple[tuple[str, str], ...]:
        """Return path and text of each; none where there are none to see."""


def add_owner_templates(
    context: Context, pull: PullRequest, changes: Changes, source: OwnerTemplates, *, previous_draft: str = ""
) -> Context:
    """Return the context with the owner's template, which is only looked for where the body shows that there is one.

    ``pull.body`` is the author's own text, ``previous_draft`` the draft that stands in the pull request now. A body
    that nobody has seen a form in needs no call: GitHub would have filled one in, but for one that we open.
    """
    is_known = bool(context.guidelines.templates)
    if is_known or not (_is_new(pull) or _is_form(pull.body) or _is_form(previous_draft, below=_OUR_LEVEL)):
        return context
    templates = source.read_owner_templates()
    if not templates:
        return context
    guidelines = replace(context.guidelines, templates=templates)
    found = gather_context(pull, changes, guidelines, previous_draft=previous_draft)
    return replace(found, issues=context.issues)


def read_lasting_context(context: Context, before: Context) -> Context:
    """Return what the next run will know before it asks for the owner's template, if ``context`` is what is written.

    ``before`` is the context without that template. An untouched one is gone from the body then, unless it has the
    place for the draft.
    """
    templates = context.guidelines.templates
    is_replaced = bool(before.pull.body.strip()) and not context.pull.body.strip()
    if (
        templates == before.guidelines.templates
        or not is_replaced
        or any(find_place(forget_own(text)) for _, text in templates)
    ):
        return before
    return replace(before, pull=context.pull)


def _is_new(pull: PullRequest) -> bool:
    return pull.number is None


def _is_form(text: str, *, below: int = 7) -> bool:
    """Return True if a text has a heading of a level before ``below``, a check box or a comment."""
    for block in scan_blocks(text):
        if block.kind == "comment" or (block.kind == "heading" and block.level < below):
            return True
    return any(CHECKBOX.fullmatch(line) for line in text.splitlines())
