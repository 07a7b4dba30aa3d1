from __future__ import annotations

import re
import subprocess
import time

import pytest
from hypothesis import HealthCheck, assume, example, given, settings
from hypothesis import strategies as st

from pr_writer.files.ignore_rules import Ignore, read_ignore, translate_glob


@pytest.mark.parametrize(
    ("globs", "path", "reason"),
    [
        ([], "package-lock.json", "lock file"),
        ([], "web/yarn.lock", "lock file"),
        ([], "go.sum", "lock file"),
        ([], "vendor/github.com/x/y.go", "vendored"),
        ([], "web/node_modules/x/index.js", "vendored"),
        ([], "dist/app.min.js", "minified"),
        ([], "src/lock.py", ""),
        ([], "vendor.py", ""),
        ([], "src/vendors/list.py", ""),
        (["*.svg"], "a/b.svg", "ignored"),
        (["docs/"], "docs/a/b.md", "ignored"),
        (["docs"], "x/docs/b.md", "ignored"),
        (["/docs"], "x/docs/b.md", ""),
        (["src/*.gen.ts"], "src/a.gen.ts", "ignored"),
        (["src/*.gen.ts"], "src/x/a.gen.ts", ""),
        (["src/**/*.ts"], "src/a.ts", "ignored"),
        (["src/**/*.ts"], "src/x/y/a.ts", "ignored"),
        (["**/fixtures/**"], "a/fixtures/b/c", "ignored"),
        (["*.py", "!keep.py"], "a/keep.py", ""),
        (["!keep.py", "*.py"], "a/keep.py", "ignored"),
        (["!*.lock"], "yarn.lock", ""),
        (["!vendor/ours/"], "vendor/ours/a.go", ""),
        (["!vendor/ours/"], "vendor/theirs/a.go", "vendored"),
        (["# *.py", "", "  ", "!", "/"], "a.py", ""),
        (["[ab].py"], "a.py", "ignored"),
        (["[!ab].py"], "a.py", ""),
        (["[a-c].py"], "b.py", "ignored"),
        (["[a-].py"], "-.py", "ignored"),
        (["[z-a].py"], "[z-a].py", "ignored"),
        (["a[.py"], "a[.py", "ignored"),
        ([r"\*.py"], "*.py", "ignored"),
        (["?.py"], "a/b.py", "ignored"),
        (["*"], "any/thing\nat all", "ignored"),
    ],
)
def test_the_last_line_that_matches_decides(globs, path, reason):
    assert Ignore(globs).find_reason(path) == reason


def test_a_user_can_ask_for_what_the_attributes_call_generated():
    assert Ignore(["!gen/"]).find_reason("gen/a.py", "generated") == ""
    assert Ignore([]).find_reason("gen/a.py", "generated") == "generated"


@settings(deadline=None, max_examples=1000)
@example("[?--]")
@given(st.text("ab*?[]!\\/-^.", max_size=12))
def test_any_glob_is_a_valid_expression(glob):
    re.compile(translate_glob(glob))


@pytest.mark.parametrize("glob", ["*.py", "src", "/src", "src/", "a/**", "**/b.py", "a/*/c", "[a-c]*", "a/**/c", "s?c"])
def test_globs_mean_what_git_takes_them_for(clone, glob):
    paths = ["a.py", "src/a.py", "src/b.py", "a/b/c", "a/c", "x/src/y", "sac", "d", "a/x/y/c", "b.py"]
    (clone.path / ".gitignore").write_text(glob + "\n")
    done = subprocess.run(
        ["git", "check-ignore", "--no-index", "--stdin"],
        cwd=clone.path,
        input="\n".join(paths),
        capture_output=True,
        text=True,
        check=False,
    )

    assert [path for path in paths if re.fullmatch(translate_glob(glob), path)] == done.stdout.split()


@pytest.mark.parametrize(
    ("glob", "path"),
    [
        ("*a" * 30 + "b", "a" * 8000),
        ("**/a" * 30 + "/b", "a/" * 4000),
        ("**/*a*a" * 15 + "/b", "aa/" * 2500),
        ("a/" + "**/" * 50 + "b", "a/" * 4000),
        ("?" * 200 + "*" * 200 + "b", "a" * 8000),
        ("[ab]*" * 40 + "c", "ab" * 4000),
    ],
)
@pytest.mark.parametrize("holds_below", [True, False])
def test_no_glob_makes_a_path_expensive(glob, path, holds_below):
    started = time.process_time()

    assert not re.fullmatch(translate_glob(glob, holds_below=holds_below), path)
    assert time.process_time() - started < 2


GLOBS = st.lists(st.sampled_from(["a", "b", "*", "?", "/", "**", "**/", "/**", "[ab]", "[!a]", "c", "."]), max_size=7)
PATHS = ["a", "b", "ab", "a/b", "a/b/c", "b/a", "aab/b", "c/ab/a.b", "a.b", ".a", "a/a/a/b", "c/c/c", "abc", "b/abc/a"]


@settings(deadline=None, max_examples=60, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(globs=st.lists(GLOBS.map("".join), min_size=1, max_size=1))
def test_any_glob_means_what_git_takes_it_for(clone, globs):
    (glob,) = globs
    # Git strips what stands before the first star, and then takes `a**/b` for `a` and `**/b`, against its manual.
    assume(not re.search(r"[^/]\*\*|//", glob))
    (clone.path / ".gitignore").write_text(glob + "\n")
    done = subprocess.run(
        ["git", "check-ignore", "--no-index", "--stdin"],
        cwd=clone.path,
        input="\n".join(PATHS),
        capture_output=True,
        text=True,
        check=False,
    )

    assert [path for path in PATHS if Ignore([glob]).find_reason(path)] == done.stdout.split()


def test_the_same_globs_are_read_once():
    globs = ("docs/**", "!docs/a.md")

    assert read_ignore(globs) is read_ignore(("docs/**", "!docs/a.md"))
    assert read_ignore(globs).find_reason("docs/b.md") == "ignored"
    assert read_ignore(()).find_reason("docs/b.md") == ""
