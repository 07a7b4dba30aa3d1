"""GitHub's GraphQL API as far as it is asked: the list of a repository's open pull requests.

Fields that a query does not name are not answered. That its names are GitHub's was checked once, with graphql-core's
``validate`` and the schema in `@octokit/graphql-schema` 15.26.1 on npm.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from .github_objects import WHEN, Pull
from .server import Answer, Request

if TYPE_CHECKING:
    from .github import FakeGitHub

MAX_PAGE = 100  # nodes of a page


def answer_graphql(github: FakeGitHub, request: Request) -> Answer:
    """What GitHub says to a query; where it goes wrong, that is an answer of 200 as well."""
    asked = request.json
    query, given = asked["query"], asked.get("variables") or {}
    named = f"{given.get('owner')}/{given.get('name')}"
    if named not in github.repositories:
        message = f"Could not resolve to a Repository with the name '{named}'."
        return Answer(
            200,
            {
                "data": {"repository": None},
                "errors": [{"type": "NOT_FOUND", "path": ["repository"], "message": message}],
            },
        )
    size = int(re.search(r"first: (\d+)", query)[1])
    assert size <= MAX_PAGE, "GitHub answers no more than a hundred"
    pulls = [pull for (repo, _), pull in github.pulls.items() if repo == named and pull.state == "open"]
    pulls.sort(key=lambda pull: -pull.number)  # CREATED_AT, DESC
    if cursor := given.get("cursor"):
        pulls = [pull for pull in pulls if pull.number < int(cursor.removeprefix("after-"))]
    page = pulls[:size]
    info = {"hasNextPage": len(pulls) > size, "endCursor": f"after-{page[-1].number}" if page else None}
    nodes = [_show(github, pull, with_body=given.get("withBodies", True)) for pull in page]
    wanted = set(re.findall(r"\w+", query))
    nodes = [{name: value for name, value in node.items() if name in wanted} for node in nodes]
    return Answer(200, {"data": {"repository": {"pullRequests": {"pageInfo": info, "nodes": nodes}}}})


def _show(github: FakeGitHub, pull: Pull, *, with_body: bool) -> dict[str, Any]:
    counts = github.count_changes(pull)
    subjects = github.list_subjects(pull)
    author = {"__typename": pull.author_type, "login": pull.author.removesuffix("[bot]")}
    node = {
        "number": pull.number,
        "title": pull.title,
        "updatedAt": pull.extra.get("updated_at", WHEN),
        "isDraft": pull.draft,
        "isCrossRepository": pull.head_repo is not None,
        "headRefName": pull.head_ref,
        "headRefOid": pull.head_sha,
        "baseRefName": pull.base_ref,
        "baseRefOid": pull.base_sha,
        "additions": counts["additions"],
        "deletions": counts["deletions"],
        "author": author if pull.author else None,
        "labels": {"nodes": [{"name": name} for name in pull.labels]},
        "commits": {
            "totalCount": counts["commits"],
            "nodes": [{"commit": {"messageHeadline": subject}} for subject in subjects[:1]],
        },
    }
    return node | ({"body": pull.body or ""} if with_body else {})  # GraphQL has no null here
