"""Requests are as far apart as GitHub's limits ask for, whatever it answers."""

from dataclasses import replace

import pytest
from support.github_limits import Limits
from support.server import Request

from pr_writer.backfill.pacer import FIRST_REFUSAL_S, MAX_REFUSALS, MAX_WAIT_S, WRITE_EVERY_S, Room

READ = Request("GET", "/repos/o/r/pulls/1", {}, b"")
WRITE = replace(READ, method="PATCH")
LIST = replace(READ, method="POST", target="/graphql")


def send(pacer, limits, request):
    """One request as the client makes it: the pacer before, GitHub, the pacer behind."""
    pacer.wait_before(request.method, "graphql" if request is LIST else "core")
    refused = limits.refuse(request)
    headers = limits.make_headers(request) | (refused.headers if refused else {})
    pacer.note_answer(refused.status if refused else 200, headers, str(refused.content) if refused else "")


@pytest.mark.parametrize(
    "requests",
    [
        [WRITE] * 1_200,
        [READ] * 3_000,
        [LIST] * 2_500,
        [READ, READ, WRITE] * 900,
        [LIST, READ, READ, READ, WRITE, READ] * 400,
    ],
    ids=["writes", "reads", "lists", "drafts", "all"],
)
@pytest.mark.parametrize("used_by_others", [0, 700, 1_000])
def test_no_limit_is_passed_however_many_requests_there_are(clock, requests, used_by_others):
    limits, pacer = Limits(clock, used_by_others=used_by_others), clock.make_pacer()
    pacer.note_answer(200, limits.make_headers(READ), "")  # that of /rate_limit, which a walk asks for first

    for request in requests:
        send(pacer, limits, request)

    assert limits.violations == []


def test_an_hour_that_is_used_up_is_refused_once_and_then_waited_out(clock):
    limits, pacer = Limits(clock, used_by_others=1_000), clock.make_pacer()

    for _ in range(50):
        send(pacer, limits, READ)

    assert len(limits.violations) == 1
    assert len(clock.naps) == 1


def test_a_run_that_is_started_again_and_again_passes_no_limit_of_writes(clock):
    limits = Limits(clock)

    for _ in range(15):
        pacer = clock.make_pacer()
        for _ in range(40):
            send(pacer, limits, WRITE)

    assert limits.violations == []


def test_writes_are_apart_and_reads_are_not(clock):
    pacer = clock.make_pacer()

    for verb in ("GET", "PATCH", "GET", "GET", "PATCH", "PATCH"):
        pacer.wait_before(verb, "core")
    pacer.wait_before("POST", "graphql")

    assert clock.naps == [WRITE_EVERY_S, WRITE_EVERY_S]


def test_a_model_that_took_longer_than_the_pause_is_waited_for_no_more(clock):
    pacer = clock.make_pacer()

    pacer.wait_before("PATCH", "core")
    clock.now += 20.0
    pacer.wait_before("PATCH", "core")

    assert clock.naps == []


@pytest.mark.parametrize(
    ("status", "headers", "text", "nap"),
    [
        (403, {"Retry-After": "30"}, "", 30.0),
        (429, {"Retry-After": "7"}, "", 7.0),
        (403, {}, "You have exceeded a secondary rate limit.", FIRST_REFUSAL_S),
        (429, {}, "", FIRST_REFUSAL_S),
        (403, {"X-RateLimit-Remaining": "0", "X-RateLimit-Reset": "1796000090"}, "", 90.0),
        (403, {"Retry-After": "999999999"}, "", MAX_WAIT_S),
        (403, {}, "Resource not accessible by integration", None),
        (404, {"Retry-After": "30"}, "", None),
        (200, {"Retry-After": "30"}, "", None),
    ],
)
def test_a_refusal_is_waited_out_for_as_long_as_github_says(clock, status, headers, text, nap):
    pacer = clock.make_pacer()

    pacer.note_answer(status, headers, text)
    held = pacer.is_held
    pacer.wait_before("GET", "core")

    assert (held, clock.naps) == (nap is not None, [] if nap is None else [nap])


def test_refusals_without_a_word_are_waited_out_longer_each_time_and_not_for_ever(clock):
    pacer = clock.make_pacer()

    held = []
    for _ in range(MAX_REFUSALS + 1):
        pacer.wait_before("GET", "core")
        pacer.note_answer(429, {}, "")
        held.append(pacer.is_held)

    assert clock.naps == [60.0, 120.0, 240.0, 480.0, 960.0]
    assert held == [True] * MAX_REFUSALS + [False]
    pacer.note_answer(200, {}, "")
    assert not pacer.is_held


def test_a_tenth_of_the_hour_is_left_to_others(clock):
    pacer = clock.make_pacer()
    headers = {"X-RateLimit-Limit": "1000", "X-RateLimit-Reset": str(int(clock.now) + 600)}

    pacer.note_answer(200, headers | {"X-RateLimit-Remaining": "101"}, "")
    pacer.wait_before("GET", "core")
    assert clock.naps == []

    pacer.note_answer(200, headers | {"X-RateLimit-Remaining": "100"}, "")
    pacer.wait_before("GET", "core")
    assert clock.naps == [601.0]


def test_work_that_would_be_cut_in_the_middle_waits_for_the_next_hour(clock):
    pacer = clock.make_pacer()
    said = {"X-RateLimit-Limit": "1000", "X-RateLimit-Reset": str(int(clock.now) + 60), "X-RateLimit-Remaining": "105"}
    pacer.note_answer(200, said, "")

    pacer.wait_for_room(5)
    assert clock.naps == []
    pacer.wait_for_room(8)
    assert clock.naps == [61.0]
    pacer.wait_for_room(8)  # of the next hour nothing is known yet
    assert clock.naps == [61.0]


@pytest.mark.parametrize("lost", ["X-RateLimit-Limit", "X-RateLimit-Remaining", "X-RateLimit-Reset"])
@pytest.mark.parametrize("value", [None, "", "soon", "-1", "1.5", "٣"])
def test_headers_that_say_nothing_hold_nobody_up(clock, lost, value):
    pacer = clock.make_pacer()
    said = {"X-RateLimit-Limit": "60", "X-RateLimit-Remaining": "0", "X-RateLimit-Reset": "1796000090"}
    headers = {name: given for name, given in (said | {lost: value}).items() if given is not None}

    pacer.note_answer(200, headers, "")
    pacer.wait_before("GET", "core")

    assert sum(clock.naps) <= 91.0


def test_what_is_waited_here_uses_up_nobodys_patience(clock):
    pacer = clock.make_pacer()
    started = pacer.read_working_clock()

    pacer.note_answer(429, {"Retry-After": "600"}, "")
    pacer.wait_before("GET", "core")
    clock.now += 5.0

    assert pacer.read_working_clock() - started == 5.0


def test_the_floor_is_a_whole_number():
    assert Room(5, 60, 0.0).floor == 6
