"""Log records, outputs and the summary → the runner's files and streams; the only place that knows ``::error::``."""

from __future__ import annotations

import contextlib
import logging
import os
import sys
from collections.abc import Callable, Iterator, Mapping
from typing import TextIO

from pr_writer.errors import ActionError
from pr_writer.sanitize.safe_log import sanitize_log

SUMMARY_LIMIT = 1024 * 1024  # bytes; the runner uploads nothing of a longer summary
MESSAGE_LIMIT = 4000  # characters; the runner cuts an annotation at 4,096
OUTPUT_LIMIT = 200_000  # characters; all outputs of a job together may hold 1 MiB

_LEVELS = {logging.ERROR: "error", logging.WARNING: "warning"}


class ActionsRunner:
    """What a run says: to the runner where there is one, else as plain lines on standard error.

    ``clean`` takes secrets out of a text; nothing but masks is said, set or written without it. ``name_settings`` gives
    the settings that a log record speaks of their names. ``beside`` is entered while a line is written, so that a
    terminal's progress makes room. ``is_there`` is False for a run on somebody's own machine.
    """

    def __init__(
        self,
        environ: Mapping[str, str],
        stdout: TextIO | None = None,
        stderr: TextIO | None = None,
        *,
        clean: Callable[[str], str] = str,
        name_settings: Callable[[str], str] = str,
        beside: Callable[[], contextlib.AbstractContextManager[object]] = contextlib.nullcontext,
    ) -> None:
        self._clean = clean
        self.name_settings = name_settings
        self._beside = beside
        self.is_there = environ.get("GITHUB_ACTIONS") == "true"
        self._output_path = environ.get("GITHUB_OUTPUT", "") if self.is_there else ""
        self._summary_path = environ.get("GITHUB_STEP_SUMMARY", "") if self.is_there else ""
        self._stdout: TextIO | None = stdout or sys.stdout  # None where it was closed before the start
        self._log = self._stdout if self.is_there else stderr or sys.stderr

    def mask(self, *values: str) -> None:
        """Have the runner hide each of these secrets in everything that is logged from here on."""
        if not self.is_there:
            return
        for value in values:
            for line in filter(None, (line.strip() for line in value.splitlines())):
                self._write(f"::add-mask::{_escape(line)}")

    def start_logging(self, level: int) -> None:
        """Send the records of ``pr_writer`` and ``llm_router`` here: warnings and errors as annotations."""
        handler = _Handler(self)
        for name in ("pr_writer", "llm_router"):
            logger = logging.getLogger(name)
            logger.handlers[:] = [handler]
            logger.setLevel(level)
            logger.propagate = False

    def annotate(self, level: str, message: str, title: str = "pr-writer") -> None:
        """Show a message of level ``error``, ``warning`` or ``notice`` on the run's page; locally a line."""
        message = self._clean(message)
        if self.is_there:
            self._write(f"::{level} title={_escape_property(title)}::{_escape(_shorten(message))}")
        else:
            self._write(f"{level}: {_strip_controls(message)}")

    def say(self, text: str) -> None:
        """Log plain text, whoever wrote it, so that no line of it can be a command."""
        text = self._clean(text)
        self._write(sanitize_log(text) if self.is_there else _strip_controls(text))

    @contextlib.contextmanager
    def group(self, title: str) -> Iterator[None]:
        """Fold what is logged inside under a title."""
        self._write(f"::group::{_escape(title)}" if self.is_there else f"{title}:")
        try:
            yield
        finally:
            if self.is_there:
                self._write("::endgroup::")

    def set_outputs(self, values: Mapping[str, str]) -> None:
        """Append the step's outputs to the runner's file; does nothing where there is none."""
        if not self._output_path:
            return
        with open(self._output_path, "a", encoding="utf-8", errors="replace", newline="") as file:  # noqa: PTH123 - no pathlib at start-up
            file.write("".join(_format_output(name, self._clean(value)) for name, value in values.items()))

    def write_summary(self, markdown: str) -> None:
        """Append to the job summary, cut at a line where it would not fit; does nothing where there is none."""
        if not self._summary_path:
            return
        with open(self._summary_path, "a", encoding="utf-8", errors="replace", newline="") as file:  # noqa: PTH123 - as above
            file.write(cut_lines(self._clean(markdown), SUMMARY_LIMIT - 1024))

    def print_object(self, facts: Mapping[str, str | int | None]) -> None:
        """Print what a local run was asked for as one JSON object, the only thing on its standard output."""
        import json  # a run on a runner prints none

        clean = {name: self._clean(fact) if isinstance(fact, str) else fact for name, fact in facts.items()}
        self._print(json.dumps(clean, indent=2))

    def print_result(self, text: str) -> None:
        """Print what a local run was asked for, the only thing on its standard output.

        Raises ActionError where there is none, and OSError where it takes no more.
        """
        self._print(self._clean(text))

    def _print(self, text: str) -> None:
        if self._stdout is None:
            raise ActionError("The draft goes to standard output, and that is closed. Run it again without `>&-`.")
        try:
            with self._beside():
                self._stdout.write(f"{text}\n")
                self._stdout.flush()
        except OSError as exc:
            # What is left in the buffer goes where nobody reads, or the end of the process would fail over it again.
            os.dup2(os.open(os.devnull, os.O_WRONLY), self._stdout.fileno())
            if not isinstance(exc, BrokenPipeError):  # who reads, as `head` does, has read enough
                raise

    def _write(self, line: str) -> None:
        # A log that nobody can write is no reason to fail; on a runner it would lose the masks.
        with contextlib.nullcontext() if self.is_there else contextlib.suppress(OSError), self._beside():
            self._log.write(f"{line}\n")
            self._log.flush()


class _Handler(logging.Handler):
    """Turns levels into annotations: a package that logs knows nothing of the runner."""

    def __init__(self, workflow: ActionsRunner) -> None:
        super().__init__()
        self._workflow = workflow

    def emit(self, record: logging.LogRecord) -> None:
        message = self._workflow.name_settings(record.getMessage())
        if record.exc_info and record.exc_info[0]:
            message = f"{message}\n{logging.Formatter().formatException(record.exc_info)}"
        # A library tells what it did; whether that is news for the run's page is for the action to say.
        level = _LEVELS.get(record.levelno) if record.name.startswith("pr_writer") else None
        title = getattr(record, "title", "pr-writer")
        if getattr(record, "notice", False):
            self._workflow.annotate("notice", message, title)
        elif level:
            self._workflow.annotate(level, message, title)
        else:
            self._workflow.say(message)


def cut_lines(text: str, limit: int) -> str:
    """Return as many whole lines of ``text`` as fit in ``limit`` bytes of UTF-8, with a note where some did not."""
    if len(text.encode()) <= limit:
        return text
    note = "\n_Cut here: the runner takes no longer summary._\n"
    kept = text.encode()[: limit - len(note.encode())].decode(errors="ignore")
    return kept.rpartition("\n")[0] + note


def _shorten(message: str) -> str:
    """Return a message that the runner shows whole: of a long one the start and the end, where a traceback says why."""
    if len(message) <= MESSAGE_LIMIT:
        return message
    return f"{message[: MESSAGE_LIMIT // 4]}\n…\n{message[-MESSAGE_LIMIT * 3 // 4 + 3 :]}"


def _format_output(name: str, value: str) -> str:
    value = value.replace("\r\n", "\n").replace("\r", "\n")
    if len(value) > OUTPUT_LIMIT:
        value = value[:OUTPUT_LIMIT].rpartition("\n")[0]
    delimiter = f"pr-writer-{os.urandom(16).hex()}"
    while delimiter in value:
        delimiter = f"pr-writer-{os.urandom(16).hex()}"
    return f"{name}<<{delimiter}\n{value}\n{delimiter}\n"


def _escape(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _escape_property(text: str) -> str:
    return _escape(text).replace(":", "%3A").replace(",", "%2C")


def _strip_controls(text: str) -> str:
    return "".join(char for char in text if char in "\n\t" or char.isprintable() or char in "\u200d\ufe0f")
