"""The way to one repository on GitHub: a request → its answer, after retries and redirects, or what to raise."""

from __future__ import annotations

import logging
import os
import time
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import urljoin, urlsplit

from github import Auth, Github, GithubException
from requests import RequestException

from pr_writer.errors import ActionError, RefusedError
from pr_writer.github_answers import parse_json
from pr_writer.github_limits import lower_names
from pr_writer.github_refusals import UNTRUSTED, Refusal, explain_no_network, explain_refusal
from pr_writer.version import __version__

if TYPE_CHECKING:
    from github.Repository import Repository

T = TypeVar("T")

PATIENCE_S = 120.0  # for all retries of one run together
FIRST_PAUSE_S = 1.0
TIMEOUT_S = 30
MAX_OFFLINE_PAUSE_S = 2.0  # a pause; what has no network after three tries gets none by waiting
# https://docs.github.com/rest/using-the-rest-api/best-practices-for-using-the-rest-api#follow-redirects
REDIRECTS, MAX_REDIRECTS = frozenset({301, 302, 307, 308}), 5

# What a call may end with that gets no answer; the last two are PyGithub's, for a redirect that it does not like.
FAILURES = (GithubException, RequestException, ConnectionError, AssertionError, RuntimeError)
BUSY = object()  # in place of an answer

log = logging.getLogger(__name__)


class GitHubConnection:
    """Requests about one repository, by one token.

    ``patience_s`` bounds the time that one run spends on trying again; ``on_runner`` decides which remedy an error
    names; ``sleep`` and ``clock`` are for tests.
    """

    def __init__(
        self,
        api_url: str,
        token: str,
        repository: str,
        *,
        on_runner: bool = True,
        patience_s: float = PATIENCE_S,
        sleep: Callable[[float], None] = time.sleep,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._api_url = api_url
        self._token = token
        self.repository = repository
        self._on_runner = on_runner
        self._clients: dict[int, Github] = {}  # by the seconds that they wait
        self._patience_s = patience_s
        self._sleep = sleep
        self._clock = clock
        self.renew_patience()

    def renew_patience(self) -> None:
        """Give what follows the time of a whole run for trying again."""
        self._until = self._clock() + self._patience_s
        self._write_pause_s = FIRST_PAUSE_S

    def _ask(self, what: str, call: Callable[[], T]) -> T:
        """Make a call that only reads, again while GitHub is only busy and the patience lasts."""
        pause = FIRST_PAUSE_S
        while True:
            try:
                return call()
            except FAILURES as exc:
                self._wait_out(what, exc, pause)
            pause *= 2

    def _change(
        self,
        what: str,
        verb: str,
        place: str,
        fields: Mapping[str, object],
        *,
        check: Callable[[GithubException], None] = lambda _: None,
    ) -> Any:
        """Try once to change something; return the answer, or BUSY, after a wait, where GitHub was only that.

        ``check`` may raise what a refusal of this change in particular means.
        """
        try:
            return self._send(verb, place, fields)
        except FAILURES as exc:
            if isinstance(exc, GithubException):
                check(exc)
            self._wait_out(what, exc, self._write_pause_s, is_write=True)
        self._write_pause_s *= 2
        return BUSY

    def _send(self, verb: str, place: str, fields: Mapping[str, object] | None = None) -> Any:
        """Return the answer to a request to a place of the repository, as JSON; redirects keep verb and fields.

        PyGithub's own calls follow a 301 only, and take every answer below 400 for a success.
        """
        requester = self._get_repository().requester
        url = f"/repos/{self.repository}/{place}".rstrip("/")  # ours, and not one that an answer gave
        for _ in range(MAX_REDIRECTS):
            status, headers, text = requester.requestJson(verb, url, input=fields)
            if status not in REDIRECTS:
                break
            url = self._find_place(status, str(headers.get("location") or ""))
        else:
            raise ActionError(
                f"{self._api_url} sends the reader round in circles. Set GITHUB_API_URL to the server's own API."
            )
        data = parse_json(text)
        if status >= 400:
            raise requester.createException(status, headers, data if isinstance(data, dict) else {"data": data})
        return data

    def _find_place(self, status: int, location: str) -> str:
        """Return the address that a redirect names, which has to be on the same server: the token goes there."""
        place = urljoin(self._api_url, location)
        if not location:
            raise ActionError(
                f"GitHub answered {status} and did not say where {self.repository} is now. "
                "Set GITHUB_REPOSITORY to the repository's new name."
            )
        if urlsplit(place)[:2] != urlsplit(self._api_url)[:2]:
            raise ActionError(
                f"{self._api_url} sends the reader elsewhere ({place}). Set GITHUB_API_URL to the server's own API."
            )
        return place

    def _parse(self, what: str, parse: Callable[[Any], T], answer: Any) -> T:
        """Return what an answer says; raises ActionError where it is something else than what was asked for."""
        try:
            return parse(answer)
        except (AttributeError, KeyError, TypeError, ValueError) as exc:
            raise self._make_parse_fault(what, exc) from exc

    def _make_parse_fault(self, what: str, exc: Exception) -> ActionError:
        said = f"{self._api_url} answered with something other than {what} ({exc!r}). Check GITHUB_API_URL."
        return ActionError(said)

    def _wait_out(self, what: str, exc: Exception, pause: float, *, is_write: bool = False) -> None:
        """Sleep until a call that failed may succeed; raise what the reader has to know where it will not."""
        if isinstance(exc, AssertionError | RuntimeError):  # PyGithub raises these for a redirect that it does not like
            where = "round in circles" if isinstance(exc, RecursionError) else f"elsewhere ({exc})"
            raise ActionError(
                f"{self._api_url} sends the reader {where}. Set GITHUB_API_URL to the server's own API."
            ) from exc
        if isinstance(exc, GithubException):
            wait, said = self._read_wait(what, exc, pause, is_write=is_write), f"GitHub answered {exc.status}"
        else:
            self._check_silence(exc, pause)
            wait, said = pause, f"no answer ({type(exc).__name__})"
        log.info("%s: %s; trying again in %.0f s.", what, said, wait)
        self._sleep(wait)

    def _read_wait(self, what: str, exc: GithubException, pause: float, *, is_write: bool) -> float:
        """Return the seconds after which GitHub may not refuse any more; raise what its refusal means otherwise."""
        refusal = read_refusal(exc)
        wait = refusal.read_wait(pause, time.time())
        if wait is None or self._clock() + wait > self._until:
            raise explain_refusal(what, self.repository, refusal, is_write=is_write, on_runner=self._on_runner) from exc
        return wait

    def _check_silence(self, exc: Exception, pause: float) -> None:
        """Raise what a call without an answer means, where asking again after ``pause`` cannot help."""
        if UNTRUSTED in str(exc):
            raise RefusedError(
                f"{self._api_url} has a certificate that this machine does not trust. Name the file of your "
                "certificate authority in SSL_CERT_FILE."
            ) from exc
        away = explain_no_network(self._api_url, exc)
        if self._clock() + pause > self._until or (away and pause > MAX_OFFLINE_PAUSE_S):
            sentence = f"{self._api_url} cannot be reached ({type(exc).__name__}). Check GITHUB_API_URL."
            raise RefusedError(away or sentence) from exc

    def _get_repository(self, timeout: int = TIMEOUT_S) -> Repository:
        if timeout not in self._clients:
            # What it logs holds addresses that strangers chose, and would reach the log past our margin.
            logging.getLogger("github").propagate = False
            logging.getLogger("github").addHandler(logging.NullHandler())
            self._clients[timeout] = Github(
                auth=Auth.Token(self._token),
                base_url=self._api_url,
                user_agent=f"pr-writer/{__version__}",
                timeout=timeout,
                verify=_find_authorities(),
                retry=None,  # its own does not retry a PATCH and may sleep for an hour
                seconds_between_requests=None,
                seconds_between_writes=None,
                lazy=True,
            )
        return self._clients[timeout].get_repo(self.repository)


def _find_authorities() -> str | bool:
    """Return the file of certificate authorities that git and the model's client read too, and requests would not."""
    return os.environ.get("SSL_CERT_FILE", "") or True


def read_refusal(exc: GithubException) -> Refusal:
    """Return what an exception of PyGithub's says of an answer."""
    return Refusal(exc.status, lower_names(exc.headers), exc.data, str(exc.message or ""))
