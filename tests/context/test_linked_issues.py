"""The issues that a pull request is about: those of this repository that people name, three at most."""

import time

import pytest

from pr_writer.context.linked_issues import list_linked
from pr_writer.values import Commit, PullRequest


def list_for(body="", title="", head_ref="topic", commits=(), number=7):
    pull = PullRequest(number, title, body, "main", "b", head_ref, "h")
    made = [Commit("c", *(text.partition("\n")[::2]), "A", False) for text in commits]
    return list_linked(pull, made, repository="Octo/demo", server_url="https://github.com")


@pytest.mark.parametrize(
    ("given", "numbers"),
    [
        ({"body": "Fixes #12."}, (12,)),
        ({"body": "GH-12 and octo/demo#13"}, (12, 13)),
        ({"body": "https://github.com/octo/Demo/issues/14#issuecomment-1"}, (14,)),
        ({"body": "https://github.com/octo/other/issues/14 and octo/other#15"}, ()),
        ({"body": "https://evil.example/octo/demo/issues/14"}, ()),
        ({"body": "<!-- Fixes #1 -->"}, ()),
        ({"body": "#7 is this one, #0 is none"}, ()),
        ({"body": "user#3 and C#4 and #99999999999999"}, ()),
        ({"title": "Mend #5"}, (5,)),
        ({"head_ref": "fix/123-crash"}, (123,)),
        ({"head_ref": "123-crash-on-start"}, (123,)),
        ({"head_ref": "fix-issue-123"}, (123,)),
        ({"head_ref": "octo/fix_issue_123_crash"}, (123,)),
        ({"head_ref": "crash-on-start-fixes-123"}, (123,)),
        ({"head_ref": "bump-python-312"}, ()),
        ({"head_ref": "read-utf-8"}, ()),
        ({"head_ref": "release-2024"}, ()),
        ({"commits": ["Fix it\n\nCloses #8"]}, (8,)),
        ({"commits": ["Fix it (#8)"]}, ()),
        ({"body": "#3", "commits": ["x\n\n#2 #3"], "head_ref": "fix/1-a", "number": None}, (3, 2, 1)),
        ({"body": "#1 #2 #3 #4 #5"}, (1, 2, 3)),
    ],
)
def test_numbers_are_found_where_people_write_them(given, numbers):
    assert list_for(**given) == numbers


@pytest.mark.parametrize("text", ["#" * 60_000, "a/" * 30_000, "<!--" * 20_000, "gh-" * 30_000, "1-a" * 20_000])
def test_a_hostile_text_costs_little(text):
    started = time.process_time()
    list_for(body=text, head_ref=text)

    assert time.process_time() - started < 2
