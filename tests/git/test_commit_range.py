from __future__ import annotations

import os
from pathlib import Path

import pytest

from pr_writer.errors import ActionError
from pr_writer.git import open_repository, resolve_range


def resolve(clone, base="", head="", *, on_runner=False):
    with open_repository(clone.path, environ=os.environ, on_runner=on_runner) as repository:
        return resolve_range(repository, base, head)


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

    with pytest.raises(ActionError, match="git fetch --unshallow"):
        resolve(shallow)
    with pytest.raises(ActionError, match="fetch-depth: 0"):
        resolve(shallow, on_runner=True)


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
    with pytest.raises(ActionError, match=rf"names no commit of this clone\. Give ⟨{flag}⟩"):
        resolve(clone, **{flag: name})


@pytest.mark.usefixtures("branches")
def test_an_error_names_the_input_on_a_runner_and_the_flag_at_a_terminal(clone):
    with pytest.raises(ActionError, match="Give ⟨base⟩ a branch"):
        resolve(clone, "nowhere", on_runner=True)


@pytest.mark.usefixtures("branches")
def test_a_name_that_a_shallow_clone_lacks_is_told_how_to_get_it(clone, make_clone):
    shallow = make_clone("shallow")
    shallow.git("fetch", "-q", "--depth=1", f"file://{clone.path}", "main:refs/heads/topic")

    with pytest.raises(ActionError, match=r"'main' names no commit.*It is shallow.*git fetch --unshallow"):
        resolve(shallow, "main", "topic")


def test_an_image_without_a_clone_is_told_what_to_mount():
    with pytest.raises(ActionError, match=r'docker run -v "\$PWD:/github/workspace"'):
        open_repository(Path("/github/workspace"), environ={})


def test_a_folder_without_a_repository_is_an_error_with_a_next_step(tmp_path):
    with pytest.raises(ActionError, match=r"is not a git repository\..*⟨repo-dir⟩"):
        open_repository(tmp_path, environ=os.environ)
    with pytest.raises(ActionError, match=r"is not a git repository\..*actions/checkout"):
        open_repository(tmp_path, environ=os.environ, on_runner=True)


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


@pytest.fixture
def tracking(clone, branches, make_clone):
    """A clone of the clone: a local topic that follows origin's, and a main that only origin has."""
    copy = make_clone("copy")
    copy.git("remote", "add", "origin", str(clone.path))
    copy.git("fetch", "-q", "origin")
    copy.git("switch", "-qc", "topic", "--track", "origin/topic")
    copy.shas = branches
    return copy


@pytest.mark.parametrize(
    ("base", "sha", "base_ref"),
    [
        ("main", "two", "main"),
        ("main~1", "one", ""),
        ("origin/main", "two", "main"),
        ("refs/remotes/origin/main", "two", "main"),
        ("@{u}", "four", ""),
        ("topic@{upstream}~1", "three", ""),
        ("HEAD@{upstream}", "four", ""),
        ("@~1", "three", ""),
        ("HEAD^", "three", ""),
        ("HEAD^{/three}", "three", ""),
    ],
)
def test_a_base_may_be_named_in_any_of_gits_ways(tracking, base, sha, base_ref):
    found = resolve(tracking, base)

    assert (found.base_sha, found.base_ref) == (tracking.shas[sha], base_ref)


@pytest.mark.parametrize("pack", [False, True])
@pytest.mark.parametrize(
    "name", ["v1", "tags/v1", "refs/tags/v1", "v1^{}", "feature/x", "heads/feature/x", "feature/x^0"]
)
def test_loose_and_packed_branches_and_tags_are_found(clone, branches, pack, name):
    clone.git("tag", "-a", "-m", "one", "v1", branches["one"])
    clone.git("branch", "feature/x", branches["one"])
    if pack:
        clone.git("pack-refs", "--all")

    assert resolve(clone, name, "topic").base_sha == branches["one"]


def test_where_a_branch_pointed_before_is_found(clone, branches):
    assert resolve(clone, "topic@{1}", "topic").base_sha == branches["three"]
    assert resolve(clone, "topic@{1}~1", "topic").base_sha == branches["one"]


def test_what_is_fetched_last_and_short_ids_are_found(clone, branches, make_clone):
    copy = make_clone("copy")
    copy.git("fetch", "-q", str(clone.path), "topic")

    assert resolve(copy, branches["one"][:10], "FETCH_HEAD").base_sha == branches["one"]


@pytest.mark.parametrize("default", ["main", "master", "trunk", "develop", "mainline"])
def test_a_branch_is_compared_with_a_default_branch_that_only_its_name_tells(clone, branches, default):
    clone.git("branch", "-m", "main", default)
    clone.git("branch", "other", branches["one"])
    clone.git("switch", "-q", "topic")

    found = resolve(clone)

    assert (found.base_sha, found.base_ref) == (branches["one"], default)
    assert found.reason == f"The base is {default}, by its name the default branch."


def test_the_only_other_branch_is_taken_for_the_default(clone, branches):
    clone.git("branch", "-m", "main", "production")
    clone.git("switch", "-q", "topic")

    assert resolve(clone).reason == "The base is production, the only other branch."
    assert resolve(clone).base_sha == branches["one"]


@pytest.mark.parametrize(
    ("prepare", "reason"),
    [
        (("switch", "-q", "main"), "Only the last commit is read, because main is the default branch itself."),
        (("switch", "-q", "--detach", "main"), "because main has it or shares no history with it."),
    ],
)
@pytest.mark.usefixtures("branches")
def test_a_run_that_reads_the_last_commit_alone_says_why(clone, prepare, reason):
    clone.git(*prepare)

    assert reason in resolve(clone).reason
    assert resolve(clone).reason.endswith("Name another base with ⟨base⟩.")


def test_a_run_without_any_default_branch_says_so(clone, branches):
    clone.git("branch", "-m", "main", "production")
    clone.git("branch", "staging", branches["one"])
    clone.git("switch", "-q", "topic")

    found = resolve(clone)

    assert found.base_sha == branches["three"]
    assert "no default branch was found" in found.reason
