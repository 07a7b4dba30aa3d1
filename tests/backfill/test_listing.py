"""What GitHub lists is read as the REST API tells it, and nothing that it says instead is a bug."""

from __future__ import annotations

import contextlib
import copy
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pr_writer.backfill.listing import is_meant, parse_page
from pr_writer.backfill.options import Filters
from pr_writer.backfill.paced_github import PacedGitHubApi
from pr_writer.backfill.pacer import Pacer

NODE = {
    "number": 7,
    "title": "Update README.md",
    "updatedAt": "2026-01-02T03:04:05Z",
    "isDraft": True,
    "isCrossRepository": True,
    "headRefName": "octocat-patch-1",
    "headRefOid": "a" * 40,
    "baseRefName": "main",
    "baseRefOid": "b" * 40,
    "body": "",
    "additions": 3,
    "deletions": 4,
    "author": {"__typename": "Bot", "login": "renovate"},
    "labels": {"nodes": [{"name": "bug"}]},
    "commits": {"totalCount": 1, "nodes": [{"commit": {"messageHeadline": "Update README.md"}}]},
}
FILTERS = Filters(frozenset({"ada"}), frozenset({"bug"}), datetime(2026, 1, 1, tzinfo=UTC), only_generic=True)
json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters(exclude_categories=())),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)


def make_page(*nodes, following=None):
    info = {"hasNextPage": following is not None, "endCursor": following}
    return {"data": {"repository": {"pullRequests": {"pageInfo": info, "nodes": list(nodes)}}}}


def parse(**facts):
    (listed,) = parse_page(make_page(NODE | facts)).pulls
    return listed


def test_a_pull_request_is_read_as_the_rest_api_tells_it():
    pull = parse().pull

    assert (pull.number, pull.author, pull.author_is_bot) == (7, "renovate[bot]", True)
    assert (pull.is_draft, pull.is_fork, pull.labels, pull.commit_count) == (True, True, ("bug",), 1)
    assert parse().lines_changed == 7


def test_an_account_that_is_gone_has_no_name():
    assert parse(author=None).pull.author == ""


@pytest.mark.parametrize(
    "facts",
    [
        *({name: None} for name in NODE if name not in {"number", "updatedAt"}),
        {"commits": {"totalCount": 1, "nodes": [{"commit": None}]}},
        {"commits": {"totalCount": 1, "nodes": [None]}},
        {"commits": {"totalCount": 1, "nodes": None}},
        {"commits": {"totalCount": None, "nodes": [{"commit": {"messageHeadline": None}}]}},
        {"labels": {"nodes": [None, {"name": None}]}},
        {"author": {"__typename": None, "login": None}},
    ],
)
def test_what_is_null_is_not_known_and_the_rest_is(facts):
    listed = parse(**facts)

    assert (listed.number, listed.updated_at.year) == (7, 2026)
    assert is_meant(listed, Filters()) is True


@pytest.mark.parametrize("bad", [{"number": None}, {"updatedAt": None}, {"number": "x"}, {"updatedAt": "soon"}])
def test_what_cannot_be_read_is_left_out_and_told_once(bad, caplog, monkeypatch):
    pages = [make_page(NODE, NODE | {"number": 8} | bad, following="2"), make_page(NODE | {"number": 9} | bad, "what?")]
    pages[1]["data"]["repository"]["pullRequests"]["nodes"].append(NODE | {"number": 10})
    github = PacedGitHubApi("https://api.github.com", "t", "o/r", Pacer())
    answers = iter(pages)
    monkeypatch.setattr(github, "_query", lambda _: next(answers))

    assert [listed.number for listed in github.list_open(with_bodies=False)] == [7, 10]
    (said,) = [one.message for one in caplog.records if "left out" in one.message]
    assert "one without a number" in said
    assert ("#8, #9" in said) is ("number" not in bad)


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ({"body": "Why.", "title": "Greet visitors by name"}, False),
        ({"body": " \r\n", "title": "Greet visitors by name"}, True),
        ({"body": "Why.", "title": "octocat patch 1"}, True),
        ({"body": "Why.", "title": "Update README.md"}, True),
        ({"body": "Why.", "title": "wip"}, True),
    ],
)
def test_generic_is_what_nobody_described(facts, expected):
    assert parse(**facts).is_generic is expected


def test_without_a_body_nothing_is_said_of_it():
    node = {name: value for name, value in NODE.items() if name != "body"}
    (listed,) = parse_page(make_page(node)).pulls

    assert (listed.has_block, listed.is_generic) == (False, False)


@pytest.mark.parametrize(("following", "cursor"), [(None, None), ("abc", "abc")])
def test_the_next_page_is_known(following, cursor):
    assert parse_page(make_page(NODE, following=following)).following == cursor


@given(st.sampled_from([*NODE, "author/login", "labels/nodes", "commits/nodes", "commits/totalCount"]), json_values)
def test_whatever_stands_in_a_field_is_read_or_refused(path, value):
    node = copy.deepcopy(NODE)
    name, _, inner = path.partition("/")
    if inner:
        node[name][inner] = value
    else:
        node[name] = value

    pulls = []
    with contextlib.suppress(AttributeError, KeyError, OverflowError, TypeError, ValueError):
        pulls = parse_page(make_page(node)).pulls

    for listed in pulls:
        assert is_meant(listed, FILTERS) in {True, False}
        listed.pull.title.encode()


@given(json_values)
def test_whatever_is_answered_is_read_or_refused(answer):
    with contextlib.suppress(AttributeError, KeyError, OverflowError, TypeError, ValueError):
        parse_page(answer)


def test_a_list_without_an_end_ends_where_nothing_new_comes(monkeypatch):
    github = PacedGitHubApi("https://api.github.com", "t", "o/r", Pacer())
    numbers = iter([7, 8, 8, 9, *[9] * 100])
    pages = ((make_page(NODE | {"number": number}, following=str(at))) for at, number in enumerate(numbers))
    monkeypatch.setattr(github, "_query", lambda _: next(pages))

    assert [listed.number for listed in github.list_open(with_bodies=False)] == [7, 8, 9]
