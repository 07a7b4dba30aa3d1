"""Each rule has a source, runs where its literals stand, and finds what its pattern describes."""

import re

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pr_writer.sanitize.secret_rules import CHECKS, is_real_password, load_rules, looks_random
from pr_writer.sanitize.secrets import redact

SHAPES = [rule for rule in load_rules() if not rule.label]
LABELS = [rule for rule in load_rules() if rule.label]
DIGIT_AHEAD = re.compile(r"\(\?=\[[^\]]+\]\*\\d\)")  # which hypothesis would have to guess


def name(rule):
    return f"{rule.kind} {rule.literals[0]}"


@pytest.mark.parametrize("rule", load_rules(), ids=name)
def test_a_rule_names_its_source_and_its_literals(rule):
    assert rule.source.startswith("https://")
    assert rule.kind
    assert all(rule.literals)
    assert len(set(rule.literals)) == len(rule.literals)
    assert rule.check in ("", *CHECKS)


@pytest.mark.parametrize("rule", LABELS, ids=name)
def test_a_label_is_read_in_any_case_and_stays(rule):
    assert all(literal == literal.lower() for literal in rule.literals)
    assert "secret" in rule.compiled.groupindex


@pytest.mark.parametrize("rule", SHAPES, ids=name)
def test_a_rule_finds_what_its_pattern_describes(rule):
    pattern = re.compile(DIGIT_AHEAD.sub("", rule.pattern), re.ASCII)

    @settings(max_examples=10, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    @given(st.from_regex(pattern, fullmatch=True))
    def check(secret):
        if rule.compiled.fullmatch(secret):
            _, findings = redact(f"x {secret} y")
            assert [finding.kind for finding in findings] == [rule.kind]

    check()


@pytest.mark.parametrize("text", ["qWkdLrTzPbNmXcVhJyGf", "abc123def456ghi789"])
def test_a_random_text_looks_random(text):
    assert looks_random(text)


@pytest.mark.parametrize(
    "text", ["YOUR_KEY_123", "my-access-token", "xxxxxxxxxxxxxxxx", "aaaaaaaaaaaaaaaaaaaa", "exampleKey12345678"]
)
def test_a_placeholder_does_not(text):
    assert not looks_random(text)


@pytest.mark.parametrize("password", ["hunter2", "p@ss/w$rd", "$ecr3t", "a${B}c", "%21%40x"])
def test_a_password_is_real(password):
    assert is_real_password(password)


@pytest.mark.parametrize(
    "password",
    [
        "${PASSWORD}",
        "$PASSWORD",
        "$password",
        "{password}",
        "{{ x }}",
        "%s",
        "%(pw)s",
        "%PW%",
        "***",
        "xxx",
        "<pw>",
        "$(cat x)",
        "#{pw}",
        "...",
    ],
)
def test_a_programs_place_for_a_password_is_none(password):
    assert not is_real_password(password)
