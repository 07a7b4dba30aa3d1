"""A change that no prompt holds is split: every line in one part, at most twelve, none over its budget."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pr_writer.prompting.chunking import MAX_CHUNKS, is_mostly_unread, keep_read, split_changes
from pr_writer.prompting.token_estimate import estimate_tokens
from pr_writer.values import Changes, FileChange


def change(path, lines=10, **facts):
    patch = "@@ -0,0 +1 @@\n" + "\n".join(f"+line {n} of {path}" for n in range(lines))
    facts = {"added": lines, "removed": 0, "patch": patch, "shown": "whole", "shown_lines": lines} | facts
    return FileChange(path, None, "added", "000000", "100644", "", "", **facts)


def changes(*files):
    return Changes("b", "h", (), files)


def list_lines(parts):
    return [line for part in parts for file in part.files for line in file.patch.splitlines() if line.startswith("+")]


@settings(deadline=None)
@given(st.lists(st.integers(1, 300), min_size=1, max_size=12), st.integers(300, 3_000))
def test_every_line_is_in_exactly_one_part_and_no_part_is_over_its_budget(sizes, budget):
    files = [change(f"src/file{index}.py", size) for index, size in enumerate(sizes)]
    expected = [line for file in sorted(files, key=lambda file: file.path) for line in file.patch.splitlines()[1:]]

    parts = split_changes(changes(*files), budget)

    assert 1 <= len(parts) <= MAX_CHUNKS
    lines = list_lines(parts)
    assert lines == expected[: len(lines)]
    assert len(lines) == len(expected) or len(parts) == MAX_CHUNKS
    for part in parts:
        assert sum(estimate_tokens(file.patch) for file in part.files) <= budget


def test_one_file_may_need_several_parts():
    parts = split_changes(changes(change("big.py", 1_000)), 2_000)

    assert len(parts) > 3
    assert {file.path for part in parts for file in part.files} == {"big.py"}


@pytest.mark.parametrize(
    ("files", "unread"),
    [
        ([change("a", 10)], False),
        ([change("a", 10, shown_lines=5)], False),
        ([change("a", 10, shown_lines=4)], True),
        ([change("a", 2), change("x.lock", 900, withheld="lock file", shown_lines=0)], False),
        ([], False),
    ],
)
def test_half_of_the_lines_that_could_be_shown_is_enough(files, unread):
    assert is_mostly_unread(changes(*files)) is unread


def test_what_no_part_has_counts_as_unread_to_the_line():
    whole = changes(change("a"), change("b", 1_000), change("c"))
    parts = split_changes(whole, 2_000)
    lost = [part for part in parts if not any(file.path == "c" for file in part.files)][1:]

    kept = {file.path: file for file in keep_read(whole, [part for part in parts if part not in lost]).files}

    assert (kept["a"].shown, kept["a"].shown_lines) == ("whole", 10)
    assert kept["b"].shown == "part"
    assert 0 < kept["b"].shown_lines == kept["b"].patch.count("+line") < 1_000
    assert kept["c"].shown == "whole"
    assert [file.shown for file in keep_read(whole, []).files] == ["name"] * 3
    assert keep_read(whole, parts).files[1].shown_lines == 1_000
