"""Settings + a change that was read → its draft, or the prompt for it: what all stories of the pipeline share."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from pr_writer.context.drafting_context import Context, list_commit_text, list_diff_text, list_human_text
from pr_writer.context.manifest_pairs import read_manifest_pairs
from pr_writer.drafting.draft_change import DraftResult, draft_change
from pr_writer.drafting.draft_sanitizer import DraftSanitizer
from pr_writer.events import Edited, Ended, PromptShown, Record, skip
from pr_writer.git import Remote, Repository, open_repository
from pr_writer.inputs.settings import Settings
from pr_writer.values import Changes

if TYPE_CHECKING:
    from pr_writer.context.past_commits import LineWriters
    from pr_writer.drafting.ports import ChangesReader, Model
    from pr_writer.inputs.editor import Editor
    from pr_writer.model_client import ModelClient


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
    server_writers: LineWriters | None = None,
) -> DraftResult | Ended:
    """Draft the change, and let a person edit it who asked for that; where only the prompt was asked for, record it.

    ``server_writers`` know who wrote a line where the clone does not. Return how the run ends where there is nothing
    to go on with.
    """
    options = settings.prompt_options
    model = _make_model(context, settings, record) if settings.use_llm and not settings.show_prompt else None
    if settings.show_prompt or (model and model.describe()):
        # Behind the digest of the inputs: what else is merged into the base is no reason to draft anew.
        from pr_writer.git.surroundings import add_surroundings  # only a model is shown what is around a change

        context = _add_history(context, repository, changes, server_writers)
        changes = add_surroundings(repository, changes, options.max_diff_tokens)
    if settings.show_prompt:
        from pr_writer.drafting.model_drafting import show_prompt  # 8 modules that the template draft does without
        from pr_writer.drafting.prompt_builder import PromptBuilder

        record(PromptShown(show_prompt(reader, changes, PromptBuilder(context, options, record), options)))
        return Ended("dry-run")
    result = _draft(model, repository, reader, changes, context, settings, record)
    return _edit(result, settings.editor, settings, record) if settings.editor else result


def _add_history(
    context: Context, repository: Repository, changes: Changes, server_writers: LineWriters | None
) -> Context:
    """Return the context with what a model alone is shown: how others described theirs, and who wrote what changes."""
    from pr_writer.context.merged_descriptions import read_descriptions
    from pr_writer.context.past_commits import read_past_commits
    from pr_writer.git.line_history import LineHistory
    from pr_writer.summarizer.version_bumps import is_bot_bump

    if is_bot_bump(context.pull, changes):
        return context  # which no model is asked about
    here = LineHistory(repository)
    past = read_past_commits(here, changes)
    if server_writers and not past and not here.is_whole:
        past = read_past_commits(server_writers, changes)
    descriptions = read_descriptions(repository, changes.base_sha)
    return replace(context, merged_descriptions=descriptions, past_commits=past)


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


def _make_model(context: Context, settings: Settings, record: Record) -> ModelClient:
    from pr_writer.inputs.cleartext import warn_of_cleartext  # a run without a model does without these
    from pr_writer.model_client import ModelClient

    warn_of_cleartext(settings.backends)
    is_outsider = settings.is_from_outside(context.pull)
    return ModelClient(settings.backends, settings.temperature, record, is_outsider=is_outsider)


def _draft(
    model: Model | None,
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
    return draft_change(model, reader, changes, context, options, sanitizer, record, read_manifests)
