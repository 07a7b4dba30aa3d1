"""A repository and two commits → a clone that has them, and what git knows of the change between them."""

from __future__ import annotations

import os
import re
import subprocess
from dataclasses import dataclass
from pathlib import Path

from bench.drafts.score import Change

ROOT = Path(__file__).parents[2]
DEPTH = 150  # commits behind each end: enough for the base's last hundred subjects and for an ordinary merge base
SUBJECTS = 100
PEOPLE_LIMIT = 2_000_000  # characters
TEMPLATE = re.compile(r"^(?:\.github/|docs/)?pull_request_template(?:/|\.\w+$|$)", re.IGNORECASE)


class RepositoryError(Exception):
    """A repository that does not have what was asked for, as a sentence and a next step."""


@dataclass(frozen=True, slots=True)
class Span:
    """Two commits of a clone in a folder."""

    folder: Path
    base: str
    head: str


def bring(repository: str, base: str, head: str, cache: Path) -> Span:
    """Return the two commits in a clone: a folder is used where it is, anything else is fetched into the cache."""
    if "://" not in repository and not re.match(r"[\w.-]+@[\w.-]+:", repository):
        folder = (ROOT / repository).resolve()
        if not folder.is_dir():
            raise RepositoryError(
                f"{repository} is no folder. Name a folder, or a URL such as https://host/owner/name."
            )
    else:
        folder = _fetch(repository, [head, *([base] if base else [])], cache)
    return Span(folder, _resolve(folder, base or f"{head}^"), _resolve(folder, head))


def read_change(span: Span) -> Change:
    """Read the paths, the size and the base's subjects of a change, measured from where the two commits part."""
    start = _git(span.folder, "merge-base", span.base, span.head, check=False).strip() or span.base
    entries = _git(span.folder, "diff", "--raw", "-z", "-M", "--no-abbrev", start, span.head).split("\0")
    changed = frozenset(entry for entry in entries if entry and not entry.startswith(":"))
    trees = [_git(span.folder, "ls-tree", "-r", "-z", "--name-only", sha).split("\0") for sha in (start, span.head)]
    sizes = re.findall(r"^(\d+)\t(\d+)\t", _git(span.folder, "diff", "--numstat", start, span.head), re.MULTILINE)
    subjects = _git(span.folder, "log", "--first-parent", f"--max-count={SUBJECTS}", "--format=%s", start)
    return Change(
        changed_paths=changed,
        all_paths=frozenset(path for tree in trees for path in tree if path),
        lines=sum(int(added) + int(removed) for added, removed in sizes),
        subjects=tuple(subjects.splitlines()),
        people=_read_people(span.folder, start, span.head),
        template=_read_templates(span.folder, start, trees[0]),
    )


def _read_people(folder: Path, start: str, head: str) -> str:
    """Return what people wrote in a change: its commits' messages, and the lines that it adds."""
    messages = _git(folder, "log", "--no-merges", "--format=%B", f"{start}..{head}")
    patch = _git(folder, "diff", "-U0", "--no-color", "--no-ext-diff", start, head)
    added = [line[1:] for line in patch.splitlines() if line.startswith("+") and not line.startswith("+++ ")]
    return "\n".join([messages, *added])[:PEOPLE_LIMIT]


def _read_templates(folder: Path, start: str, paths: list[str]) -> str:
    own = [path for path in paths if TEMPLATE.search(path)]
    return "\n".join(_git(folder, "show", f"{start}:{path}") for path in own)


def _fetch(url: str, names: list[str], cache: Path) -> Path:
    folder = cache / re.sub(r"[^\w.-]+", "-", url.partition("://")[2] or url).strip("-")
    if not (folder / ".git").is_dir():
        folder.mkdir(parents=True, exist_ok=True)
        _git(folder, "init", "--quiet")
    wanted = [name for name in names if not _has(folder, name)]
    if wanted:
        # The servers that matter give a commit by its id; a branch's or a pull request's ref would move.
        _git(folder, "fetch", "--quiet", "--no-tags", "--no-write-fetch-head", f"--depth={DEPTH}", "--", url, *wanted)
    return folder


def _has(folder: Path, name: str) -> bool:
    return bool(_git(folder, "rev-parse", "--quiet", "--verify", f"{name}^{{commit}}", check=False).strip())


def _resolve(folder: Path, name: str) -> str:
    sha = _git(
        folder, "rev-parse", "--quiet", "--verify", "--end-of-options", f"{name}^{{commit}}", check=False
    ).strip()
    if not sha:
        raise RepositoryError(f"{folder} does not have the commit {name}. Fetch its whole history, or name another.")
    return sha


def _git(folder: Path, *args: str, check: bool = True) -> str:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    done = subprocess.run(
        ["git", "-c", "core.quotePath=false", *args],
        cwd=folder,
        env={**kept, "GIT_TERMINAL_PROMPT": "0", "LC_ALL": "C.UTF-8"},
        capture_output=True,
        check=False,
    )
    if check and done.returncode:
        said = next(iter(done.stderr.decode(errors="replace").splitlines()), f"exit code {done.returncode}").rstrip(".")
        raise RepositoryError(
            f"git {args[0]} failed in {folder}: {said}. Look whether the network and the disk are there."
        )
    return done.stdout.decode(errors="replace")
