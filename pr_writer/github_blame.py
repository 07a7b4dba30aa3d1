"""GitHub's GraphQL answers on who wrote lines → values. Nothing raises: of an answer that is none, nothing is left."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from pr_writer.lazy_pattern import compile_lazily
from pr_writer.surrogates import replace_surrogates
from pr_writer.values import Commit, Issue, PastCommit

MAX_BODY = 16_000  # characters of a message and of a description that are kept

_SHA = compile_lazily(r"[0-9a-f]{40}(?:[0-9a-f]{24})?")
_DAY = compile_lazily(r"\d{4}-\d\d-\d\d")
# https://docs.github.com/graphql/reference/objects#blame: of a whole file, so that of each range the id alone is asked.
_BLAME = "f{n}: blame(path: $p{n}) {{ ranges {{ startingLine endingLine commit {{ oid }} }} }}"
# https://docs.github.com/graphql/reference/objects#commit
_COMMIT = """\
c{n}: object(oid: $c{n}) {{ ... on Commit {{
  oid committedDate message changedFilesIfAvailable
  author {{ name }} parents(first: 2) {{ totalCount }}
  associatedPullRequests(first: 1) {{ nodes {{ number title body mergedAt baseRepository {{ nameWithOwner }} }} }}
}} }}"""


def write_blame_query(count: int) -> str:
    """Return the query for who wrote so many files: ``$owner``, ``$name``, ``$oid``, and paths ``$p0``, ``$p1``, …"""
    paths = "".join(f", $p{n}: String!" for n in range(count))
    fields = " ".join(_BLAME.format(n=n) for n in range(count))
    return (
        f"query($owner: String!, $name: String!, $oid: GitObjectID!{paths}) {{ repository(owner: $owner, name: $name) "
        f"{{ object(oid: $oid) {{ ... on Commit {{ {fields} }} }} }} }}"
    )


def write_commits_query(count: int) -> str:
    """Return the query for so many commits: ``$owner``, ``$name`` and the ids ``$c0``, ``$c1``, …"""
    ids = "".join(f", $c{n}: GitObjectID!" for n in range(count))
    fields = "\n".join(_COMMIT.format(n=n) for n in range(count))
    return f"query($owner: String!, $name: String!{ids}) {{ repository(owner: $owner, name: $name) {{\n{fields}\n}} }}"


def parse_blame(answer: Any, index: int, lines: Sequence[int]) -> dict[int, str]:
    """Return line → the commit that wrote it, of the file with this index in the query."""
    ranges = [
        (first, last, sha)
        for one in _list(_find(answer, "data", "repository", "object", f"f{index}", "ranges"))
        if isinstance(first := _find(one, "startingLine"), int)
        and isinstance(last := _find(one, "endingLine"), int)
        and (sha := _read_sha(_find(one, "commit", "oid")))
    ]
    return {line: sha for line in lines for first, last, sha in ranges if first <= line <= last}


def parse_commits(answer: Any, repository: str) -> dict[str, PastCommit]:
    """Return id → commit of those that were asked for. One without parents is none: it began with what was there."""
    found = _find(answer, "data", "repository")
    nodes = found.values() if isinstance(found, dict) else ()
    return {past.commit.sha: past for node in nodes if (past := _parse_commit(node, repository))}


def _parse_commit(node: Any, repository: str) -> PastCommit | None:
    sha, parents = _read_sha(_find(node, "oid")), _find(node, "parents", "totalCount")
    subject, _, body = _read_text(_find(node, "message")).replace("\r\n", "\n").strip().partition("\n")
    if not sha or not subject or parents == 0:
        return None
    day = _DAY.match(_read_text(_find(node, "committedDate")))
    files = _find(node, "changedFilesIfAvailable")
    commit = Commit(
        sha=sha,
        subject=subject.strip(),
        body=body.strip()[:MAX_BODY],
        author=_read_text(_find(node, "author", "name")),
        is_merge=isinstance(parents, int) and parents > 1,
        file_count=files if isinstance(files, int) else 0,
    )
    return PastCommit(commit, day[0] if day else "", next(_list_pulls(node, repository), None))


def _list_pulls(node: Any, repository: str) -> Iterator[Issue]:
    """Yield the merged pull requests of this repository that a commit belongs to: another one's numbers mean others."""
    for pull in _list(_find(node, "associatedPullRequests", "nodes")):
        number, name = _find(pull, "number"), _read_text(_find(pull, "baseRepository", "nameWithOwner"))
        if isinstance(number, int) and number > 0 and _find(pull, "mergedAt") and name.lower() == repository.lower():
            body = _read_text(_find(pull, "body")).replace("\r\n", "\n")
            yield Issue(number, _read_text(_find(pull, "title")).strip(), body.strip()[:MAX_BODY])


def _find(value: Any, *names: str) -> Any:
    for name in names:
        value = value.get(name) if isinstance(value, dict) else None
    return value


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _read_sha(value: object) -> str:
    return value if isinstance(value, str) and _SHA.fullmatch(value) else ""


def _read_text(value: object) -> str:
    return replace_surrogates(value) if isinstance(value, str) else ""
