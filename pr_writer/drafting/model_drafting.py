"""Context + Changes → a model's draft, or the prompt that it would be asked with."""

from __future__ import annotations

import logging
from dataclasses import dataclass, replace
from functools import partial

from pr_writer.context.coverage import describe_change, measure_coverage
from pr_writer.drafting.chunk_reading import read_chunks
from pr_writer.drafting.ports import MAX_ANSWER_TOKENS, Answer, ChangesReader, Messages, Model
from pr_writer.drafting.prompt_builder import PromptBuilder
from pr_writer.errors import TooLongError
from pr_writer.events import ChangesRead, ChunksAsked, ChunksPlanned, Record
from pr_writer.prompting.answer_writing import read_draft
from pr_writer.prompting.chunking import MAX_CHUNKS, is_mostly_unread, split_changes
from pr_writer.prompting.messages import show_messages
from pr_writer.prompting.prompt_options import PromptOptions
from pr_writer.prompting.token_estimate import estimate_tokens
from pr_writer.prompting.unusable_answers import judge_answer
from pr_writer.values import Changes, Draft, PullRequest

SHARES = (1, 2, 4, 8, 16, 32)  # of all that a prompt can hold: each is tried until one fits in the room that there is
ROOM_SHARE = 0.9  # of the room is planned with, for the tokens are estimated

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


@dataclass(frozen=True, slots=True)
class _Prompt:
    """The changes as a prompt shows them, and the prompt."""

    changes: Changes
    messages: Messages

    @property
    def tokens(self) -> int:
        """About how many tokens it has."""
        return sum(estimate_tokens(message["content"]) for message in self.messages)


def draft_with_model(
    model: Model,
    reader: ChangesReader,
    changes: Changes,
    builder: PromptBuilder,
    options: PromptOptions,
    record: Record,
) -> ModelDraft:
    """Return a model's draft; a prompt that is too long for it is cut until it fits.

    Raises what the model raises: TooLongError where even the list of files, without any patch, is too long.
    """
    material = _read_material(model, reader, changes, builder, options, record)
    prompt = _Prompt(material.changes, builder.build(material.changes, material.notes))
    _say_what_is_asked(model, builder.pull, prompt)
    while True:
        record(ChangesRead(prompt.changes))
        seen = builder.describe_seen(prompt.changes)
        try:
            answer = model.ask(
                prompt.messages,
                response_format=builder.form,
                accept=partial(judge_answer, head_ref=builder.pull.head_ref, seen=seen),
            )
        except TooLongError as exc:
            shorter = _cut_prompt(prompt, _find_room(prompt, exc.context_limit), material, reader, builder, options)
            if shorter.tokens > prompt.tokens * ROOM_SHARE:  # nothing is left to leave out
                raise
            log.info(
                "A prompt of about %s tokens was too long for the model; it is asked again with about %s.",
                f"{prompt.tokens:,}",
                f"{shorter.tokens:,}",
            )
            prompt = shorter
            continue
        draft = read_draft(answer.text, answer.model, seen)
        if draft is None:
            raise AssertionError("an answer that is no draft was turned down")
        return ModelDraft(draft, prompt.changes, (*material.answers, answer))


def _say_what_is_asked(model: Model, pull: PullRequest, prompt: _Prompt) -> None:
    """Log one line before the wait for the model; where there is none to ask, that is said in a moment."""
    asked = model.describe()
    if not asked:
        return
    coverage = measure_coverage(prompt.changes)
    log.info(
        "Drafting %s%s, %s tokens; asking %s.",
        describe_change(pull, coverage.files_total),
        "" if coverage.is_complete else f" ({coverage.percent}% of the changed lines)",
        f"{round(prompt.tokens, -2) or prompt.tokens:,}",
        asked,
    )


def _find_room(prompt: _Prompt, context_limit: int | None) -> int:
    """Return how many tokens the next prompt may have: what the server stated, and half of this one at most."""
    half = prompt.tokens // 2
    if context_limit is None:
        return half
    # A model that reads little has little room for an answer, too.
    room = int((context_limit - min(MAX_ANSWER_TOKENS, context_limit // 2)) * ROOM_SHARE)
    return room if 0 < room < prompt.tokens * ROOM_SHARE else half


def _cut_prompt(
    prompt: _Prompt,
    room: int,
    material: _Material,
    reader: ChangesReader,
    builder: PromptBuilder,
    options: PromptOptions,
) -> _Prompt:
    """Return the longest prompt that fits in the room: less of everything, in the end without patches or notes.

    Where even that does not fit, it is returned all the same: the estimate may be wrong.
    """
    if any(file.wide_patch for file in prompt.changes.files):  # what surrounds the change goes first
        narrow = replace(prompt.changes, files=tuple(replace(file, wide_patch="") for file in prompt.changes.files))
        cut = _Prompt(narrow, builder.build(narrow, material.notes))
        if cut.tokens <= room:
            return cut
    shown = sum(estimate_tokens(file.patch) for file in prompt.changes.files)
    budget = min(options.max_diff_tokens, shown) or 1
    for share in SHARES[1:]:
        changes = prompt.changes if material.notes else reader.at_budget(max(budget // share, 1))
        cut = _Prompt(changes, builder.build(changes, material.notes, share=share))
        if cut.tokens <= room:
            return cut
    bare = reader.at_budget(1)
    bare = replace(bare, files=tuple(replace(file, patch="", shown="name", shown_lines=0) for file in bare.files))
    return _Prompt(bare, builder.build(bare, share=SHARES[-1]))


def show_prompt(reader: ChangesReader, changes: Changes, builder: PromptBuilder, options: PromptOptions) -> str:
    """Return what a model would be sent, as text; where the change is read in chunks, each chunk's prompt first."""
    if not _needs_chunks(changes, options):
        return show_messages(builder.build(changes), builder.form)
    wide = _read_wide(reader, options)
    prompts = builder.build_chunks(split_changes(wide, options.max_diff_tokens))
    notes = tuple(f"(what the model answers to prompt {number})" for number in range(1, len(prompts) + 1))
    return "\n".join([*map(show_messages, prompts), show_messages(builder.build(wide, notes), builder.form)])


def _read_material(
    model: Model,
    reader: ChangesReader,
    changes: Changes,
    builder: PromptBuilder,
    options: PromptOptions,
    record: Record,
) -> _Material:
    if not _needs_chunks(changes, options):
        return _Material(changes)
    wide = _read_wide(reader, options)
    chunks = split_changes(wide, options.max_diff_tokens)
    record(ChunksPlanned(len(chunks)))
    try:
        read = read_chunks(model, builder, wide, chunks)
    except TooLongError:
        log.info("Even a part of the change is too long for the model; it is asked with what fits.")
        return _Material(changes)
    record(ChunksAsked(read.chunk_count, read.lost_count))
    return _Material(read.changes, read.notes, read.answers)


def _needs_chunks(changes: Changes, options: PromptOptions) -> bool:
    return options.reads_in_chunks and is_mostly_unread(changes)


def _read_wide(reader: ChangesReader, options: PromptOptions) -> Changes:
    """Return a large change read anew, with a budget for all of its chunks."""
    return reader.at_budget(options.max_diff_tokens * MAX_CHUNKS)
