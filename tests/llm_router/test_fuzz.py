"""Whatever a server sends is an answer or one of our exceptions, and its errors are always readable."""

from __future__ import annotations

import json
from types import SimpleNamespace

import httpx2
import openai
from hypothesis import given, settings
from hypothesis import strategies as st

from llm_router.answer import read_answer
from llm_router.config import read_backend
from llm_router.errors import BadAnswer, ErrorInside
from llm_router.failure import asked_wait, mark_origin, read_failure
from llm_router.param_compat import learn_refusal
from llm_router.refusal import refusal_of

BACKEND = read_backend("FALLBACK", {"FALLBACK_OPENAI_API_KEY": "sk-hunter2", "FALLBACK_OPENAI_MODEL": "m"})
NAMES = st.sampled_from(["choices", "message", "content", "text", "usage", "prompt_tokens", "finish_reason", "error"])
ERROR_NAMES = st.sampled_from(["message", "code", "type", "param", "detail", "loc", "msg", "error"])
HEADER_VALUES = st.text(st.characters(codec="ascii", categories=["L", "N", "P"]))
WORDS = st.text() | st.sampled_from(["temperature is not supported", "sk-hunter2", "context length", "\n::error::x"])


def json_values(names):
    leaves = st.none() | st.booleans() | st.integers() | st.floats() | WORDS
    return st.recursive(
        leaves, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(names, inner), max_leaves=12
    )


@settings(deadline=None)
@given(st.binary() | json_values(NAMES).map(lambda value: json.dumps(value).encode()))
def test_whatever_the_body_is_it_is_text_or_a_bad_answer(content):
    call = SimpleNamespace(tokens=None)
    try:
        text = read_answer(call, SimpleNamespace(content=content, headers={}))
    except ErrorInside as inside:
        assert 400 <= inside.status <= 599  # noqa: PT017  it becomes the SDK's exception of this status
    except BadAnswer as exc:
        assert str(exc).isprintable()  # noqa: PT017  the sentence is what is tested
    else:
        assert text.strip()
        assert all(count is None or count >= 0 for count in call.tokens)


@settings(deadline=None)
@given(
    st.integers(400, 599), json_values(ERROR_NAMES), st.text(st.characters(codec="ascii", categories=["L", "N", "P"]))
)
def test_whatever_a_refusal_says_it_is_a_sentence_without_the_key(status, body, retry_after):
    response = httpx2.Response(status, request=httpx2.Request("POST", "http://a"), headers={"retry-after": retry_after})
    exc = openai.APIStatusError("no", response=response, body=body)
    mark_origin(exc, BACKEND)

    refusal = refusal_of(exc)
    detail = read_failure(exc, BACKEND).detail
    wait_s = asked_wait(exc)

    assert refusal.sentence.isprintable()
    assert detail.isprintable()
    assert "hunter2" not in refusal.sentence + detail
    assert not (refusal.is_busy and refusal.is_too_long)
    assert wait_s is None or wait_s >= 0
    assert learn_refusal(BACKEND, "/x", {"model": "m"}, exc) is False
