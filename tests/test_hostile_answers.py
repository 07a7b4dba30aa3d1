"""The whole program where a server answers what none should: a sentence and exit 1, never a bug."""

import gzip
import json

import pytest


@pytest.mark.parametrize(
    "answer",
    [
        b"[" * 100_000 + b"]" * 100_000,
        b'{"a":' * 100_000 + b"1" + b"}" * 100_000,
        b"null",
        b"[]",
        b'"text"',
        b'{"number": 7}',
        b'{"number": "x", "title": 5, "body": [], "base": 1, "head": null}',
        b"\xff\xfe",
        b"",
    ],
)
def test_an_answer_that_is_no_pull_request_is_an_error_in_a_sentence(github, pull, start, answer):
    github.answer_next(200, answer, {"Content-Type": "application/json"}, times=9)

    result = start()

    assert (result.exit_code, result.outputs["outcome"]) == (1, "failed")
    (error,) = result.annotated("error")
    assert "Traceback" not in error
    assert github.patches() == []


def test_half_a_surrogate_pair_in_a_pull_request_stops_nobody(pull, start):
    pull.title, pull.body = "wip \ud800", "Why \udfff so."

    result = start()

    assert (result.exit_code, result.outputs["outcome"]) == (0, "updated")


def test_a_small_answer_of_the_model_that_unpacks_to_a_gigabyte_leaves_the_template(model, pull, start):
    message = {"role": "assistant", "content": "a" * 100_000_000}
    answer = {"model": "m", "choices": [{"index": 0, "finish_reason": "stop", "message": message}]}
    packed = gzip.compress(json.dumps(answer).encode())
    model.answer_next(200, packed, {"Content-Encoding": "gzip", "Content-Type": "application/json"}, times=9)

    result = start()

    assert (result.exit_code, result.outputs["backend"]) == (0, "template")
    assert "MiB" in result.annotated("warning")[0]
