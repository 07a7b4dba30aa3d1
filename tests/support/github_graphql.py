"""GitHub's GraphQL API as far as it is asked: a repository's open pull requests, who wrote lines, and commits.

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
    if "oid" in given or "c0" in given:
        return Answer(200, {"data": {"repository": _show_objects(github, named, query, given)}})
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


def _show_objects(github: FakeGitHub, repo: str, query: str, given: dict[str, str]) -> dict[str, Any]:
    """The blame of files as a commit has them, or commits; null for what is not there."""
    if "oid" in given:
        files = dict(re.findall(r"(\w+): blame\(path: \$(\w+)\)", query))
        found = {name: {"ranges": _blame(github, repo, given["oid"], given[path])} for name, path in files.items()}
        return {"object": found if github.read_message(repo, given["oid"]) else None}
    commits = dict(re.findall(r"(\w+): object\(oid: \$(\w+)\)", query))
    return {name: _show_commit(github, repo, given[sha]) for name, sha in commits.items()}


def _blame(github: FakeGitHub, repo: str, sha: str, path: str) -> list[dict[str, Any]]:
    """Each run of lines by one commit, as GitHub has it; none for a path that the commit lacks."""
    lines = re.findall(r"^([0-9a-f]{40}) \d+ (\d+)", github.blame(repo, sha, path), re.MULTILINE)
    return [{"startingLine": int(line), "endingLine": int(line), "commit": {"oid": by}} for by, line in lines]


def _show_commit(github: FakeGitHub, repo: str, sha: str) -> dict[str, Any] | None:
    commit = github.read_message(repo, sha)
    if not commit:
        return None
    pulls = [github.pulls[repo, number] for number in (github.brought.get(sha),) if number]
    nodes = [
        {
            "number": pull.number,
            "title": pull.title,
            "body": pull.body or "",
            "mergedAt": WHEN if pull.state == "closed" else None,
            "baseRepository": {"nameWithOwner": repo},
        }
        for pull in pulls
    ]
    return {
        "oid": sha,
        "committedDate": WHEN,
        "message": commit["message"],
        "changedFilesIfAvailable": 1,
        "author": {"name": commit["name"]},
        "parents": {"totalCount": len(commit["parents"])},
        "associatedPullRequests": {"nodes": nodes},
    }


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
