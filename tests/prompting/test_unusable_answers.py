"""An answer that has the form of a draft and says nothing is no draft; a short one that says something is."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pr_writer.prompting.messages import load_text
from pr_writer.prompting.unusable_answers import judge_answer

BODY = "The parser failed on tabs.\n\n- Read them in `a.py`"


def answer(title, body):
    return json.dumps({"title": title, "body": body})


@pytest.mark.parametrize(
    ("title", "body"),
    [
        ("Read tabs in the parser", "Read tabs in the parser"),
        ("Read tabs in the parser", "- read tabs in the parser."),
        ("Read tabs", "This PR"),
        ("Read tabs", "This PR …"),
        ("Read tabs", "This pull request makes some changes to the code."),
        ("Read tabs", "This PR introduces various updates and modifications."),
        ("Read tabs", "TODO"),
        ("Read tabs", "TODO: write a description here"),
        ("Read tabs", "…"),
        ("Read tabs", "..."),
        ("Read tabs", "N/A"),
        ("Read tabs", "- one\n- two"),
        ("Read tabs", "- item 1\n- item 2\n- item 3\n- item 4"),
        ("Read tabs", "Fixed it."),
        ("Read tabs", "Fixes a bug."),
        ("Read tabs", "Some small improvements"),
        ("Read tabs", "Performance."),
        ("Read tabs", "1 2 3 4 5 6"),
        ("Read tabs", "- Add the parser of tabs\n" * 12),
        ("feature/read-tabs", BODY),
        ("read-tabs", BODY),
        ("`Feature/Read-Tabs`", BODY),
        ("TODO", BODY),
        ("Title", BODY),
        ("This PR", BODY),
        ("…", BODY),
        ("1234", BODY),
    ],
)
def test_what_says_nothing_is_no_draft(title, body):
    assert judge_answer(answer(title, body), "feature/read-tabs") is not True


@pytest.mark.parametrize(
    ("title", "body"),
    [
        ("Read tabs in the parser", BODY),
        ("Read tabs", BODY),
        ("Read tabs in the parser", "Tabs were not read."),
        ("解析器读取制表符", "解析器遇到制表符时失败,现在可以读取。"),
        ("Добавить повторы", "Клиент слишком рано сдаётся."),
        ("Add retries", "- Add `retry()`\n- Add `wait()`\n- Add `stop()`"),
        ("Update files", "Renames `a` to `b` in every file."),
        ("Bump left-pad to 1.3.0", "Bumps left-pad from 1.2.0 to 1.3.0."),
        ("Add a TODO list", BODY),
        ("Read tabs", "Tabs crashed it."),
        ("Read tabs", "Parser ate tabs."),
        ("Read tabs", "Wrong width."),
        ("Read tabs", "Drops `parse()` and `read()`."),
        ("修复缓存", "缓存过期。"),
    ],
)
def test_what_says_something_is_a_draft(title, body):
    assert judge_answer(answer(title, body), "feature/read-tabs") is True


def write_parts(**parts):
    blank = {"quotes": [], "why": "", "points": [], "table": [], "tree": [], "before": "", "after": "", "example": ""}
    return json.dumps(blank | {"look": {"file": "", "symbol": "", "remark": ""}, "title": "Read tabs"} | parts)


@pytest.mark.parametrize(
    "parts",
    [
        {"why": "Tabs crashed it."},
        {"why": ["Tabs crashed it."]},
        {"points": [{"kind": "rest", "label": "", "text": "Tabs are read."}]},
        {"points": "Tabs are read."},
        {"why": "Tabs.", "points": [{"kind": "cost", "label": "", "text": "Twice as slow."}]},
        {"table": [["Input", "Now"], ["a tab", "is read"], ["two tabs", "are read"]]},
        {"sections": [{"heading": "", "text": "Tabs crashed it.", "points": []}]},
    ],
)
def test_a_short_part_that_says_something_is_enough(parts):
    assert judge_answer(write_parts(**parts), "feature/read-tabs") is True


GOOD = write_parts(why="Tabs crashed the parser.")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            "I cannot do that.",
            "the answer is not the JSON that was asked for, and no title with a text below it either",
        ),
        ("<think>Let me see.</think>", "the answer is not the JSON that was asked for"),
        (GOOD[:40], "the answer breaks off in the middle"),
        (f"```json\n{GOOD[:-20]}", "the answer breaks off in the middle"),
        ('{"quotes": []}', "the answer has no title"),
        (write_parts(title=None), "the answer has no title"),
        (write_parts(title="…", why="Tabs crashed the parser."), "the answer has no title"),
        (write_parts(title="x " * 200, why="Tabs crashed it."), "the answer has a title of more than 256 characters"),
        (write_parts(), "the answer has a title, and neither a reason nor points"),
        (write_parts(why="none", points=["…"]), "the answer has a title, and neither a reason nor points"),
        (write_parts(why="Tabs crashed it.", title="read-tabs"), "the answer has the branch's name for a title"),
        (write_parts(why="Tabs crashed it.", title="TODO"), "the answer has a placeholder for a title"),
        (write_parts(why="Read tabs."), "the answer says no more than its title"),
        (write_parts(why="This PR makes some changes."), "the answer says nothing of the change"),
        (answer("Read tabs", "- Add the parser\n" * 12), "the answer repeats the same lines over and over"),
        (f"Sure.\n\n{load_text('system')}", "the answer repeats the prompt"),
    ],
)
def test_what_is_wrong_is_told_as_whoever_runs_the_model_sees_it(text, said):
    verdict = judge_answer(text, "feature/read-tabs")

    assert str(verdict).startswith(said)


@given(st.text(max_size=200) | st.builds(lambda cut: GOOD[:cut], st.integers(0, len(GOOD))))
def test_every_answer_is_either_taken_or_told_of(text):
    verdict = judge_answer(text, "feature/read-tabs")

    assert verdict is True or (isinstance(verdict, str) and verdict.startswith("the answer "))
