"""What GitHub says when it opens no pull request becomes a sentence and a next step."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pr_writer.publish.opening_refusals import explain_refusal, is_open_already
from pr_writer.values import Opening

OPENING = Opening("Title", "Body", "main", "feature")


def refuse(message="Validation Failed", **fault):
    return {"message": message, "errors": [{"resource": "PullRequest", "code": "custom", **fault}]}


@pytest.mark.parametrize(
    ("status", "data", "words"),
    [
        (403, {"message": "Resource not accessible by integration"}, "`pull-requests: write`"),
        (403, None, "Allow GitHub Actions to create and approve pull requests"),
        (404, {"message": "Not Found"}, "`pull-requests: write`"),
        (
            422,
            refuse(message="Draft pull requests are not supported in this repository."),
            "Set create-pull-request to",
        ),
        (422, {"message": "Draft pull requests are not supported in this repository."}, "Set create-pull-request to"),
        (422, {"message": "V", "errors": ["No commits between main and feature"]}, "feature has no commit"),
        (422, {"message": "V", "errors": [{"message": "No commits between main and feature"}]}, "Push one first"),
        (422, refuse(code="invalid", field="head"), "`git push -u origin feature`"),
        (422, refuse(code="invalid", field="base"), "Set base to one that it has"),
        (
            422,
            {"errors": [{"message": "The main branch has no history in common with feature"}]},
            "share no history",
        ),
        (422, refuse(code="missing_field", field="title"), ""),
        (422, "not even an object", ""),
        (500, {"message": "Server Error"}, ""),
    ],
)
def test_each_refusal_has_its_sentence(status, data, words):
    sentence = explain_refusal(status, data, OPENING, "octo/demo")

    assert words in sentence
    assert bool(sentence) == bool(words)


def test_one_that_is_open_is_told_from_other_faults():
    there = {"message": "Validation Failed", "errors": [{"message": "A pull request already exists for octo:feature."}]}

    assert is_open_already(422, there)
    assert not is_open_already(403, there)
    assert not is_open_already(422, refuse(code="invalid", field="head"))


json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.sampled_from(["message", "errors", "code", "field"]), inner),
)


@given(json, st.sampled_from([403, 404, 422, 500]))
def test_whatever_github_answers_is_read(data, status):
    assert isinstance(explain_refusal(status, data, OPENING, "octo/demo"), str)
    assert is_open_already(status, data) in {True, False}
