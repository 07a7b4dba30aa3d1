"""What a person at a terminal sees while nothing else happens: what is being done, and how long it has been."""

from __future__ import annotations

import contextlib
import sys
import threading
import time
from collections.abc import Callable, Iterator
from typing import TextIO

from pr_writer.events import ChangesRead, Drafted, Event, ModelAsked

FIRST_S = 1.0  # what is done sooner needs no progress
STEP_S = 1.0


@contextlib.contextmanager
def show_progress(
    stream: TextIO | None = None, *, first_s: float = FIRST_S, step_s: float = STEP_S
) -> Iterator[Callable[[Event], None]]:
    """Show on the terminal's current line what is being done while the block runs; nothing where there is no terminal.

    ``stream`` is standard error unless given. The block gets a function to tell events to. The line is taken away at
    the end, or once there is a draft, and what is logged meanwhile is written over it.
    """
    stream = stream or sys.stderr
    if stream is None or not stream.isatty():  # None where it was closed before the start
        yield lambda _: None
        return
    line = _Line(stream, first_s, step_s)
    try:
        yield line.note
    finally:
        line.end()


class _Line:
    """A line that a thread of its own keeps up to date."""

    def __init__(self, stream: TextIO, first_s: float, step_s: float) -> None:
        self._stream = stream
        self._words = "reading the change"
        self._requests = 0
        self._done = threading.Event()
        self._thread = threading.Thread(target=self._show, args=(first_s, step_s), daemon=True)
        self._thread.start()

    def note(self, event: Event) -> None:
        """Take up what an event says of how far the run is."""
        if isinstance(event, ChangesRead):
            self._words = "drafting"
        elif isinstance(event, ModelAsked):
            self._requests += 1
            self._words = f"drafting, {self._requests} request{'s' if self._requests > 1 else ''} answered"
        elif isinstance(event, Drafted):
            self.end()

    def end(self) -> None:
        """Take the line away for good."""
        self._done.set()
        self._thread.join()

    def _show(self, first_s: float, step_s: float) -> None:
        started, width = time.monotonic(), 0
        wait_s = first_s
        while not self._done.wait(wait_s):
            wait_s = step_s
            text = f"… {self._words}, {time.monotonic() - started:.0f} s"
            self._write(f"{text.ljust(width)}\r")
            width = len(text)
        if width:
            self._write(f"{' ' * width}\r")

    def _write(self, text: str) -> None:
        self._stream.write(text)
        self._stream.flush()
