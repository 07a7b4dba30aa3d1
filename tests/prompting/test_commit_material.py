"""Commits are told with their reasons, whole where they fit, in order, and with the files that each touches."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.growth import grows_linearly

from pr_writer.prompting.commit_material import count_commits, list_commits, measure_bodies, tidy_body
from pr_writer.prompting.token_estimate import estimate_tokens
from pr_writer.values import Changes, Commit

LONG = "This is the first line of a paragraph that somebody wrapped at about"


def make_changes(*commits, count=0):
    return Changes("b", "h", commits, (), count or len(commits))


def commit(subject="Fix it", body="", files=(), file_count=0):
    return Commit("c", subject, body, "A", is_merge=False, files=files, file_count=file_count or len(files))


@pytest.mark.parametrize(
    ("body", "told"),
    [
        (f"{LONG}\nseventy columns.\n\nAnd another.", f"{LONG} seventy columns.\n\nAnd another."),
        ("Short.\nLines stay.", "Short.\nLines stay."),
        (f"- {LONG}\n  and goes on\n- {LONG}\n- two", f"- {LONG} and goes on\n- {LONG}\n- two"),
        (f"1. {LONG}\n   and goes on", f"1. {LONG} and goes on"),
        (f"{LONG}\n    code = here", f"{LONG}\n    code = here"),
        (f"    {LONG}\nplain", f"    {LONG}\nplain"),
        (f"```\n{LONG}\nin code\n```\n{LONG}\nout of it", f"```\n{LONG}\nin code\n```\n{LONG} out of it"),
        (f"> {LONG}\nplain", f"> {LONG}\nplain"),
        (f"| {LONG} | b |\n| --- | --- |", f"| {LONG} | b |\n| --- | --- |"),
        ("Why.\n\nSigned-off-by: A <a@b.c>\nCo-authored-by: B <b@b.c>", "Why."),
        ("Why.\n\nChange-Id: I0123\nReviewed-on: https://x/1", "Why."),
        ("Reviewed-by: A <a@b.c>,\n  B <b@b.c>\nFixes: #12", "Fixes: #12"),
        ("Closes #3\n\n(cherry picked from commit abc)", "Closes #3\n\n(cherry picked from commit abc)"),
        ("BREAKING CHANGE: gone\nRefs: #1", "BREAKING CHANGE: gone\nRefs: #1"),
        (f"Why.\n\nBREAKING CHANGE: {LONG}\nseventy columns", f"Why.\n\nBREAKING CHANGE: {LONG} seventy columns"),
        ("Why.\n\n🤖 Generated with [Claude Code](https://x)\n\nCo-Authored-By: X <x@x>", "Why."),
        ("", ""),
    ],
)
def test_a_message_is_told_without_trailers_and_wraps(body, told):
    assert tidy_body(body) == told
    assert tidy_body(told) == told


@given(
    st.text(max_size=300)
    | st.lists(st.sampled_from([LONG, "- a", "  b", "```", "", "Cc: x", "\t", " "])).map("\n".join)
)
def test_no_word_of_a_message_is_lost_or_joined_to_another(body):
    words = " ".join(line for line in body.splitlines()).split()

    told = tidy_body(body).split()

    left = iter(words)
    assert all(word in left for word in told)


def test_an_ordinary_message_is_whole_however_long_it_is():
    body = "\n\n".join(f"Reason {n}: {LONG}." for n in range(60))

    told = "\n".join(list_commits(make_changes(commit(body=body)), tokens=6_000))

    assert "Reason 59" in told
    assert "…" not in told


def test_of_messages_that_do_not_fit_the_long_ones_are_cut():
    commits = [commit(f"Step {n}", f"Because of {n}.") for n in range(30)]
    changes = make_changes(*commits, commit("Large", "word " * 15_000))

    told = "\n".join(list_commits(changes, tokens=2_000))

    assert all(f"Because of {n}." in told for n in range(30))
    assert 1_500 < estimate_tokens(told) < 2_800


def test_with_hardly_a_budget_each_message_has_its_first_words():
    told = list(list_commits(make_changes(*(commit(body="Because it fails. " * 90) for _ in range(5))), tokens=1))

    assert sum("Because it fails." in line for line in told) == 5
    assert estimate_tokens("\n".join(told)) < 300


def test_the_files_of_each_commit_are_told_where_there_are_several():
    files = ("package-lock.json", "tests/test_a.py", "src/a.py", "odd\nname.py")
    one, other = commit("One", "Why.", files, file_count=70), commit("Two")

    assert list(list_commits(make_changes(one, other), tokens=100)) == [
        "- One",
        "  Why.",
        "  Files: src/a.py, odd\\nname.py, package-lock.json, tests/test_a.py and 66 more",
        "- Two",
    ]
    assert list(list_commits(make_changes(one), tokens=100)) == ["- One", "  Why."]


def test_the_more_commits_the_fewer_of_their_files_are_told():
    changes = make_changes(*(commit(files=tuple(f"src/{n}.py" for n in range(9))) for _ in range(60)))

    told = list(list_commits(changes, tokens=100))

    assert told[1] == "  Files: src/0.py and 8 more"


@pytest.mark.parametrize(
    ("shown", "count", "limit", "heading"),
    [
        (1, 1, 60, "Commits: 1"),
        (3, 3, 60, "Commits: 3, the oldest first"),
        (70, 70, 60, "Commits: 70, of which the newest 60 are shown, the oldest of them first"),
        (250, 400, 60, "Commits: 400, of which the newest 60 are shown, the oldest of them first"),
    ],
)
def test_the_heading_says_how_many_there_are_and_in_which_order(shown, count, limit, heading):
    assert count_commits(make_changes(*[commit()] * shown, count=count), limit) == heading


def test_what_the_messages_cost_is_measured_as_they_are_told():
    changes = make_changes(commit(body=f"{LONG}\nseventy.\n\nSigned-off-by: A <a@b.c>"), commit())

    assert measure_bodies(changes.commits) == estimate_tokens(f"{LONG} seventy.")


@pytest.mark.parametrize("piece", ["- ", "Cc: x\n", "```\n", " ", "a" * 60 + "\n", "-by: ", "A-by: x\n  y\n"])
def test_a_message_is_read_in_linear_time(piece):
    assert grows_linearly(lambda size: tidy_body(piece * size), 300)
