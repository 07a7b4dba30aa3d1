"""A first draft → the draft as it is written: only what the change bears out, in the repository's form, made safe."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import partial

from pr_writer.context.drafting_context import Context
from pr_writer.context.pr_templates.check_boxes import drop_boxes
from pr_writer.drafting.draft_sanitizer import DraftSanitizer
from pr_writer.lazy_pattern import compile_lazily
from pr_writer.markdown.length import WORD_LIMIT, count_words, shorten
from pr_writer.values import Changes, Draft

MAX_FALLBACK_TITLE = 72  # characters of a title that is made of the branch's name

_NAMES_ISSUE = compile_lazily(r"#\d|gh-\d|://", re.IGNORECASE)


def finish_draft(
    draft: Draft,
    context: Context,
    changes: Changes,
    sanitizer: DraftSanitizer,
    *,
    limit: int = WORD_LIMIT,
    keeps_title: bool = False,
) -> tuple[Draft, tuple[str, ...]]:
    """Return the finished draft, and a sentence for each claim of a model that the change does not bear out.

    The body is blank where nothing of it is left, and has at most ``limit`` words of its own. ``keeps_title`` leaves
    the title in the form that it has.
    """
    title = draft.title if keeps_title else _fit_title(draft.title, context, changes)
    body = sanitizer.normalize_body(draft.body)
    if draft.model:  # the template draft is joined where it is made, and what it quotes is known there
        from pr_writer.summarizer.line_wraps import join_wrapped

        body = join_wrapped(body)
    # Where no template has boxes of its own, those of an answer are items like any other, and claim as much.
    body = body if context.form else drop_boxes(body)
    draft, corrections = _drop_unsupported(replace(draft, title=title, body=body), context, changes, sanitizer)
    title = sanitizer.sanitize_title(draft.title)
    body = _lay_out_body(draft.body, context, changes, sanitizer, limit) if draft.body.strip() else ""
    fallback_title = f"Update {context.pull.head_ref or 'the code'}"[:MAX_FALLBACK_TITLE]
    return replace(draft, title=title or fallback_title, body=body), corrections


def _drop_unsupported(
    draft: Draft, context: Context, changes: Changes, sanitizer: DraftSanitizer
) -> tuple[Draft, tuple[str, ...]]:
    if not draft.model:
        return draft, ()
    from pr_writer.grounding.claim_check import check_claims  # a room that the template draft does without

    past_pulls = {f"#{past.pull.number}" for past in context.past_commits if past.pull}
    return check_claims(draft, changes, human_text=sanitizer.human_text, home=sanitizer.home, past_pulls=past_pulls)


def _fit_title(title: str, context: Context, changes: Changes) -> str:
    """Return the title in its plain form and the repository's; one that the author wrote is the author's."""
    from pr_writer.titles.convention import apply_convention
    from pr_writer.titles.generic_titles import shape_title

    pull = context.pull
    if title.strip() == pull.title.strip():
        return title.strip()
    human_text = f"{pull.title}\n{pull.body}\n{pull.head_ref}"
    shaped = apply_convention(shape_title(title), context.guidelines.convention, changes, human_text=human_text)
    return shape_title(shaped)


def _lay_out_body(body: str, context: Context, changes: Changes, sanitizer: DraftSanitizer, limit: int) -> str:
    """Return the body under the template's headings, if there is one, and no longer than asked for.

    The relations that people stated are no words of the draft's own, and do not count.
    """
    lost = ""
    if _NAMES_ISSUE.search(sanitizer.human_text) or _NAMES_ISSUE.search(body):
        from pr_writer.drafting.stated_relations import restate_relations  # many changes name no issue

        body, lost = restate_relations(body, context, changes, sanitizer.home)
    if not context.template:
        return sanitizer.sanitize_body("\n\n".join(filter(None, (shorten(body, limit), lost))))
    from pr_writer.context.pr_templates.filling import fill_template  # 9 modules that only a template needs
    from pr_writer.drafting.stated_relations import add_relations
    from pr_writer.grounding.checkbox_rules import is_proven  # only a template has boxes

    answer = add_relations(body, lost, context.form)
    is_borne_out = partial(is_proven, changes=changes)
    limit += count_words(lost)
    return fill_template(context.template, answer, is_borne_out, sanitizer.sanitize_body, limit=limit)
