"""Whole GitHub objects, as its API and its webhooks send them, built from the few facts that a test cares about."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from typing import Any

WHEN = "2026-01-02T03:04:05Z"
_REPOSITORY_LINKS = (  # noqa: SIM905 - thirty-six quoted words read worse
    "archive assignees blobs branches collaborators comments commits compare contents contributors deployments "
    "downloads events forks git_commits git_refs git_tags hooks issue_comment issue_events issues keys labels "
    "languages merges milestones notifications pulls releases stargazers statuses subscribers subscription tags "
    "teams trees"
).split()
_USER_LINKS = (
    "followers",
    "following",
    "gists",
    "starred",
    "subscriptions",
    "organizations",
    "repos",
    "events",
    "received_events",
)


@dataclass(slots=True)
class Pull:
    """What the fake GitHub remembers of a pull request; a test may change it between two calls."""

    repo: str
    number: int
    title: str = "Untitled"
    body: str | None = None
    base_ref: str = "main"
    base_sha: str = "b" * 40
    head_ref: str = "feature"
    head_sha: str = "a" * 40
    head_repo: str | None = None  # another repository's name for a fork; "" for a fork that was deleted
    author: str = "octocat"
    author_type: str = "User"
    draft: bool = False
    state: str = "open"
    labels: tuple[str, ...] = ()
    extra: dict[str, Any] = field(default_factory=dict)  # laid over the object last


def make_id(name: str) -> int:
    """A number that stands for a name: equal for equal names, as GitHub's ids are."""
    return int(hashlib.sha256(name.encode()).hexdigest()[:7], 16)


def make_user(api: str, login: str, kind: str = "User") -> dict[str, Any]:
    url = f"{api}/users/{login}"
    return {
        "login": login,
        "id": make_id(login),
        "node_id": f"U_{make_id(login)}",
        "avatar_url": f"{url}/avatar",
        "gravatar_id": "",
        "url": url,
        "html_url": f"{url}/page",
        "type": kind,
        "site_admin": False,
        **{f"{link}_url": f"{url}/{link}" for link in _USER_LINKS},
    }


def make_repository(api: str, server: str, name: str, *, fork: bool = False) -> dict[str, Any]:
    url, page = f"{api}/repos/{name}", f"{server}/{name}"
    owner, short = name.split("/")
    return {
        "id": make_id(name),
        "node_id": f"R_{make_id(name)}",
        "name": short,
        "full_name": name,
        "owner": make_user(api, owner, "Organization"),
        "private": False,
        "html_url": page,
        "description": None,
        "fork": fork,
        "url": url,
        **{f"{link}_url": f"{url}/{link}" for link in _REPOSITORY_LINKS},
        "git_url": f"{page}.git",
        "ssh_url": f"git@{server.split('//')[1]}:{name}.git",
        "clone_url": f"{page}.git",
        "svn_url": page,
        "mirror_url": None,
        "homepage": None,
        "language": "Python",
        "license": None,
        "default_branch": "main",
        "visibility": "public",
        "archived": False,
        "disabled": False,
        **{f"has_{thing}": True for thing in ("issues", "projects", "wiki", "pages", "downloads", "discussions")},
        **dict.fromkeys(("forks", "forks_count", "watchers", "watchers_count", "stargazers_count"), 0),
        **dict.fromkeys(("open_issues", "open_issues_count", "size"), 1),
        **dict.fromkeys(("pushed_at", "created_at", "updated_at"), WHEN),
        "topics": [],
        "web_commit_signoff_required": False,
    }


def make_pull(api: str, server: str, pull: Pull, counts: dict[str, int]) -> dict[str, Any]:
    repo_url = f"{api}/repos/{pull.repo}"
    url, issue = f"{repo_url}/pulls/{pull.number}", f"{repo_url}/issues/{pull.number}"
    page = f"{server}/{pull.repo}/pull/{pull.number}"
    links = {
        "self": url,
        "html": page,
        "issue": issue,
        "comments": f"{issue}/comments",
        "review_comments": f"{url}/comments",
        "review_comment": f"{repo_url}/pulls/comments{{/number}}",
        "commits": f"{url}/commits",
        "statuses": f"{repo_url}/statuses/{pull.head_sha}",
    }
    return {
        "url": url,
        "id": make_id(page),
        "node_id": f"PR_{make_id(page)}",
        "html_url": page,
        "diff_url": f"{page}.diff",
        "patch_url": f"{page}.patch",
        "issue_url": issue,
        **{
            f"{name}_url": links[name]
            for name in ("commits", "review_comments", "review_comment", "comments", "statuses")
        },
        "_links": {name: {"href": link} for name, link in links.items()},
        "number": pull.number,
        "state": pull.state,
        "locked": False,
        "title": pull.title,
        "body": pull.body,
        "user": make_user(api, pull.author, pull.author_type),
        "labels": [make_label(repo_url, name) for name in pull.labels],
        "draft": pull.draft,
        "base": _make_end(api, server, pull.repo, pull.repo, pull.base_ref, pull.base_sha),
        "head": _make_end(api, server, pull.repo, pull.head_repo, pull.head_ref, pull.head_sha),
        "author_association": "CONTRIBUTOR",
        "created_at": WHEN,
        "updated_at": WHEN,
        **dict.fromkeys(
            ("closed_at", "merged_at", "merged_by", "milestone", "assignee", "auto_merge", "active_lock_reason")
        ),
        "merge_commit_sha": "c" * 40,
        "assignees": [],
        "requested_reviewers": [],
        "requested_teams": [],
        "merged": False,
        "mergeable": True,
        "rebaseable": True,
        "mergeable_state": "clean",
        "maintainer_can_modify": False,
        "comments": 0,
        "review_comments": 0,
        **counts,
        **pull.extra,
    }


def make_label(repo_url: str, name: str) -> dict[str, Any]:
    return {
        "id": make_id(name),
        "node_id": f"LA_{make_id(name)}",
        "url": f"{repo_url}/labels/{name}",
        "name": name,
        "description": None,
        "color": "ededed",
        "default": False,
    }


def make_commit(repo_url: str, page: str, commit: dict[str, Any]) -> dict[str, Any]:
    """A commit of the compare and commits calls, from its sha, parents, message, name, email and tree."""
    sha, url = commit["sha"], f"{repo_url}/commits/{commit['sha']}"
    person = {"name": commit["name"], "email": commit["email"], "date": WHEN}
    return {
        "url": url,
        "sha": sha,
        "node_id": f"C_{sha[:12]}",
        "html_url": f"{page}/commit/{sha}",
        "comments_url": f"{url}/comments",
        "commit": {
            "url": f"{repo_url}/git/commits/{sha}",
            "author": person,
            "committer": person,
            "message": commit["message"],
            "tree": {"sha": commit["tree"], "url": f"{repo_url}/git/trees/{commit['tree']}"},
            "comment_count": 0,
        },
        "author": None,
        "committer": None,
        "parents": [
            {"sha": p, "url": f"{repo_url}/commits/{p}", "html_url": f"{page}/commit/{p}"} for p in commit["parents"]
        ],
    }


def make_file(repo_url: str, page: str, head: str, changed: dict[str, Any]) -> dict[str, Any]:
    """A file of the compare and files calls, from its filename, status, sha, additions and deletions."""
    name = changed["filename"]
    return {
        **changed,
        "changes": changed["additions"] + changed["deletions"],
        "blob_url": f"{page}/blob/{head}/{name}",
        "raw_url": f"{page}/raw/{head}/{name}",
        "contents_url": f"{repo_url}/contents/{name}?ref={head}",
    }


def make_comment(api: str, server: str, repo: str, number: int, comment: dict[str, Any]) -> dict[str, Any]:
    url = f"{api}/repos/{repo}/issues/comments/{comment['id']}"
    return {
        "id": comment["id"],
        "node_id": f"IC_{comment['id']}",
        "url": url,
        "html_url": f"{server}/{repo}/issues/{number}#issuecomment-{comment['id']}",
        "issue_url": f"{api}/repos/{repo}/issues/{number}",
        "body": comment["body"],
        "user": make_user(api, comment.get("author", "github-actions[bot]"), "Bot"),
        "created_at": WHEN,
        "updated_at": WHEN,
        "author_association": "NONE",
    }


def _make_end(api: str, server: str, base: str, repo: str | None, ref: str, sha: str) -> dict[str, Any]:
    name = base if repo is None else repo
    owner = name.split("/")[0] if name else "unknown"
    return {
        "label": f"{owner}:{ref}",
        "ref": ref,
        "sha": sha,
        "user": make_user(api, owner) if name else None,
        "repo": make_repository(api, server, name, fork=name != base) if name else None,
    }
