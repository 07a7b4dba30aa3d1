"""The fake model is held against the openai SDK."""

from __future__ import annotations

import openai
import pytest

MESSAGES = [{"role": "user", "content": "hi"}]


@pytest.fixture
def client(model):
    with openai.OpenAI(base_url=model.url, api_key="k", max_retries=0) as client:
        yield client


def ask(client):
    return client.chat.completions.create(model="m", messages=MESSAGES)


def test_answers_come_in_turn_and_the_last_one_stays(model, client):
    model.answers = ["one", "two"]

    assert [ask(client).choices[0].message.content for _ in range(3)] == ["one", "two", "two"]
    assert ask(client).usage.total_tokens == 150
    assert model.requests[0].json["messages"] == MESSAGES
    assert model.requests[0].header("Authorization") == "Bearer k"
    assert model.prompts[0] == "hi"


def test_an_answer_can_be_broken_in_the_completion_itself(model, client):
    model.answers = [{"choices": []}]

    assert ask(client).choices == []


def test_failures_are_scripted(model, client):
    model.answer_next(429, {"error": {"message": "slow down"}}, {"Retry-After": "1"})
    model.drop_next()
    model.answer_next(200, "<html>")

    with pytest.raises(openai.RateLimitError, match="slow down"):
        ask(client)
    with pytest.raises(openai.APIConnectionError):
        ask(client)
    with pytest.raises((openai.OpenAIError, ValueError, AttributeError)):
        _ = ask(client).choices[0]
    assert ask(client).choices


def test_a_slow_answer_does_not_outlive_its_test(model, client):
    model.answer_next(200, "late", delay=60)

    with pytest.raises(openai.APITimeoutError):
        client.with_options(timeout=0.2).chat.completions.create(model="m", messages=MESSAGES)
