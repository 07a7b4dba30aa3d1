"""/openapi.json is valid, is what the server does, and what Schemathesis draws from it breaks nothing."""

from __future__ import annotations

import dataclasses
import json

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from openapi_spec_validator import validate
from support.pr_server import CHAT, DESCRIPTION, DRAFT, METRICS, STATUS

from pr_writer.server.bodies import BadFieldsError, ChatRequest, DraftRequest, parse_chat_request, parse_draft_request
from pr_writer.version import __version__

SCHEMAS = DESCRIPTION["components"]["schemas"]
DRAFTS = Draft202012Validator(SCHEMAS["DraftRequest"] | {"components": DESCRIPTION["components"]})
CHATS = Draft202012Validator(SCHEMAS["ChatRequest"])


def test_it_is_valid(server):
    answered = server.ask("GET", "/openapi.json")

    validate(answered.json)
    assert answered.json == DESCRIPTION
    assert answered.json["info"]["version"] == __version__


def test_it_has_every_path():
    assert DESCRIPTION["paths"].keys() == {DRAFT, CHAT, STATUS, METRICS, "/healthz", "/openapi.json"}


@pytest.mark.parametrize(("name", "kind"), [("DraftRequest", DraftRequest), ("ChatRequest", ChatRequest)])
def test_it_has_the_fields_and_defaults_of_a_request(name, kind):
    fields = {field.name: field for field in dataclasses.fields(kind)}
    described = SCHEMAS[name]["properties"]

    assert described.keys() == fields.keys()
    for field, schema in described.items():
        if "default" in schema:
            assert schema["default"] == fields[field].default


VALUES = st.sampled_from([None, True, False, 0, 1, 7, -1, 2**31, 1.5, "", "main", "-x", "a..b", "x" * 300, [], {}])


@given(st.dictionaries(st.sampled_from([*SCHEMAS["DraftRequest"]["properties"], "other"]), VALUES))
@settings(max_examples=300, deadline=None)
def test_it_allows_what_the_server_takes_and_nothing_else(fields):
    # A blank is an unset one, as everywhere; the description has no words for that.
    fields = {name: value for name, value in fields.items() if value != ""}
    try:
        parse_draft_request(json.dumps(fields).encode())
    except BadFieldsError:
        is_taken = False
    else:
        is_taken = True

    assert is_taken == DRAFTS.is_valid(fields), list(DRAFTS.iter_errors(fields))


@given(st.dictionaries(st.sampled_from(["stream", "temperature", "max_tokens", "model"]), VALUES))
@settings(deadline=None)
def test_it_allows_what_a_chat_takes_and_nothing_else(fields):
    fields["messages"] = [{"role": "user", "content": "x"}]
    try:
        parse_chat_request(json.dumps(fields).encode())
    except BadFieldsError:
        is_taken = False
    else:
        is_taken = True

    assert is_taken == CHATS.is_valid(fields), list(CHATS.iter_errors(fields))


@pytest.mark.slow
@pytest.mark.filterwarnings("default")  # of the tool's own
def test_what_schemathesis_draws_breaks_nothing(serve, model, monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)  # where it remembers what failed
    server = serve("--use-llm", "false")
    schema = schemathesis.openapi.from_url(f"http://127.0.0.1:{server.port}/openapi.json")
    asked = set()

    for result in schema.get_all_operations():
        operation = result.ok()
        modes = [schemathesis.GenerationMode.POSITIVE]
        if operation.method == "post":  # what has no body and no parameter cannot be asked wrongly
            modes.append(schemathesis.GenerationMode.NEGATIVE)
        for mode in modes:
            _try_operation(operation.as_strategy(generation_mode=mode), asked)

    assert asked == DESCRIPTION["paths"].keys() - {"/openapi.json"}, "it does not ask for the description itself"


def _try_operation(cases, asked):
    @settings(
        max_examples=15,
        derandomize=True,
        deadline=None,
        database=None,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(cases)
    def check(case):
        asked.add(case.path)
        case.call_and_validate(headers={"Authorization": "Bearer dev"}, timeout=30)

    check()
