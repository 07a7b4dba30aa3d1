"""Flags and inputs of a backlog, whatever stands in them."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pr_writer.backfill.options import OWN_OPTIONS, Caps, Filters, read_request
from pr_writer.errors import ActionError

NOW = datetime(2026, 3, 31, 12, tzinfo=UTC)


def read(*argv, **environ):
    return read_request(argv, environ, NOW)


def test_nothing_asked_for_leaves_nothing_out_and_stops_nowhere():
    request = read()

    assert (request.filters, request.caps, request.parallel) == (Filters(), Caps(), 1)


@pytest.mark.parametrize(
    ("since", "expected"),
    [
        ("2026-01-31", datetime(2026, 1, 31, tzinfo=UTC)),
        ("2026-01-31T10:00:00+00:00", datetime(2026, 1, 31, 10, tzinfo=UTC)),
        ("30d", datetime(2026, 3, 1, 12, tzinfo=UTC)),
        ("1 day", datetime(2026, 3, 30, 12, tzinfo=UTC)),
    ],
)
def test_since_is_a_day_or_a_span(since, expected):
    assert read("--since", since).filters.since == expected


def test_names_are_lists_and_compared_without_their_case():
    request = read("--author", "Ada, bob\nci[bot],", "--label", " Bug ,, good first issue")

    assert request.filters.authors == {"ada", "bob", "ci"}
    assert request.filters.labels == {"bug", "good first issue"}


def test_flags_of_the_action_are_read_too_and_a_flag_counts_more_than_an_input():
    request = read("--language", "German", "--limit=3", "--dry-run", INPUT_LIMIT="9", INPUT_ONLY="generic")

    assert (request.settings.language, request.settings.dry_run) == ("German", True)
    assert (request.caps.drafts, request.filters.only_generic) == (3, True)


def test_what_started_the_run_is_about_none_of_them(tmp_path):
    event = tmp_path / "event.json"
    event.write_text('{"inputs": {"pr-number": "7"}}')
    environ = {"GITHUB_ACTIONS": "true", "GITHUB_EVENT_NAME": "workflow_dispatch", "GITHUB_EVENT_PATH": str(event)}

    settings = read(**environ).settings

    assert (settings.pr_number, settings.event.number, settings.event.name) == (None, None, "workflow_dispatch")


@given(st.sampled_from([option.name for option in OWN_OPTIONS]), st.text(max_size=40))
def test_any_value_is_read_or_refused_with_a_sentence(name, value):
    try:
        read(**{f"INPUT_{name.upper()}": value})
    except ActionError as refusal:
        assert str(refusal).startswith(f"⟨{name}⟩ is ")  # noqa: PT017 - most values are refused, and some are not
