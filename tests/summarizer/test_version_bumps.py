"""Versions that move: what moved, in which files, and whether a bot may be left to say so without a model."""

import pytest
from support.drafting import change, changes, commit, lock, moved, patched, pull

from pr_writer.summarizer.summary import is_bot_bump
from pr_writer.summarizer.version_bumps import read_bump, tell_bump, title_bump

REQUESTS = patched("requirements.txt", " flask==3.0", "-requests==2.31.0", "+requests==2.32.3", " rich==13.0")


@pytest.mark.parametrize(
    ("files", "title", "text"),
    [
        (
            [REQUESTS, lock()],
            "Bump requests from 2.31.0 to 2.32.3",
            "Bumps `requests` from 2.31.0 to 2.32.3. Only `requirements.txt` and the lock file change; no code does.",
        ),
        (
            [patched("requirements.txt", "-a==1.9", "+a==2.0")],
            "Bump a from 1.9 to 2.0",
            "Bumps `a` from 1.9 to 2.0, a new major version. Only `requirements.txt` changes; no code does.",
        ),
        (
            [patched("requirements.txt", "-a==1.9", "+a==1.8")],
            "Downgrade a from 1.9 to 1.8",
            "Lowers `a` from 1.9 to 1.8. Only `requirements.txt` changes; no code does.",
        ),
        (
            [patched("requirements.txt", "-a==1.9", "-b==2.0", "+a==1.10", "+b==2.1")],
            "Bump a and b",
            "Bumps `a` from 1.9 to 1.10 and `b` from 2.0 to 2.1. Only `requirements.txt` changes; no code does.",
        ),
        (
            [
                patched("requirements.txt", "-a==1.9", "-b==2.0", "+a==1.10", "+b==3.0"),
                patched("dev/requirements.txt", "-c==1", "+c==1.1"),
                lock("a.lock"),
                lock("b.lock"),
            ],
            "Bump 3 dependencies",
            (
                "Bumps 3 dependencies:\n\n- `b` 2.0 → 3.0 (major)\n- `a` 1.9 → 1.10\n- `c` 1 → 1.1\n\n"
                "Only `requirements.txt`, `dev/requirements.txt` and 2 lock files change; no code does."
            ),
        ),
        (
            [patched(f".github/workflows/{n}.yml", "-  - uses: a/b@v3", "+  - uses: a/b@v3.1") for n in range(4)],
            "Bump a/b from v3 to v3.1",
            "Bumps `a/b` from v3 to v3.1. Only 4 files in `.github/workflows/` change; no code does.",
        ),
        (
            [patched("action.yml", "-  - uses: a/b@v4.1", "+  - uses: a/b@v4")],
            "Bump a/b from v4.1 to v4",
            "Bumps `a/b` from v4.1 to v4. Only `action.yml` changes; no code does.",
        ),
        (
            [patched(f"d {n} and/action.yml", f"-  - uses: a/b@v{n}", "+  - uses: a/b@v4") for n in (1, 2, 3)],
            "Bump a/b",
            (
                "Bumps 1 action:\n\n- `a/b` v1 → v4 (major)\n- `a/b` v2 → v4 (major)\n- `a/b` v3 → v4 (major)\n\n"
                "Only `d 1 and/action.yml`, `d 2 and/action.yml` and `d 3 and/action.yml` change; no code does."
            ),
        ),
        (
            [patched("requirements.txt", "-a==1.9", "-b==2.0", "+a==1.10", "+b==1.9")],
            "Bump a and b",
            "Moves `a` from 1.9 to 1.10 and `b` from 2.0 to 1.9. Only `requirements.txt` changes; no code does.",
        ),
        (
            [lock("a.lock"), lock("b.lock")],
            "Update 2 lock files",
            "Only `a.lock` and `b.lock` change; no manifest does.",
        ),
        ([lock()], "Update `poetry.lock`", "Only the lock file `poetry.lock` changes; no manifest does."),
        (
            [change("lib", modes=("160000", "160000"), ids=("1" * 40, "2" * 40))],
            "Bump lib from 1111111111 to 2222222222",
            "Bumps `lib` from 1111111111 to 2222222222. No file of this repository changes.",
        ),
    ],
)
def test_a_bump_is_told_in_a_sentence_or_a_list(files, title, text):
    bump = read_bump(files)

    assert (title_bump(bump), tell_bump(bump)) == (title, text)


def test_of_many_moves_the_major_ones_are_told_and_the_rest_counted():
    before = [f"-p{n}==1.{n}" for n in range(80)]
    after = [f"+p{n}=={2 if n == 79 else 1}.{n + 1}" for n in range(80)]
    bump = read_bump([patched("requirements.txt", *before, *after)])

    text = tell_bump(bump)

    assert title_bump(bump) == "Bump 80 dependencies"
    assert text.startswith("Bumps 80 dependencies:\n\n- `p79` 1.79 → 2.80 (major)\n")
    assert "- … and 52 more moves" in text


@pytest.mark.parametrize(
    ("maker", "is_bots"),
    [
        ({"author": "dependabot[bot]"}, True),
        ({"author": "someone", "author_is_bot": True}, True),
        ({"head_ref": "dependabot/pip/requests-2.32.3"}, True),
        ({"head_ref": "renovate/requests-2.x"}, True),
        ({"author": "ada", "head_ref": "bump-requests"}, False),
        ({"author": "ada", "head_ref": "feature/renovate/x"}, False),
    ],
)
def test_a_bump_is_a_bots_by_its_author_or_its_branch(maker, is_bots):
    assert is_bot_bump(pull(**maker), changes([commit("Bump it")], [REQUESTS, lock()])) is is_bots


@pytest.mark.parametrize(
    ("authors", "is_bots"),
    [(["renovate[bot]"], True), (["dependabot", "dependabot"], True), (["renovate[bot]", "Ada"], False), ([], False)],
)
def test_a_bump_is_a_bots_if_all_of_its_commits_are(authors, is_bots):
    commits = [commit("Bump it", author=author) for author in authors]

    assert is_bot_bump(pull("x", author="ada"), changes(commits, [REQUESTS])) is is_bots


@pytest.mark.parametrize(
    ("files", "is_bump"),
    [
        pytest.param([lock()], True, id="a lock file alone"),
        pytest.param([REQUESTS, lock(kind="added")], False, id="a new lock file"),
        pytest.param([REQUESTS, change("main.py")], False, id="code beside it"),
        pytest.param([REQUESTS, change("vendor/x.js", withheld="vendored")], False, id="a vendored copy"),
        pytest.param([REQUESTS, moved("a.txt", "b.txt")], False, id="a file that moves"),
        pytest.param([REQUESTS, patched("dev.txt", "-a==1", "+a==2")], False, id="a file that is no manifest"),
        pytest.param([patched("requirements.txt", "-a==1", "+b==2")], False, id="a new dependency"),
        pytest.param([change("requirements.txt")], False, id="a manifest that is not shown"),
        pytest.param([patched("requirements.txt", "-a==1", "+a==2", shown="part")], False, id="one shown in part"),
        pytest.param([], False, id="nothing"),
    ],
)
def test_a_bots_bump_changes_manifests_and_lock_files_only(files, is_bump):
    assert is_bot_bump(pull(author="dependabot[bot]"), changes([commit("Bump it")], files)) is is_bump
