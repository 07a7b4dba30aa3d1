"""The repository builder makes what git calls the same thing everywhere."""

from __future__ import annotations

from .repos import make_small_repo


def test_a_repository_is_the_same_wherever_it_is_made(tmp_path, monkeypatch):
    monkeypatch.setenv("GIT_AUTHOR_NAME", "Somebody Else")
    monkeypatch.setenv("HOME", "/nowhere")
    first, second = (make_small_repo(tmp_path / name) for name in ("one", "two"))

    assert first.head == second.head
    assert first.git("status", "--porcelain") == ""


def test_a_shallow_clone_has_one_commit_and_no_branch(repo, tmp_path):
    shallow = repo.clone_shallow(tmp_path / "shallow")

    assert shallow.git("rev-list", "--count", "HEAD") == "1"
    assert shallow.git("branch", "--format=%(refname)").startswith("(HEAD detached")


def test_a_clone_may_leave_the_blobs_behind(repo, tmp_path):
    partial = repo.clone(tmp_path / "partial", "--filter=blob:none", "--no-checkout")

    assert "?" in partial.git("rev-list", "--objects", "--missing=print", "HEAD")


def test_the_test_merge_has_the_base_first(repo):
    base, head = repo.rev("main"), repo.head
    repo.make_test_merge("main", "feature")

    assert repo.git("rev-list", "--parents", "-1", "HEAD").split()[1:] == [base, head]


def test_files_are_renamed_deleted_and_merged(repo):
    repo.rename("greet.py", "lib/greet.py")
    repo.commit("Move", {"README.md": None})
    repo.checkout("main")
    repo.merge("feature")

    assert repo.git("ls-files").split() == ["app.py", "lib/greet.py", "setup.cfg"]
