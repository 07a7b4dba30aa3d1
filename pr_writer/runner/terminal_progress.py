"""What a person at a terminal sees while nothing else happens: how long it has been."""

from __future__ import annotations

import contextlib
import sys
import threading
import time
from collections.abc import Iterator
from typing import TextIO

FIRST_S = 2.0  # what is done sooner needs no progress
STEP_S = 1.0


@contextlib.contextmanager
def show_progress(stream: TextIO | None = None, *, first_s: float = FIRST_S, step_s: float = STEP_S) -> Iterator[None]:
    """Count the seconds on the terminal's current line while the block runs; does nothing where there is none.

    ``stream`` is standard error unless given. The count is taken away at the end, and a line that is logged meanwhile
    is written over it.
    """
    stream = stream or sys.stderr
    if stream is None or not stream.isatty():  # None where it was closed before the start
        yield
        return
    done = threading.Event()
    thread = threading.Thread(target=_count, args=(stream, done, first_s, step_s), daemon=True)
    thread.start()
    try:
        yield
    finally:
        done.set()
        thread.join()


def _count(stream: TextIO, done: threading.Event, first_s: float, step_s: float) -> None:
    started, text = time.monotonic(), ""
    wait_s = first_s
    while not done.wait(wait_s):
        wait_s = step_s
        text = f"… {time.monotonic() - started:.0f} s"
        stream.write(f"{text}\r")
        stream.flush()
    if text:
        stream.write(f"{' ' * len(text)}\r")
        stream.flush()
