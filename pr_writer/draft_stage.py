"""Settings + a change that was read → its draft, or the prompt for it: what all stories of the pipeline share."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from pr_writer.context.drafting_context import Context, list_commit_text, list_human_text
from pr_writer.context.manifest_pairs import read_manifest_pairs
from pr_writer.drafting.draft_change import DraftResult, draft_change
from pr_writer.drafting.draft_sanitizer import DraftSanitizer
from pr_writer.drafting.ports import ChangesReader
from pr_writer.events import Event, PromptShown
from pr_writer.files.added_comments import list_comment_text
from pr_writer.git import Remote, Repository, open_repository
from pr_writer.inputs.cleartext import warn_of_cleartext
from pr_writer.inputs.settings import Settings
from pr_writer.values import Changes

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
) -> DraftResult | None:
    """Draft the change; where only the prompt was asked for, record that one and return None."""
    options = settings.prompt_options
    if settings.show_prompt:
        from pr_writer.drafting.model_drafting import show_prompt  # 8 modules that the template draft does without
        from pr_writer.drafting.prompt_builder import PromptBuilder

        record(PromptShown(show_prompt(reader, changes, PromptBuilder(context, options, record), options)))
        return None
    sanitizer = DraftSanitizer(
        settings.server_url,
        settings.secrets,
        list_human_text(context.pull, changes),
        commit_text=list_commit_text(changes),
        comment_text=list_comment_text(changes.files),
    )
    read_manifests = partial(read_manifest_pairs, repository, changes)
    model = None
    if settings.use_llm:
        from pr_writer.model_client import ModelClient  # as above

        warn_of_cleartext(settings.backends)
        outside = settings.is_from_outside(context.pull)
        model = ModelClient(
            settings.backends,
            settings.temperature,
            record,
            is_outsider=outside,
            setting_names=settings.setting_names,
        )
        if not settings.on_runner:
            from pr_writer.runner.terminal_progress import show_progress  # as above

            with show_progress():
                return draft_change(model, reader, changes, context, options, sanitizer, record, read_manifests)
    return draft_change(model, reader, changes, context, options, sanitizer, record, read_manifests)
