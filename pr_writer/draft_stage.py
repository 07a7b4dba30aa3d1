"""Settings + a change that was read → its draft, or the prompt for it: what all stories of the pipeline share."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from pr_writer.context.drafting_context import Context, list_commit_text, list_diff_text, list_human_text
from pr_writer.context.manifest_pairs import read_manifest_pairs
from pr_writer.drafting.draft_change import DraftResult, draft_change
from pr_writer.drafting.draft_sanitizer import DraftSanitizer
from pr_writer.events import Edited, Ended, Event, PromptShown, skip
from pr_writer.git import Remote, Repository, open_repository
from pr_writer.inputs.settings import Settings
from pr_writer.values import Changes

if TYPE_CHECKING:
    from pr_writer.drafting.ports import ChangesReader
    from pr_writer.inputs.editor import Editor

Record = Callable[[Event], None]


def open_history(settings: Settings, remote: Remote | None = None) -> Repository:
    """Open the clone that the settings name; ``remote`` is where to find what it does not have."""
    return open_repository(
        settings.repo_dir, environ=settings.child_environ, remote=remote, on_runner=settings.on_runner
    )


def draft_or_show(
    repository: Repository,
    reader: ChangesReader,
    changes: Changes,
    context: Context,
    settings: Settings,
    record: Record,
) -> DraftResult | Ended:
    """Draft the change, and let a person edit it who asked for that; where only the prompt was asked for, record it.

    Return how the run ends where there is nothing to go on with.
    """
    options = settings.prompt_options
    if settings.show_prompt or (settings.use_llm and settings.backends):
        from pr_writer.context.merged_descriptions import read_descriptions  # only a model is shown how others did it

        # Behind the digest of the inputs: what else is merged into the base is no reason to draft anew.
        context = replace(context, merged_descriptions=read_descriptions(repository, changes.base_sha))
    if settings.show_prompt:
        from pr_writer.drafting.model_drafting import show_prompt  # 8 modules that the template draft does without
        from pr_writer.drafting.prompt_builder import PromptBuilder

        record(PromptShown(show_prompt(reader, changes, PromptBuilder(context, options, record), options)))
        return Ended("dry-run")
    result = _draft(repository, reader, changes, context, settings, record)
    return _edit(result, settings.editor, settings, record) if settings.editor else result


def _edit(result: DraftResult, editor: Editor, settings: Settings, record: Record) -> DraftResult | Ended:
    from pr_writer.drafting.draft_editing import edit_draft  # 2 modules that hardly a run has a use for
    from pr_writer.inputs.editor import edit_text

    edited = edit_draft(result.draft, partial(edit_text, editor), settings.secrets)
    if edited is None:
        record(Edited(None))
        return skip("edited-by-a-person", "The file was emptied, so nothing is shown or written.")
    if edited == result.draft:
        return result
    record(Edited(edited))
    return replace(result, edited=edited)


def _draft(
    repository: Repository,
    reader: ChangesReader,
    changes: Changes,
    context: Context,
    settings: Settings,
    record: Record,
) -> DraftResult:
    options = settings.prompt_options
    sanitizer = DraftSanitizer(
        settings.server_url,
        settings.secrets,
        list_human_text(context.pull, changes, context.issues),
        commit_text=list_commit_text(changes),
        diff_text=list_diff_text(changes),
        repository=settings.repository,
    )
    read_manifests = partial(read_manifest_pairs, repository, changes)
    model = None
    if settings.use_llm:
        from pr_writer.inputs.cleartext import warn_of_cleartext  # as above
        from pr_writer.model_client import ModelClient

        warn_of_cleartext(settings.backends)
        outside = settings.is_from_outside(context.pull)
        model = ModelClient(
            settings.backends,
            settings.temperature,
            record,
            is_outsider=outside,
        )
    return draft_change(model, reader, changes, context, options, sanitizer, record, read_manifests)
