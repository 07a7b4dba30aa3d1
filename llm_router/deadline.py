"""A deadline that travels as a timeout does."""

from __future__ import annotations

import time


class Deadline(float):
    """A budget in seconds, as every layer between expects a timeout to be, that knows when it runs out."""

    def __init__(self, seconds: float) -> None:
        """Start the clock."""
        del seconds  # float has it
        self.at = time.monotonic() + self

    def remaining(self) -> float:
        """Seconds left; negative when it has passed."""
        return self.at - time.monotonic()
