"""The stand-in's limits begin where GitHub's documentation says, and are told on every answer."""

import pytest

from .github_limits import Limits
from .server import Request

READ, WRITE = Request("GET", "/repos/o/r/pulls/1", {}, b""), Request("PATCH", "/repos/o/r/pulls/1", {}, b"")
LIST = Request("POST", "/graphql", {}, b"")


class Clock:
    now = 1_796_000_000.0

    def __call__(self):
        return self.now


@pytest.mark.parametrize(
    ("request_", "every_s", "allowed", "says"),
    [
        (READ, 1.0, 1_000, "API rate limit exceeded"),
        (LIST, 0.0, 1_000, "API rate limit exceeded"),
        (READ, 0.0, 900, "secondary"),
        (WRITE, 0.0, 80, "secondary"),
        (WRITE, 7.0, 500, "secondary"),
    ],
)
def test_the_first_request_beyond_a_limit_is_refused(request_, every_s, allowed, says):
    clock = Clock()
    limits = Limits(clock)
    answers = []
    while not answers or answers[-1] is None:
        answers.append(limits.refuse(request_))
        clock.now += every_s

    assert len(answers) == allowed + 1
    assert answers[-1].status == 403
    assert says in answers[-1].content["message"]
    assert len(limits.violations) == 1


def test_an_hour_later_there_is_room_again():
    clock = Clock()
    limits = Limits(clock, used_by_others=1_000)

    assert limits.refuse(READ)
    assert limits.make_headers(READ)["X-RateLimit-Remaining"] == "0"
    clock.now = float(limits.make_headers(READ)["X-RateLimit-Reset"])
    assert limits.refuse(READ) is None
    assert limits.make_headers(READ)["X-RateLimit-Remaining"] == "999"


def test_asking_for_the_limit_counts_against_none():
    limits = Limits(Clock())
    for _ in range(1_500):
        assert limits.refuse(Request("GET", "/rate_limit", {}, b"")) is None

    assert limits.show()["rate"]["remaining"] == 1_000
