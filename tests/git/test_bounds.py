"""A small pack can hold much: what is read of it is bounded, and what is not read is said."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from pr_writer.errors import ActionError
from pr_writer.git import changed_files, open_repository

ROOT = Path(__file__).parents[2]
SCRIPT = """
import os, resource, sys
from pathlib import Path
sys.path.insert(0, sys.argv[1])
from pr_writer.errors import ActionError
from pr_writer.git import open_repository, read_changes
try:
    with open_repository(Path(sys.argv[2]), environ=dict(os.environ)) as repository:
        read_changes(repository, *sys.argv[3:], ignore=[], max_tokens=1000)
except ActionError as error:
    print(error)
print(max(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)) // 1024)
"""


def make_tree(clone, entry, count, width=6):
    lines = "".join(f"{entry}\td{number:0{width}}\n" for number in range(count))
    return clone.git("mktree", "--missing", stdin=lines.encode())


def commit_tree(clone, tree, *parents):
    return clone.git("commit-tree", "-m", "x", *(word for parent in parents for word in ("-p", parent)), tree)


@pytest.mark.parametrize("depth", [3, 5])
def test_trees_of_millions_of_paths_are_refused_in_words_and_bounded_memory(clone, depth):
    blob = clone.git("hash-object", "-w", "--stdin", stdin=b"x\n")
    tree = make_tree(clone, f"100644 blob {blob}", 100)
    for _ in range(depth - 1):
        tree = make_tree(clone, f"040000 tree {tree}", 100)
    base = commit_tree(clone, clone.git("mktree"))
    head = commit_tree(clone, tree, base)

    done = subprocess.run(
        [sys.executable, "-I", "-c", SCRIPT, str(ROOT), str(clone.path), base, head],
        env={"PATH": os.environ["PATH"]},
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )

    sentence, megabytes = done.stdout.splitlines()
    assert sentence.startswith("The change touches more than 50,000 paths")
    assert int(megabytes) < 450


@pytest.mark.parametrize(("count", "is_read"), [(7, True), (8, False)])
def test_as_many_paths_as_are_allowed_are_read(clone, read, monkeypatch, count, is_read):
    monkeypatch.setattr(changed_files, "MAX_PATHS", 7)
    base = clone.commit("one", {"z": "z\n"})
    head = clone.commit("two", {f"f{number}": "x\n" for number in range(count)})

    if is_read:
        assert len(read(clone.path, base, head).files) == 7
    else:
        with pytest.raises(ActionError, match="more than 7 paths"):
            read(clone.path, base, head)


def test_a_folder_of_very_many_files_is_looked_at_in_part(clone):
    blob = clone.git("hash-object", "-w", "--stdin", stdin=b"x\n")
    head = commit_tree(clone, make_tree(clone, f"100644 blob {blob}", 80_000, 200))

    with open_repository(clone.path, environ=os.environ) as repository:
        names = repository.list_files(head)

    assert names[0] == f"d{0:0200}"
    assert 50_000 < len(names) < 80_000


def test_messages_of_any_length_are_kept_in_part(clone, read):
    base = clone.commit("one", {"z": "z\n"})
    clone.write({"z": "y\n"})
    clone.git("commit", "-aq", "-F", "-", stdin=b"subject\n\n" + b"word " * 1_000_000)
    head = clone.commit("three", {"z": "x\n"})

    first, last = read(clone.path, base, head).commits

    assert (first.subject, len(first.body), last.subject) == ("subject", 16_000, "three")
