"""An answer that has the form of a draft and says nothing is no draft; a short one that says something is."""

import json

import pytest

from pr_writer.prompting.unusable_answers import is_usable_answer

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
    assert is_usable_answer(answer(title, body), "feature/read-tabs") is False


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
    ],
)
def test_what_says_something_is_a_draft(title, body):
    assert is_usable_answer(answer(title, body), "feature/read-tabs") is True


def test_what_is_no_draft_at_all_is_not_usable():
    assert is_usable_answer("I cannot do that.", "main") is False
