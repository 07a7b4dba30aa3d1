"""How the cost of a function grows with its input: a ratio, so that a slow or busy machine makes no difference."""

from __future__ import annotations

import time
from collections.abc import Callable


def measure_growth(call: Callable[[str], object], make: Callable[[int], str], size: int, factor: int = 4) -> float:
    """Return how many times longer ``call`` takes on ``make(factor * size)`` than on ``make(size)``.

    In this thread's own processor time, the best of three each. What is linear gives about ``factor``, what is
    quadratic its square; small inputs that cost next to nothing count as a hundredth of a second.
    """
    small = max(_measure(call, make(size)), 0.01)
    return _measure(call, make(factor * size)) / small


def is_linear(call: Callable[[str], object], make: Callable[[int], str], size: int, factor: int = 4) -> bool:
    """Return True if the cost grows with the input, and not with its square; a second try excuses a hiccup."""
    return any(measure_growth(call, make, size, factor) < 2 * factor for _ in range(2))


def _measure(call: Callable[[str], object], text: str) -> float:
    best = float("inf")
    for _ in range(3):
        started = time.thread_time()
        call(text)
        best = min(best, time.thread_time() - started)
    return best
