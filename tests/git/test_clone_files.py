"""What stands in a clone where git keeps a file is read as data, or is an error in words; never a wait."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from pr_writer.errors import ActionError
from pr_writer.git import open_repository, resolve_range
from pr_writer.git.clone_files import read_text

ROOT = Path(__file__).parents[2]
SCRIPT = """
import os, sys
from pathlib import Path
sys.path.insert(0, sys.argv[1])
from pr_writer.errors import ActionError
from pr_writer.git import open_repository, read_changes, resolve_range
try:
    with open_repository(Path(sys.argv[2]), environ=dict(os.environ)) as repository:
        found = resolve_range(repository)
        print(len(read_changes(repository, found.base_sha, found.head_sha, ignore=[], max_tokens=1000).files))
except ActionError as error:
    print(error)
"""
PLACES = [
    "config",
    "shallow",
    "commondir",
    "HEAD",
    "packed-refs",
    "refs/heads/main",
    "refs/remotes/origin/HEAD",
    "objects/info/alternates",
    "objects/info/commit-graph",
    "objects/info/commit-graphs/commit-graph-chain",
    "objects/pack/multi-pack-index",
    "objects/pack/pack-1.idx",
    "objects/ab/" + "c" * 38,
    "../.git",
]


def make_pipe(path):
    os.mkfifo(path)


def make_socket(path):
    here = Path.cwd()
    os.chdir(path.parent)  # a socket's name is short
    with socket.socket(socket.AF_UNIX) as made:
        made.bind(path.name)
    os.chdir(here)


def make_link_to_a_device(path):
    path.symlink_to("/dev/zero")


def make_folder(path):
    path.mkdir()


def read_in_time(path):
    return subprocess.run(
        [sys.executable, "-I", "-c", SCRIPT, str(ROOT), str(path)],
        env={"PATH": os.environ["PATH"]},
        capture_output=True,
        text=True,
        check=False,
        timeout=30,
    )


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("make", [make_pipe, make_socket, make_link_to_a_device])
def test_what_is_no_ordinary_file_is_an_error_that_names_it(clone, place, make):
    clone.commit("one", {"a": "1\n"})
    clone.commit("two", {"a": "2\n"})
    path = clone.path / ".git" / place
    path.parent.mkdir(parents=True, exist_ok=True)
    path.unlink(missing_ok=True) if place != "../.git" else shutil.rmtree(clone.path / ".git")
    make((clone.path / ".git") if place == "../.git" else path)

    done = read_in_time(clone.path)

    assert done.returncode == 0, done.stderr
    assert "where git keeps a file. Check out afresh" in done.stdout
    assert Path(place).name in done.stdout


@pytest.mark.parametrize("place", ["config", "shallow", "commondir", "HEAD", "packed-refs", "objects/info/alternates"])
def test_a_folder_in_place_of_a_file_is_an_error_that_names_it(clone, place):
    clone.commit("one", {"a": "1\n"})
    path = clone.path / ".git" / place
    path.unlink(missing_ok=True)
    path.mkdir()

    done = read_in_time(clone.path)

    assert done.returncode == 0, done.stderr
    assert f"{path} is a folder, where git keeps a file" in done.stdout


def test_a_store_that_is_borrowed_from_is_looked_through_as_well(clone, make_clone):
    clone.commit("one", {"a": "1\n"})
    clone.git("clone", "-q", "--shared", str(clone.path), str(clone.path.parent / "borrower"))
    os.mkfifo(clone.path / ".git/objects/pack/pack-1.idx")

    assert "pack-1.idx is a named pipe" in read_in_time(clone.path.parent / "borrower").stdout


def test_stores_that_borrow_from_each_other_end(clone):
    clone.commit("one", {"a": "1\n"})
    (clone.path / ".git/objects/info/alternates").write_text(f"{clone.path}/.git/objects\n../objects\n")

    assert read_in_time(clone.path).stdout == "1\n"


def test_a_file_is_read_as_far_as_is_allowed(tmp_path):
    path = tmp_path / "config"
    path.write_bytes(b"x" * 1024 * 1024)
    assert len(read_text(path)) == 1024 * 1024

    path.write_bytes(b"x" * (1024 * 1024 + 1))
    with pytest.raises(ActionError, match="larger than 1 MB"):
        read_text(path)


def test_a_file_that_may_not_be_read_is_an_error_that_names_it(tmp_path, monkeypatch):
    path = tmp_path / "config"
    path.write_text("x")

    def refuse(*_args):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(os, "open", refuse)
    with pytest.raises(ActionError, match=r"config cannot be read: Permission denied"):
        read_text(path)


def open_and_resolve(path, **options):
    with open_repository(path, environ=os.environ, **options) as repository:
        return resolve_range(repository)


@pytest.mark.parametrize("kind", ["linked work tree", "submodule"])
def test_a_git_file_that_leads_out_of_the_container_says_what_to_mount(clone, kind):
    clone.commit("one", {"a": "1\n"})
    linked = clone.path.parent / "linked"
    clone.git("worktree", "add", "-q", str(linked), "-b", "linked")
    if kind == "submodule":
        (linked / ".git").write_text("gitdir: ../../.git/modules/linked\n")
    else:
        shutil.move(clone.path, clone.path.parent / "elsewhere")

    with pytest.raises(ActionError, match=r"linked/\.git says .* not there\..*mount that"):
        open_and_resolve(linked)


def test_a_shared_folder_that_is_not_there_says_what_to_mount(clone):
    clone.commit("one", {"a": "1\n"})
    (clone.path / ".git/commondir").write_text("/nowhere/.git\n")

    with pytest.raises(ActionError, match=r"shares its objects with /nowhere/\.git.*Mount"):
        open_and_resolve(clone.path)


def test_a_borrowed_store_that_is_not_there_says_what_to_mount(clone):
    clone.commit("one", {"a": "1\n"})
    clone.git("clone", "-q", "--shared", str(clone.path), "../borrower")
    shutil.move(clone.path, clone.path.parent / "elsewhere")

    with pytest.raises(ActionError, match=r"borrows objects from .*/clone/\.git/objects, which is not there"):
        open_and_resolve(clone.path.parent / "borrower")


def test_branches_in_a_format_that_cannot_be_read_are_an_error_and_ids_still_work(clone):
    base = clone.commit("one", {"a": "1\n"})
    head = clone.commit("two", {"a": "2\n"})
    git_dir = clone.path / ".git"
    with (git_dir / "config").open("a") as config:
        config.write("[extensions]\n\trefStorage = reftable\n")
    (git_dir / "HEAD").write_text("ref: refs/heads/.invalid\n")
    shutil.rmtree(git_dir / "refs/heads")
    (git_dir / "refs/heads").write_text("this repository uses the reftable format\n")

    with pytest.raises(ActionError, match=r"format 'reftable'.*⟨base⟩ and ⟨head⟩ as commit ids"):
        open_and_resolve(clone.path)
    with open_repository(clone.path, environ=os.environ) as repository:
        found = resolve_range(repository, base, head)
        assert (found.base_sha, found.head_sha, found.head_ref) == (base, head, "")


def test_objects_named_by_an_unknown_hash_are_an_error(clone):
    clone.commit("one", {"a": "1\n"})
    with (clone.path / ".git/config").open("a") as config:
        config.write("[extensions]\n\tobjectFormat = blake3\n")

    with pytest.raises(ActionError, match="names its objects by 'blake3'"):
        open_and_resolve(clone.path)
