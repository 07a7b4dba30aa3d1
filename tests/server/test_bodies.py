"""A JSON body becomes a request, or all that is wrong with it is said at once."""

from __future__ import annotations

import json
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.pr_server import DESCRIPTION

from pr_writer.server.bodies import (
    BadFieldsError,
    ChatRequest,
    DraftRequest,
    UnreadableBodyError,
    parse_chat_request,
    parse_draft_request,
)

HELLO = [{"role": "user", "content": "Hello"}]
REVISION = re.compile(DESCRIPTION["components"]["schemas"]["Revision"]["pattern"])
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
)
# What the names of refs are forbidden, and what an option, a path or a command would be made of.
REF_TEXT = st.text(alphabet=st.sampled_from("ab1@{}./~^-:\\ *?[\n\x00\x7fé\u202elock"), min_size=1, max_size=12)


def encode(**fields):
    return json.dumps(fields).encode()


@pytest.mark.parametrize(
    ("body", "request_"),
    [
        ({}, DraftRequest()),
        ({"use_llm": True, "dry_run": True}, DraftRequest()),
        ({"use_llm": False}, DraftRequest(use_llm=False)),
        ({"base": "main", "head": "feature/x"}, DraftRequest(base="main", head="feature/x")),
        ({"base": "v1.2.3", "head": "HEAD~2^2"}, DraftRequest(base="v1.2.3", head="HEAD~2^2")),
        ({"base": "", "head": None, "instructions": ""}, DraftRequest()),
        ({"pr_number": 7, "dry_run": False}, DraftRequest(pr_number=7, dry_run=False)),
        ({"pr_number": 7, "base": None, "head": ""}, DraftRequest(pr_number=7)),
        ({"pr_number": 7.0}, DraftRequest(pr_number=7)),
        ({"head": "feature", "dry_run": False}, DraftRequest(head="feature", dry_run=False)),
        (
            {"instructions": "Be brief.", "language": "German"},
            DraftRequest(instructions="Be brief.", language="German"),
        ),
        ({"instructions": "\ud800"}, DraftRequest(instructions="\ufffd")),
    ],
)
def test_each_field_is_read(body, request_):
    assert parse_draft_request(encode(**body)) == request_


@pytest.mark.parametrize(
    ("body", "faulty"),
    [
        ({"use_llm": 1}, {"use_llm"}),
        ({"use_llm": None}, {"use_llm"}),
        ({"dry_run": "false"}, {"dry_run"}),
        ({"dry_run": 0, "use_llm": "yes"}, {"dry_run", "use_llm"}),
        ({"pr_number": True}, {"pr_number"}),
        ({"pr_number": "7"}, {"pr_number"}),
        ({"pr_number": 7.5}, {"pr_number"}),
        ({"pr_number": 0}, {"pr_number"}),
        ({"pr_number": -1}, {"pr_number"}),
        ({"pr_number": 2**31}, {"pr_number"}),
        (
            {"base": 1, "head": ["main"], "instructions": {}, "language": 2},
            {"base", "head", "instructions", "language"},
        ),
        ({"base": "--upload-pack=touch x"}, {"base"}),
        ({"head": "-x"}, {"head"}),
        ({"head": "main..feature"}, {"head"}),
        ({"head": "main...feature"}, {"head"}),
        ({"head": "../../etc/passwd"}, {"head"}),
        ({"head": "/etc/passwd"}, {"head"}),
        ({"head": "HEAD:secrets.txt"}, {"head"}),
        ({"head": "HEAD^{/(a+)+$}"}, {"head"}),
        ({"head": ":/fix"}, {"head"}),
        ({"head": "@{upstream}"}, {"head"}),
        ({"head": "main\n--all"}, {"head"}),
        ({"head": "main\x00"}, {"head"}),
        ({"head": "a b"}, {"head"}),
        ({"head": "x" * 256}, {"head"}),
        ({"head": "*"}, {"head"}),
        ({"dry_run": False}, {"dry_run"}),
        ({"dry_run": False, "base": "main"}, {"dry_run"}),
        ({"dry_run": False, "head": ""}, {"dry_run"}),
        ({"pr_number": 7, "head": "feature"}, {"head"}),
        ({"pr_number": 7, "base": "main", "head": "feature"}, {"base", "head"}),
        ({"usellm": True, "use_llm": 3}, {"usellm", "use_llm"}),
        ({"\u202e\n": 1}, {"\\u202e\\n"}),
        ({"x" * 5000: 1}, {"x" * 80}),
    ],
)
def test_all_faults_are_told_at_once(body, faulty):
    with pytest.raises(BadFieldsError) as caught:
        parse_draft_request(encode(**body))

    assert set(caught.value.faults) == faulty
    assert all(fault.startswith(("it ", "with false, ")) for fault in caught.value.faults.values())


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"nothing",
        b"[]",
        b'"text"',
        b"null",
        b"\xff\xfe{\x00}\x00",
        b'{"use_llm": NaN}',
        b'{"pr_number": Infinity}',
        b'{"pr_number": ' + b"1" * 5000 + b"}",
        b"[" * 60_000,
        b'{"a":' * 12_000,
    ],
    ids=lambda body: repr(body[:20]),
)
def test_what_is_no_json_object_is_one_sentence(body):
    with pytest.raises(UnreadableBodyError, match=r"^The body is not .* Send .*\.$"):
        parse_draft_request(body)


@pytest.mark.parametrize(("opening", "closing"), [("[", "]"), ('{"a":', "}")])
def test_a_body_that_is_nested_too_deeply_is_said_to_be_so(opening, closing):
    with pytest.raises(UnreadableBodyError, match=r"not flat enough to read\. Send an object"):
        parse_draft_request(f"{opening * 30_000}1{closing * 30_000}".encode())


@given(st.binary(max_size=200) | JSON.map(lambda value: json.dumps(value).encode()))
@settings(deadline=None)
def test_any_body_is_read_or_refused_in_words(body):
    for parse in (parse_draft_request, parse_chat_request):
        said = "fine"
        try:
            parse(body)
        except (BadFieldsError, UnreadableBodyError) as exc:
            said = str(exc)

        assert said.isprintable()


@given(REF_TEXT)
@settings(deadline=None)
def test_the_description_and_the_server_agree_on_what_names_a_commit(name):
    try:
        parse_draft_request(encode(head=name))
    except BadFieldsError:
        is_taken = False
    else:
        is_taken = True

    assert is_taken == bool(REVISION.search(name))


@pytest.mark.parametrize(
    ("fields", "request_"),
    [
        ({}, ChatRequest(tuple(HELLO))),
        ({"stream": True}, ChatRequest(tuple(HELLO), stream=True)),
        ({"temperature": 0, "max_tokens": 9}, ChatRequest(tuple(HELLO), temperature=0, max_tokens=9)),
        ({"temperature": None, "max_tokens": None}, ChatRequest(tuple(HELLO))),
    ],
)
def test_a_conversation_is_read(fields, request_):
    assert parse_chat_request(encode(messages=HELLO, **fields)) == request_


@pytest.mark.parametrize(
    ("body", "faulty"),
    [
        ({}, {"messages"}),
        ({"messages": None}, {"messages"}),
        ({"messages": []}, {"messages"}),
        ({"messages": "Hello"}, {"messages"}),
        ({"messages": ["Hello"]}, {"messages"}),
        ({"messages": [{"role": "user"}]}, {"messages"}),
        ({"messages": [{"role": "tool", "content": "x"}]}, {"messages"}),
        ({"messages": [{"role": ["user"], "content": "x"}]}, {"messages"}),
        ({"messages": [{"role": "user", "content": [{"type": "image_url"}]}]}, {"messages"}),
        ({"messages": [{"role": "user", "content": "x", "name": "y"}]}, {"messages"}),
        ({"messages": HELLO, "stream": "true"}, {"stream"}),
        ({"messages": HELLO, "temperature": 3}, {"temperature"}),
        ({"messages": HELLO, "temperature": True}, {"temperature"}),
        ({"messages": HELLO, "max_tokens": 0}, {"max_tokens"}),
        ({"messages": HELLO, "max_tokens": 1.5}, {"max_tokens"}),
        ({"model": "gpt-x", "stream": 1}, {"model", "stream", "messages"}),
    ],
)
def test_a_conversation_that_cannot_be_asked_is_told(body, faulty):
    with pytest.raises(BadFieldsError) as caught:
        parse_chat_request(encode(**body))

    assert set(caught.value.faults) == faulty
