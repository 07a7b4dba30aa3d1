"""A GitHub on loopback: the REST calls that pr-writer makes, and its repositories over git's smart HTTP.

Every answer that it makes up itself, and every request that it accepts, is held against GitHub's OpenAPI description;
what does not fit is collected in `violations`, and the `github` fixture fails the test for it. Six calls are not in
the description's slice and so go unchecked: a single issue, a reaction, the repository, a tree, a file and the rate
limit. `limits`, where a test sets it, enforces GitHub's rate limits.
"""

from __future__ import annotations

import base64
import re
import ssl
import subprocess
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from . import github_objects as objects
from .git_http import serve_git
from .github_graphql import answer_graphql
from .github_limits import Limits
from .github_objects import Pull
from .openapi import find_answer_faults, find_request_faults
from .server import Answer, LoopbackServer, Request

_DOCS = "https://docs.github.com/rest"
_TITLE_LIMIT, _BODY_LIMIT = 256, 65_536


class FakeGitHub(LoopbackServer):
    """`url` is a GITHUB_API_URL, `origin` a GITHUB_SERVER_URL; ``prefix="/api/v3"`` makes it an Enterprise server."""

    def __init__(self, prefix: str = "", token: str | None = None, tls: ssl.SSLContext | None = None) -> None:
        self.prefix = prefix
        self.token = token  # where set, any other one is refused
        self.violations: list[str] = []
        self.pulls: dict[tuple[str, int], Pull] = {}
        self.issues: dict[tuple[str, int], dict[str, Any]] = {}
        self.comments: dict[tuple[str, int], list[dict[str, Any]]] = {}
        self.repositories: dict[str, Path | None] = {}
        self.forks: set[str] = set()  # names of repositories
        self.opener = ("github-actions[bot]", "Bot")  # who a pull request is from that the token opens
        self.has_drafts = True
        self.reactions: list[tuple[str, int, str]] = []
        self.answer_graphql_with: tuple[int, Any] | None = None  # in place of an answer
        self.brought: dict[str, int] = {}  # a commit → the pull request that it came with
        self.merge_bases: dict[tuple[str, str], str] = {}
        self.limits: Limits | None = None
        self.is_checked = True  # False where thousands of the same requests would be
        self._counts: dict[tuple[str, str, str], dict[str, int]] = {}
        super().__init__(tls)

    @property
    def url(self) -> str:
        return self.origin + self.prefix

    @property
    def api_requests(self) -> list[Request]:
        """The REST calls alone, without what git asked."""
        return [request for request in self.requests if not _is_git(request.path)]

    def add_repository(self, name: str, folder: Path | None = None) -> None:
        """Make ``owner/name`` known; compare, files, commits and git fetches answer from the git repository there."""
        self.repositories[name] = folder

    def add_pull(self, repo: str, number: int, **facts: Any) -> Pull:
        """Open a pull request; the facts are `Pull`'s fields. The returned object is the live one."""
        self.repositories.setdefault(repo, None)
        pull = self.pulls[repo, number] = Pull(repo, number, **facts)
        return pull

    def add_issue(self, repo: str, number: int, **facts: Any) -> None:
        self.repositories.setdefault(repo, None)
        self.issues[repo, number] = facts

    def patches(self) -> list[dict[str, Any]]:
        """What the pull requests were asked to become: every PATCH body, whether it was accepted or not."""
        return [request.json for request in self.requests if request.method == "PATCH"]

    def calls(self) -> list[str]:
        """``GET /repos/o/r/pulls/1`` and so on, in order, without the prefix."""
        return [f"{request.method} {request.path.removeprefix(self.prefix)}" for request in self.api_requests]

    def make_event(self, repo: str, number: int, action: str = "opened") -> dict[str, Any]:
        """The event file of a ``pull_request`` (or ``pull_request_target``) run."""
        pull = self.pulls[repo, number]
        return {
            "action": action,
            "number": number,
            "pull_request": self._show_pull(pull, self.url),
            "repository": objects.make_repository(self.url, self.origin, repo),
            "sender": objects.make_user(self.url, pull.author, pull.author_type),
        }

    def make_dispatch_event(self, repo: str, **inputs: str) -> dict[str, Any]:
        """The event file of a ``workflow_dispatch`` run; GitHub sends every input as text."""
        return {
            "inputs": {name.replace("_", "-"): value for name, value in inputs.items()},
            "ref": "refs/heads/main",
            "repository": objects.make_repository(self.url, self.origin, repo),
            "sender": objects.make_user(self.url, "octocat"),
            "workflow": ".github/workflows/draft.yml",
        }

    def make_push_event(self, repo: str, branch: str, **facts: Any) -> dict[str, Any]:
        """The event file of a ``push`` to a branch, as it stands now; the facts are laid over it."""
        return {
            "ref": f"refs/heads/{branch}",
            "before": "0" * 40,
            "after": self._git(repo, "rev-parse", branch),
            "created": False,
            "deleted": False,
            "forced": False,
            "base_ref": None,
            "repository": objects.make_repository(self.url, self.origin, repo, fork=repo in self.forks),
            "pusher": {"name": "octocat", "email": "octocat@example.com"},
            "sender": objects.make_user(self.url, "octocat"),
            **facts,
        }

    def respond(self, request: Request) -> Answer:
        if refused := self._check_authority(request):
            return refused
        if _is_git(request.path):
            return self._serve_git(request)
        if self.limits is None:
            return self._answer(request)
        answer = self.limits.refuse(request) or self._answer(request)
        return replace(answer, headers=self.limits.make_headers(request) | answer.headers)

    def count_changes(self, pull: Pull) -> dict[str, int]:
        """How many commits, lines and files a pull request has; none where its commits are not here."""
        key = (pull.repo, pull.base_sha, pull.head_sha)
        if not self._counts.get(key, {}).get("commits"):
            commits = self._git(pull.repo, "rev-list", f"{pull.base_sha}..{pull.head_sha}").split()
            rows = self._git(pull.repo, "diff", "--numstat", f"{pull.base_sha}...{pull.head_sha}").splitlines()
            added, removed = ([int(row.split("\t")[n].replace("-", "0")) for row in rows] for n in (0, 1))
            self._counts[key] = {
                "commits": len(commits),
                "additions": sum(added),
                "deletions": sum(removed),
                "changed_files": len(rows),
            }
        return self._counts[key]

    def list_subjects(self, pull: Pull) -> list[str]:
        """The titles of a pull request's commits, oldest first."""
        return self._git(pull.repo, "log", "--reverse", "--format=%s", f"{pull.base_sha}..{pull.head_sha}").splitlines()

    def blame(self, repo: str, sha: str, path: str) -> str:
        """Who wrote the lines of a file, as git's porcelain has it."""
        return self._git(repo, "blame", "--line-porcelain", sha, "--", path)

    def read_message(self, repo: str, sha: str) -> dict[str, Any]:
        """A commit's facts; none where the repository does not have it."""
        return self._read_commit(repo, sha) if self._git(repo, "cat-file", "-t", sha) == "commit" else {}

    def _answer(self, request: Request) -> Answer:
        path = unquote(request.path)
        if request.method == "POST" and path == f"{self.prefix.removesuffix('/v3')}/graphql":
            return Answer(*self.answer_graphql_with) if self.answer_graphql_with else answer_graphql(self, request)
        if path == f"{self.prefix}/rate_limit":
            return Answer(200, self.limits.show()) if self.limits else _error(404, "Rate limiting is not enabled.")
        if not path.startswith(f"{self.prefix}/"):
            return _not_found()
        path = path.removeprefix(self.prefix)
        if not self.is_checked:
            return self._route(request, path)
        self.violations += find_request_faults(request.method, path, request.json)
        answer = self._route(request, path)
        self.violations += find_answer_faults(request.method, path, answer.status, answer.content)
        return answer

    def _check_authority(self, request: Request) -> Answer | None:
        sent = request.headers.get("authorization", [])
        if len(sent) > 1:  # GitHub's own front end does this to a checkout's header beside ours
            return Answer(400, "<h1>Bad Request</h1>")
        if self.token is not None and sent and not _is_git(request.path) and sent[0].split()[-1] != self.token:
            return _error(401, "Bad credentials")
        if request.method in ("PATCH", "POST") and not sent and not _is_git(request.path):
            return _error(401, "Requires authentication")
        return None

    def _serve_git(self, request: Request) -> Answer:
        name, inner = re.fullmatch(r"/([^/]+/[^/]+?)(?:\.git)?(/(?:info/refs|git-upload-pack))", request.path).groups()
        folder = self.repositories.get(name)
        return serve_git(folder.parent, request, f"/{folder.name}{inner}") if folder else _not_found()

    def _route(self, request: Request, path: str) -> Answer:
        for method, pattern, answer in _ROUTES:
            found = re.fullmatch(pattern, path)
            if found and method == request.method and found["repo"] in self.repositories:
                return answer(self, request, **found.groupdict())
        return _not_found()

    def _get_repository(self, request: Request, repo: str) -> Answer:
        api = request.origin + self.prefix
        return Answer(200, objects.make_repository(api, request.origin, repo, fork=repo in self.forks))

    def _get_pull(self, request: Request, repo: str, number: str) -> Answer:
        pull = self.pulls.get((repo, int(number)))
        return Answer(200, self._show_pull(pull, request.origin + self.prefix)) if pull else _not_found()

    def _list_pulls(self, request: Request, repo: str) -> Answer:
        query, api = request.query, request.origin + self.prefix
        wanted = [self._show_pull(pull, api) for (name, _), pull in self.pulls.items() if name == repo]
        if query.get("state", "open") != "all":
            wanted = [pull for pull in wanted if pull["state"] == query.get("state", "open")]
        for end in ("head", "base"):
            named = "label" if end == "head" else "ref"
            wanted = [pull for pull in wanted if query.get(end) in (None, pull[end][named])]
        return _page(request, sorted(wanted, key=lambda pull: -pull["number"]))

    def _open_pull(self, request: Request, repo: str) -> Answer:
        wanted = request.json
        tips = {end: self._find_tip(repo, wanted.get(end, "")) for end in ("head", "base")}
        if refused := self._refuse_opening(repo, wanted, tips):
            return refused
        number = max((number for name, number in self.pulls if name == repo), default=0) + 1
        facts = {"title": wanted["title"], "body": wanted.get("body"), "draft": wanted.get("draft", False)}
        refs = {"head_ref": self._name_own(repo, wanted["head"]), "base_ref": wanted["base"]}
        ends = {"head_sha": tips["head"], "base_sha": tips["base"]}
        pull = self.add_pull(repo, number, **facts, **refs, **ends)
        pull.author, pull.author_type = self.opener
        return Answer(201, self._show_pull(pull, request.origin + self.prefix))

    def _refuse_opening(self, repo: str, wanted: dict[str, Any], tips: dict[str, str]) -> Answer | None:
        """GitHub's own validation, in its words; None where nothing is wrong."""
        head, base, title = self._name_own(repo, wanted.get("head", "")), wanted.get("base", ""), wanted.get("title")
        same = (repo, "open", None, head, base)
        pulls = [
            (name, pull.state, pull.head_repo, pull.head_ref, pull.base_ref) for (name, _), pull in self.pulls.items()
        ]
        related = all(tips.values()) and self._git(repo, "merge-base", tips["base"], tips["head"])
        owner = repo.partition("/")[0]
        faults = (
            *((not tip, _invalid(end, "invalid", "")) for end, tip in tips.items()),
            (same in pulls, _invalid("", "custom", f"A pull request already exists for {owner}:{head}.")),
            (not related, _invalid("", "custom", f"The {base} branch has no history in common with {head}")),
            (related == tips["head"], _invalid("", "custom", f"No commits between {base} and {head}")),
            (
                wanted.get("draft") and not self.has_drafts,
                _error(422, "Draft pull requests are not supported in this repository."),
            ),
            (not (title or "").strip(), _invalid("title", "missing_field", "")),
        )
        refused = next((answer for is_it, answer in faults if is_it), None)
        return refused or _check_lengths(title or "", wanted.get("body"))

    def _name_own(self, repo: str, head: str) -> str:
        return head.removeprefix(f"{repo.partition('/')[0]}:")

    def _find_tip(self, repo: str, branch: str) -> str:
        name = self._name_own(repo, branch)
        return self._git(repo, "rev-parse", "--verify", "--quiet", f"refs/heads/{name}")

    def _patch_pull(self, request: Request, repo: str, number: str) -> Answer:
        pull, wanted = self.pulls.get((repo, int(number))), request.json
        if pull is None:
            return _not_found()
        if not isinstance(wanted, dict):
            return _error(400, "Problems parsing JSON")
        title, body = wanted.get("title", pull.title), wanted.get("body", pull.body)
        if not title.strip():
            return _invalid("title", "missing_field", "title can't be blank")
        if refused := _check_lengths(title, body):
            return refused
        pull.title, pull.body = title, body
        pull.state, pull.base_ref = wanted.get("state", pull.state), wanted.get("base", pull.base_ref)
        return self._get_pull(request, repo, number)

    def _get_issue(self, request: Request, repo: str, number: str) -> Answer:
        issue = self.issues.get((repo, int(number)))
        if issue is None:
            return _not_found()
        url = f"{request.origin}{self.prefix}/repos/{repo}/issues/{number}"
        blank = {"title": "Untitled", "body": None, "state": "open", "labels": []}
        return Answer(200, {"number": int(number), "url": url, **blank, **issue})

    def _get_tree(self, _request: Request, repo: str, sha: str) -> Answer:
        listed = self._git(repo, "ls-tree", "-r", "-t", "-z", sha).split("\0")
        if listed == [""]:
            return _error(409, "Git Repository is empty.")
        facts = (line.partition("\t") for line in listed if line)
        tree = [dict(zip(("mode", "type", "sha"), row.split(), strict=True)) | {"path": path} for row, _, path in facts]
        return Answer(200, {"sha": self._git(repo, "rev-parse", sha), "tree": tree, "truncated": False})

    def _get_content(self, _request: Request, repo: str, path: str) -> Answer:
        text = self._git(repo, "show", f"HEAD:{path}")
        if not text:
            return _not_found()
        content = base64.encodebytes(f"{text}\n".encode()).decode()
        return Answer(200, {"type": "file", "encoding": "base64", "path": path, "content": content})

    def _list_comments(self, request: Request, repo: str, number: str) -> Answer:
        return _page(request, [self._show_comment(request, repo, number, one) for one in self._comments(repo, number)])

    def _post_comment(self, request: Request, repo: str, number: str) -> Answer:
        comment = {"id": 1000 + len(self._comments(repo, number)), "body": request.json["body"]}
        self._comments(repo, number).append(comment)
        return Answer(201, self._show_comment(request, repo, number, comment))

    def _react(self, request: Request, repo: str, comment: str) -> Answer:
        self.reactions.append((repo, int(comment), request.json["content"]))
        return Answer(201, {"id": 1, "content": request.json["content"]})

    def _list_files(self, request: Request, repo: str, number: str) -> Answer:
        pull = self.pulls.get((repo, int(number)))
        return _page(request, self._read_files(request, repo, pull.base_sha, pull.head_sha)) if pull else _not_found()

    def _list_commits(self, request: Request, repo: str, number: str) -> Answer:
        pull = self.pulls.get((repo, int(number)))
        return _page(request, self._read_commits(request, repo, pull.base_sha, pull.head_sha)) if pull else _not_found()

    def _compare(self, request: Request, repo: str, basehead: str) -> Answer:
        base, _, head = (part.split(":")[-1] for part in basehead.partition("..."))
        merge_base = self.merge_bases.get((base, head)) or self._git(repo, "merge-base", base, head)
        if not merge_base:
            return _not_found()
        base, head = (self._git(repo, "rev-parse", name) or name for name in (base, head))  # a branch is its tip
        api, page = f"{request.origin}{self.prefix}/repos/{repo}", f"{request.origin}/{repo}"
        commits = self._read_commits(request, repo, base, head)
        behind = len(self._git(repo, "rev-list", f"{head}..{base}").split())
        status = {(True, True): "diverged", (True, False): "ahead", (False, True): "behind"}
        url = f"{api}/compare/{base}...{head}"
        answer = {
            "url": url,
            "html_url": f"{page}/compare/{base}...{head}",
            "permalink_url": f"{page}/compare/{base}...{head}",
            "diff_url": f"{page}/compare/{base}...{head}.diff",
            "patch_url": f"{page}/compare/{base}...{head}.patch",
            "base_commit": objects.make_commit(api, page, self._read_commit(repo, base)),
            "merge_base_commit": objects.make_commit(api, page, self._read_commit(repo, merge_base)),
            "status": status.get((bool(commits), bool(behind)), "identical"),
            "ahead_by": len(commits),
            "behind_by": behind,
            "total_commits": len(commits),
            "commits": _cut_page(request, commits),
            "files": self._read_files(request, repo, base, head)[:300],
        }
        return Answer(200, answer)

    def _show_pull(self, pull: Pull, api: str) -> dict[str, Any]:
        return objects.make_pull(api, api.removesuffix(self.prefix), pull, self.count_changes(pull))

    def _show_comment(self, request: Request, repo: str, number: str, comment: dict[str, Any]) -> dict[str, Any]:
        return objects.make_comment(request.origin + self.prefix, request.origin, repo, int(number), comment)

    def _comments(self, repo: str, number: str) -> list[dict[str, Any]]:
        return self.comments.setdefault((repo, int(number)), [])

    def _read_commits(self, request: Request, repo: str, base: str, head: str) -> list[dict[str, Any]]:
        api, page = f"{request.origin}{self.prefix}/repos/{repo}", f"{request.origin}/{repo}"
        shas = self._git(repo, "rev-list", "--reverse", f"{base}..{head}").split()
        return [objects.make_commit(api, page, self._read_commit(repo, sha)) for sha in shas]

    def _read_commit(self, repo: str, sha: str) -> dict[str, Any]:
        fields = self._git(repo, "show", "--no-patch", "--format=%H%x00%P%x00%T%x00%an%x00%ae%x00%B", sha).split("\0")
        if len(fields) == 1:  # no repository behind it: the merge base was simply stated
            return {"sha": sha, "parents": [], "tree": "0" * 40, "name": "A", "email": "a@example.com", "message": "x"}
        return dict(zip(("sha", "parents", "tree", "name", "email", "message"), fields, strict=True)) | {
            "parents": fields[1].split(),
        }

    def _read_files(self, request: Request, repo: str, base: str, head: str) -> list[dict[str, Any]]:
        api, page = f"{request.origin}{self.prefix}/repos/{repo}", f"{request.origin}/{repo}"
        kinds = {"A": "added", "D": "removed", "M": "modified", "R": "renamed", "C": "copied", "T": "changed"}
        raw = self._git(repo, "diff", "--raw", "--no-abbrev", "-M", f"{base}...{head}").splitlines()
        numbers = self._git(repo, "diff", "--numstat", "-M", f"{base}...{head}").splitlines()
        files = []
        for line, count in zip(raw, numbers, strict=True):
            facts, *paths = line.split("\t")
            added, removed = (int(cell.replace("-", "0")) for cell in count.split("\t")[:2])
            changed = {"sha": facts.split()[3], "filename": paths[-1], "status": kinds[facts.split()[4][0]]}
            changed |= {"additions": added, "deletions": removed}
            if len(paths) == 2:
                changed["previous_filename"] = paths[0]
            files.append(objects.make_file(api, page, head, changed))
        return files

    def _git(self, repo: str, *args: str) -> str:
        """Git's answer from the repository's folder; "" where there is none, or it does not know."""
        folder = self.repositories.get(repo)
        if folder is None:
            return ""
        command = ["git", "-c", "safe.directory=*", "-c", "core.quotePath=false", "-C", str(folder), *args]
        return subprocess.run(command, capture_output=True, check=False).stdout.decode(errors="replace").strip("\n")


def _cut_page(request: Request, commits: list[Any]) -> list[Any]:
    """The commits of one page of a comparison: 250 unless the request says how many."""
    size, page = int(request.query.get("per_page", "250")), int(request.query.get("page", "1"))
    return commits[(page - 1) * size : page * size]


def _is_git(path: str) -> bool:
    return path.endswith(("/info/refs", "/git-upload-pack"))


def _page(request: Request, items: list[Any]) -> Answer:
    size, page = int(request.query.get("per_page", "30")), int(request.query.get("page", "1"))
    headers = {}
    if page * size < len(items):
        target = f"{request.origin}{request.path}?per_page={size}&page="
        headers["Link"] = f'<{target}{page + 1}>; rel="next", <{target}{-(-len(items) // size)}>; rel="last"'
    return Answer(200, items[(page - 1) * size : page * size], headers)


def _error(status: int, message: str, **more: Any) -> Answer:
    return Answer(status, {"message": message, "documentation_url": _DOCS, "status": str(status), **more})


def _not_found() -> Answer:
    return _error(404, "Not Found")


def _check_lengths(title: str, body: str | None) -> Answer | None:
    for field, text, limit in (("title", title, _TITLE_LIMIT), ("body", body or "", _BODY_LIMIT)):
        if len(text) > limit:
            return _invalid(field, "custom", f"{field} is too long (maximum is {limit} characters)")
    return None


def _invalid(field: str, code: str, message: str) -> Answer:
    facts = {"field": field, "message": message}
    fault = {"resource": "PullRequest", "code": code, **{name: text for name, text in facts.items() if text}}
    return _error(422, "Validation Failed", errors=[fault])


_REPO, _NUMBER = r"/repos/(?P<repo>[^/]+/[^/]+)", r"(?P<number>\d+)"
_ROUTES: list[tuple[str, str, Callable[..., Answer]]] = [
    ("GET", _REPO, FakeGitHub._get_repository),
    ("GET", rf"{_REPO}/pulls", FakeGitHub._list_pulls),
    ("POST", rf"{_REPO}/pulls", FakeGitHub._open_pull),
    ("GET", rf"{_REPO}/pulls/{_NUMBER}", FakeGitHub._get_pull),
    ("PATCH", rf"{_REPO}/pulls/{_NUMBER}", FakeGitHub._patch_pull),
    ("GET", rf"{_REPO}/pulls/{_NUMBER}/files", FakeGitHub._list_files),
    ("GET", rf"{_REPO}/pulls/{_NUMBER}/commits", FakeGitHub._list_commits),
    ("POST", rf"{_REPO}/issues/comments/(?P<comment>\d+)/reactions", FakeGitHub._react),
    ("GET", rf"{_REPO}/compare/(?P<basehead>.+)", FakeGitHub._compare),
    ("GET", rf"{_REPO}/git/trees/(?P<sha>[^/]+)", FakeGitHub._get_tree),
    ("GET", rf"{_REPO}/contents/(?P<path>.+)", FakeGitHub._get_content),
    ("GET", rf"{_REPO}/issues/{_NUMBER}", FakeGitHub._get_issue),
    ("GET", rf"{_REPO}/issues/{_NUMBER}/comments", FakeGitHub._list_comments),
    ("POST", rf"{_REPO}/issues/{_NUMBER}/comments", FakeGitHub._post_comment),
]
