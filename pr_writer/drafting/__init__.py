"""Task → Draft: where the stages between reading and writing meet. A model's answer, else the template, made harmless.

It is no stage: it knows them, and is told how to ask a model.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import replace
from functools import partial

from pr_writer.context.guidelines import RepoGuidelines, Task, make_task, read_guidelines
from pr_writer.context.pr_templates.filling import drop_boxes, fill_template
from pr_writer.drafting.model_drafting import Ask, PromptOptions, ask_for_draft, show_prompt
from pr_writer.errors import NoAnswerError
from pr_writer.grounding.checkbox_rules import is_proven
from pr_writer.markdown.length import shorten
from pr_writer.prompting.response_parser import read_draft
from pr_writer.publish.plan import shape_title
from pr_writer.runner.report import Report
from pr_writer.summarizer.summary import is_bot_bump, is_told_by_one, summarize_changes
from pr_writer.titles.convention import apply_convention
from pr_writer.values import Changes, Draft, PullRequest

__all__ = [
    "Ask",
    "PromptOptions",
    "RepoGuidelines",
    "Task",
    "draft_by_model",
    "draft_by_template",
    "is_bot_bump",
    "make_task",
    "read_guidelines",
    "show_prompt",
]

Fit = Callable[[str, Callable[[str], str]], str]
Clean = Callable[[Draft, PullRequest, Changes, Fit], tuple[Draft, tuple[str, ...]]]

log = logging.getLogger("pr_writer")


def draft_by_model(ask: Ask, task: Task, wishes: PromptOptions, report: Report, clean: Clean) -> Draft | None:
    """Return what a model drafted, made harmless; None where none did, or nothing of it is true, said in a warning.

    Raises ActionError where the user has to mend something.
    """
    try:
        model, text = ask_for_draft(ask, task, wishes, report)
    except NoAnswerError as exc:
        level = logging.INFO if exc.is_expected else logging.WARNING
        log.log(level, "%s. The template draft is used.", str(exc).rstrip("."), extra={"title": "No model drafted"})
        return None
    draft = read_draft(text, model)
    if draft is None:
        raise AssertionError("an answer that is no draft was turned down")
    changes = report.get_changes()
    draft = replace(draft, title=_fit_title(draft.title, task, changes))
    draft, corrections = clean(draft, task.pull, changes, partial(_fit_body, task, changes))
    report.notes += corrections
    if not draft.body.strip():
        log.warning("Nothing of the model's answer is borne out by the change. The template draft is used.")
        return None
    return draft


def draft_by_template(task: Task, changes: Changes, clean: Clean) -> Draft:
    """Return the draft that needs no model, made harmless: the commits and the branch may be a stranger's."""
    draft = summarize_changes(task.pull, changes, task.template)
    if not is_told_by_one(changes.commits):
        draft = replace(draft, title=_fit_title(draft.title, task, changes))
    return clean(draft, task.pull, changes, partial(_fit_body, task, changes))[0]


def _fit_title(title: str, task: Task, changes: Changes) -> str:
    """Return the title in its plain form and the repository's; one that the author wrote is the author's."""
    if title.strip() == task.pull.title.strip():
        return title.strip()
    human_text = f"{task.pull.title}\n{task.pull.body}\n{task.pull.head_ref}"
    return shape_title(apply_convention(shape_title(title), task.house.convention, changes, human_text=human_text))


def _fit_body(task: Task, changes: Changes, body: str, make_safe: Callable[[str], str]) -> str:
    """Return the body under the template's headings, if there is one, and no longer than asked for."""
    if not task.template:
        return make_safe(shorten(drop_boxes(body)))
    return fill_template(task.template, body, partial(is_proven, changes=changes), make_safe)
