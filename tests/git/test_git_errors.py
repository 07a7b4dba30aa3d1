"""What a clone lacks is told with the step that mends it: here for a person, there for a workflow."""

from __future__ import annotations

import os
import re
import subprocess

import pytest

from pr_writer.errors import ActionError
from pr_writer.git import open_repository, resolve_range
from pr_writer.git.git_errors import Advice


@pytest.fixture
def origin(make_clone):
    origin = make_clone("origin")
    origin.git("config", "uploadpack.allowFilter", "true")
    origin.git("config", "uploadpack.allowAnySHA1InWant", "true")
    origin.base = origin.commit("one", {"a.txt": "a\n", "b.txt": "b\n"})
    origin.middle = origin.commit("two", {"a.txt": "a2\n", "b.txt": "b2\n"})
    origin.head = origin.commit("three", {"a.txt": "a3\n"})
    return origin


def follow(advice, clone):
    """Run the command that an error names, as a reader would."""
    subprocess.run(re.search("`(.*?)`", advice)[1], shell=True, check=True, cwd=clone.path)  # noqa: S602 - it has a redirection


@pytest.mark.parametrize("option", ["--filter=blob:none", "--depth=1"])
def test_the_command_that_an_error_names_locally_mends_it(origin, make_clone, read, option):
    clone = make_clone("copy")
    origin.git("clone", "-q", option, f"file://{origin.path}", "../cloned")
    clone.path = clone.path.parent / "cloned"

    with pytest.raises(ActionError) as error:
        read(clone.path, origin.base, origin.middle, on_runner=False)
    follow(str(error.value), clone)

    assert len(read(clone.path, origin.base, origin.middle, on_runner=False).files) == 2


def test_a_local_shallow_clone_is_told_what_to_fetch(origin, make_clone):
    origin.git("clone", "-q", "--depth=1", f"file://{origin.path}", "../cloned")

    for on_runner, remedy in ((False, "git fetch --unshallow"), (True, "fetch-depth: 0")):
        with (
            open_repository(origin.path.parent / "cloned", environ=os.environ, on_runner=on_runner) as repository,
            pytest.raises(ActionError, match=remedy),
        ):
            resolve_range(repository)


@pytest.mark.parametrize(
    ("advice", "remedy"),
    [
        (Advice(), "git fsck"),
        (Advice(is_shallow=True), "git fetch --unshallow"),
        (Advice(is_partial=True), "git diff BASE HEAD"),
        (Advice(on_runner=True), "fetch-depth: 0"),
        (Advice(on_runner=True, is_partial=True, is_shallow=True), "fetch-depth: 0"),
    ],
)
def test_what_to_do_about_missing_contents_depends_on_the_clone(advice, remedy):
    assert remedy in advice.explain_missing()
