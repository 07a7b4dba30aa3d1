"""How far a backlog is, for a person at a terminal."""

from __future__ import annotations

import sys
from typing import TextIO

WIDTH = 24  # characters of the bar


def show_progress_bar(done: int, total: int, stream: TextIO | None = None) -> None:
    """Draw the bar on the terminal's current line; does nothing where there is no terminal.

    ``stream`` is standard error unless given. What is logged next is written over it.
    """
    stream = stream or sys.stderr
    if stream is None or not stream.isatty() or not total:  # None where it was closed before the start
        return
    filled = WIDTH * done // total
    stream.write(f"[{'#' * filled}{'.' * (WIDTH - filled)}] {done} of {total}\r")
    stream.flush()
