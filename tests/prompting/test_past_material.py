"""What a model is told of the commits that wrote what is changed: within a budget, and what was taken back whole."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pr_writer.prompting.past_material import PAST_TOKENS, list_past_commits
from pr_writer.prompting.token_estimate import estimate_tokens
from pr_writer.values import Commit, Issue, PastCommit

WORDS = "Nobody knew why tabs were eight columns wide. "


def past(subject="Read tabs", body="Because.", pull=None, places=("1 line of a.py: x = 1",), sha="a" * 40):
    return PastCommit(Commit(sha, subject, body, "Ada", is_merge=False), "2026-01-02", pull, places)


def tell(*commits, tokens=PAST_TOKENS):
    return "\n".join(list_past_commits(commits, tokens))


def test_a_commit_is_told_with_its_day_its_reason_and_what_it_wrote():
    assert tell(past()) == "- Read tabs (aaaaaaaaaa; 2026-01-02)\n  Because.\n  It wrote 1 line of a.py: x = 1"


@pytest.mark.parametrize(
    ("pull", "told"),
    [
        (Issue(12, "", ""), "; pull request #12)"),
        (Issue(12, "Tabs in lists", ""), "; pull request #12, Tabs in lists)"),
    ],
)
def test_its_pull_request_is_named(pull, told):
    assert tell(past(pull=pull)).split("\n")[0].endswith(told)


def test_what_was_said_of_its_pull_request_stands_below_its_own_reason():
    told = tell(past(body=f"{WORDS}\n\nSigned-off-by: A <a@b.c>", pull=Issue(12, "T", "## Why\n\nPeople asked.")))

    assert told.split("\n")[1:-1] == [f"  {WORDS.strip()}", "", "  ## Why", "", "  People asked."]


def test_a_squash_that_has_its_pull_requests_description_is_told_once():
    told = tell(past(body=f"{WORDS * 3}\n\nCo-authored-by: A <a@b.c>", pull=Issue(12, "", f"{WORDS * 3}\nMore.")))

    assert told.count("Nobody knew") == 3
    assert "More." in told


def test_who_wrote_it_is_not_told():
    assert "Ada" not in tell(past())


def test_all_of_it_stays_within_the_budget_and_every_commit_is_told():
    told = tell(*(past(f"Subject {n}", WORDS * 100) for n in range(4)))

    assert estimate_tokens(told) < PAST_TOKENS * 1.05
    assert all(f"Subject {n}" in told for n in range(4))
    assert told.count(" …\n") == 4


def test_what_was_taken_back_is_told_whole_before_others_are():
    long = WORDS * 40
    told = tell(past(body=WORDS * 100), past('Revert "Read tabs"', long), past(body=WORDS * 100))

    assert long.strip() in told


def test_an_endless_line_hides_no_other_commit():
    told = tell(past("word " * 9_000), past("b", pull=Issue(12, "a\nb " * 9_000, "")), past("Third"))

    assert estimate_tokens(told) < PAST_TOKENS
    assert "\n- Third (" in told
    assert all(line.startswith(("- ", "  ")) for line in told.split("\n"))


def test_a_small_budget_leaves_commits_out_and_not_half_a_line():
    told = tell(past(body=WORDS * 9), past("Second"), past("Third"), tokens=80)

    assert told.startswith("- Read tabs (")
    assert "It wrote" in told
    assert "Third" not in told
    assert tell(past(), tokens=10) == ""


@given(st.text(max_size=300), st.text(max_size=300), st.integers(0, 300))
def test_whatever_it_says_it_is_within_the_budget(subject, body, tokens):
    assert estimate_tokens(tell(past(subject, body), tokens=tokens)) <= tokens + 20
