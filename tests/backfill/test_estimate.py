"""What a backlog takes is told before it is begun."""

from dataclasses import replace
from datetime import UTC, datetime
from types import SimpleNamespace

import pytest

from pr_writer.backfill.estimate import ANSWER_TOKENS, AROUND_TOKENS, FRAME_TOKENS, TOKENS_PER_LINE, estimate
from pr_writer.backfill.listing import OpenPull
from pr_writer.backfill.pacer import Room
from pr_writer.inputs.settings_reader import read_settings
from pr_writer.values import PullRequest

SETTINGS = read_settings([], {})
PULL = PullRequest(1, "T", "", "main", "b" * 40, "feature", "a" * 40, author="ada")


def listed(lines=10, **facts):
    block = facts.pop("has_block", False)
    return OpenPull(replace(PULL, **facts), datetime(2026, 1, 2, tzinfo=UTC), lines, has_block=block)


def test_each_pull_request_is_counted_once():
    pulls = [listed(), listed(has_block=True), listed(labels=("no-pr-writer",)), listed(author="renovate[bot]")]

    told = estimate(pulls, SETTINGS, (), None)

    assert (told.matching, told.to_draft, told.described, told.skipped) == (4, 1, 1, {"label": 1, "bot": 1})
    assert told.requests == 4 + 3


def test_no_more_is_counted_than_the_limit_lets_be_drafted():
    told = estimate([listed(), listed(), listed(has_block=True)], SETTINGS, (), None, most=1)

    assert (told.matching, told.to_draft, told.described) == (3, 1, 1)
    assert told.answer_tokens == ANSWER_TOKENS


def test_with_force_what_is_described_is_drafted_again():
    assert estimate([listed(has_block=True)], replace(SETTINGS, force=True), (), None).to_draft == 1


@pytest.mark.parametrize(
    ("lines", "settings", "prompt", "answer"),
    [
        (0, {}, FRAME_TOKENS, ANSWER_TOKENS),
        (10, {}, FRAME_TOKENS + 10 * TOKENS_PER_LINE + AROUND_TOKENS, ANSWER_TOKENS),
        (400, {}, FRAME_TOKENS + 400 * TOKENS_PER_LINE, ANSWER_TOKENS),
        (100_000, {}, FRAME_TOKENS + 24_000, ANSWER_TOKENS),
        (100_000, {"max_diff_tokens": 1_000}, FRAME_TOKENS + 1_000, ANSWER_TOKENS),
        (100_000, {"large": "summarise"}, FRAME_TOKENS + 13 * 24_000, ANSWER_TOKENS),
        (10, {"use_llm": False}, 0, 0),
    ],
)
def test_tokens_grow_with_the_diff_up_to_the_budget(lines, settings, prompt, answer):
    told = estimate([listed(lines)], replace(SETTINGS, **settings), (), None)

    assert (told.prompt_tokens, told.answer_tokens) == (prompt, answer)


@pytest.mark.parametrize(
    ("prices", "cost"),
    [([], None), ([(None, None)], None), ([(10.0, 0.0)], 0.0265), ([(1.0, 0.0), (10.0, 0.0)], 0.0265)],
)
def test_the_dearest_backend_sets_the_price(prices, cost):
    backends = [SimpleNamespace(price_in=price_in, price_out=price_out) for price_in, price_out in prices]

    assert estimate([listed()], SETTINGS, backends, None).cost == cost


@pytest.mark.parametrize(
    ("count", "room", "minutes"),
    [
        (0, None, 0),
        (8, None, 1),
        (480, None, 60),
        (480, Room(5_000, 5_000, 0.0), 60),
        (480, Room(1_000, 1_000, 0.0), 120),
        (10, Room(100, 1_000, 0.0), 60),
        (10, Room(0, 0, 0.0), 2_400),
    ],
)
def test_minutes_are_what_writes_and_requests_are_allowed(count, room, minutes):
    assert estimate([listed()] * count, SETTINGS, (), room).minutes == minutes
