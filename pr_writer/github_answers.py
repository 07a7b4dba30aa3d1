"""What GitHub's REST API answers, as JSON → values."""

from __future__ import annotations

import base64
import json
import logging
from typing import Any

from pr_writer.surrogates import replace_surrogates
from pr_writer.values import Commit, Home, Issue, PullRequest

log = logging.getLogger(__name__)


def parse_json(text: str) -> Any:
    """Return what the text says as JSON, and the text itself where it is none, or nested too deeply to read."""
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return text


def parse_pull(pull: dict[str, Any]) -> PullRequest:
    """Return the pull request; raises KeyError, TypeError or ValueError where the answer is none."""
    base, head, user = pull["base"], pull["head"], pull.get("user") or {}
    base_repo, head_repo = base.get("repo") or {}, head.get("repo") or {}
    return PullRequest(
        number=int(pull["number"]),
        title=_read_text(pull["title"]),
        body=_read_text(pull["body"]),
        base_ref=_read_text(base["ref"]),
        base_sha=base["sha"],
        head_ref=_read_text(head["ref"]),
        head_sha=head["sha"],
        author=_read_text(user.get("login")),
        author_is_bot=user.get("type") == "Bot",
        is_draft=bool(pull.get("draft")),
        is_fork=head_repo.get("id") != base_repo.get("id"),
        commit_count=int(pull.get("commits") or 0),
        labels=tuple(_read_text(label["name"]) for label in pull.get("labels") or () if label.get("name")),
        state=str(pull.get("state") or "open"),
        url=str(pull.get("html_url") or ""),
    )


def parse_home(data: dict[str, Any]) -> Home:
    """Return what the answer says of the repository; raises KeyError, TypeError or ValueError where it says nothing."""
    default_branch = _read_text(data["default_branch"])
    if not default_branch:
        raise ValueError("no default branch")
    return Home(default_branch, is_fork=bool(data.get("fork")))


def parse_issue(data: dict[str, Any], name: str) -> Issue | None:
    """Return the issue; None where it was moved to another repository, whose words are not this one's."""
    home = str(data.get("repository_url") or data.get("url") or "").lower()
    if home and f"/repos/{name.lower()}" not in home:
        log.info("Issue #%s is in another repository now; the draft is made without it.", data.get("number"))
        return None
    return Issue(int(data["number"]), _read_text(data["title"]), _read_text(data["body"]))


def parse_commit(commit: dict[str, Any]) -> Commit:
    """Return the commit; raises KeyError, TypeError or AttributeError where the answer is none."""
    message = _read_text(commit["commit"]["message"]).replace("\r\n", "\n")
    subject, _, body = message.partition("\n")
    author = _read_text((commit["commit"].get("author") or {}).get("name"))
    return Commit(commit["sha"], subject.strip(), body.strip(), author, is_merge=len(commit.get("parents") or ()) > 1)


def holds_text(answer: Any, fields: dict[str, str]) -> bool:
    """Return True if an answer has these texts, line ends and the space around them aside."""
    if not isinstance(answer, dict):
        return False
    return all(_strip_ends(str(answer.get(name) or "")) == _strip_ends(text) for name, text in fields.items())


def _strip_ends(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n").strip()


def _read_text(value: object) -> str:
    """Return a text that can be encoded, a blank one for null; raises TypeError for what is no text."""
    if value is None:
        return ""
    if not isinstance(value, str):
        raise TypeError(f"{type(value).__name__} instead of a text")
    return replace_surrogates(value)


def parse_file(data: dict[str, Any]) -> str:
    """Return the text of a file of a repository. Raises KeyError or ValueError where the answer has none."""
    return base64.b64decode(data["content"]).decode(errors="replace")
