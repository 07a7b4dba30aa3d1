"""What a person at a terminal sees while nothing else happens: how long it has been, and what is waited for."""

from __future__ import annotations

import contextlib
import os
import threading
import time
from collections.abc import Iterator, Mapping
from typing import TextIO

from pr_writer.events import ChangesRead, ChunksPlanned, Drafted, Event, ModelAsked, PullRequestNamed

FIRST_S = 1.0  # what is done sooner needs no progress
STEP_S = 1.0


def is_terminal(stream: TextIO | None, environ: Mapping[str, str]) -> bool:
    """Return True if a line that is written over and over looks right there: not in a pipe, not in a bare terminal."""
    # None where it was closed before the start.
    return stream is not None and stream.isatty() and environ.get("TERM", "dumb") not in {"", "dumb"}


class TerminalProgress:
    """Counts the seconds on the terminal's current line while its context lasts, and takes the line away at the end.

    What is counted for is read from the run's events; it is plain ASCII, which every terminal can show.
    """

    def __init__(self, stream: TextIO, *, first_s: float = FIRST_S, step_s: float = STEP_S) -> None:
        self._stream = stream
        self._waits_s = first_s, step_s
        self._label = "reading"
        self._parts = self._parts_read = 0
        self._shown = ""
        self._writing = threading.Lock()
        self._done = threading.Event()
        self._thread = threading.Thread(target=self._count, name="pr_writer progress", daemon=True)

    def __enter__(self) -> None:
        self._thread.start()

    def __exit__(self, *_: object) -> None:
        self._done.set()
        self._thread.join()
        with self.beside():
            pass

    def note(self, event: Event) -> None:
        """Take notice of what happened; called from any thread."""
        with self._writing:
            match event:
                case PullRequestNamed():
                    self._label = f"reading pull request {event.number}"
                case ChunksPlanned():
                    self._parts, self._parts_read = event.count, 0
                    self._label = f"0 of {self._parts} parts read"
                case ModelAsked() if self._parts > self._parts_read:
                    self._parts_read += event.outcome == "ok"
                    self._label = f"{self._parts_read} of {self._parts} parts read"
                case ModelAsked():
                    self._label = "checking the answer" if event.outcome == "ok" else "asking again"
                case ChangesRead():
                    self._label, self._parts = "drafting", 0
                case Drafted():  # what follows is short, or a person's editor, which has the terminal to itself
                    self._done.set()
                    self._take_away()
                case _:
                    pass

    @contextlib.contextmanager
    def beside(self) -> Iterator[None]:
        """Take the line away while something else is written."""
        with self._writing:
            self._take_away()
            yield

    def _count(self) -> None:
        started = time.monotonic()
        wait_s, step_s = self._waits_s
        while not self._done.wait(wait_s):
            wait_s = step_s
            with self._writing:
                if self._done.is_set():
                    return
                text = f"{time.monotonic() - started:.0f} s, {self._label}"[: self._measure_line()]
                # A shorter text leaves the end of the one before.
                self._write(f"\r{text.ljust(len(self._shown))}")
                self._shown = text

    def _take_away(self) -> None:
        if self._shown:
            self._write(f"\r{' ' * len(self._shown)}\r")
            self._shown = ""

    def _measure_line(self) -> int:
        try:
            return max(os.get_terminal_size(self._stream.fileno()).columns - 1, 0) or 79
        except (OSError, ValueError):
            return 79

    def _write(self, text: str) -> None:
        with contextlib.suppress(OSError):  # a terminal that went away is no reason to fail
            self._stream.write(text)
            self._stream.flush()
