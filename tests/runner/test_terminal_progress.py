"""A terminal counts the seconds and is left clean; what is piped gets nothing."""

import io
import time

import pytest

from pr_writer.events import ChangesRead, Drafted, ModelAsked
from pr_writer.runner.terminal_progress import show_progress
from pr_writer.values import Changes, Draft


class Stream(io.StringIO):
    def __init__(self, *, is_terminal):
        super().__init__()
        self.is_terminal = is_terminal

    def isatty(self):
        return self.is_terminal


def test_a_terminal_counts_the_seconds_and_is_left_clean():
    stream = Stream(is_terminal=True)

    with show_progress(stream, first_s=0.01, step_s=0.01):
        while "\r" not in stream.getvalue():
            time.sleep(0.005)

    *counts, clear, rest = stream.getvalue().split("\r")
    assert set(counts) == {"… reading the change, 0 s"}
    assert (clear, rest) == (" " * len(counts[0]), "")


def test_the_line_says_how_far_the_run_is_and_ends_with_the_draft():
    stream = Stream(is_terminal=True)

    def wait_for(words):
        while words not in stream.getvalue():
            time.sleep(0.005)

    with show_progress(stream, first_s=0.01, step_s=0.01) as note:
        note(ChangesRead(Changes("a", "b", (), ())))
        wait_for("… drafting, 0 s")
        note(ModelAsked("primary", "m", "ok", 1.0))
        wait_for("… drafting, 1 request answered, 0 s")
        note(ModelAsked("primary", "m", "ok", 1.0))
        wait_for("… drafting, 2 requests answered, 0 s")
        note(Drafted(Draft("Title", "Body"), "primary"))
        shown = stream.getvalue()
        time.sleep(0.05)

        assert stream.getvalue() == shown
        assert shown.endswith(f"{' ' * len('… drafting, 2 requests answered, 0 s')}\r")


@pytest.mark.parametrize(("is_terminal", "first_s"), [(False, 0.0), (True, 60.0)])
def test_nothing_is_shown_to_a_pipe_or_of_what_is_soon_done(is_terminal, first_s):
    stream = Stream(is_terminal=is_terminal)

    with show_progress(stream, first_s=first_s, step_s=0.01):
        time.sleep(0.03)

    assert stream.getvalue() == ""


def test_the_count_ends_when_the_block_fails():
    stream = Stream(is_terminal=True)

    with pytest.raises(ValueError, match="oops"), show_progress(stream, first_s=60.0):
        raise ValueError("oops")

    assert stream.getvalue() == ""
