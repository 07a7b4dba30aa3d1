"""The runner's reading of a step's files, row by row."""

from __future__ import annotations

import pytest

from .file_commands import SUMMARY_LIMIT, FileCommandError, parse_outputs, read_summary


@pytest.mark.parametrize(
    ("content", "outputs"),
    [
        ("", {}),
        ("a=1\n\nb=2", {"a": "1", "b": "2"}),
        ("a=1\na=2\n", {"a": "2"}),
        (" a = 1 \n", {" a ": " 1 "}),
        ("a=x=y<<z\n", {"a": "x=y<<z"}),
        ("a=\n", {"a": ""}),
        ("a=1\r\n", {"a": "1\r"}),
        ("a<<E\none\ntwo\nE\n", {"a": "one\ntwo"}),
        ("a<<E\none\n\nE\nb=2\n", {"a": "one\n", "b": "2"}),
        ("a<<E\nE\n", {"a": ""}),
        ("a<<E\nE", {"a": ""}),
        ("a<<E\n E\nE \n\nE\n", {"a": " E\nE \n"}),
        ("a<<E=F\nb=1\nE=F\n", {"a": "b=1"}),
        ("a<<E\none\r\ntwo\rthree\nE\n", {"a": "one\r\ntwo\rthree"}),
        ("\ufeffa=1\n", {"a": "1"}),
    ],
)
def test_outputs_are_read_as_the_runner_reads_them(content, outputs):
    assert parse_outputs(content.encode()) == outputs


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("nonsense\n", "Invalid format"),
        ("=1\n", "must not be empty"),
        ("<<E\nx\nE\n", "must not be empty"),
        ("a<<\nx\n\n", "delimiter must not be empty"),
        ("a<<E\nx\n", "delimiter not found"),
        ("a<<E\nx\nE\r\n", "delimiter not found"),
        ("a<<E\nx", "followed by a new line"),
    ],
)
def test_a_broken_file_fails_the_step(content, says):
    with pytest.raises(FileCommandError, match=says):
        parse_outputs(content.encode())


def test_a_summary_is_masked():
    assert read_summary(b"# Hi\nthe SECRET\n", ["SECRET"]) == "# Hi\nthe ***\n"


def test_a_summary_of_the_largest_size_is_shown_and_one_byte_more_is_not():
    assert len(read_summary(b"x" * SUMMARY_LIMIT, [])) == SUMMARY_LIMIT
    with pytest.raises(FileCommandError, match="1024k"):
        read_summary(b"x" * (SUMMARY_LIMIT + 1), [])
