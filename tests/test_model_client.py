"""What the router says becomes what drafting understands: an answer, no answer, too long, or something to mend."""

import pytest

from pr_writer.errors import ActionError, NoAnswerError, RefusedError, TooLongError
from pr_writer.events import Journal, ModelAsked
from pr_writer.model_client import ModelClient

MESSAGES = [{"role": "user", "content": "Draft this."}]


@pytest.fixture
def journal():
    return Journal()


@pytest.fixture
def ask(model, journal):
    """A way to ask the model on loopback as the fallback, alone or behind a primary that is the same server."""

    def run(*, with_primary=False, accept=None, **facts):
        backends = {"FALLBACK_OPENAI_API_KEY": "sk-x", "FALLBACK_OPENAI_BASE_URL": model.url, "LLM_COOLDOWN_S": "0"}
        if with_primary:
            backends |= {"PRIMARY_OPENAI_BASE_URL": model.url, "PRIMARY_OPENAI_MODEL": "local"}
        client = ModelClient(
            facts.get("backends", backends),
            0.2,
            journal.record,
            is_outsider=facts.get("outside", False),
        )
        return client.ask(MESSAGES, accept=accept)

    return run


def test_an_answer_names_its_model_its_backend_and_every_attempt(model, ask, journal):
    model.answers = ["Fine."]
    model.answer_next(503, {"error": {"message": "overloaded"}}, times=1)

    answer = ask(with_primary=True)

    assert (answer.text, answer.backend) == ("Fine.", "fallback")
    assert [attempt.backend for attempt in answer.attempts] == ["primary", "fallback"]
    assert journal.list_events() == answer.attempts
    assert all(isinstance(event, ModelAsked) for event in journal.list_events())


def test_an_answer_that_is_not_accepted_is_none(model, ask):
    model.answers = ["Nonsense."]

    with pytest.raises(NoAnswerError):
        ask(accept=str.isdigit)


def test_what_is_wrong_with_an_answer_is_told(model, ask):
    model.answers = ["Nonsense."]

    with pytest.raises(NoAnswerError, match=r"^The model gpt-4o-mini: the answer has no title$"):
        ask(accept=lambda _: "the answer has no title")


def test_a_sole_backend_is_the_model(model, ask):
    model.answer_next(401, {"error": {"message": "no", "code": "invalid_api_key"}}, times=9)

    with pytest.raises(ActionError) as caught:
        ask()

    said = "The model gpt-4o-mini does not accept the key (401): “no”. Check FALLBACK_OPENAI_API_KEY:"
    assert said in str(caught.value)


def test_of_two_backends_the_one_is_named(model, ask):
    model.answer_next(401, {"error": {"message": "no", "code": "invalid_api_key"}}, times=9)

    with pytest.raises(ActionError, match=r"The primary backend \(local\)"):
        ask(with_primary=True)


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({}, "the model gpt-4o-mini, up to 20 s"),
        ({"FALLBACK_OPENAI_TIMEOUT_S": "0.5"}, "the model gpt-4o-mini, up to 0.5 s"),
        (
            {
                "PRIMARY_OPENAI_BASE_URL": "http://h/v1",
                "PRIMARY_OPENAI_MODEL": "llama3.2",
                "PRIMARY_OPENAI_TIMEOUT_S": "120",
            },
            "primary (llama3.2), up to 120 s",
        ),
        ({"FALLBACK_OPENAI_API_KEY": ""}, ""),
        ({"FALLBACK_OPENAI_TIMEOUT_S": "soon"}, ""),
    ],
)
def test_who_is_asked_first_is_said_with_its_seconds(more, said):
    client = ModelClient({"FALLBACK_OPENAI_API_KEY": "k"} | more, 0.2, Journal().record)

    assert client.describe() == said


def test_an_answer_is_bounded(model, ask):
    model.answers = ["Fine."]
    ask()

    assert model.requests[0].json["max_tokens"] == 4096


@pytest.mark.parametrize("outside", [False, True])
def test_no_backend_is_no_answer_and_expected_only_from_outside(ask, outside):
    with pytest.raises(NoAnswerError) as caught:
        ask(backends={}, outside=outside)

    assert (caught.value.was_asked, caught.value.is_expected) == (False, outside)


@pytest.mark.parametrize(
    ("status", "error", "kind"),
    [
        (401, {"message": "no", "code": "invalid_api_key"}, RefusedError),
        (404, {"message": "no", "code": "model_not_found"}, RefusedError),
        (429, {"message": "slow down", "code": "rate_limit_exceeded"}, NoAnswerError),
        (429, {"message": "You exceeded your current quota", "code": "insufficient_quota"}, RefusedError),
        (400, {"message": "too long", "code": "context_length_exceeded"}, TooLongError),
        (500, {"message": "oops"}, NoAnswerError),
    ],
)
def test_each_refusal_is_told_apart(model, ask, status, error, kind):
    model.answer_next(status, {"error": error}, times=9)

    with pytest.raises((ActionError, NoAnswerError)) as caught:
        ask()

    assert type(caught.value) is kind


def test_a_wrong_setting_is_something_to_mend(ask):
    with pytest.raises(ActionError, match="FALLBACK_OPENAI_TIMEOUT_S"):
        ask(backends={"FALLBACK_OPENAI_API_KEY": "k", "FALLBACK_OPENAI_TIMEOUT_S": "soon"})
