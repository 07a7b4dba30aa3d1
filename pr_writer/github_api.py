"""GitHub → PullRequest, issues and comparisons; Plan → GitHub."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from functools import partial
from typing import Any
from urllib.parse import quote, urlencode

from github import GithubException
from requests import RequestException

from pr_writer.errors import ActionError, AlreadyOpenError, NotWritableError
from pr_writer.github_answers import (
    holds_text,
    parse_commit,
    parse_file,
    parse_home,
    parse_issue,
    parse_pull,
)
from pr_writer.github_connection import BUSY, GitHubConnection, read_refusal
from pr_writer.values import Comparison, Home, Issue, Opening, Plan, PullRequest

COMMITS_PER_PAGE = 100  # https://docs.github.com/en/rest/commits/commits#compare-two-commits
ISSUE_TIMEOUT_S, ISSUES_TIMEOUT_S = 5, 10  # for one issue, and for all of them
MAX_OWNER_TEMPLATES = 6  # each is a call
ABSENT = object()  # in place of an answer

log = logging.getLogger(__name__)


class GitHubApi(GitHubConnection):
    """The pull requests of one repository, and what is asked beside them."""

    def __init__(self, api_url: str, token: str, repository: str, **options: Any) -> None:
        super().__init__(api_url, token, repository, **options)
        self._comparisons: dict[tuple[str, str], Comparison] = {}  # of commits, so that none ever changes

    def renew_patience(self) -> None:
        """Give what follows the time of a whole run: for trying again, and for issues."""
        super().renew_patience()
        self._issue_seconds = 0.0

    def read(self, number: int) -> PullRequest:
        """Read a pull request as it is now. Raises ActionError where it cannot be read."""
        answer = self._ask(f"Pull request #{number}", lambda: self._send("GET", f"pulls/{number}"))
        return self._parse("a pull request", parse_pull, answer)

    def write(self, number: int, plan: Plan) -> bool:
        """Try once to write the fields that the plan has, and no other, with one PATCH; return True if that was done.

        Return False, after a wait, where GitHub was only busy: somebody may have written meanwhile, so the pull request
        has to be read and planned anew. Raises NotWritableError where the token may not, and ActionError for anything
        else that stands in the way, an answer included that does not hold what was written.
        """
        fields = {name: text for name, text in (("title", plan.title), ("body", plan.body)) if text is not None}
        answer = self._change(f"Pull request #{number}", "PATCH", f"pulls/{number}", fields)
        if answer is BUSY:
            return False
        if not holds_text(answer, fields):
            raise ActionError(
                f"{self._api_url} took the new text of pull request #{number} and did not answer with it, so it may be "
                "as it was. Look at the pull request, check GITHUB_API_URL and run it again."
            )
        return True

    def open(self, opening: Opening) -> PullRequest | None:
        """Try once to open a pull request, with one POST, and return it as GitHub answers it.

        Return None, after a wait, where GitHub was only busy: it may have been opened, so it has to be looked for.
        Raises AlreadyOpenError where the branch has one, NotWritableError where the token may open none, and
        ActionError for anything else that stands in the way, an answer included that does not hold what was sent.
        """
        texts = {"title": opening.title, "body": opening.body, "head": opening.head_ref, "base": opening.base_ref}
        # Not sent where it is false: a server that has no drafts has refused the field by its name alone.
        fields = {**texts, "draft": True} if opening.is_draft else texts
        what = f"A pull request from {opening.head_ref}"
        answer = self._change(what, "POST", "pulls", fields, check=partial(self._check_opening, opening, what))
        if answer is BUSY:
            return None
        if not holds_text(answer, {"title": opening.title, "body": opening.body}):
            raise ActionError(
                f"{self._api_url} did not answer with the pull request that it was asked to open. "
                "Look whether there is one, check GITHUB_API_URL and run it again."
            )
        return self._parse("a pull request", parse_pull, answer)

    def _check_opening(self, opening: Opening, what: str, exc: GithubException) -> None:
        """Raise what GitHub's refusal to open a pull request means, where it is about this one."""
        from pr_writer.publish.opening_refusals import explain_refusal, is_open_already  # other runs open nothing

        if read_refusal(exc).is_rate_limit:
            return
        if is_open_already(exc.status, exc.data):
            raise AlreadyOpenError(f"{what} is open already. Run it again to have it described.") from exc
        if sentence := explain_refusal(exc.status, exc.data, opening, self.repository):
            raise (ActionError if exc.status == 422 else NotWritableError)(sentence) from exc

    def read_home(self) -> Home:
        """Return what GitHub says of the repository itself."""
        answer = self._ask("The repository", lambda: self._send("GET", ""))
        return self._parse("a repository", parse_home, answer)

    def list_pulls(self, branch: str) -> tuple[PullRequest, ...]:
        """Return the pull requests from this branch of the repository itself: the newest 30, closed ones included."""
        owner = self.repository.partition("/")[0]
        query = urlencode({"state": "all", "head": f"{owner}:{branch}", "sort": "created", "direction": "desc"})
        pulls = self._ask(f"The pull request of branch {branch}", lambda: self._send("GET", f"pulls?{query}"))
        return self._parse("a list of pull requests", lambda answer: tuple(map(parse_pull, answer)), pulls)

    def find_open(self, branch: str) -> int | None:
        """Return the number of the open pull request from this branch of the repository itself, if there is one."""
        owner = self.repository.partition("/")[0]

        def first() -> int | None:
            pulls = self._get_repository().get_pulls(state="open", head=f"{owner}:{branch}")
            return next((pull.number for pull in pulls), None)

        return self._ask(f"The pull request of branch {branch}", first)

    def compare(self, base_sha: str, head_sha: str) -> Comparison:
        """Return where two commits part and what the second has since, as GitHub sees it, forks included.

        GitHub lists the commits oldest first and 250 at most; of more, the newest 101 to 200 are read. Where the two
        share no history, the merge base is a blank.
        """
        if known := self._comparisons.get((base_sha, head_sha)):
            return known
        data = self._ask("The comparison", lambda: self._compare(base_sha, head_sha))
        return self._parse("a comparison", lambda answer: self._parse_comparison(answer, base_sha, head_sha), data)

    def compare_branches(self, base: str, head: str) -> Comparison | None:
        """Return what ``compare`` would of two branches' tips; None where the repository has not got both."""
        data = self._ask("The comparison", lambda: self._compare(base, head, is_known=False))
        if data is ABSENT:
            return None
        found = self._parse("a comparison", lambda answer: self._parse_comparison(answer, base, head), data)
        if found.commits:
            self._comparisons[found.base_sha, found.commits[-1].sha] = found
        return found

    def _compare(self, base: str, head: str, *, is_known: bool = True) -> Any:
        """Return GitHub's comparison, or None where it says that the two have no common ancestor.

        ABSENT where it does not know them both, and ``is_known`` does not say that it has to.
        """
        try:
            return self._get_repository().compare(base, head).raw_data
        except GithubException as exc:
            if exc.status == 404 and "no common ancestor" in str(exc.data).lower():
                return None
            if exc.status == 404 and not is_known:
                return ABSENT
            raise
        except (AttributeError, TypeError) as exc:  # of PyGithub, where the answer is JSON and no object
            raise self._make_parse_fault("a comparison", exc) from exc

    def _parse_comparison(self, data: Any, base: str, head: str) -> Comparison:
        if data is None:
            return Comparison("", (), 0)
        total, commits = int(data["total_commits"]), data["commits"]
        if total > len(commits):
            commits = self._list_newest_commits(base, head, total)
        merge_base, base_sha = data["merge_base_commit"]["sha"], data["base_commit"]["sha"]
        return Comparison(merge_base, tuple(map(parse_commit, commits)), total, base_sha)

    def _list_newest_commits(self, base_sha: str, head_sha: str, total: int) -> list[dict[str, Any]]:
        last_page = -(-total // COMMITS_PER_PAGE)
        commits: list[dict[str, Any]] = []
        for page in (last_page - 1, last_page):
            read = partial(self._read_compare_page, base_sha, head_sha, page)
            commits += self._ask("The comparison", read)["commits"]
        return commits

    def _read_compare_page(self, base_sha: str, head_sha: str, page: int) -> dict[str, Any]:
        url = f"/repos/{self.repository}/compare/{base_sha}...{head_sha}"
        query = {"per_page": COMMITS_PER_PAGE, "page": page}
        data: dict[str, Any] = self._get_repository().requester.requestJsonAndCheck("GET", url, parameters=query)[1]
        return data

    def read_issue(self, number: int) -> Issue | None:
        """Read an issue of this repository; None where it has none that this token may see, or GitHub does not say now.

        An issue only adds to what is known, so nothing is tried again, and nothing is waited for once ten seconds
        went by over issues.
        """
        if self._issue_seconds > ISSUES_TIMEOUT_S:
            return None
        started = self._clock()
        try:
            return parse_issue(
                self._get_repository(timeout=ISSUE_TIMEOUT_S).get_issue(number).raw_data, self.repository
            )
        except GithubException as exc:
            hint = " (the job may need `issues: read`)" if exc.status in {403, 404} else ""
            log.info("Issue #%d: GitHub answered %s%s; the draft is made without it.", number, exc.status, hint)
        except (RequestException, ConnectionError, AssertionError, KeyError, TypeError, ValueError) as exc:
            log.info("Issue #%d: no answer (%s); the draft is made without it.", number, type(exc).__name__)
        finally:
            self._issue_seconds += self._clock() - started
        return None

    def read_owner_templates(self) -> tuple[tuple[str, str], ...]:
        """Return path and text of the pull request templates in the owner's ``.github`` repository.

        None where it has none, or this token may not see it: they only add to what is known, so nothing is tried again.
        """
        from pr_writer.context.pr_templates.search import find_in_tree  # most runs need no owner's template

        name = f"{self.repository.partition('/')[0]}/.github"
        if self.repository.lower() == name.lower():
            return ()
        requester = self._get_repository(timeout=ISSUE_TIMEOUT_S).requester

        def get(path: str, **query: object) -> Any:
            return requester.requestJsonAndCheck("GET", f"/repos/{name}/{path}", parameters=query)[1]

        try:
            tree = get("git/trees/HEAD", recursive=1)["tree"]
            paths = [str(entry["path"]) for entry in tree if entry["type"] == "blob"]
            reads = iter(range(MAX_OWNER_TEMPLATES))
            return find_in_tree(
                paths, lambda path: "" if next(reads, None) is None else parse_file(get(f"contents/{quote(path)}"))
            )
        except GithubException as exc:
            log.debug("%s: GitHub answered %s; no template of it is used.", name, exc.status)
        except (RequestException, ConnectionError, AssertionError, KeyError, TypeError, ValueError) as exc:
            log.debug("%s: no answer (%s); no template of it is used.", name, type(exc).__name__)
        return ()

    def query(self, what: str, query: str, variables: Mapping[str, object]) -> Any:
        """Return what GraphQL answers to a query; None where it does not.

        It only adds to what is known, so nothing is tried again, and an old server may have no such fields.
        """
        owner, _, name = self.repository.partition("/")
        asked = {"query": query, "variables": {"owner": owner, "name": name, **variables}}
        try:
            requester = self._get_repository(timeout=ISSUE_TIMEOUT_S).requester
            return requester.requestJsonAndCheck("POST", requester.graphql_url, input=asked)[1]
        except GithubException as exc:
            log.debug("%s: GitHub answered %s; the draft is made without it.", what, exc.status)
        except (RequestException, ConnectionError, AssertionError, RuntimeError, TypeError, ValueError) as exc:
            log.debug("%s: no answer (%s); the draft is made without it.", what, type(exc).__name__)
        return None

    def react_to_comment(self, comment_id: int) -> None:
        """Show with an 👀 that a command was seen, where the token may; nothing depends on it."""
        url = f"/repos/{self.repository}/issues/comments/{comment_id}/reactions"
        try:
            requester = self._get_repository(timeout=ISSUE_TIMEOUT_S).requester
            requester.requestJsonAndCheck("POST", url, input={"content": "eyes"})
        except (GithubException, RequestException, ConnectionError, AssertionError) as exc:
            log.debug("The comment got no reaction (%s).", type(exc).__name__)
