from __future__ import annotations

import os

import pytest

from pr_writer.errors import ActionError
from pr_writer.git import open_repository


def resolve(clone, base="", head=""):
    with open_repository(clone.path, environ=os.environ) as repository:
        return repository.resolve_range(base, head)


@pytest.fixture
def branches(clone):
    """main: one, two; topic forks from one: three, four."""
    shas = {"one": clone.commit("one", {"a": "1\n"})}
    clone.git("switch", "-qc", "topic")
    shas["three"] = clone.commit("three", {"b": "3\n"})
    shas["four"] = clone.commit("four", {"b": "4\n"})
    clone.git("switch", "-q", "main")
    shas["two"] = clone.commit("two", {"a": "2\n"})
    return shas


@pytest.mark.parametrize(
    ("switch", "base", "head", "expected"),
    [
        (["topic"], "", "", ("one", "four", "topic", "main")),
        (["main"], "", "", ("one", "two", "main", "main")),
        (["--detach", "main"], "", "", ("one", "two", "", "main")),
        (["--detach", "topic"], "", "", ("one", "four", "", "main")),
        (["main"], "", "topic", ("one", "four", "topic", "main")),
        (["main"], "main", "topic", ("two", "four", "topic", "main")),
        (["main"], "topic~1", "topic", ("three", "four", "topic", "")),
    ],
)
def test_base_and_head_are_what_was_asked_for_or_the_defaults(clone, branches, switch, base, head, expected):
    clone.git("switch", "-q", *switch)

    found = resolve(clone, base, head)

    base_sha, head_sha, head_ref, base_ref = expected
    assert (found.base_sha, found.head_sha) == (branches[base_sha], branches[head_sha])
    assert (found.head_ref, found.base_ref) == (head_ref, base_ref)


def test_the_default_branch_is_what_origin_says(clone, make_clone, branches):
    clone.git("branch", "-m", "main", "trunk")
    copy = make_clone("copy")
    copy.git("remote", "add", "origin", str(clone.path))
    copy.git("fetch", "-q", "origin")
    copy.git("remote", "set-head", "origin", "trunk")
    copy.git("switch", "-qc", "topic", "origin/topic")

    found = resolve(copy)

    assert (found.base_sha, found.base_ref) == (branches["one"], "trunk")


def test_a_root_commit_is_compared_with_nothing(clone):
    head = clone.commit("one", {"a": "1\n"})

    assert resolve(clone).base_sha == "4b825dc642cb6eb9a060e54bf8d69288fbee4904"
    assert resolve(clone).head_sha == head


@pytest.mark.usefixtures("branches")
def test_the_end_of_a_shallow_history_is_not_taken_for_a_root(clone, make_clone):
    shallow = make_clone("shallow")
    shallow.git("fetch", "-q", "--depth=1", f"file://{clone.path}", "main")
    shallow.git("reset", "-q", "--hard", "FETCH_HEAD")

    with pytest.raises(ActionError, match="fetch-depth: 0"):
        resolve(shallow)


@pytest.mark.parametrize("name", ["--output=pwn", "$(touch;pwn)", "öä"])
def test_hostile_branch_names_are_names_like_any_other(clone, branches, name):
    clone.git("update-ref", f"refs/heads/{name}", branches["four"])

    found = resolve(clone, "", name)

    assert (found.head_sha, found.head_ref) == (branches["four"], name)
    assert not list(clone.path.rglob("*pwn*.txt"))


@pytest.mark.parametrize("name", ["nowhere", "--all", "a\nmain", "HEAD:a", "\0"])
@pytest.mark.parametrize("flag", ["base", "head"])
@pytest.mark.usefixtures("branches")
def test_a_name_of_nothing_is_an_error_that_shows_it(clone, name, flag):
    with pytest.raises(ActionError, match=rf"names no commit of this clone\. Give --{flag}"):
        resolve(clone, **{flag: name})


def test_a_folder_without_a_repository_is_an_error_with_a_next_step(tmp_path):
    with pytest.raises(ActionError, match=r"is not a git repository\..*--repo-dir"):
        open_repository(tmp_path, environ=os.environ)


@pytest.mark.parametrize(
    ("message", "title"),
    [
        ("Merge pull request #3 from a/b\n\nAdd a thing", "Add a thing"),
        ("Auto merge of #12 - user:topic, r=other\n\nMend it\n\nMore.", "Mend it"),
        ("Merge pull request #3 from a/b", "Merge pull request #3 from a/b"),
        ("Merge branch 'topic'\n\nAdd a thing", "Merge branch 'topic'"),
        ("feat: add (#4)\n\nBody.", "feat: add (#4)"),
    ],
)
def test_a_merges_title_is_that_of_the_pull_request_that_it_merged(clone, message, title):
    sha = clone.commit(message, {"a": "1\n"})
    with open_repository(clone.path, environ=os.environ) as repository:
        assert repository.read_subjects(sha) == (title,)
