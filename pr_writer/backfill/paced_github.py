"""GitHub's API at the pacer's pace, and the list of a repository's open pull requests."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator
from functools import partial
from itertools import islice
from typing import Any

from pr_writer.backfill.listing import QUERY, OpenPull, parse_page
from pr_writer.backfill.pacer import Pacer
from pr_writer.errors import ActionError
from pr_writer.github_api import GitHubApi
from pr_writer.github_connection import TIMEOUT_S

MAX_NAMED = 20  # pull requests, in one line
BARREN_PAGES = 3  # in a row without a pull request that is new: the server's cursors never end
LIST_TRIES = 3  # of a page, where the limit of GraphQL is used up: before each the pacer waits for the next hour

log = logging.getLogger("pr_writer")


class PacedGitHubApi(GitHubApi):
    """The pull requests of one repository, for a process that asks for many of them."""

    def __init__(self, api_url: str, token: str, repository: str, pacer: Pacer, **options: Any) -> None:
        super().__init__(api_url, token, repository, clock=pacer.read_working_clock, **options)
        self._pacer = pacer
        self._watched: set[int] = set()
        self._owner_templates: tuple[tuple[str, str], ...] | None = None

    def list_open(self, *, with_bodies: bool) -> Iterator[OpenPull]:
        """Yield all open pull requests, newest first, a hundred for a request.

        ``with_bodies`` is False where nobody asks what the bodies say: they are most of the answer. Raises ActionError
        where they cannot be listed.
        """
        owner, _, name = self.repository.partition("/")
        cursor: str | None = None
        known: set[int] = set()  # one that changes place while the list is read is on two pages
        barren = 0
        unread: dict[str, None] = {}
        while True:
            data = self._query({"owner": owner, "name": name, "cursor": cursor, "withBodies": with_bodies})
            try:
                page = parse_page(data)
            except (AttributeError, KeyError, OverflowError, TypeError, ValueError) as exc:
                raise ActionError(
                    f"{self._api_url} answered with something other than pull requests ({exc!r}). Check GITHUB_API_URL."
                ) from exc
            unread |= dict.fromkeys(page.unread)
            fresh = [pull for pull in page.pulls if pull.number not in known]
            known |= {pull.number for pull in fresh}
            yield from fresh
            barren = 0 if fresh else barren + 1
            if page.following is None or barren == BARREN_PAGES:
                break
            cursor = page.following
        if unread:
            log.warning(
                "GitHub's list says too little of these pull requests, so they are left out: %s. Run it again later.",
                _name_some(unread),
            )

    def read_owner_templates(self) -> tuple[tuple[str, str], ...]:
        """Return the owner's pull request templates, read once: they are the same for all of a repository."""
        if self._owner_templates is None:
            self._owner_templates = super().read_owner_templates()
        return self._owner_templates

    def read_limit(self) -> None:
        """Have GitHub say what the token may still ask this hour; that is no request that counts."""
        self._ask("The rate limit", lambda: self._get_repository().requester.requestJson("GET", "/rate_limit"))

    def _query(self, variables: dict[str, Any]) -> Any:
        """Return the answer to the query. Raises ActionError where it has none."""
        requester = self._get_repository().requester
        asked = {"query": QUERY, "variables": variables}
        for _ in range(LIST_TRIES):
            send = partial(requester.requestJsonAndCheck, "POST", requester.graphql_url, input=asked)
            data = self._ask("The list of open pull requests", send)[1]
            errors = _list_errors(data)
            # Of a field that this token may not see, GitHub says so and gives the others.
            if not errors or (isinstance(data.get("data"), dict) and data["data"].get("repository")):
                return data
            if all(error.get("type") != "RATE_LIMITED" for error in errors):
                break
        raise ActionError(
            f"GitHub does not list the pull requests of {self.repository}: "
            f"{'; '.join(str(error.get('message')) for error in errors)} Check the repository's name; the token needs "
            "`pull-requests: write` and `contents: read` there."
        )

    def _get_repository(self, timeout: int = TIMEOUT_S) -> Any:
        repository = super()._get_repository(timeout)
        if id(repository.requester) not in self._watched:
            self._watched.add(id(repository.requester))
            self._pace(repository.requester)
        return repository

    def _pace(self, requester: Any) -> None:
        """Put the pacer before each request: all that PyGithub sends for us goes through this one method of it."""
        request = requester.requestJson

        def request_paced(verb: str, url: str, *args: Any, **kwargs: Any) -> tuple[int, dict[str, Any], str]:
            self._pacer.wait_before(verb, "graphql" if url.endswith("/graphql") else "core")
            answer: tuple[int, dict[str, Any], str] = request(verb, url, *args, **kwargs)
            self._pacer.note_answer(*answer)
            return answer

        requester.requestJson = request_paced

    def _wait_out(self, what: str, exc: Exception, pause: float, *, is_write: bool = False) -> None:
        if not self._pacer.is_held:  # else the next request waits, for as long as GitHub asks and not two minutes
            super()._wait_out(what, exc, pause, is_write=is_write)


def _name_some(names: Iterable[str]) -> str:
    first = list(islice(names, MAX_NAMED + 1))
    return ", ".join(first[:MAX_NAMED]) + (" …" if len(first) > MAX_NAMED else "")


def _list_errors(data: Any) -> list[dict[str, Any]]:
    errors = data.get("errors") if isinstance(data, dict) else None
    return [error for error in errors if isinstance(error, dict)] if isinstance(errors, list) else []
