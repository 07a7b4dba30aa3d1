"""What the server did since it was started → Prometheus' text format.

The format: https://prometheus.io/docs/instrumenting/exposition_formats/#text-based-format
"""

from __future__ import annotations

import math
import threading
from collections import Counter
from collections.abc import Iterator, Mapping

from pr_writer.events import ModelAsked
from pr_writer.version import __version__

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"
BUCKETS_S = (0.1, 0.25, 0.5, 1, 2.5, 5, 10, 20, 30, 60, 120, 300)
NOT_ASKED = "resting"  # the router's word for a backend that failed a moment ago and was passed over

Labels = tuple[tuple[str, str], ...]


class ServerMetrics:
    """Counts of requests and of attempts at models; may be told and asked from any thread."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._requests: Counter[Labels] = Counter()
        self._attempts: Counter[Labels] = Counter()
        self._tokens: Counter[Labels] = Counter()
        self._cost: dict[Labels, float] = {}
        self._times: dict[Labels, _Histogram] = {}

    def count_request(self, method: str, route: str, status: int) -> None:
        """Count a request that was answered; ``route`` is one of ours, not what a client called it."""
        with self._lock:
            self._requests[("method", method), ("route", route), ("status", str(status))] += 1

    def count_attempt(self, attempt: ModelAsked) -> None:
        """Count one question to one backend, with its time, tokens and cost as far as they are known."""
        who = (("backend", attempt.backend), ("model", attempt.model))
        with self._lock:
            self._attempts[*who, ("result", attempt.outcome)] += 1
            if attempt.outcome != NOT_ASKED:
                self._times.setdefault(who, _Histogram()).add(attempt.seconds)
            for kind, count in (("prompt", attempt.prompt_tokens), ("completion", attempt.completion_tokens)):
                self._tokens[*who, ("kind", kind)] += count or 0
            if attempt.cost is not None:
                self._cost[who] = self._cost.get(who, 0.0) + attempt.cost

    def write(self, places_taken: int, places: int) -> str:
        """Return all of it as text."""
        with self._lock:
            families = (
                _write_family("pr_writer_info", "gauge", "The version that runs.", {(("version", __version__),): 1}),
                _write_family("pr_writer_places", "gauge", "How many requests may work at once.", {(): places}),
                _write_family("pr_writer_places_taken", "gauge", "How many requests work now.", {(): places_taken}),
                _write_family("http_requests_total", "counter", "Requests that were answered.", self._requests),
                _write_family("llm_attempts_total", "counter", "Questions to a backend, by result.", self._attempts),
                _write_family("llm_tokens_total", "counter", "Tokens, as servers counted them.", self._tokens),
                _write_family("llm_cost_total", "counter", "Cost, in the currency of *_PRICE_*.", self._cost),
                _write_histograms("llm_attempt_seconds", "How long a question to a backend took.", self._times),
            )
            return "".join(line for family in families for line in family)


class _Histogram:
    """How many values there were up to each bound, all that are smaller included, and their sum."""

    def __init__(self) -> None:
        self.counts = [0] * (len(BUCKETS_S) + 1)
        self.sum = 0.0

    def add(self, value: float) -> None:
        for index, bound in enumerate((*BUCKETS_S, math.inf)):
            self.counts[index] += value <= bound
        self.sum += value


def _write_family(name: str, kind: str, text: str, samples: Mapping[Labels, float]) -> Iterator[str]:
    yield f"# HELP {name} {text}\n# TYPE {name} {kind}\n"
    for labels, value in sorted(samples.items()):
        yield _write_sample(name, labels, value)


def _write_histograms(name: str, text: str, samples: Mapping[Labels, _Histogram]) -> Iterator[str]:
    yield f"# HELP {name} {text}\n# TYPE {name} histogram\n"
    for labels, histogram in sorted(samples.items(), key=lambda pair: pair[0]):
        for bound, count in zip((*map(str, BUCKETS_S), "+Inf"), histogram.counts, strict=True):
            yield _write_sample(f"{name}_bucket", (*labels, ("le", bound)), count)
        yield _write_sample(f"{name}_sum", labels, histogram.sum)
        yield _write_sample(f"{name}_count", labels, histogram.counts[-1])


def _write_sample(name: str, labels: Labels, value: float) -> str:
    pairs = ",".join(f'{label}="{_escape(text)}"' for label, text in labels)
    return f"{name}{{{pairs}}} {value:.15g}\n" if pairs else f"{name} {value:.15g}\n"


def _escape(text: str) -> str:
    return text.replace("\\", r"\\").replace('"', r"\"").replace("\n", r"\n")
