from __future__ import annotations

import pytest

from pr_writer.files.folder_moves import find_folder_moves
from pr_writer.values import FileChange


def rename(old, new, kind="renamed"):
    return FileChange(new, old, kind, "100644", "100644", "1" * 40, "2" * 40, 0, 0)


@pytest.mark.parametrize(
    ("pairs", "moves"),
    [
        (
            [("src/a.py", "packages/core/src/a.py"), ("src/x/b.py", "packages/core/src/x/b.py")],
            [("src", "packages/core/src", 2)],
        ),
        (
            [(f"{top}/{n}.py", f"packages/core/{top}/{n}.py") for top in ("src", "tests") for n in range(3)],
            [("src", "packages/core/src", 3), ("tests", "packages/core/tests", 3)],
        ),
        ([("packages/core/src/a", "src/a"), ("packages/core/src/b", "src/b")], [("packages/core/src", "src", 2)]),
        ([("lib/x/a", "pkg/lib2/x/a"), ("lib/y/b", "pkg/lib2/y/b")], [("lib", "pkg/lib2", 2)]),
        ([("a/src/1", "a/b/src/1"), ("a/src/2", "a/b/src/2")], [("a/src", "a/b/src", 2)]),
        ([("a/1", "a/b/1"), ("a/2", "a/b/2")], [("a", "a/b", 2)]),
        ([("1", "old/1"), ("2", "old/2")], [("", "old", 2)]),
        ([("src/a.py", "lib/a.py")], []),
        ([("src/a.py", "src/b.py"), ("src/c.py", "src/d.py")], []),
        ([("a/1", "b/1"), ("a/2", "c/2")], []),
        ([], []),
    ],
)
def test_files_that_move_alike_are_the_move_of_a_folder(pairs, moves):
    found = find_folder_moves([rename(*pair) for pair in pairs])

    assert [(move.old, move.new, len(move.files)) for move in found] == moves


def test_only_renames_count():
    assert (
        find_folder_moves([rename("a/1", "b/1", "copied"), rename("a/2", "b/2", "copied"), rename(None, "b/3")]) == ()
    )
