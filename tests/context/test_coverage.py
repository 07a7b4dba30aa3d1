from __future__ import annotations

from dataclasses import replace

import pytest

from pr_writer.context.coverage import format_coverage, measure_coverage
from pr_writer.values import Changes, FileChange


def file(path, shown, added, shown_lines):
    return FileChange(
        path=path, old_path=None, kind="modified", old_mode="100644", new_mode="100644",
        old_id="1" * 40, new_id="2" * 40, added=added, removed=0, shown=shown, shown_lines=shown_lines,
    )  # fmt: skip


def measure(*files):
    return measure_coverage(Changes(base_sha="1" * 40, head_sha="2" * 40, commits=(), files=files))


def test_what_was_not_shown_is_counted_exactly():
    coverage = measure(file("a", "whole", 10, 10), file("b", "part", 100, 40), file("c", "name", 90, 0))

    assert (coverage.files_read, coverage.files_total) == (2, 3)
    assert (coverage.lines_shown, coverage.lines_total, coverage.percent) == (50, 200, 25)
    assert (coverage.by_name, coverage.in_part, coverage.is_complete) == (("c",), ("b",), False)


@pytest.mark.parametrize(("shown", "total", "percent"), [(999, 1000, 99), (1000, 1000, 100), (0, 0, 100)])
def test_only_everything_is_a_hundred_percent(shown, total, percent):
    assert measure(file("a", "part", total, shown)).percent == percent


@pytest.mark.parametrize(
    ("files", "line"),
    [
        ((file("a", "whole", 10, 10),), ""),
        ((file("a", "whole", 10, 10), replace(file("x.lock", "name", 90, 0), withheld="lock file")), ""),
        ((file("a", "whole", 10, 10), replace(file("a.png", "name", 0, 0), is_binary=True)), ""),
        ((file("a", "part", 10, 4),), "Read 1 of 1 files, 40% of changed lines."),
        (
            (file("a", "name", 10, 0), replace(file("x.lock", "name", 90, 0), withheld="lock file")),
            "Read 0 of 2 files, 0% of changed lines; by name only: `a`, `x.lock`.",
        ),
    ],
)
def test_a_line_says_what_is_missing_unless_that_is_not_for_reading(files, line):
    assert format_coverage(measure(*files)) == line
