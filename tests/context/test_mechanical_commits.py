"""Whose lines mean nothing: a formatter's, a bot's, a release's, those of a sweep over the whole tree."""

import pytest

from pr_writer.context.mechanical_commits import MASS_FILES, is_mechanical, read_words
from pr_writer.values import Commit


def make(subject, author="Ada", files=1):
    return Commit("c" * 40, subject, "", author, is_merge=False, file_count=files)


@pytest.mark.parametrize(
    "commit",
    [
        make("rustfmt"),
        make("cargo fmt"),
        make("Run black on all files"),
        make("Format the code with prettier (#12)"),
        make("chore: reformat"),
        make("style: two spaces"),
        make("style(parser): Two spaces"),
        make("thanks clippy"),
        make("Fix lint errors"),
        make("Fix typos"),
        make("fix: typo in comment"),
        make("Initial commit"),
        make("Release v1.2.3"),
        make("Release gix-note v0.1.0, gix-pack v0.74.0"),
        make("v1.2.3"),
        make("chore(release): 1.2.3"),
        make("Bump version to 2"),
        make("Prepare the next release"),
        make("Bump openai from 1.2 to 1.3 (#3)"),
        make("Fix it", author="dependabot[bot]"),
        make("Fix it", author="renovate"),
        make("Move to spaces in the parser", files=MASS_FILES),
    ],
)
def test_what_means_nothing_is_known(commit):
    assert is_mechanical(commit)


@pytest.mark.parametrize(
    "subject",
    [
        "Read tabs in the parser",
        "Format dates in UTC",
        "Release the lock before the callback runs",
        "fix: release 2 locks",
        "Make the background black",
        "Lint the templates too",
        "Use ruff's parser for stubs",
        "feat: indent nested lists",
        'Revert "Read tabs"',
        "",
    ],
)
def test_what_somebody_meant_is_not_taken_for_a_tools_work(subject):
    assert not is_mechanical(make(subject))


@pytest.mark.parametrize(
    ("subject", "words"),
    [
        ("feat(parser)!: Read tabs (#12)", ["Read", "tabs"]),
        ("[ref #139] refactor", ["refactor"]),
        ("[JIRA-1] fix: it", ["it"]),
        ("2024", []),
        ("修复标签解析", ["修复", "标签", "解析"]),
    ],
)
def test_the_words_of_a_subject_are_those_that_say_something(subject, words):
    assert read_words(subject) == words
