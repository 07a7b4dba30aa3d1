"""What is told at the end of a backlog."""

import pytest

from pr_writer.backfill.report import Report, write_lines
from pr_writer.backfill.walk import Row


@pytest.mark.parametrize(
    ("rows", "matching", "says"),
    [
        ((), 0, "0 of 0 pull requests in 0.0 minutes: nothing to do."),
        ((), 5, "0 of 5 pull requests in 0.0 minutes: none was finished."),
        ((Row(3, "Greet", "updated"),), 5, "1 of 5 pull requests in 0.0 minutes: 1 updated."),
    ],
)
def test_the_sum_says_what_came_of_it(rows, matching, says):
    """Interrupted in the first one, there is still something to do."""
    assert says in write_lines(Report("o/r", rows, matching))
