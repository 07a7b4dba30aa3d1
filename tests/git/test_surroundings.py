"""What stands around a small change is read from real repositories, beside the diff and without a say in it."""

from __future__ import annotations

import os
import subprocess
from dataclasses import replace

import pytest

from pr_writer.git import open_repository, read_changes, surroundings
from pr_writer.git.git_process import GitFailure, GitProcess
from pr_writer.git.surroundings import MAX_BYTES, add_surroundings
from pr_writer.prompting.token_estimate import estimate_tokens

BUDGET = 24_000


def write_function(name, lines=30, head="def {}():", indent="    ", line_end="\n"):
    body = [f"{indent}step_{n} = {name}({n})" for n in range(lines)]
    return line_end.join([head.format(name), *body, "", ""])


OLD = write_function("one") + "\n" + write_function("two") + "\n" + write_function("three")
NEW = OLD.replace("two(20)", "two(0)")


@pytest.fixture
def widen():
    """Read a clone's change, and the same with what is around it."""

    def run(path, base, head, *, ignore=(), max_tokens=BUDGET):
        with open_repository(path, environ=os.environ) as repository:
            plain = read_changes(repository, base, head, ignore=ignore, max_tokens=max_tokens)
            return plain, add_surroundings(repository, plain, max_tokens)

    return run


def change(clone, old, new):
    return clone.commit("base", old), clone.commit("change", new)


def find(changes, path):
    return next(file for file in changes.files if file.path == path)


def test_the_function_is_shown_and_nothing_else_is_another(clone, widen):
    plain, wide = widen(clone.path, *change(clone, {"a.py": OLD}, {"a.py": NEW}))

    assert find(wide, "a.py").wide_patch.split("\n")[1] == " def two():"
    assert replace(wide, files=tuple(replace(file, wide_patch="") for file in wide.files)) == plain
    assert wide.fingerprint == plain.fingerprint


@pytest.mark.parametrize("path", ["a.py", "a.go", "a.rs", "a.ts", "a.c", "A.java", "a.rb", "a.yaml", "a.unknown"])
@pytest.mark.parametrize("ending", ["", "last"])
def test_git_applies_it_to_the_old_file(clone, widen, path, ending):
    old, new = OLD + ending, NEW.replace("def one():", "def one(new):") + ending
    base, head = change(clone, {path: old}, {path: new})
    _, wide = widen(clone.path, base, head)
    patch = find(wide, path).wide_patch
    clone.git("checkout", "-q", base)
    clone.git("apply", "-", stdin=f"--- a/{path}\n+++ b/{path}\n{patch}\n".encode())

    assert (clone.path / path).read_text() == new
    assert patch.count("\n") > find(wide, path).patch.count("\n")


def test_a_renamed_file_shows_what_it_was_made_from(clone, widen):
    clone.write({"old.py": OLD})
    base = clone.commit("base")
    clone.git("mv", "old.py", "new.py")
    head = clone.commit("move", {"new.py": NEW})
    _, wide = widen(clone.path, base, head)

    assert [file.kind for file in wide.files] == ["renamed"]
    assert find(wide, "new.py").wide_patch.split("\n")[1] == " def two():"


def test_line_ends_of_windows_are_read(clone, widen):
    old = OLD.replace("\n", "\r\n")
    clone.git("config", "core.autocrlf", "false")
    _, wide = widen(clone.path, *change(clone, {"a.py": old}, {"a.py": old.replace("two(20)", "two(0)")}))

    assert find(wide, "a.py").wide_patch.split("\n")[1] == " def two():"
    assert "\r" not in find(wide, "a.py").wide_patch


def test_bytes_that_are_no_text_are_read_as_in_the_patch(clone, widen):
    old, new = (text.encode().replace(b"step_19", b"\xe9\xff_19") for text in (OLD, NEW))
    _, wide = widen(clone.path, *change(clone, {"a.py": old}, {"a.py": new}))

    assert find(wide, "a.py").wide_patch.split("\n")[1] == " def two():"


def test_what_is_not_sent_is_not_sent_around_either(clone, widen):
    names = (
        "ignored.py",
        "vendor/lib.js",
        "poetry.lock",
        "image.bin",
        "link.py",
        "book.ipynb",
        "lines.py",
        "README.md",
    )
    base, head = change(
        clone,
        {**dict.fromkeys(names, OLD), "image.bin": b"\0" + OLD.encode(), "lines.py": OLD.replace("\n", "\r\n")},
        {**dict.fromkeys(names, NEW), "image.bin": b"\0" + NEW.encode(), "lines.py": OLD},
    )
    (clone.path / "link.py").unlink()
    (clone.path / "link.py").symlink_to("lines.py")
    head = clone.commit("link")
    plain, wide = widen(clone.path, base, head, ignore=["ignored.py"])

    assert wide == plain


def test_a_huge_file_is_left_as_it_is(clone, widen):
    old = OLD + "#" * 79 + "\n" * (MAX_BYTES + 1)
    plain, wide = widen(clone.path, *change(clone, {"a.py": old}, {"a.py": old.replace("two(20)", "two(0)")}))

    assert wide == plain


def test_all_files_together_are_read_up_to_a_limit_and_code_first(clone, widen, monkeypatch):
    monkeypatch.setattr(surroundings, "MAX_BYTES_IN_ALL", 2 * len(OLD) + 10)
    names = ("tests/test_a.py", "a.py", "b.py", "data.json")
    old = {name: f"# {number}\n{OLD}" for number, name in enumerate(names)}
    new = {name: text.replace("two(20)", "two(0)") for name, text in old.items()}
    _, wide = widen(clone.path, *change(clone, old, new))

    assert [file.path for file in wide.files if file.wide_patch] == ["a.py", "b.py"]


def test_a_diff_that_is_not_small_is_left_as_it_is(clone, widen):
    more = "".join(f"new_{n} = call({n})\n" for n in range(900))
    plain, wide = widen(clone.path, *change(clone, {"a.py": OLD}, {"a.py": NEW + more}))

    assert wide == plain


@pytest.mark.parametrize("max_tokens", [250, 400, 600])
def test_all_that_is_shown_holds_the_budget_for_patches(clone, widen, max_tokens):
    _, wide = widen(clone.path, *change(clone, {"a.py": OLD}, {"a.py": NEW}), max_tokens=max_tokens)

    assert find(wide, "a.py").shown == "whole"
    assert estimate_tokens(find(wide, "a.py").wide_patch) <= max_tokens


@pytest.mark.parametrize("error", [GitFailure(128, "fatal: bad object"), OSError("no space"), GitFailure(-9, "")])
def test_where_git_cannot_read_the_change_is_as_it_was(clone, error):
    base, head = change(clone, {"a.py": OLD}, {"a.py": NEW})
    with open_repository(clone.path, environ=os.environ) as repository:
        plain = read_changes(repository, base, head, max_tokens=BUDGET)

        def fail(*_, **__):
            raise error

        repository.git.stream = fail
        assert add_surroundings(repository, plain, BUDGET) == plain


def test_one_process_of_git_reads_it_with_a_deadline(clone, monkeypatch):
    base, head = change(clone, {"a.py": OLD, "b.py": OLD}, {"a.py": NEW, "b.py": NEW})
    with open_repository(clone.path, environ=os.environ) as repository:
        plain = read_changes(repository, base, head, max_tokens=BUDGET)
        started = []
        stream = GitProcess.stream

        def count(self, command, *args, **options):
            started.append((command, options.get("max_seconds")))
            return stream(self, command, *args, **options)

        monkeypatch.setattr(GitProcess, "stream", count)
        wide = add_surroundings(repository, plain, BUDGET)

    assert all(file.wide_patch for file in wide.files)
    assert started == [("cat_file", 10)]


def test_attributes_of_the_repository_have_no_say(clone, widen):
    evil = "* diff=evil filter=evil\n*.py -diff\n"
    old, new = {"a.py": OLD}, {"a.py": NEW, ".gitattributes": evil}
    base, head = change(clone, old, new)
    clone.git("config", "diff.evil.textconv", "touch /nowhere; cat")
    _, wide = widen(clone.path, base, head)

    assert find(wide, "a.py").wide_patch.split("\n")[1] == " def two():"


def test_a_partial_clone_fetches_nothing_for_it(clone, make_clone, tmp_path):
    base, head = change(clone, {"a.py": OLD, "other.py": OLD + "x = 1\n"}, {"a.py": NEW})
    clone.git("config", "uploadpack.allowFilter", "true")
    partial = tmp_path / "partial"
    subprocess.run(
        ["git", "clone", "-q", "--filter=blob:none", "--no-checkout", f"file://{clone.path}", str(partial)], check=True
    )
    subprocess.run(
        ["git", "-C", str(partial), "diff", base, head], check=True, capture_output=True
    )  # which fetches a.py
    subprocess.run(["git", "-C", str(partial), "remote", "set-url", "origin", "/nowhere"], check=True)
    with open_repository(partial, environ=os.environ) as repository:
        plain = read_changes(repository, base, head, max_tokens=BUDGET)
        wide = add_surroundings(repository, plain, BUDGET)

    assert find(wide, "a.py").wide_patch.split("\n")[1] == " def two():"
