"""GitHub's GraphQL list of open pull requests → OpenPull, and which of them are meant."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from pr_writer.backfill.options import Filters, fold_login
from pr_writer.publish.block import find_block
from pr_writer.surrogates import replace_surrogates
from pr_writer.titles.generic_titles import is_generic_title
from pr_writer.values import PullRequest

# https://docs.github.com/graphql/reference/objects#pullrequest; a page costs two or three of thousands of points.
QUERY = """\
query($owner: String!, $name: String!, $cursor: String, $withBodies: Boolean!) {
  repository(owner: $owner, name: $name) {
    pullRequests(states: OPEN, first: 100, after: $cursor, orderBy: {field: CREATED_AT, direction: DESC}) {
      pageInfo { hasNextPage endCursor }
      nodes {
        number title updatedAt isDraft isCrossRepository headRefName headRefOid baseRefName baseRefOid
        body @include(if: $withBodies)
        additions deletions
        author { __typename login }
        labels(first: 100) { nodes { name } }
        commits(first: 1) { totalCount nodes { commit { messageHeadline } } }
      }
    }
  }
}
"""


@dataclass(frozen=True, slots=True)
class OpenPull:
    """An open pull request as it was listed, without its body.

    ``has_block`` is True if the body holds a block of ours; ``is_generic`` if it has no description, or a title that
    nobody really wrote. Both are False where bodies were not asked for.
    """

    pull: PullRequest
    updated_at: datetime
    lines_changed: int
    has_block: bool = False
    is_generic: bool = False

    @property
    def number(self) -> int:
        """The pull request's number."""
        return self.pull.number or 0


@dataclass(frozen=True, slots=True)
class Page:
    """A page of the list.

    ``unread`` names the pull requests of which GitHub tells too little. ``following`` is where the next page starts,
    None behind the last.
    """

    pulls: tuple[OpenPull, ...]
    unread: tuple[str, ...] = ()
    following: str | None = None


def parse_page(data: Any) -> Page:
    """Return a page of the list; a pull request that cannot be read is left out of it.

    Raises AttributeError, KeyError, OverflowError, TypeError or ValueError where the answer is none.
    """
    page = data["data"]["repository"]["pullRequests"]
    info = page["pageInfo"]
    pulls: list[OpenPull] = []
    unread: list[str] = []
    for node in page["nodes"]:
        try:
            pulls += [_parse_pull(node)] if node else []
        except (AttributeError, KeyError, OverflowError, TypeError, ValueError):
            number = node.get("number") if isinstance(node, dict) else None
            unread.append(f"#{number}" if isinstance(number, int) else "one without a number")
    return Page(tuple(pulls), tuple(unread), str(info["endCursor"]) if info["hasNextPage"] else None)


def is_meant(listed: OpenPull, filters: Filters) -> bool:
    """Return True if the filters leave a pull request in."""
    pull = listed.pull
    return (
        (not filters.authors or fold_login(pull.author) in filters.authors)
        and (not filters.labels or not filters.labels.isdisjoint(label.casefold() for label in pull.labels))
        and (filters.since is None or listed.updated_at >= filters.since)
        and (not filters.only_generic or listed.is_generic)
    )


def _parse_pull(node: dict[str, Any]) -> OpenPull:
    # Null is what is gone, such as an account, or what this token may not see: the rest serves without it.
    author = node["author"] or {}
    is_bot = author.get("__typename") == "Bot"
    commits = node["commits"] or {}
    listed = [one.get("commit") or {} for one in commits.get("nodes") or () if one]
    subjects = tuple(_read_text(commit.get("messageHeadline")) for commit in listed)
    # As the REST API tells it, so that the same rules hold; the body is only looked at, for a thousand are large.
    pull = PullRequest(
        number=int(node["number"]),
        title=_read_text(node["title"]),
        body="",
        base_ref=_read_text(node["baseRefName"]),
        base_sha=_read_text(node["baseRefOid"]),
        head_ref=_read_text(node["headRefName"]),
        head_sha=_read_text(node["headRefOid"]),
        author=_read_text(author.get("login")) + ("[bot]" if is_bot else ""),
        author_is_bot=is_bot,
        is_draft=bool(node["isDraft"]),
        is_fork=bool(node["isCrossRepository"]),
        labels=tuple(_read_text(label.get("name")) for label in (node["labels"] or {}).get("nodes") or () if label),
        commit_count=int(commits.get("totalCount") or 0),
    )
    has_body = "body" in node
    body = _read_text(node["body"]) if has_body else ""
    block = find_block(body)
    only_subject = tuple(filter(None, subjects)) if pull.commit_count == 1 else ()
    return OpenPull(
        pull,
        _read_time(node["updatedAt"]),
        int(node["additions"] or 0) + int(node["deletions"] or 0),
        has_block=block is not None and not block.is_place,
        is_generic=has_body and (not body.strip() or is_generic_title(pull.title, pull.head_ref, only_subject)),
    )


def _read_text(value: object) -> str:
    return replace_surrogates(value) if isinstance(value, str) else ""


def _read_time(value: str) -> datetime:
    time = datetime.fromisoformat(value)
    return time if time.tzinfo else time.replace(tzinfo=UTC)
