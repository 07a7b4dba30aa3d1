"""A terminal sees how far it is; what is piped gets nothing."""

import io

import pytest

from pr_writer.backfill.progress import show_progress_bar


class Stream(io.StringIO):
    def __init__(self, *, is_terminal):
        super().__init__()
        self.is_terminal = is_terminal

    def isatty(self):
        return self.is_terminal


@pytest.mark.parametrize(
    ("done", "total", "shown"),
    [
        (0, 4, "[........................] 0 of 4\r"),
        (1, 4, "[######..................] 1 of 4\r"),
        (4, 4, "[########################] 4 of 4\r"),
        (0, 0, ""),
    ],
)
def test_a_terminal_sees_how_far_it_is(done, total, shown):
    stream = Stream(is_terminal=True)

    show_progress_bar(done, total, stream)

    assert stream.getvalue() == shown


def test_a_pipe_gets_nothing():
    stream = Stream(is_terminal=False)

    show_progress_bar(1, 4, stream)

    assert stream.getvalue() == ""
