"""Refs are read from a clone's files, and from nothing outside of them."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pr_writer.git.git_dirs import find_clone
from pr_writer.git.refs import FORBIDDEN, Refs


@pytest.fixture
def refs(clone):
    clone.sha = clone.commit("one", {"a": "1\n"})
    (clone.path / "secret").write_text(clone.sha + "\n")
    (clone.path / ".git/secret").write_text(clone.sha + "\n")
    return Refs(find_clone(clone.path))


@pytest.mark.parametrize(
    "name",
    ["../secret", "refs/../secret", "refs/heads/../../../secret", "/etc/passwd", "secret", "config", "a\0b", "a.lock",
     "", "refs/heads/.hidden", "@", "a/", "a//b", "refs/heads/main~1", "refs/heads/*"],
)  # fmt: skip
def test_a_name_that_git_forbids_or_that_is_no_ref_stands_for_nothing(refs, name):
    assert refs.resolve(name) == ""


def test_a_short_name_is_looked_up_in_gits_order(clone, refs):
    clone.git("tag", "main")
    clone.git("update-ref", "refs/remotes/main", clone.sha)

    assert list(refs.find_all("main")) == ["refs/tags/main", "refs/heads/main", "refs/remotes/main"]


def test_refs_that_name_each_other_end(clone, refs):
    (clone.path / ".git/refs/heads/a").write_text("ref: refs/heads/b\n")
    (clone.path / ".git/refs/heads/b").write_text("ref: refs/heads/a\n")

    assert refs.resolve("refs/heads/a") == ""


def test_a_head_that_is_a_link_is_read(clone, refs):
    head = clone.path / ".git/HEAD"
    head.unlink()
    head.symlink_to("refs/heads/main")

    assert refs.read_branch() == "main"


@pytest.mark.parametrize("text", ["ref: ../../secret", "ref: refs/heads/../../../secret", "x" * 40, "", "\n", "ref:"])
def test_a_ref_that_holds_nonsense_stands_for_nothing(clone, refs, text):
    (clone.path / ".git/refs/heads/a").write_text(text)

    assert refs.resolve("refs/heads/a") == ""


@pytest.mark.parametrize("pack", [False, True])
def test_branches_are_listed_loose_and_packed(clone, refs, pack):
    clone.git("branch", "feature/x")
    if pack:
        clone.git("pack-refs", "--all")

    assert refs.list_branches() == ("feature/x", "main")


@settings(deadline=None)
@given(name=st.text(max_size=30))
def test_a_name_that_passes_is_a_path_below_the_git_folder(name):
    if FORBIDDEN.search(name):
        return
    parts = name.split("/")
    assert all(part and not part.startswith(".") and "\0" not in part for part in parts)
