"""Counts become text that Prometheus' own parser reads back."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from prometheus_client.parser import text_string_to_metric_families

from pr_writer.events import ModelAsked
from pr_writer.server.server_metrics import ServerMetrics


def read_samples(metrics):
    families = text_string_to_metric_families(metrics.write(1, 4))
    return {(one.name, tuple(sorted(one.labels.items()))): one.value for family in families for one in family.samples}


def label(**labels):
    return tuple(sorted(labels.items()))


def test_attempts_are_counted_with_time_tokens_and_cost():
    metrics = ServerMetrics()
    metrics.count_attempt(ModelAsked("primary", "local", "timeout", 12.0, "no answer"))
    metrics.count_attempt(ModelAsked("fallback", "gpt", "ok", 0.3, "", 0.002, 100, 20))
    metrics.count_attempt(ModelAsked("fallback", "gpt", "ok", 3.0, "", 0.003, 50, None))
    metrics.count_attempt(ModelAsked("primary", "local", "resting", 0.0))

    found = read_samples(metrics)
    gpt = {"backend": "fallback", "model": "gpt"}
    local = {"backend": "primary", "model": "local"}
    assert found["llm_attempts_total", label(**gpt, result="ok")] == 2
    assert found["llm_attempts_total", label(**local, result="timeout")] == 1
    assert found["llm_attempts_total", label(**local, result="resting")] == 1
    assert found["llm_tokens_total", label(**gpt, kind="prompt")] == 150
    assert found["llm_tokens_total", label(**gpt, kind="completion")] == 20
    assert found["llm_cost_total", label(**gpt)] == pytest.approx(0.005)
    assert ("llm_cost_total", label(**local)) not in found, "no price is not a price of nothing"
    assert found["llm_attempt_seconds_count", label(**local)] == 1, "who was not asked took no time"
    assert found["llm_attempt_seconds_sum", label(**gpt)] == pytest.approx(3.3)
    assert found["llm_attempt_seconds_bucket", label(**gpt, le="0.25")] == 0
    assert found["llm_attempt_seconds_bucket", label(**gpt, le="0.5")] == 1
    assert found["llm_attempt_seconds_bucket", label(**gpt, le="5")] == 2
    assert found["llm_attempt_seconds_bucket", label(**gpt, le="+Inf")] == 2


def test_requests_and_places_are_counted():
    metrics = ServerMetrics()
    metrics.count_request("POST", "/llm/chat", 200)
    metrics.count_request("POST", "/llm/chat", 200)

    found = read_samples(metrics)
    assert found["http_requests_total", label(method="POST", route="/llm/chat", status="200")] == 2
    assert (found["pr_writer_places_taken", ()], found["pr_writer_places", ()]) == (1, 4)


@given(st.text())
@settings(deadline=None)
def test_any_name_of_a_model_comes_back_as_it_was(name):
    metrics = ServerMetrics()
    metrics.count_attempt(ModelAsked("primary", name, "ok", 1.0, "", 1.0, 1, 1))

    assert read_samples(metrics)["llm_attempts_total", label(backend="primary", model=name, result="ok")] == 1
