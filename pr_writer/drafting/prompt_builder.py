"""Context + Changes → the messages for a model, without secrets and between lines that nobody can foresee."""

from __future__ import annotations

import logging
import os
from collections.abc import Sequence
from typing import Any

from pr_writer.context.drafting_context import Context, list_human_text
from pr_writer.context.guidelines import GUIDELINES_FILE
from pr_writer.drafting.ports import Messages
from pr_writer.events import Noted, Record, SecretRedacted
from pr_writer.prompting.answer_parts import make_answer_form
from pr_writer.prompting.answer_writing import Seen
from pr_writer.prompting.diff_budget import MESSAGE_SHARE, NAME_SHARE
from pr_writer.prompting.messages import PromptContext, has_headings, write_part_prompt, write_prompt
from pr_writer.prompting.prompt_options import PromptOptions, count_allowed_points, count_asked_words
from pr_writer.prompting.prompt_redaction import PromptRedactor
from pr_writer.values import Changes, PullRequest

log = logging.getLogger("pr_writer")


class PromptBuilder:
    """Writes the prompts of one run, and says once of each secret that it was taken out."""

    def __init__(self, context: Context, options: PromptOptions, record: Record) -> None:
        self._context = context
        self._options = options
        self._record = record
        self._reported: set[str] = set()

    @property
    def pull(self) -> PullRequest:
        """The pull request that is drafted."""
        return self._context.pull

    @property
    def form(self) -> dict[str, Any]:
        """The form that the answer is asked in."""
        return make_answer_form(has_template=has_headings(self._context.form), has_wishes=self._has_wishes)

    @property
    def _has_wishes(self) -> bool:
        return bool(self._context.guidelines.instructions or self._options.instructions)

    def describe_seen(self, changes: Changes) -> Seen:
        """Return what a model was shown, to hold its answer against."""
        human_text = list_human_text(self._context.pull, changes)
        return Seen(changes, human_text, self._context.form, self._options.language, self._has_wishes)

    def build(self, changes: Changes, notes: tuple[str, ...] = (), *, share: int = 1) -> Messages:
        """Return the prompt for a draft: one ``share``-th of what it could hold, with ``notes`` in place of patches."""
        redactor = PromptRedactor(self._options.secrets)
        guidelines = self._context.guidelines
        changes = redactor.redact_changes(changes)
        prompt = PromptContext(
            pull=redactor.redact_pull(self._context.pull),
            changes=changes,
            issues=tuple(map(redactor.redact_issue, self._context.issues)),
            notes=notes,
            convention=guidelines.convention.describe(changes) if guidelines.convention else "",
            template=redactor.redact_text(self._context.form, "the pull request template"),
            guidelines=redactor.redact_text(guidelines.instructions, GUIDELINES_FILE),
            instructions=redactor.redact_text(self._options.instructions, "the input instructions"),
            language=redactor.redact_text(self._options.language, "the input language"),
            words=count_asked_words(self._options.length, changes),
            points=count_allowed_points(changes),
            past_commits=tuple(map(redactor.redact_past, self._context.past_commits)),
            merged_descriptions=tuple(
                redactor.redact_text(text, "a merged description") for text in self._context.merged_descriptions
            ),
        )
        budget = self._options.max_diff_tokens
        messages = write_prompt(
            prompt,
            boundary=_make_boundary(),
            name_tokens=budget // NAME_SHARE,
            message_tokens=budget // MESSAGE_SHARE,
            share=share,
        )
        return self._finish(messages, redactor)

    def build_chunks(self, chunks: Sequence[Changes]) -> list[Messages]:
        """Return for each chunk of a large change the prompt that asks for notes on it."""
        prompts = []
        for number, chunk in enumerate(chunks, start=1):
            redactor = PromptRedactor(self._options.secrets)
            pull, changes = redactor.redact_pull(self._context.pull), redactor.redact_changes(chunk)
            boundary = _make_boundary()
            messages = write_part_prompt(pull, changes, part=number, parts=len(chunks), boundary=boundary)
            prompts.append(self._finish(messages, redactor))
        return prompts

    def _finish(self, messages: Messages, redactor: PromptRedactor) -> Messages:
        """Return the messages as they may be sent, and say what was taken out of them."""
        messages = redactor.redact_messages(messages)
        self._report_findings(redactor)
        return messages

    def _report_findings(self, redactor: PromptRedactor) -> None:
        for sentence in redactor.describe_secrets():
            if sentence not in self._reported:
                self._reported.add(sentence)
                self._record(SecretRedacted(sentence))
                log.warning("%s", sentence, extra={"title": "Secret in the change"})
        for sentence in redactor.describe_hidden():
            if sentence not in self._reported:
                self._reported.add(sentence)
                self._record(Noted(sentence))


def _make_boundary() -> str:
    return f"=====MATERIAL-{os.urandom(12).hex()}====="
