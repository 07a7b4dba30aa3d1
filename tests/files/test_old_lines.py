"""A patch names the lines of the old file that it takes away, or puts others beside."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pr_writer.files.old_lines import OldLine, list_old_lines


def removed(number, text, place=""):
    return OldLine(number, text, is_removed=True, place=place)


def near(number, text):
    return OldLine(number, text, is_removed=False)


@pytest.mark.parametrize(
    ("patch", "lines"),
    [
        ("", ()),
        ("@@ -3,3 +3,3 @@ def run():\n a\n-b\n+B\n c", (removed(4, "b", "def run():"),)),
        ("@@ -3 +3 @@\n-b\n+B\n\\ No newline at end of file", (removed(3, "b"),)),
        ("@@ -1,2 +1,1 @@\n-a\n-b\n+c\n@@ -9,1 +8,0 @@\n-z", (removed(1, "a"), removed(2, "b"), removed(9, "z"))),
        ("@@ -1,3 +1,4 @@\n a\n+new\n b\n c", (near(1, "a"), near(2, "b"))),
        ("@@ -0,0 +1,2 @@\n+a\n+b", ()),
        # What a hunk removes says more than what stands beside that which it adds.
        ("@@ -1,3 +1,3 @@\n a\n+new\n b\n-c", (removed(3, "c"),)),
        # Below a cut nobody knows a line's number.
        ("@@ -1,9 +1,0 @@\n-a\n… 7 more lines\n-i\n@@ -20,1 +11,0 @@\n-t", (removed(1, "a"), removed(20, "t"))),
        ("@@ -1,2 +1,1 @@\n-a\n… 2 lines as elsewhere in this diff\n-b", (removed(1, "a"),)),
        ("@@ -5,2 +5,1 @@\n--- a\n-@@ -1 +1 @@", (removed(5, "-- a"), removed(6, "@@ -1 +1 @@"))),
    ],
)
def test_a_line_is_told_with_its_number_in_the_old_file(patch, lines):
    assert list_old_lines(patch) == lines


@given(st.lists(st.sampled_from(["@@ -1,2 +1,2 @@ f", "-a", "+b", " c", "…", "", "\\ No", "@@", "x"])).map("\n".join))
def test_no_patch_stops_it_and_every_line_stands_in_the_patch(patch):
    for line in list_old_lines(patch):
        assert line.number >= 1
        assert f"{'-' if line.is_removed else ' '}{line.text}" in patch.split("\n")
