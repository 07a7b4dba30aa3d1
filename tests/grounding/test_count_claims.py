"""A count is a claim where a whole statement gives it; what the change has is never denied."""

import pytest

from pr_writer.grounding.count_claims import count_changes, find_wrong_count
from pr_writer.values import Changes, Commit, FileChange


def make_file(path, kind, added, removed):
    return FileChange(path, None, kind, "100644", "100644", "a" * 40, "b" * 40, added, removed)


# Three files, one of each kind; 30 lines added, 12 removed; two commits.
COUNTS = count_changes(
    Changes(
        "a" * 40,
        "b" * 40,
        tuple(Commit("c" * 40, "Change it", "", "A", is_merge=False) for _ in range(2)),
        (make_file("a", "modified", 10, 4), make_file("b", "added", 20, 0), make_file("c", "deleted", 0, 8)),
        2,
    )
)


@pytest.mark.parametrize(
    ("sentence", "wrong"),
    [
        ("Changes 3 files.", None),
        ("Changes 4 files.", "4 changed files; the diff has 3"),
        ("Changes 2 files.", "2 changed files; the diff has 3"),
        ("Touches a total of 12 files.", "12 changed files; the diff has 3"),
        ("This pull request modifies 1,200 files.", "1200 changed files; the diff has 3"),
        ("Updates 2 files.", None),
        ("Updates 9 files.", "9 changed files; the diff has 3"),
        ("Renames the option across 2 files.", None),
        ("Renames the option across 9 files.", "9 changed files; the diff has 3"),
        ("Spreads the log across 9 files.", None),
        ("3 files changed.", None),
        ("12 files changed.", "12 changed files; the diff has 3"),
        ("12 changed files in total.", "12 changed files; the diff has 3"),
        ("The watcher reports 12 files changed.", None),
        ("Adds 1 new file.", None),
        ("Adds 2 new files.", "2 new files; the diff has 1"),
        ("Copies 2 files.", None),
        ("Deletes 1 file.", None),
        ("Deletes 2 files and adds 1.", "2 deleted files; the diff has 1"),
        ("Deletes 2 files and logs each.", None),
        ("Deletes 2 files at a time.", None),
        ("The worker deletes 100 files.", None),
        ("Adds 30 lines.", None),
        ("Adds 20 lines.", None),
        ("Adds 5 lines.", None),
        ("Adds 300 lines.", "300 added lines; the diff has 30"),
        ("Adds about 35 lines of code.", None),
        ("Adds about 350 lines of code.", "350 added lines; the diff has 30"),
        ("Adds 300 lines per batch.", None),
        ("+30/-12", None),
        ("+10 / -4 lines.", None),
        ("(+300/-12)", "300 added lines; the diff has 30"),
        ("(+30/-120)", "120 removed lines; the diff has 12"),
        ("+3/-3 days are allowed.", None),
        ("Offsets from -12 to +14 are valid.", None),
        ("30 insertions(+), 12 deletions(-)", None),
        ("300 insertions(+), 12 deletions(-)", "300 added lines; the diff has 30"),
        ("Removes 12 lines.", None),
        ("Removes 120 lines.", "120 removed lines; the diff has 12"),
        ("Removes 120 characters.", None),
        ("Consists of 2 commits.", None),
        ("Squashes 9 commits.", "9 commits; the diff has 2"),
        ("Shows the last 10 commits.", None),
        ("Fixes CVE-2024-1234.", None),
        ("Released on 2024-11-20.", None),
        ("Supports Python 3.9-3.13, 3.14.", None),
        ("Ports 8000-8010.", None),
        ("Rows 10/-20.", None),
        ("", None),
    ],
)
def test_what_a_count_says(sentence, wrong):
    assert find_wrong_count(sentence, COUNTS) == (wrong and f"The draft claimed {wrong}.")
