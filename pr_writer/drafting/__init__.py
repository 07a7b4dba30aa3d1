"""Task → Draft: where the stages between reading and writing meet. A model's answer, else the template, made harmless.

It is no stage: it knows them, and is told how to ask a model.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import replace
from functools import partial

from pr_writer.convention import apply_convention
from pr_writer.draft import read_draft
from pr_writer.drafting.asking import Ask, Wishes, ask_for_draft, show_prompt
from pr_writer.drafting.house import House, Task, make_task, read_house
from pr_writer.errors import NoAnswerError
from pr_writer.length import shorten
from pr_writer.pull_template import fill_template, is_proven
from pr_writer.report import Report
from pr_writer.template import draft_template, is_bot_bump, is_told_by_one
from pr_writer.update import shape_title
from pr_writer.values import Changes, Draft, PullRequest

__all__ = [
    "Ask",
    "House",
    "Task",
    "Wishes",
    "draft_by_model",
    "draft_by_template",
    "is_bot_bump",
    "make_task",
    "read_house",
    "show_prompt",
]

Clean = Callable[[Draft, PullRequest, Changes], tuple[Draft, tuple[str, ...]]]

log = logging.getLogger("pr_writer")


def draft_by_model(ask: Ask, task: Task, wishes: Wishes, report: Report, clean: Clean) -> Draft | None:
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
    draft = replace(draft, title=_fit_title(draft.title, task, report.get_changes()))
    draft, corrections = clean(draft, task.pull, report.get_changes())
    report.notes += corrections
    if not draft.body.strip():
        log.warning("Nothing of the model's answer is borne out by the change. The template draft is used.")
        return None
    return _fit_body(draft, task, report.get_changes())


def draft_by_template(task: Task, changes: Changes, clean: Clean) -> Draft:
    """Return the draft that needs no model, made harmless: the commits and the branch may be a stranger's."""
    draft, _ = clean(draft_template(task.pull, changes, task.template), task.pull, changes)
    if not is_told_by_one(changes.commits):
        draft = replace(draft, title=_fit_title(draft.title, task, changes))
    return _fit_body(draft, task, changes)


def _fit_title(title: str, task: Task, changes: Changes) -> str:
    theirs = f"{task.pull.title}\n{task.pull.body}\n{task.pull.head_ref}"
    return shape_title(apply_convention(shape_title(title), task.house.convention, changes, theirs=theirs))


def _fit_body(draft: Draft, task: Task, changes: Changes) -> Draft:
    """Return the draft with its body under the template's headings, if there is one, and no longer than asked for."""
    if not task.template:
        return replace(draft, body=shorten(draft.body))
    return replace(draft, body=fill_template(task.template, draft.body, partial(is_proven, changes=changes)))
