"""What people say of a change and other issues is found where it stands by itself, in their own words."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pr_writer.markdown.relations import drop_stated, is_relation, list_relations, restate

HOME = "github.com/o/r"


def read(subject="x", body=""):
    return [str(relation) for relation in list_relations([(subject, body)])]


@pytest.mark.parametrize(
    ("body", "relations"),
    [
        ("Part of #12.", ["Part of #12"]),
        ("part-of: <https://git.example/o/r/issues/1>", ["Part of https://git.example/o/r/issues/1"]),
        ("This is part of #12", ["Part of #12"]),
        ("It's a follow-up to o/r#9.", ["Follow-up to o/r#9"]),
        ("Followup of #9", ["Followup of #9"]),
        ("Zero crashed the report. Fixes #12", ["Fixes #12"]),
        ("Zero crashed it (rarely). Closes #12, #13.", ["Closes #12, #13"]),
        ("It is said that this fixes #12", []),
        ("Refs: #3, #4", ["Refs #3, #4"]),
        ("ref #3 and #4", ["Refs #3 and #4"]),
        ("Related: GH-3", ["Related to GH-3"]),
        ("Depends-on: #5", ["Depends on #5"]),
        ("Blocked by #5", ["Blocked by #5"]),
        ("Supersedes #5", ["Supersedes #5"]),
        ("Backport of #5", ["Backport of #5"]),
        ("For #5", ["For #5"]),
        ("Tracking issue: #5", ["Tracking issue #5"]),
        ("See also https://github.com/o/r/discussions/5.", ["See also https://github.com/o/r/discussions/5"]),
        ("Link: https://lists.example/m/1", ["See https://lists.example/m/1"]),
        ("fixes #1", ["Fixes #1"]),
        ("- Closes: #1", ["Closes #1"]),
        ("Fixes #1. Part of #2.", ["Fixes #1", "Part of #2"]),
        ("Fixes #1, fixes #2 and #3", ["Fixes #1, fixes #2 and #3"]),
        ("Partially fixes #1", ["Part of #1"]),
        ("Fixes part of #1", ["Part of #1"]),
        ("Part of #1\n\nFixes #1", ["Fixes #1"]),
        ("Fixes #1\nFixes #1", ["Fixes #1"]),
        ('Fixes: 0123456789ab ("x")', []),
        ("Fixes #1 by waiting", []),
        ("The fix is part of #1, which is older.", []),
        ("See the docs", []),
        ("> Fixes #1", []),
        ("    Fixes #1", []),
        ("```\nFixes #1\n```\nFixes #2", ["Fixes #2"]),
        ("Fixes #1a", []),
        ("- Fix tabs (#12)", []),
    ],
)
def test_a_line_that_states_a_relation_is_one(body, relations):
    assert read(body=body) == relations


@pytest.mark.parametrize(
    ("subject", "relations"),
    [
        ("Fix #12: keep tabs", ["Fixes #12"]),
        ("Keep tabs (closes #12)", ["Closes #12"]),
        ("Keep tabs, part of #12", ["Part of #12"]),
        ("Keep tabs (#12)", []),
        ("Prefix #12", []),
        ("See #12 for tabs", []),
        ('Revert "Keep tabs. fixes #12"', []),
        ('Revert: "Keep tabs (closes #12)"', []),
        ('Drop "revert", fixes #12', ["Fixes #12"]),
    ],
)
def test_a_subject_states_a_relation_in_passing(subject, relations):
    assert read(subject) == relations


def test_a_revert_may_say_why_it_closes_an_issue():
    assert read('Revert "Keep tabs. fixes #12"', "This reverts commit 0123456.\n\nFixes #13") == ["Fixes #13"]


@pytest.mark.parametrize(
    ("body", "text", "is_lost"),
    [
        ("Part of #12", "It is a part of #12.", False),
        ("Part of #12", "Part of https://github.com/o/r/issues/12", False),
        ("Part of https://github.com/o/r/issues/12", "Part of #12", False),
        ("Part of o/r#12", "Part of #12", False),
        ("Part of #12", "Part of #123", True),
        ("Part of #12", "This closes #12", True),
        ("Fixes #12", "As #12 asks.", True),
        ("Fixes #12", "Closes #12", False),
        ("Fixes #12 and #13", "Fixes #12 and #13", False),
        ("Refs #12, #13", "See #12", True),
        ("Link: https://a.example/x", "See https://a.example/x", False),
        ("Link: https://a.example/x", "See it", True),
    ],
)
def test_a_relation_is_lost_where_a_text_does_not_name_it(body, text, is_lost):
    assert bool(drop_stated(list_relations([("x", body)], HOME), text, HOME)) is is_lost


@pytest.mark.parametrize(
    ("text", "restated"),
    [
        ("Closes #12.", "Part of #12."),
        ("- fixes: https://github.com/o/r/issues/12", "- Part of https://github.com/o/r/issues/12"),
        ("It waits.\n\nResolves #12\nFixes #13", "It waits.\n\nPart of #12\nFixes #13"),
        ("It waits. Fixes #12.", "It waits. Part of #12."),
        ("It waits (fixes #12).", "It waits (Part of #12)."),
        ("This closes #12.", "This closes #12."),
        ("Closes #14 and #12.", "Closes #14 and #12."),
    ],
)
def test_a_line_that_closes_what_people_only_named_says_what_they_said(text, restated):
    relations = list_relations([("x", "Part of #12\nFixes #13")], HOME)

    assert restate(text, relations, HOME) == restated


def test_a_line_of_relations_is_nothing_else():
    assert is_relation(" Fixes #1. Part of #2. ")
    assert not is_relation("")
    assert not is_relation("Fixes #1. It waits.")


@given(
    st.lists(
        st.sampled_from(
            ["Part of ", "fixes ", "#1", "o/r#2", ", ", " and ", ". ", "https://a.example/1", "\n", "(", "x", "`"]
        ),
        max_size=12,
    ).map("".join)
)
def test_what_is_found_is_what_people_wrote(text):
    relations = list_relations([(text, text)])

    assert drop_stated(relations, "\n".join(map(str, relations))) == ()
    for relation in relations:
        assert is_relation(str(relation))


@pytest.mark.parametrize(
    "word", ["fixes ", "fixes #1, ", "part of ", "a/b#1 ", "#1", "https://a ", "#1. ", "this is a "]
)
def test_hostile_words_cost_little(word):
    started = time.process_time()
    list_relations([(word * 20_000, f"{word * 20_000}\n" + f"{word}\n" * 20_000)])

    assert time.process_time() - started < 3
