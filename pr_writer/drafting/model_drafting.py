"""Task → a model's answer, or what it would be asked; a change that no prompt holds is read in parts first."""

from __future__ import annotations

import logging
import os
import threading
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, Protocol

from pr_writer.context.guidelines import GUIDELINES_FILE, Task
from pr_writer.errors import ActionError, NoAnswerError, TooLongError
from pr_writer.markdown.length import shorten
from pr_writer.prompting.chunking import MAX_CHUNKS, is_mostly_unread, keep_read, split_changes
from pr_writer.prompting.messages import (
    ANSWER_FORM,
    PromptContext,
    repeats_prompt,
    show_messages,
    write_part_prompt,
    write_prompt,
)
from pr_writer.prompting.prompt_redaction import PromptRedactor
from pr_writer.prompting.response_parser import drop_thoughts, read_draft
from pr_writer.prompting.token_estimate import estimate_tokens
from pr_writer.runner.report import Report
from pr_writer.values import Changes, FileChange

SHARES = (1, 2, 4)  # of the budget for the diff, one after another while the prompt is too long for the model
AT_ONCE = 4  # requests under way, where a change is read in parts

Messages = list[dict[str, str]]

log = logging.getLogger("pr_writer")


class Ask(Protocol):
    """Asks a model: returns its name and its answer, which ``usable`` may turn down.

    Raises NoAnswerError where none answers, TooLongError where that is for the prompt's length, ActionError where the
    user has to mend something.
    """

    def __call__(
        self,
        messages: Messages,
        *,
        form: Mapping[str, Any] | None = None,
        usable: Callable[[str], bool] | None = None,
    ) -> tuple[str, str]:
        """Return the model's name and its answer."""


@dataclass(frozen=True, slots=True)
class PromptOptions:
    """What this workflow asks of a prompt; ``summarise`` reads in parts what the budget cannot show half of."""

    secrets: tuple[str, ...]
    max_diff_tokens: int
    summarise: bool
    instructions: str
    language: str


def ask_for_draft(ask: Ask, task: Task, wishes: PromptOptions, report: Report) -> tuple[str, str]:
    """Return the model and its answer; with less of the diff while the prompt is too long for the model.

    Raises what ``ask`` raises.
    """
    notes = _read_in_parts(ask, task, wishes, report) if _is_for_parts(report.get_changes(), wishes) else ()
    for share in SHARES:
        changes = report.get_changes() if notes or share == 1 else task.read(max(wishes.max_diff_tokens // share, 1))
        messages = _write_messages(task, changes, wishes, report, notes, share=share)
        try:
            answer = ask(messages, form=ANSWER_FORM, usable=_is_draft)
        except TooLongError as exc:
            if share == SHARES[-1]:
                raise ActionError(str(exc)) from exc
            log.info("The prompt was too long for the model; trying again with half of what it holds.")
            continue
        if task.house.instructions:
            report.notes.append(f"The model was given the project's own instructions, {GUIDELINES_FILE}.")
        return answer
    raise AssertionError("the last share returns or raises")


def show_prompt(task: Task, wishes: PromptOptions, report: Report) -> str:
    """Return what a model would be sent, as text; where the change is read in parts, each part's prompt first."""
    if not _is_for_parts(report.get_changes(), wishes):
        return show_messages(_write_messages(task, report.get_changes(), wishes, report), ANSWER_FORM)
    _, prompts = _write_part_prompts(task, wishes, report)
    notes = tuple(f"(what the model answers to prompt {number})" for number in range(1, len(prompts) + 1))
    last = _write_messages(task, report.get_changes(), wishes, report, notes)
    return "\n".join([*map(show_messages, prompts), show_messages(last, ANSWER_FORM)])


def _write_messages(
    task: Task, changes: Changes, wishes: PromptOptions, report: Report, notes: tuple[str, ...] = (), *, share: int = 1
) -> Messages:
    """Return the prompt: without secrets, and its material between lines that nobody can foresee."""
    protector = PromptRedactor(wishes.secrets)
    brief = PromptContext(
        pull=protector.redact_pull(task.pull),
        changes=protector.redact_changes(changes),
        issues=tuple(map(protector.redact_issue, task.issues)),
        notes=notes,
        convention=task.house.convention.describe() if task.house.convention else "",
        template=task.template,
        house=task.house.instructions,
        instructions=wishes.instructions,
        language=wishes.language,
    )
    _tell_findings(protector, report)
    return write_prompt(brief, boundary=_make_boundary(), name_tokens=wishes.max_diff_tokens // 3, share=share)


def _is_for_parts(changes: Changes, wishes: PromptOptions) -> bool:
    return wishes.summarise and is_mostly_unread(changes)


def _read_in_parts(ask: Ask, task: Task, wishes: PromptOptions, report: Report) -> tuple[str, ...]:
    """Return a model's notes on each part of a large change; a part that no model answers for is lost alone."""
    parts, prompts = _write_part_prompts(task, wishes, report)
    cost = sum(estimate_tokens(message["content"]) for prompt in prompts for message in prompt)
    log.info("The change is read in %d parts, about %s tokens, before it is drafted.", len(parts), f"{cost:,}")
    answers = _run_all([partial(ask, prompt, usable=_has_words) for prompt in prompts])
    failures = [answer for answer in answers if isinstance(answer, Exception)]
    for failure in failures:
        if not isinstance(failure, NoAnswerError):
            raise failure
    if failures and len(failures) == len(parts):
        raise ActionError(str(failures[0])) if isinstance(failures[0], TooLongError) else failures[0]
    report.parts, report.parts_lost = len(parts), len(failures)
    pairs = list(zip(parts, answers, strict=True))
    if failures:
        lost = (file for part, answer in pairs if isinstance(answer, Exception) for file in part.files)
        log.warning(
            "%d of %d parts of the change could not be read (%s): %s. Run the job again with `force` to read them.",
            len(failures),
            len(parts),
            _name_files(lost),
            str(failures[0]).rstrip("."),
        )
    read = [(part, answer[1]) for part, answer in pairs if isinstance(answer, tuple)]
    report.changes = keep_read(report.get_changes(), [part for part, _ in read])
    return tuple(f"### {_name_files(part.files)}\n\n{shorten(drop_thoughts(text).strip())}" for part, text in read)


def _write_part_prompts(
    task: Task, wishes: PromptOptions, report: Report
) -> tuple[tuple[Changes, ...], list[Messages]]:
    """Return the parts of a large change, read anew with a budget for all of them, and the prompt for each."""
    parts = split_changes(task.read(wishes.max_diff_tokens * MAX_CHUNKS), wishes.max_diff_tokens)
    prompts = []
    for number, part in enumerate(parts, start=1):
        protector = PromptRedactor(wishes.secrets)
        pull, changes = protector.redact_pull(task.pull), protector.redact_changes(part)
        prompts.append(write_part_prompt(pull, changes, part=number, parts=len(parts), boundary=_make_boundary()))
        _tell_findings(protector, report)
    return parts, prompts


def _tell_findings(protector: PromptRedactor, report: Report) -> None:
    """Say what was taken out of the material, each once in a run."""
    for secret in protector.describe_secrets():
        if secret not in report.warned:
            report.warned.add(secret)
            log.warning("%s", secret, extra={"title": "Secret in the change"})
    report.notes = [*dict.fromkeys([*report.notes, *protector.describe_hidden()])]


def _is_draft(text: str) -> bool:
    return read_draft(text) is not None and not repeats_prompt(text)


def _has_words(text: str) -> bool:
    return bool(drop_thoughts(text).strip())


def _name_files(files: Iterable[FileChange]) -> str:
    paths = list(dict.fromkeys(file.path for file in files))
    return ", ".join(paths[:5]) + (f" and {len(paths) - 5} more files" if len(paths) > 5 else "")


def _run_all(jobs: Sequence[Callable[[], tuple[str, str]]]) -> list[tuple[str, str] | Exception]:
    """Run the jobs, some at once, and return what each gave or raised; a run that is cancelled waits for none."""
    results: list[tuple[str, str] | Exception] = [NoAnswerError("It was not asked.")] * len(jobs)
    waiting = iter(enumerate(jobs))
    taking = threading.Lock()

    def work() -> None:
        while True:
            with taking:
                index, job = next(waiting, (-1, None))
            if job is None:
                return
            try:
                results[index] = job()
            except Exception as exc:  # noqa: BLE001 - who asked decides whether it is raised or counted
                results[index] = exc

    # Daemons, because the interpreter waits for the threads of a pool, however the run ends.
    threads = [threading.Thread(target=work, daemon=True) for _ in range(min(AT_ONCE, len(jobs)))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


def _make_boundary() -> str:
    return f"=====MATERIAL-{os.urandom(12).hex()}====="
