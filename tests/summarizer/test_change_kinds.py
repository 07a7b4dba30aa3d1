"""The common kinds of change, each told as prose: titles where nobody wrote one, and whole bodies."""

import pytest
from support.drafting import SHA, change, changes, commit, lock, moved, patched, pull

from pr_writer.summarizer.summary import select_commits, summarize_changes

VERSION = patched("pyproject.toml", ' name = "x"', '-version = "1.3.2"', '+version = "1.4.0"')
CHANGELOG = patched(
    "CHANGELOG.md", "+## 1.4.0", "+", "+### Added", "+", "+- A retry for every", "+  request.", "+* Tabs"
)
TWO = [commit("One"), commit("Two")]


def draft(commits, files, head_ref="patch-1"):
    return summarize_changes(pull(head_ref), changes(commits, files))


def deleted(path, lines=9):
    return change(path, 0, lines, kind="deleted")


@pytest.mark.parametrize(
    ("files", "title", "text"),
    [
        pytest.param(
            [VERSION, CHANGELOG, lock()],
            "Release 1.4.0",
            "Releases 1.4.0; the version before is 1.3.2. No code changes but the version.\n\n"
            "The changelog gains:\n\n#### 1.4.0\n\n#### Added\n\n- A retry for every request.\n* Tabs",
            id="a release",
        ),
        pytest.param(
            [patched("package.json", '-  "version": "1.4.0",', '+  "version": "1.5.0-dev",')],
            "Bump the version to 1.5.0-dev",
            "Sets the version to 1.5.0-dev; the version before is 1.4.0. No code changes but the version.",
            id="a version that nobody calls a release",
        ),
        pytest.param(
            [moved("a.py", "b.py")],
            "Rename `a.py` to `b.py`",
            "Renames `a.py` to `b.py`. Only the path changes.",
            id="a rename",
        ),
        pytest.param(
            [moved("a/x.py", "b/x.py")],
            "Move `a/x.py` to `b/x.py`",
            "Moves `a/x.py` to `b/x.py`. Only the path changes.",
            id="a move",
        ),
        pytest.param(
            [moved(f"src/{n}.py", f"lib/src/{n}.py") for n in range(12)],
            "Move `src/` to `lib/src/`",
            "Moves 12 files from `src/` to `lib/src/`. Only paths change, no content.",
            id="a folder that moves into another",
        ),
        pytest.param(
            [moved(f"a/c/{n}.py", f"b/c/{n}.py") for n in range(12)],
            "Move `a/` to `b/`",
            "Moves 12 files from `a/` to `b/`. Only paths change, no content.",
            id="a folder that moves",
        ),
        pytest.param(
            [moved("a.py", "b.py"), moved("c/d.py", "e/d.py")],
            "Move 2 files",
            "Moves 2 files:\n\n- `a.py` → `b.py`\n- `c/d.py` → `e/d.py`\n\nOnly paths change, no content.",
            id="moves to several places",
        ),
        pytest.param([deleted("a.py")], "Remove `a.py`", "Deletes `a.py` (−9). Nothing else changes.", id="a deletion"),
        pytest.param(
            [deleted(f"old/{n}.py") for n in range(9)],
            "Remove 9 files in `old/`",
            "Deletes 9 files in `old/` (−81). Nothing else changes.",
            id="deletions",
        ),
        pytest.param(
            [change("run.sh", 0, 0, modes=("100644", "100755"), ids=(SHA, SHA))],
            "Make `run.sh` executable",
            "Makes `run.sh` executable. No content changes.",
            id="a mode",
        ),
        pytest.param(
            [patched("a.py", " if x:", "-  y( 1 )", "+    y(1)", "+")],
            "Change the white space of `a.py`",
            "Only white space changes: `a.py` (+2 −1).",
            id="white space",
        ),
        pytest.param(
            [patched("LICENSE", "-Copyright 2025", "+Copyright 2026")],
            "Update `LICENSE`",
            "Only the license text changes: `LICENSE` (+1 −1).",
            id="the license",
        ),
        pytest.param(
            [change("README.md"), change("docs/a.rst", 3, 1), change("docs/a.png", 0, 0, is_binary=True)],
            "Update 3 files",
            "Only documentation changes: `README.md`, `docs/a.rst` and `docs/a.png` (+4 −1).",
            id="documentation",
        ),
        pytest.param(
            [change("tests/test_a.py"), change("src/b.test.ts")],
            "Update the tests",
            "Only tests change: `tests/test_a.py` and `src/b.test.ts` (+2).",
            id="tests",
        ),
        pytest.param(
            [change(".github/workflows/ci.yml"), change(".gitlab-ci.yml")],
            "Update `.github/workflows/ci.yml` and `.gitlab-ci.yml`",
            "Only the CI configuration changes: `.github/workflows/ci.yml` and `.gitlab-ci.yml` (+2).",
            id="checks on a server",
        ),
        pytest.param(
            [change("tests/test_a.py", kind="added"), change("tests/test_b.py", kind="added")],
            "Add tests",
            "Adds only tests: `tests/test_a.py` and `tests/test_b.py` (+2).",
            id="new tests",
        ),
    ],
)
def test_a_common_kind_of_change_has_a_title_and_a_sentence(files, title, text):
    drafted = draft(TWO, files)

    assert drafted.title == title
    assert text in drafted.body


@pytest.mark.parametrize(
    "files",
    [
        pytest.param([VERSION, change("main.py")], id="a version and code"),
        pytest.param(
            [patched("Cargo.toml", " [dependencies.serde]", '-version = "1.0"', '+version = "1.1"')],
            id="a dependency's version",
        ),
        pytest.param([VERSION, patched("package.json", '-"version": "3"', '+"version": "4"')], id="two versions"),
        pytest.param([VERSION, change("changes.py")], id="code that is named like a changelog"),
        pytest.param([change("a.py", 1, 1, kind="renamed", old_path="b.py")], id="a rename with an edit"),
        pytest.param([deleted("a.py"), change("b.py")], id="a deletion and an edit"),
        pytest.param([patched("a.py", "-x = 1", "+x = 2")], id="more than white space"),
        pytest.param([patched("a.py", "-x y", "+xy", shown="part")], id="white space as far as is shown"),
        pytest.param([change("license.py")], id="code that is named like a license"),
        pytest.param([change("pkg/security.py")], id="code that is named like a document"),
        pytest.param([change("pkg/prompt.md")], id="Markdown that a program may read"),
        pytest.param([change("spec/openapi.yaml")], id="a specification that is no test"),
        pytest.param([change(".github/actions/x/index.js")], id="an action's code"),
        pytest.param(
            [change("man/git-test.1"), change("man/man5/app.test.5")], id="a manual's page called after a test"
        ),
    ],
)
def test_what_may_be_more_is_not_called_a_common_kind(files):
    body = draft(TWO, files).body

    assert not any(word in body for word in ("Only ", "Releases", "Nothing else", "No code"))


def test_a_revert_says_what_it_takes_back_and_why():
    body = f"This reverts commit {SHA}.\n\nIt broke the login.\n\nReverts acme/shop#12"

    drafted = draft([commit('Revert "Add paging"', body)], [change("a.py", 0, 9)])

    assert drafted.title == 'Revert "Add paging"'
    assert drafted.body == (
        "It broke the login.\n\nReverts “Add paging” (cccccccccc, acme/shop#12). Changes `a.py` −9."
    )


def test_the_reason_for_a_revert_may_stand_beside_its_commit():
    body = f"This reverts commit {SHA}, reversing\nchanges made to {SHA}. It broke\nthe login."

    drafted = draft([commit('Revert "Add paging"', body)], [change("a.py")])

    assert drafted.body.startswith("It broke the login.\n\nReverts “Add paging”")


def test_several_reverts_are_listed():
    commits = [commit('Revert "Add a"', f"This reverts commit {'1' * 40}."), commit('Reapply "Add b"')]

    drafted = draft(commits, [change("a.py"), deleted("b.py")])

    assert drafted.title == "Revert several commits"
    assert drafted.body.startswith("- Reverts “Add a” (1111111111).\n- Applies again “Add b”.\n\nChanges `a.py` and")


def test_what_a_branch_takes_back_itself_is_not_told():
    commits = [
        commit("Add a", sha="1" * 40),
        commit("Add b", sha="2" * 40),
        commit('Revert "Add b"', f"This reverts commit {'2' * 40}.", sha="3" * 40),
        commit("Add c", sha="4" * 40),
        commit('Revert "Add c"', f"This reverts commit {'4' * 40}.", sha="5" * 40),
        commit('Reapply "Add c"', f"This reverts commit {'5' * 40}.", sha="6" * 40),
    ]

    assert [one.subject for one in select_commits(tuple(commits))] == ["Add a", "Add c"]


def test_a_branch_that_takes_everything_back_is_told_as_it_is():
    commits = [
        commit("Add a", sha="1" * 40),
        commit('Revert "Add a"', f"This reverts commit {'1' * 40}.", sha="2" * 40),
    ]

    assert len(select_commits(tuple(commits))) == 2


DEPENDABOT = """Bumps [requests](https://github.com/psf/requests) from 2.31.0 to 2.32.3.
- [Release notes](https://github.com/psf/requests/releases)
- [Changelog](https://github.com/psf/requests/blob/main/HISTORY.md)

---
updated-dependencies:
- dependency-name: requests
  update-type: version-update:semver-minor
...

Signed-off-by: dependabot[bot] <support@github.com>"""


def test_of_a_bots_words_only_the_links_are_kept():
    files = [patched("requirements.txt", "-requests==2.31.0", "+requests==2.32.3")]

    drafted = draft([commit("Bump requests from 2.31.0 to 2.32.3", DEPENDABOT)], files)

    assert drafted.body == (
        "Bumps `requests` from 2.31.0 to 2.32.3. Only `requirements.txt` changes; no code does.\n\n"
        "- [Release notes](https://github.com/psf/requests/releases)\n"
        "- [Changelog](https://github.com/psf/requests/blob/main/HISTORY.md)"
    )


def test_of_a_lock_file_that_moves_alone_the_bots_words_are_all_that_is_known():
    drafted = draft([commit("Bump requests", DEPENDABOT)], [lock()])

    assert drafted.body.startswith(
        "Bumps [requests](https://github.com/psf/requests) from 2.31.0 to 2.32.3.\n- [Release"
    )
    assert drafted.body.endswith("\n\nOnly the lock file `poetry.lock` changes; no manifest does.")


def test_commits_that_say_no_more_than_the_bump_are_not_listed():
    files = [patched("requirements.txt", "-a==1", "+a==2", "-b==1", "+b==2")]
    commits = [commit("Bump a", "a 1 has a hole."), commit("Update b"), commit("Please the auditors")]

    body = draft(commits, files).body

    assert body.startswith("a 1 has a hole.")
    assert body.endswith("no code does.\n\n- Please the auditors")


@pytest.mark.parametrize(
    ("subjects", "head_ref", "title"),
    [
        (["Only this"], "deps", "Only this"),
        (["One", "Two"], "update-the-clients", "Update the clients"),
        (["Bump the clients now", "Bump the clients again"], "x", "Bump the clients now"),
        (["One", "Two"], "dependabot/pip/requests-2.32.3", "Bump requests from 2.31.0 to 2.32.3"),
        (["One", "Two"], "patch-1", "Bump requests from 2.31.0 to 2.32.3"),
        (["One", "Two"], "revert-12-add-x", "Bump requests from 2.31.0 to 2.32.3"),
        ([], "", "Bump requests from 2.31.0 to 2.32.3"),
    ],
)
def test_what_people_said_is_the_title_before_what_the_files_suggest(subjects, head_ref, title):
    files = [patched("requirements.txt", "-requests==2.31.0", "+requests==2.32.3")]

    assert draft([commit(subject) for subject in subjects], files, head_ref).title == title
