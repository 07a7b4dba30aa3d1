"""Files that differ from the last commit are counted, whatever the clone is; nothing of the clone is run or written."""

from __future__ import annotations

import os
import shutil

import pytest

from pr_writer.git import open_repository, resolve_range
from pr_writer.git.uncommitted import count_uncommitted


@pytest.fixture
def repo(clone):
    clone.commit("one", {"a": "1\n", "b": "1\n", "folder/c": "1\n", "windows.txt": "1\r\n2\r\n"})
    return clone


def count(path):
    with open_repository(path, environ=dict(os.environ)) as repository:
        return count_uncommitted(repository, resolve_range(repository).head_sha)


def stage(repo):
    repo.write({"new": "1\n"})
    repo.git("add", "new")


def stage_and_undo(repo):
    repo.write({"a": "2\n"})
    repo.git("add", "a")
    repo.write({"a": "1\n"})


def write_as_it_was(repo):
    (repo.path / "a").write_text("1\n")
    os.utime(repo.path / "a", (1, 1))


def make_a_pipe(repo):
    (repo.path / "a").unlink()
    os.mkfifo(repo.path / "a")


def change_the_mode_where_modes_count_for_nothing(repo):
    repo.git("config", "core.fileMode", "false")
    (repo.path / "a").chmod(0o755)


def conflict(repo):
    repo.git("switch", "-qc", "other")
    repo.commit("other", {"a": "other\n"})
    repo.git("switch", "-q", "main")
    repo.commit("mine", {"a": "mine\n"})
    with pytest.raises(AssertionError):
        repo.git("merge", "other")


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (lambda _: None, 0),
        (lambda repo: repo.write({"a": "2\n", "folder/c": "2\n"}), 2),
        (lambda repo: repo.write({"a": None}), 1),
        (lambda repo: repo.write({"untracked": "1\n"}), 0),
        (lambda repo: (repo.path / "a").chmod(0o755), 1),
        (stage, 1),
        (stage_and_undo, 0),
        (write_as_it_was, 0),
        (make_a_pipe, 1),
        (change_the_mode_where_modes_count_for_nothing, 0),
        (conflict, 1),
        (lambda repo: (repo.path / ".git/index").unlink(), 0),
        (lambda repo: (repo.path / ".git/index").write_bytes(b"DIRC" + bytes(200)), 0),
        (lambda repo: (repo.path / ".git/index").write_bytes(os.urandom(4000)), 0),
        (lambda repo: shutil.rmtree(repo.path / "folder"), 1),
    ],
)
def test_what_differs_from_the_commit_is_counted(repo, change, expected):
    change(repo)

    assert count(repo.path) == expected


def test_a_copied_clone_is_as_clean_as_it_was(repo, tmp_path):
    shutil.copytree(repo.path, tmp_path / "copy", copy_function=shutil.copy)

    assert count(tmp_path / "copy") == 0


def test_line_ends_that_the_clone_converts_are_no_change(make_clone, tmp_path):
    clone = make_clone("windows")
    clone.git("config", "core.autocrlf", "true")
    clone.commit("one", {"a": "1\r\n2\r\n"})
    os.utime(clone.path / "a", (1, 1))

    assert count(clone.path) == 0


def test_a_linked_work_tree_has_changes_of_its_own(repo, tmp_path):
    repo.git("worktree", "add", "-q", str(tmp_path / "linked"), "-b", "linked")
    (tmp_path / "linked/a").write_text("2\n")

    assert (count(tmp_path / "linked"), count(repo.path)) == (1, 0)


def test_a_bare_repository_has_no_files_to_change(repo, tmp_path):
    repo.git("clone", "-q", "--bare", str(repo.path), str(tmp_path / "bare"))

    assert count(tmp_path / "bare") == 0


def test_a_submodule_is_not_looked_into_and_what_its_configuration_names_is_not_run(repo, make_clone):
    inner = make_clone("inner")
    inner.commit("one", {"x": "1\n"})
    repo.git("submodule", "--quiet", "add", str(inner.path), "lib")
    repo.commit("lib")
    (repo.path / "lib/x").write_text("2\n")
    pwned = repo.path / "pwned"
    evil = repo.path / "evil"
    evil.write_text(f"#!/bin/sh\ntouch {pwned}\n")
    evil.chmod(0o755)
    for git_dir in (".git", ".git/modules/lib"):
        with (repo.path / git_dir / "config").open("a") as file:
            file.write(f"[core]\n\tfsmonitor = {evil}\n")

    assert count(repo.path) == 0
    assert not pwned.exists()


def test_the_clone_is_left_as_it_was(repo):
    write_as_it_was(repo)
    before = {path: path.read_bytes() for path in (repo.path / ".git").rglob("*") if path.is_file()}

    assert count(repo.path) == 0

    assert {path: path.read_bytes() for path in (repo.path / ".git").rglob("*") if path.is_file()} == before
