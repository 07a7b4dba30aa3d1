"""How the time that a function takes grows with its input, in CPU seconds: the load of the machine has no say."""

import gc
import time

TIMES = 4  # by how much the larger input is longer
LINEAR = 9  # more than TIMES, and well below its square
TRIES = 3
RESOLUTION = 0.004  # seconds; a function that takes less on both is fast enough not to be measured


def grows_linearly(run, size):
    """Return True if four times the input takes about four times as long, and not sixteen times.

    A busy machine can only make it look worse, so that it is asked again before the answer is no.
    """
    return any(_looks_linear(run, size) for _ in range(TRIES))


def _looks_linear(run, size):
    small, large = _time(run, size), _time(run, TIMES * size)
    return large < LINEAR * small + RESOLUTION * LINEAR


def _time(run, size):
    best = float("inf")
    gc.disable()  # or the test that fills the heap pays for those before it
    try:
        for _ in range(2):
            started = time.process_time()
            run(size)
            best = min(best, time.process_time() - started)
    finally:
        gc.enable()
    return best
