"""Context + Changes → a model's draft, or the prompt that it would be asked with."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass

from pr_writer.drafting.chunk_reading import read_chunks
from pr_writer.drafting.ports import Answer, ChangesReader, Model
from pr_writer.drafting.prompt_builder import PromptBuilder
from pr_writer.errors import ActionError, TooLongError
from pr_writer.events import ChangesRead, ChunksAsked, Event
from pr_writer.prompting.chunking import MAX_CHUNKS, is_mostly_unread, split_changes
from pr_writer.prompting.messages import ANSWER_FORM, repeats_prompt, show_messages
from pr_writer.prompting.prompt_options import PromptOptions
from pr_writer.prompting.response_parser import read_draft
from pr_writer.values import Changes, Draft

SHARES = (1, 2, 4)  # of the budget for the diff, one after another while the prompt is too long for the model

log = logging.getLogger("pr_writer")


@dataclass(frozen=True, slots=True)
class ModelDraft:
    """What a model drafted, the changes as it was shown them, and every answer on the way."""

    draft: Draft
    changes: Changes
    answers: tuple[Answer, ...]


@dataclass(frozen=True, slots=True)
class _Material:
    """The changes to show a model, and the notes that stand in for their patches where they were read in chunks."""

    changes: Changes
    notes: tuple[str, ...] = ()
    answers: tuple[Answer, ...] = ()


def draft_with_model(
    model: Model,
    reader: ChangesReader,
    changes: Changes,
    builder: PromptBuilder,
    options: PromptOptions,
    record: Callable[[Event], None],
) -> ModelDraft:
    """Return a model's draft; it is asked with less of the diff while the prompt is too long for it.

    Raises what the model raises, and ActionError where even the shortest prompt is too long.
    """
    material = _read_material(model, reader, changes, builder, options, record)
    for share in SHARES:
        shown = material.changes
        if share > 1 and not material.notes:
            shown = reader.at_budget(max(options.max_diff_tokens // share, 1))
        record(ChangesRead(shown))
        try:
            answer = model.ask(
                builder.build(shown, material.notes, share=share), response_format=ANSWER_FORM, accept=_is_draft
            )
        except TooLongError as exc:
            if share == SHARES[-1]:
                raise ActionError(str(exc)) from exc
            log.info("The prompt was too long for the model; trying again with half of what it holds.")
            continue
        draft = read_draft(answer.text, answer.model)
        if draft is None:
            raise AssertionError("an answer that is no draft was turned down")
        return ModelDraft(draft, shown, (*material.answers, answer))
    raise AssertionError("the last share returns or raises")


def show_prompt(reader: ChangesReader, changes: Changes, builder: PromptBuilder, options: PromptOptions) -> str:
    """Return what a model would be sent, as text; where the change is read in chunks, each chunk's prompt first."""
    if not _needs_chunks(changes, options):
        return show_messages(builder.build(changes), ANSWER_FORM)
    wide = _read_wide(reader, options)
    prompts = builder.build_chunks(split_changes(wide, options.max_diff_tokens))
    notes = tuple(f"(what the model answers to prompt {number})" for number in range(1, len(prompts) + 1))
    return "\n".join([*map(show_messages, prompts), show_messages(builder.build(wide, notes), ANSWER_FORM)])


def _read_material(
    model: Model,
    reader: ChangesReader,
    changes: Changes,
    builder: PromptBuilder,
    options: PromptOptions,
    record: Callable[[Event], None],
) -> _Material:
    if not _needs_chunks(changes, options):
        return _Material(changes)
    wide = _read_wide(reader, options)
    read = read_chunks(model, builder, wide, split_changes(wide, options.max_diff_tokens))
    record(ChunksAsked(read.chunk_count, read.lost_count))
    return _Material(read.changes, read.notes, read.answers)


def _needs_chunks(changes: Changes, options: PromptOptions) -> bool:
    return options.reads_in_chunks and is_mostly_unread(changes)


def _read_wide(reader: ChangesReader, options: PromptOptions) -> Changes:
    """Return a large change read anew, with a budget for all of its chunks."""
    return reader.at_budget(options.max_diff_tokens * MAX_CHUNKS)


def _is_draft(text: str) -> bool:
    return read_draft(text) is not None and not repeats_prompt(text)
