"""A change that no prompt holds → a model's notes on each chunk of it."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial

from pr_writer.drafting.ports import Answer, Model
from pr_writer.drafting.prompt_builder import PromptBuilder
from pr_writer.errors import NoAnswerError
from pr_writer.markdown.length import shorten
from pr_writer.prompting.chunking import keep_read
from pr_writer.prompting.response_parser import drop_thoughts
from pr_writer.prompting.token_estimate import estimate_tokens
from pr_writer.values import Changes, FileChange

PARALLEL_REQUESTS = 4

log = logging.getLogger("pr_writer")


@dataclass(frozen=True, slots=True)
class ChunkNotes:
    """A model's notes on each chunk, the changes with only what was read, and how many chunks were not answered."""

    notes: tuple[str, ...]
    changes: Changes
    answers: tuple[Answer, ...]
    chunk_count: int
    lost_count: int


def read_chunks(model: Model, builder: PromptBuilder, changes: Changes, chunks: Sequence[Changes]) -> ChunkNotes:
    """Return a model's notes on each chunk of the changes; a chunk that no model answers for is lost alone.

    Raises what the model raises where the user has to mend something, and NoAnswerError where every chunk is lost.
    """
    prompts = builder.build_chunks(chunks)
    cost = sum(estimate_tokens(message["content"]) for prompt in prompts for message in prompt)
    log.info("The change is read in %d parts, about %s tokens, before it is drafted.", len(chunks), f"{cost:,}")
    results = _run_all([partial(model.ask, prompt, accept=_has_words) for prompt in prompts])
    pairs = list(zip(chunks, results, strict=True))
    failures = [result for result in results if isinstance(result, Exception)]
    _raise_if_fatal(failures, len(chunks))
    if failures:
        _warn_of_loss([chunk for chunk, result in pairs if isinstance(result, Exception)], len(chunks), failures[0])
    read = [(chunk, result) for chunk, result in pairs if isinstance(result, Answer)]
    return ChunkNotes(
        notes=tuple(_format_note(chunk, answer.text) for chunk, answer in read),
        changes=keep_read(changes, [chunk for chunk, _ in read]),
        answers=tuple(answer for _, answer in read),
        chunk_count=len(chunks),
        lost_count=len(failures),
    )


def _raise_if_fatal(failures: Sequence[Exception], chunk_count: int) -> None:
    for failure in failures:
        if not isinstance(failure, NoAnswerError):
            raise failure
    if failures and len(failures) == chunk_count:
        raise failures[0]


def _warn_of_loss(lost: Sequence[Changes], chunk_count: int, cause: Exception) -> None:
    files = _name_files(file for chunk in lost for file in chunk.files)
    log.warning(
        "%d of %d parts of the change could not be read (%s): %s. Run the job again with ⟨force⟩ to read them.",
        len(lost),
        chunk_count,
        files,
        str(cause).rstrip("."),
    )


def _format_note(chunk: Changes, text: str) -> str:
    return f"### {_name_files(chunk.files)}\n\n{shorten(drop_thoughts(text).strip())}"


def _has_words(text: str) -> bool:
    return bool(drop_thoughts(text).strip())


def _name_files(files: Iterable[FileChange]) -> str:
    paths = list(dict.fromkeys(file.path for file in files))
    return ", ".join(paths[:5]) + (f" and {len(paths) - 5} more files" if len(paths) > 5 else "")


def _run_all(jobs: Sequence[Callable[[], Answer]]) -> list[Answer | Exception]:
    """Run the jobs, some at once, and return what each gave or raised; a run that is cancelled waits for none."""
    results: list[Answer | Exception] = [NoAnswerError("It was not asked.")] * len(jobs)
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
            except Exception as exc:  # noqa: BLE001 - the caller decides whether it is raised or counted
                results[index] = exc

    # Daemons, because the interpreter waits for the threads of a pool, however the run ends.
    threads = [threading.Thread(target=work, daemon=True) for _ in range(min(PARALLEL_REQUESTS, len(jobs)))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results
