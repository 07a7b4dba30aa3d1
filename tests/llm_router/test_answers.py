# ruff: noqa: F811  fixtures are asked for by name; a behaviour takes what all take
"""A wrong answer is never taken for a good one, and nothing of a good one is lost; chat and stream alike."""

from __future__ import annotations

import itertools
import json

import openai
import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.bad_server import MESSAGES, completion, error, http, ok
from support.router import environ, fallback, forgetful_router, server  # noqa: F401  fixtures
from support.streams import DONE, HEADERS, STOP, data, event, read, sse

import llm_router
from llm_router.answer import has_ended_well
from llm_router.sse import EventDecoder
from llm_router.thoughts import ThoughtStripper, strip_thoughts


def chat(env, **options):
    return llm_router.chat_complete(MESSAGES, environ=env, **options)


def causes(env, ask=chat):
    with pytest.raises(llm_router.AllBackendsFailed) as caught:
        ask(env)
    return str(caught.value)


def choice(**more):
    return {"index": 0, "message": {"role": "assistant", "content": "Half an"}, "finish_reason": "stop"} | more


NOT_WHOLE = {
    "error": "its server failed in the middle",
    "ERROR": "its server failed in the middle",
    "length": "cut off at the token limit",
    "max_tokens": "cut off at the token limit",
    "MAX_TOKENS": "cut off at the token limit",
    "model_length": "cut off at the token limit",
    "content_filter": "content filter withheld it",
    "SAFETY": "content filter withheld it",
    "RECITATION": "content filter withheld it",
    "PROHIBITED_CONTENT": "content filter withheld it",
    "abort": "not known to be whole",
    "insufficient_system_resource": "not known to be whole",
    "MALFORMED_FUNCTION_CALL": "not known to be whole",
    "unknown": "not known to be whole",
    "cancelled": "not known to be whole",
}


@pytest.mark.parametrize(("reason", "words"), NOT_WHOLE.items())
def test_a_finish_reason_that_is_not_a_whole_answers_is_no_answer(server, environ, fallback, reason, words):
    primary = server(ok("Half an", finish_reason=reason))
    # ok() puts what it does not know into the message; the reason belongs to the choice.
    primary.then(http(200, {"choices": [choice(finish_reason=reason)]}))

    assert chat(environ(primary, fallback))[0] == "cloud"
    assert words in causes(environ(primary))


@pytest.mark.parametrize("reason", NOT_WHOLE)
def test_nor_is_it_in_a_stream(server, environ, reason):
    cut = sse(event("Half an"), event(finish_reason=reason), DONE)

    with pytest.raises(llm_router.StreamInterrupted) as caught:
        read(environ(server(cut)))

    assert caught.value.text == "Half an"
    assert NOT_WHOLE[reason] in str(caught.value)


@pytest.mark.parametrize(
    "reason", ["stop", "STOP", "end_turn", "stop_sequence", "eos", "eos_token", "COMPLETE", None, ""]
)
def test_what_servers_call_a_whole_answer_is_one(server, environ, reason):
    assert chat(environ(server(http(200, {"choices": [choice(finish_reason=reason)]}))))[1] == "Half an"


ERROR_IN_CHOICE = {"code": 502, "message": "Upstream went away"}


@pytest.mark.parametrize("reason", ["error", None, "stop"])
def test_an_error_inside_the_choice_is_no_answer_and_its_words_are_told(server, environ, fallback, reason):
    """OpenRouter: https://openrouter.ai/docs/api-reference/errors."""
    primary = server(http(200, {"choices": [choice(error=ERROR_IN_CHOICE, finish_reason=reason)]}))

    assert chat(environ(primary, fallback))[0] == "cloud"
    assert "Upstream went away" in causes(environ(primary))


def test_an_error_inside_a_streams_choice_is_an_interruption(server, environ, fallback):
    broken = {"index": 0, "delta": {"content": ""}, "error": ERROR_IN_CHOICE, "finish_reason": "error"}
    before, after = sse(data({"choices": [broken]})), sse(event("so far"), data({"choices": [broken]}))

    assert "Upstream went away" in causes(environ(server(before)), read)
    with pytest.raises(llm_router.StreamInterrupted, match="Upstream went away"):
        read(environ(server(after), fallback))


INSIDE = [
    ({"error": {"code": 401, "message": "No auth credentials found"}}, openai.AuthenticationError),
    ({"error": {"code": "401", "message": "No"}}, openai.AuthenticationError),
    ({"error": {"type": "authentication_error", "message": "invalid x-api-key"}}, openai.AuthenticationError),
    ({"error": {"code": "invalid_api_key", "message": "no"}}, openai.AuthenticationError),
    ({"error": {"code": 404, "message": "No endpoints found"}}, openai.NotFoundError),
    ({"error": "Unexpected endpoint or method. (POST /chat/completions). Returning 200 anyway"}, openai.NotFoundError),
    ({"error": {"code": 429, "message": "slow down"}}, openai.RateLimitError),
    ([{"error": {"code": 400, "message": "bad", "status": "INVALID_ARGUMENT"}}], openai.BadRequestError),
]


@pytest.mark.parametrize(("payload", "kind"), INSIDE)
def test_a_clients_error_inside_a_success_is_a_refusal_not_an_outage(server, environ, fallback, payload, kind):
    with pytest.raises(kind) as caught:
        chat(environ(server(http(200, payload)), fallback))

    assert llm_router.refusal_of(caught.value).backend == "primary"
    assert fallback.hits == 0


@pytest.mark.parametrize(("payload", "kind"), INSIDE[:3] + INSIDE[4:7])
def test_so_it_is_at_the_beginning_of_a_stream(server, environ, fallback, payload, kind):
    with pytest.raises(kind):
        read(environ(server(sse(data(payload))), fallback))

    assert fallback.hits == 0


def test_a_servers_error_inside_a_success_fails_over(server, environ, fallback):
    primary = server(http(200, {"error": {"code": 502, "message": "Upstream went away"}}))
    seen = []

    assert chat(environ(primary, fallback), on_attempt=seen.append)[0] == "cloud"
    assert (seen[0].outcome, seen[0].status) == ("server-error", 502)


THOUGHTS = [
    ("<think>hmm</think>Hello", "Hello"),
    ("<think>\nhmm\n</think>\n\nHello", "Hello"),
    ("\n <THINK>hmm</Think> Hello", "Hello"),
    ("<thinking>a</thinking><think>b</think>\nHello", "Hello"),
    ("[THINK]hmm[/THINK]Hello", "Hello"),
    ("<|channel|>analysis<|message|>hmm<|end|><|start|>assistant<|channel|>final<|message|>Hello", "Hello"),
    ("<|START_THINKING|>hmm<|END_THINKING|>Hello", "Hello"),
    ("Hello <think>", "Hello <think>"),
    ("It drops `<think>…</think>` from answers", "It drops `<think>…</think>` from answers"),
    ("<thinner>Hello", "<thinner>Hello"),
    ("<", "<"),
    (" Hello ", " Hello "),
    ("<think>the İ of Istanbul</think>Hello", "Hello"),
]
ONLY_WHOLE = [
    ("so the answer is four.\n</think>\n\nHello", "Hello"),
    ("a text about `</think>`\nHello", "a text about `</think>`\nHello"),
]


@pytest.mark.parametrize(("said", "text"), THOUGHTS + ONLY_WHOLE)
def test_thoughts_before_the_text_are_not_part_of_it(server, environ, said, text):
    assert chat(environ(server(ok(said))))[1] == text


@pytest.mark.parametrize("size", [1, 3, 1000])
@pytest.mark.parametrize(("said", "text"), THOUGHTS)
def test_nor_are_they_in_a_stream_however_it_is_cut(server, environ, said, text, size):
    pieces = [event(said[place : place + size]) for place in range(0, len(said), size)]

    assert "".join(read(environ(server(sse(*pieces, STOP, DONE))))[0]) == text


@pytest.mark.parametrize(
    "said", ["<think>hmm", "<think>hmm</think>", "<think></think>\n \n", "[THINK]x", "hmm\n</think>"]
)
def test_a_thought_alone_is_no_answer(server, environ, fallback, said):
    assert chat(environ(server(ok(said)), fallback))[0] == "cloud"
    assert "reasoned and said nothing" in causes(environ(server(ok(said))))


def test_a_thought_alone_is_none_in_a_stream_either(server, environ):
    stream = sse(event("<think>hm"), event("m"), STOP, DONE)

    assert "reasoned and said nothing" in causes(environ(server(stream)), read)


@given(st.lists(st.sampled_from(["<think>", "</think>", "<", "th", "a", " ", "\n", "[think]", "`"])))
def test_whole_or_in_pieces_the_thoughts_are_the_same(pieces):
    whole, cut = ThoughtStripper(), ThoughtStripper()
    text = "".join(pieces)

    assert whole.feed(text) + whole.finish() == "".join(map(cut.feed, pieces)) + cut.finish()
    assert strip_thoughts(text) in text


def test_parts_that_are_thoughts_are_left_out(server, environ):
    """Mistral: https://docs.mistral.ai/capabilities/reasoning/."""
    parts = [{"type": "thinking", "thinking": [{"type": "text", "text": "hmm"}]}, {"type": "text", "text": "Hello"}]

    assert chat(environ(server(ok(parts))))[1] == "Hello"
    assert read(environ(server(sse(event(parts[:1]), event(parts[1:]), STOP))))[0] == ["Hello"]


def test_the_choice_of_index_0_is_the_answer(server, environ):
    second = choice(index=1, message={"content": "second"})
    first = choice(message={"content": "first"})
    assert chat(environ(server(http(200, {"choices": [second, first]}))))[1] == "first"
    assert chat(environ(server(http(200, {"choices": [second]}))))[1] == "second"

    def two(a, b, reason=None):
        texts = ((1, b), (0, a))
        return data({"choices": [{"index": n, "delta": {"content": t}, "finish_reason": reason} for n, t in texts]})

    other = data({"choices": [{"index": 1, "delta": {"content": "second"}, "finish_reason": "stop"}]})
    assert read(environ(server(sse(two("fi", "se"), other, two("rst", "x", "stop"), DONE))))[0] == ["fi", "rst"]


def test_a_byte_order_mark_before_a_stream_loses_no_word(server, environ):
    assert read(environ(server(sse(b"\xef\xbb\xbf" + event("Hello"), STOP, DONE))))[0] == ["Hello"]
    assert chat(environ(server(http(200, b"\xef\xbb\xbf" + json.dumps(completion()).encode()))))[1] == "hello"


def test_half_a_surrogate_pair_is_replaced_and_two_halves_are_joined(server, environ):
    assert chat(environ(server(ok("a\ud83d b \ud83d\ude00"))))[1] == "a� b 😀"
    assert "".join(read(environ(server(sse(event("a\ud83d"), event("\ude00b"), STOP, DONE))))[0]) == "a😀b"
    assert "".join(read(environ(server(sse(event("a\ud83d"), event("b\ud83d"), STOP, DONE))))[0]) == "a�b�"


WELL = [
    "Done.",
    "“Done”",
    "Really?",
    "- one\n- two.",
    "```py\nx\n```",
    '{"a": 1}',
    "[1]",
    "以上。",
    "| a |",
    "see (1)",
    "x = `y`",
    "Done 🎉",
]
BROKEN = [
    "",
    "Half an",
    "one, and then",
    '{"a": 1',
    '{"a": "}"',
    "```py\nx.",
    "as follows:",
    "一，",
    "well-",
    "{]",
    "Hello\n\n##",
]


@pytest.mark.parametrize("text", WELL)
def test_without_a_finish_reason_a_text_that_ended_well_is_whole(server, environ, text):
    assert has_ended_well(text)
    assert read(environ(server(sse(event(text), DONE))))[0] == [text]


@pytest.mark.parametrize("text", BROKEN)
def test_without_a_finish_reason_one_that_looks_broken_off_is_not(text):
    assert not has_ended_well(text)


@pytest.mark.parametrize(
    ("events", "words"),
    [
        ((event("Half an."),), "without a finish_reason and without"),
        ((event("Half an"), DONE), "looks broken off"),
    ],
)
def test_the_cause_says_what_happened(server, environ, events, words):
    with pytest.raises(llm_router.StreamInterrupted, match=words):
        read(environ(server(sse(*events))))


@pytest.mark.parametrize("kind", ["application/json", "application/problem+json", "text/plain", "text/event-stream"])
def test_a_sole_server_that_answers_a_stream_with_plain_json_gives_one_piece(server, environ, kind):
    seen = []
    plain = http(200, completion("Whole"), kind)

    assert read(environ(server(plain)), on_attempt=seen.append) == (["Whole"], "local")
    assert (seen[0].outcome, seen[0].prompt_tokens) == ("ok", 7)


def test_a_stream_that_calls_itself_json_is_a_stream(server, environ):
    body = event("Hel") + event("lo") + STOP + DONE

    assert read(environ(server(http(200, body))))[0] == ["Hel", "lo"]
    assert read(environ(server(http(200, b"\n\n" + body, "text/plain"))))[0] == ["Hel", "lo"]


def test_text_before_a_tool_that_nobody_gave_is_no_answer(server, environ):
    calls = http(200, {"choices": [choice(finish_reason="tool_calls")]})

    assert "called a tool instead" in causes(environ(server(calls)))
    with pytest.raises(llm_router.StreamInterrupted, match="called a tool instead"):
        read(environ(server(sse(event("Let me look."), event(finish_reason="tool_calls"), DONE))))


def test_plain_json_that_is_an_error_is_read_as_one(server, environ):
    with pytest.raises(openai.AuthenticationError):
        read(environ(server(http(200, INSIDE[0][0]))))


def test_what_comes_after_the_finish_reason_breaks_nothing(server, environ):
    noise = [b"data: {broken\n\n", b"data: [1]\n\n", data({"error": {"message": "late"}})]

    assert read(environ(server(sse(event("Hello"), STOP, *noise))))[0] == ["Hello"]


@given(st.binary(max_size=60), st.lists(st.integers(0, 60), max_size=5))
def test_an_event_stream_is_the_same_however_it_is_cut(raw, places):
    body = b"data: {}\r\n\r\n: x\ndata: a\rdata:b\n\n" + raw
    cuts = sorted({0, len(body), *(place for place in places if place < len(body))})
    whole, cut = EventDecoder(), EventDecoder()
    pieces = [event for start, end in itertools.pairwise(cuts) for event in cut.feed(body[start:end])]

    assert whole.feed(body) + whole.finish() == pieces + cut.finish()


def test_a_stream_with_every_line_end_and_no_last_one(server, environ):
    raw = HEADERS + event("a").replace(b"\n", b"\r\n") + event("b").replace(b"\n", b"\r") + STOP + b"data: [DONE]"

    assert read(environ(server(sse(raw.removeprefix(HEADERS)))))[0] == ["a", "b"]


SCHEMA_ERROR = "Invalid schema for response_format 'x': In context=(), 'required' is required to be supplied."


def test_an_invalid_schema_is_the_callers_to_mend_and_nothing_is_learnt_from_it(server, environ):
    schema = {"type": "json_schema", "json_schema": {"name": "x", "schema": {}}}
    only = server(error(400, SCHEMA_ERROR, param="response_format"), ok("{}"))

    with pytest.raises(openai.BadRequestError):
        chat(environ(only), response_format=schema)
    chat(environ(only), response_format=schema)

    assert only.requests[-1].body["response_format"] == schema


def test_what_is_learnt_of_a_value_says_nothing_of_another(server, environ):
    refusal = error(400, "'response_format' of type 'json_schema' is not supported", param="response_format")
    only = server(refusal, ok("{}"))

    chat(environ(only), response_format={"type": "json_schema", "json_schema": {"name": "x"}})
    chat(environ(only), response_format={"type": "json_object"})
    chat(environ(only), response_format={"type": "json_schema", "json_schema": {"name": "x"}})

    assert [r.body.get("response_format", {}).get("type") for r in only.requests] == [
        "json_schema",
        None,
        "json_object",
        None,
    ]
