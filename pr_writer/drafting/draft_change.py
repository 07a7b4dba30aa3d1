"""Context + Changes → a finished draft: by a model where one can be asked, else by the summarizer."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from pr_writer.context.coverage import describe_change, format_coverage, measure_coverage
from pr_writer.context.drafting_context import Context
from pr_writer.context.guidelines import GUIDELINES_FILE
from pr_writer.drafting.draft_finishing import finish_draft
from pr_writer.drafting.draft_sanitizer import DraftSanitizer
from pr_writer.errors import NoAnswerError
from pr_writer.events import Drafted, ModelAsked, Noted, Record
from pr_writer.prompting.prompt_options import PromptOptions, count_allowed_words
from pr_writer.values import BackendName, Changes, Draft

if TYPE_CHECKING:
    from pr_writer.drafting.model_drafting import ModelDraft
    from pr_writer.drafting.ports import ChangesReader, ManifestReader, Model

CUT_BY_SERVER = "The model's server cut the prompt, so less than that was read."
TRUNCATED = (
    "The model's server read far fewer tokens than it was sent: its context is too small, and it cuts without a word. "
    "Give the model a longer context there (num_ctx with Ollama), or set a smaller ⟨max-diff-tokens⟩."
)

log = logging.getLogger("pr_writer")


@dataclass(frozen=True, slots=True)
class DraftResult:
    """A finished draft, and what goes with it into the block.

    ``coverage`` says what a model was not shown. ``is_final`` is False where the draft only stands in for a model, so
    that the next run asks again; ``was_asked`` is False where there was no backend to ask. ``edited`` is what a person
    made of the draft, where one did.
    """

    draft: Draft
    coverage: str = ""
    is_final: bool = True
    was_asked: bool = True
    edited: Draft | None = None


def draft_change(
    model: Model | None,
    reader: ChangesReader,
    changes: Changes,
    context: Context,
    options: PromptOptions,
    sanitizer: DraftSanitizer,
    record: Record,
    read_manifests: ManifestReader = tuple,
) -> DraftResult:
    """Draft the change. Raises ActionError where the user has to mend something before a model can be asked."""
    from pr_writer.summarizer.version_bumps import is_bot_bump

    draft_by_summary = partial(_draft_by_summary, changes, context, options, sanitizer, record, read_manifests)
    # What a bot moves from one version to another is told in full by what git sees.
    if model and is_bot_bump(context.pull, changes):
        reason = "A bot moves versions, and nothing else: no model is asked."
        log.info("%s", reason)
        return draft_by_summary(reason=reason)
    if model is None:
        return draft_by_summary(reason="⟨use-llm⟩ is false, so no model is asked.")

    from pr_writer.drafting.model_drafting import draft_with_model  # 8 modules that the template draft does without
    from pr_writer.drafting.prompt_builder import PromptBuilder

    try:
        found = draft_with_model(model, reader, changes, PromptBuilder(context, options, record), options, record)
    except NoAnswerError as exc:
        level = logging.INFO if exc.is_expected else logging.WARNING
        reason = f"{str(exc).rstrip('.')}. The template draft is used."
        log.log(level, "%s", reason, extra={"title": "No model drafted"})
        return draft_by_summary(reason=reason, is_final=False, was_asked=exc.was_asked)
    if finished := _finish_model_draft(found, context, options, sanitizer, record):
        return finished
    reason = "Nothing of the model's answer is borne out by the change. The template draft is used."
    log.warning("%s", reason)
    return draft_by_summary(reason=reason, is_final=False)


def describe_failover(attempts: tuple[ModelAsked, ...]) -> str:
    """Return why the backend that answered was not the first one, as a sentence; "" where it was.

    Of its failures the first counts: the others were left out because of that one.
    """
    failed = [asked for asked in attempts[:-1] if asked.backend != attempts[-1].backend]
    if not failed:
        return ""
    cause = next((asked for asked in failed if asked.outcome != "resting"), failed[0])
    reason = (cause.detail or cause.outcome).rstrip(".")
    what = "gave no usable answer" if cause.outcome == "bad-answer" else "did not answer"
    return f"The {cause.backend} backend ({cause.model}) {what}: {reason}. The {attempts[-1].backend} did."


def _finish_model_draft(
    found: ModelDraft,
    context: Context,
    options: PromptOptions,
    sanitizer: DraftSanitizer,
    record: Record,
) -> DraftResult | None:
    """Return the model's draft as it is written; None where nothing of it is left."""
    if context.guidelines.instructions:
        record(Noted(f"The model was given the project's own instructions, {GUIDELINES_FILE}."))
    limit = count_allowed_words(options.length, found.changes)
    draft, corrections = finish_draft(found.draft, context, found.changes, sanitizer, limit=limit)
    for correction in corrections:
        record(Noted(correction))
    if not draft.body.strip():
        return None
    if failover := describe_failover(tuple(asked for answer in found.answers for asked in answer.attempts)):
        log.warning("%s", failover, extra={"title": "The fallback answered"})
    record(Drafted(draft, found.answers[-1].backend, failover))
    from pr_writer.prompting.prompt_redaction import PromptRedactor  # here already: the prompt was made with it

    coverage = format_coverage(measure_coverage(PromptRedactor(sanitizer.secrets).redact_changes(found.changes)))
    if any(asked.is_prompt_truncated for answer in found.answers for asked in answer.attempts if asked.outcome == "ok"):
        record(Noted(TRUNCATED))  # the router has warned of it in the log
        coverage = f"{coverage} {CUT_BY_SERVER}".strip()
    return DraftResult(draft, coverage=coverage)


def _draft_by_summary(
    changes: Changes,
    context: Context,
    options: PromptOptions,
    sanitizer: DraftSanitizer,
    record: Record,
    read_manifests: ManifestReader,
    *,
    reason: str,
    is_final: bool = True,
    was_asked: bool = True,
) -> DraftResult:
    """Return the draft that needs no model, made safe: the commits and the branch may be a stranger's."""
    from pr_writer.summarizer.summary import is_single_commit, summarize_changes

    log.info("Drafting %s, without a model.", describe_change(context.pull, len(changes.files)))
    given = {"⟨language⟩": options.language, "⟨instructions⟩": options.instructions}
    wishes = [name for name, wish in given.items() if wish]
    if wishes:
        idle = f"{' and '.join(wishes)} {'do' if len(wishes) > 1 else 'does'} nothing here: no model drafts."
        log.info("%s", idle)
        record(Noted(idle))
    first = summarize_changes(context.pull, changes, context.form, read_manifests())
    keeps_title = is_single_commit(changes.commits)
    limit = count_allowed_words(options.length, changes)
    draft, _ = finish_draft(first, context, changes, sanitizer, limit=limit, keeps_title=keeps_title)
    backend: BackendName = "template"
    record(Drafted(draft, backend, reason))
    return DraftResult(draft, is_final=is_final, was_asked=was_asked)
