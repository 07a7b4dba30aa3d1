"""Commits → what a model is told of them: subjects, the reasons below them within a budget, and the files touched."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from pr_writer.files.file_kinds import weigh_path
from pr_writer.lazy_pattern import compile_lazily
from pr_writer.prompting.diff_budget import share
from pr_writer.prompting.token_estimate import estimate_tokens
from pr_writer.values import Changes, Commit

COMMIT_LIMIT = 60  # commits that are shown: the newest
MIN_BODY = 30  # tokens of a body where there is hardly a budget
MAX_PATHS = 80  # paths over all commits …
MAX_COMMIT_PATHS = 6  # … and of one

_READ = 20_000  # characters of a body that are looked at
_WRAPPED = 50  # characters of a line from which on its end is where it was wrapped
# Who signed and reviewed, and what tools note for themselves: https://git-scm.com/docs/git-interpret-trailers
_TRAILER = compile_lazily(
    r"(?:[A-Z][\w-]{0,40}-by|Change-Id|Cc|git-svn-id|Reviewed-on|Commit-Queue|Auto-Submit): .*"
    r"|\W{0,4}Generated (?:with|by) \[?Claude Code\b.*",
    re.IGNORECASE,
)
_OWN_LINE = compile_lazily(r"[-*+>|#\[]|\d{1,3}[.)] |\S{1,30}: |=|:")
_ITEM = compile_lazily(r"(?P<mark>[-*+] +|\d{1,3}[.)] +)\S")


def count_commits(changes: Changes, limit: int = COMMIT_LIMIT) -> str:
    """Return the heading above the commits: how many there are, which of them are shown, and in which order."""
    count = max(changes.commit_count, len(changes.commits))
    shown = min(len(changes.commits), limit)
    if shown == count:
        return f"Commits: {count}, the oldest first" if count > 1 else f"Commits: {count}"
    return f"Commits: {count}, of which the newest {shown} are shown, the oldest of them first"


def list_commits(changes: Changes, tokens: int, limit: int = COMMIT_LIMIT) -> Iterator[str]:
    """Yield the newest commits, the oldest of them first, each with its reason and, of several, the files it touches.

    The bodies cost ``tokens`` together: short ones are whole before a long one is cut.
    """
    commits = changes.commits[-max(limit, 1) :]
    bodies = [tidy_body(commit.body) for commit in commits]
    needs = [estimate_tokens(body) for body in bodies]
    room = max(tokens, MIN_BODY * sum(map(bool, needs)))
    shares = share(needs, [1.0] * len(needs), room)
    most = min(MAX_COMMIT_PATHS, max(1, MAX_PATHS // len(commits))) if len(commits) > 1 else 0
    for commit, body, need, granted in zip(commits, bodies, needs, shares, strict=True):
        yield f"- {commit.subject}"
        if body:
            cut = body if granted >= need else f"{body[: len(body) * granted // need].rstrip()} …"
            yield "\n".join(f"  {line}" for line in cut.splitlines())
        if touched := _tell_files(commit, most):
            yield f"  {touched}"


def measure_bodies(commits: Sequence[Commit]) -> int:
    """Return about how many tokens the bodies of the commits that are shown cost if none is cut."""
    return sum(estimate_tokens(tidy_body(commit.body)) for commit in commits[-COMMIT_LIMIT:])


def tidy_body(body: str) -> str:
    """Return a message's body without trailers, each paragraph and list item on one line."""
    lines: list[str] = []
    fence = hang = ""  # what closes the code that is open, and what the lines below an item begin with
    was_trailer = False
    for line in body[:_READ].strip("\r\n").splitlines():
        bare = line.strip()
        if fence or bare.startswith(("```", "~~~")):
            fence = "" if fence and bare == fence else fence or bare[:3]
            lines.append(line.rstrip())
            continue
        if was_trailer and line.startswith((" ", "\t")) and bare:
            continue  # the rest of a long trailer
        if was_trailer := _TRAILER.fullmatch(bare) is not None:
            continue
        if lines and _goes_on(lines[-1], line, hang):
            lines[-1] += f" {bare}"
            continue
        item = _ITEM.match(line)
        hang = " " * len(item["mark"]) if item else hang if line.startswith(hang) and bare else ""
        lines.append(line.rstrip())
    # What a trailer leaves behind is one more blank line.
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip("\n")


def _goes_on(above: str, line: str, hang: str) -> bool:
    """Return True if a line is the rest of a paragraph, or of an item, that was wrapped."""
    own = line.removeprefix(hang)
    if not own.strip() or own[0] in " \t" or _OWN_LINE.match(own):
        return False
    is_item = bool(hang) and line.startswith(hang)
    starts = above.removeprefix(hang) if is_item and not _ITEM.match(above) else above
    is_prose = bool(starts.strip()) and starts[0] not in " \t" and (is_item or not _OWN_LINE.match(starts))
    return is_prose and len(above) >= _WRAPPED


def _tell_files(commit: Commit, most: int) -> str:
    if not most or not commit.files:
        return ""
    told = sorted(commit.files, key=lambda path: -weigh_path(path))[:most]
    names = ", ".join(map(flatten_path, told))
    more = commit.file_count - len(told)
    return f"Files: {names}{f' and {more} more' if more > 0 else ''}"


def flatten_path(path: str) -> str:
    """Return a path as one printable line."""
    return path if path.isprintable() else path.encode("unicode_escape").decode("ascii")
