"""What a file is for, by its path alone."""

import time

import pytest

from pr_writer.files.file_kinds import is_changelog, is_ci, is_document, is_lock_file, is_test, weigh_path
from pr_writer.files.ignore_rules import Ignore
from pr_writer.files.special_files import is_submodule, is_symlink
from pr_writer.values import FileChange


@pytest.mark.parametrize(
    ("path", "weight"),
    [
        ("src/app.py", 1.0), ("cmd/main.go", 1.0), ("Makefile", 1.0), ("src/latest.py", 1.0), ("contest/a.py", 1.0),
        ("config/app.yaml", 0.6), ("web/style.css", 0.6),
        ("tests/app.py", 0.4), ("src/app_test.go", 0.4), ("src/app.test.ts", 0.4), ("test_app.py", 0.4),
        ("README.md", 0.4), ("docs/conf.py", 0.4), ("src/__snapshots__/a.snap", 0.4), ("icon.svg", 0.4),
    ],
)  # fmt: skip
def test_code_weighs_more_than_data_than_tests_and_documents(path, weight):
    assert weigh_path(path) == weight


@pytest.mark.parametrize(
    ("more", "less"),
    [
        ("CHANGES.rst", "src/a.py"),
        ("src/a.py", "a.json"),
        ("a.json", "docs/a.md"),
        ("newsfragments/12.md", "README.md"),
    ],
)
def test_what_tells_more_of_a_change_weighs_more(more, less):
    assert weigh_path(more) > weigh_path(less)


@pytest.mark.parametrize(
    ("is_it", "yes", "no"),
    [
        (
            is_test,
            [
                "tests/a.py",
                "src/a_test.go",
                "src/ATest.java",
                "conftest.py",
                "features/login.feature",
                "features/steps/a.py",
            ],
            ["src/latest.py", "contest/a.py", "src/features/login.tsx"],
        ),
        (is_document, ["docs/a.png", "README", "a/b.md"], ["CHANGELOG.md", "src/doc.py"]),
        (is_changelog, ["CHANGES.rst", "changelog.d/1.md", "NEWS", "docs/release-notes.md"], ["src/changes.py/x.py"]),
        (is_ci, [".github/workflows/ci.yml", "Jenkinsfile", ".travis.yml"], [".github/CODEOWNERS"]),
    ],
)
def test_files_are_known_by_their_paths(is_it, yes, no):
    assert [path for path in yes if not is_it(path)] == []
    assert [path for path in no if is_it(path)] == []


@pytest.mark.parametrize("path", ["a/" * 30_000, "test_" * 20_000, "." * 60_000, "a.test" * 20_000])
def test_a_hostile_path_costs_little(path):
    started = time.process_time()
    for ask in (is_changelog, is_ci, is_document, is_test, weigh_path):
        ask(path)

    assert time.process_time() - started < 2


@pytest.mark.parametrize("name", ["yarn.lock", "web/package-lock.json", "go.sum", "a/Podfile.lock", "bun.lockb"])
def test_a_lock_file_is_known_by_its_name_and_by_the_globs_that_withhold_it(name):
    assert is_lock_file(name)
    assert Ignore().find_reason(name) == "lock file"


@pytest.mark.parametrize(
    ("modes", "symlink", "submodule"),
    [
        (("100644", "100755"), False, False),
        (("000000", "120000"), True, False),
        (("120000", "100644"), True, False),
        (("160000", "000000"), False, True),
    ],
)
def test_a_mode_tells_links_and_submodules(modes, symlink, submodule):
    file = FileChange("a", None, "modified", *modes, "1" * 40, "2" * 40, 0, 0)

    assert (is_symlink(file), is_submodule(file)) == (symlink, submodule)
