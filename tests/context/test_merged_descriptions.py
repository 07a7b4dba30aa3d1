"""Two recent descriptions of other pull requests are found in the base's history; they show a style and no facts."""

import pytest

from pr_writer.context.drafting_context import Context, list_human_text
from pr_writer.context.guidelines import RepoGuidelines
from pr_writer.context.merged_descriptions import read_descriptions
from pr_writer.values import Changes, Commit, PullRequest

WORDS = (
    "The parser read a tab as one column, so every message below it named a wrong place. "
    "It counts to the next stop now, as editors do."
)


class History:
    def __init__(self, *commits):
        self.commits = commits

    def read_first_parents(self, sha):
        return self.commits if sha == "b" else ()


def squash(subject="fix: read tabs (#12)", body=WORDS, author="Ada"):
    return Commit("c", subject, body, author, is_merge=False)


def merge(subject="Merge pull request #12 from a/b", body=f"Read tabs\n\n{WORDS}", author="Ada"):
    return Commit("c", subject, body, author, is_merge=True)


@pytest.mark.parametrize(
    ("commit", "told"),
    [
        (squash(), f"fix: read tabs\n\n{WORDS}"),
        (merge(), f"Read tabs\n\n{WORDS}"),
        (merge("Auto merge of #12 - a:b, r=c", author="bors"), f"Read tabs\n\n{WORDS}"),
        (merge("fix: read tabs (#12)", WORDS, "github-merge-queue[bot]"), f"fix: read tabs\n\n{WORDS}"),
        (squash(body=f"{WORDS}\n\n---------\n\nCo-authored-by: B <b@b.c>"), f"fix: read tabs\n\n{WORDS}"),
        (squash(body=f"<!-- say why -->\n{WORDS}\n\nr? @grace\n"), f"fix: read tabs\n\n{WORDS}"),
        (squash(body=f"{WORDS}\u200b\u202e"), f"fix: read tabs\n\n{WORDS}"),
        (squash(body=f"- {WORDS}\n- And more."), f"fix: read tabs\n\n- {WORDS}\n- And more."),
    ],
)
def test_what_a_person_wrote_is_told_with_its_title(commit, told):
    assert read_descriptions(History(commit), "b") == (told,)


@pytest.mark.parametrize(
    "commit",
    [
        squash("fix: read tabs"),  # no pull request
        squash(body="Short."),
        squash(body=""),
        merge(body="Read tabs"),
        squash(author="dependabot[bot]"),
        squash(author="renovate"),
        squash("Bump openai from 1.2 to 1.3 (#3)"),
        merge(body=f"Bump openai from 1.2 to 1.3\n\n{WORDS}"),
        squash(body=f"{WORDS}\n\nCo-authored-by: x[bot] <1+x[bot]@users.noreply.github.com>"),
        squash(body=f"* Read tabs\n\n{WORDS}\n\n* fix review\n\n* more"),
        merge(body="Rollup of 3 pull requests\n\nSuccessful merges:\n\n" + "- #1 (Read all the tabs here)\n" * 9),
        squash("Weekly notes (#9)", "- Read tabs and all that there is by Ada in #12\n" * 9),
        merge("Merge branch 'main' into topic", WORDS),
        squash('Revert "fix: read tabs" (#13)'),
        squash("[Backport 1.x] Read tabs (#14)"),
        squash("chore(release): 1.2.3 (#15)"),
        squash("Release 2 (#16)"),
        squash("v1.2.3 (#17)"),
    ],
)
def test_what_shows_no_style_is_left_out(commit):
    assert read_descriptions(History(commit), "b") == ()


def test_the_newest_two_are_told():
    told = read_descriptions(History(squash("a (#1)"), squash("b (#2)"), squash("c (#3)")), "b")

    assert [text.split("\n")[0] for text in told] == ["a", "b"]


def test_a_long_one_is_whole_so_that_a_secret_is_found_before_it_is_cut():
    (told,) = read_descriptions(History(squash("a (#1)", "word " * 900)), "b")

    assert told.count("word") == 900


def test_they_are_no_human_text_about_the_change():
    pull = PullRequest(7, "Fix it", "", "main", "b", "fix/parser", "h")
    context = Context(pull, RepoGuidelines(None, (), ""), merged_descriptions=("Closes #99 and all tests pass",))

    assert "#99" not in list_human_text(context.pull, Changes("b", "h", (), ()))
