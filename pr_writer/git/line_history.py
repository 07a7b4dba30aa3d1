"""A clone's own history → which commits wrote lines of a file, and what they say; nothing is fetched for it."""

from __future__ import annotations

import time
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import IO, TYPE_CHECKING

from pr_writer.errors import ActionError
from pr_writer.git.commit_log import read_listed
from pr_writer.git.git_process import GitFailure
from pr_writer.git.object_ids import EMPTY_TREES, SHA, check_sha
from pr_writer.lazy_pattern import compile_lazily
from pr_writer.titles.merge_messages import read_merged_pull
from pr_writer.values import Issue, PastCommit

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence

    from pr_writer.git.repository import Repository
    from pr_writer.values import Commit

MAX_SECONDS = 2.0  # for all that is asked of git; what is known by then is used
# By when each of its parts ends, so that what is found out of lines is told even where they took too long.
BLAME_SHARE, AGAIN_SHARE, MESSAGES_SHARE, MERGES_SHARE = 0.6, 0.75, 0.9, 1.0
MAX_FILE = 1024 * 1024  # bytes of a file above which blame costs seconds
# Commits among which the merge that brought one is looked for: some tenths of a second.
MAX_WALK = 8_000
# Lines around each that are asked for as well: a piece of less than 40 letters is not found where it was before.
NEAR = 3
IGNORED_FILE = ".git-blame-ignore-revs"  # the name that GitHub heeds, too

_OWNED = compile_lazily(rb"([0-9a-f]{40,64}) \d+ (\d+) (\d+)")
_FAULTS = (ActionError, GitFailure, OSError, ValueError)


@dataclass(slots=True)
class LineHistory:
    """The history of a repository's lines, read within ``max_seconds`` from the first question on.

    Nothing raises: what cannot be read, or not in time, is left out. Where the history is not here, or a file may be
    missing that git would fetch, there is none.
    """

    repository: Repository
    max_seconds: float = MAX_SECONDS
    clock: Callable[[], float] = time.monotonic
    _started: float | None = None
    _days: dict[str, str] = field(default_factory=dict)

    @property
    def is_whole(self) -> bool:
        """True if that history goes back to its beginning, so that nobody knows more of it."""
        return self.is_here and not self.repository.is_shallow

    @property
    def is_here(self) -> bool:
        """True if the clone has a history, and no file of it is missing that git would fetch."""
        clone = self.repository.clone
        return clone is not None and not clone.is_partial and self.repository.connected is None

    def find_writers(
        self, sha: str, wanted: Mapping[str, Sequence[int]], passed_over: Collection[str] = ()
    ) -> dict[str, dict[int, str]]:
        """Return path → line → the commit that wrote it, for lines of files as this commit has them.

        Commits in ``passed_over``, and those that the repository's own list has, wrote nothing: whoever wrote the line
        before them did. Lines from before the history that is here begins have no writer.
        """
        repository = self.repository
        if not self.is_here or sha in EMPTY_TREES.values():
            return {}
        found: dict[str, dict[int, str]] = {}
        with suppress(*_FAULTS):
            ignored = self._read_ignored(sha) | set(passed_over)
            share = AGAIN_SHARE if passed_over else BLAME_SHARE
            listing = repository.git_dir / "ignored-commits"
            # A file of ours: git would stop at a line that is no id, and read whatever file a list is a link to.
            listing.write_text("".join(f"{check_sha(one)}\n" for one in sorted(ignored)))
            for path in self._drop_large(sha, wanted):
                found[path] = {}
                with suppress(*_FAULTS):  # what was told before the time was up counts
                    for writer, lines in self._blame(sha, path, wanted[path], str(listing), share):
                        found[path] |= {} if writer in ignored else dict.fromkeys(lines, writer)
        asked = {path: set(lines) for path, lines in wanted.items()}
        found = {path: {line: by for line, by in told.items() if line in asked[path]} for path, told in found.items()}
        return {path: writers for path, writers in found.items() if writers}

    def read_commits(self, shas: Sequence[str]) -> dict[str, PastCommit]:
        """Return id → commit of those that wrote lines."""
        return {
            commit.sha: PastCommit(commit, self._days.get(commit.sha, ""))
            for commit in self._read(shas, MESSAGES_SHARE, with_paths=True)
        }

    def find_pulls(self, sha: str, commits: Sequence[str]) -> dict[str, Issue]:
        """Return commit → the pull request whose merge, on the way to ``sha``, brought it; a squash has none."""
        if not commits:
            return {}
        oldest = min(self._days.get(commit) or "1970-01-01" for commit in commits)
        merges: dict[str, str] = {}
        with suppress(*_FAULTS):
            options = ("--parents", f"--max-count={MAX_WALK}", f"--since={oldest}T00:00:00Z", "--end-of-options")
            with self.repository.git.stream(
                "rev_list", *options, check_sha(sha), max_seconds=self._find_rest(MERGES_SHARE)
            ) as stdout:
                parents = {ids[0]: ids[1:] for line in stdout if (ids := line.decode("ascii").split())}
            merges = find_merges(parents, sha, commits)
        pulls = {
            commit.sha: read_merged_pull(commit) for commit in self._read(sorted(set(merges.values())), MERGES_SHARE)
        }
        return {commit: pull for commit, merge in merges.items() if (pull := pulls.get(merge))}

    def _read(self, shas: Sequence[str], share: float, *, with_paths: bool = False) -> tuple[Commit, ...]:
        if not shas:
            return ()
        with suppress(*_FAULTS):
            return read_listed(self.repository, shas, with_paths=with_paths, max_seconds=self._find_rest(share))
        return ()

    def _find_rest(self, share: float) -> float:
        """Return how many seconds are left of a share of the time; raises ValueError where none are."""
        now = self.clock()
        if self._started is None:
            self._started = now
        rest = self._started + share * self.max_seconds - now
        if rest <= 0:
            raise ValueError("the time is up")
        return rest

    def _read_ignored(self, sha: str) -> set[str]:
        with suppress(*_FAULTS):
            text = self.repository.read_file(sha, IGNORED_FILE) or ""
            lines = (line.partition("#")[0].strip() for line in text.splitlines())
            # One of the other kind's length would stop git.
            return {line for line in lines if SHA.fullmatch(line) and len(line) == len(sha)}
        return set()

    def _drop_large(self, sha: str, paths: Iterable[str]) -> list[str]:
        """Return the paths whose files are here, and of a size that blame is quick with."""
        asked = [path for path in paths if path.isprintable() and "\ufffd" not in path]
        questions = "".join(f"{check_sha(sha)}:{path}\n" for path in asked).encode()
        answers = self.repository.git.output("cat_file", "--batch-check=%(objecttype) %(objectsize)", stdin=questions)
        facts = (line.split() for line in answers.splitlines())
        return [
            path for path, fact in zip(asked, facts, strict=True) if fact[0] == b"blob" and int(fact[1]) <= MAX_FILE
        ]

    def _blame(
        self, sha: str, path: str, lines: Sequence[int], ignored: str, share: float
    ) -> Iterator[tuple[str, range]]:
        spans = (f"-L{start},{end}" for start, end in _join_lines(lines))
        # Space alone makes nobody a writer, and lines that were moved here from another file keep theirs.
        options = ("--incremental", "-w", "-C", "--no-textconv", f"--ignore-revs-file={ignored}", *spans)
        with self.repository.git.stream(
            "blame", *options, check_sha(sha), "--", path, max_seconds=self._find_rest(share)
        ) as stdout:
            yield from self._read_entries(stdout)

    def _read_entries(self, stream: IO[bytes]) -> Iterator[tuple[str, range]]:
        """Yield commits with the lines that they wrote: https://git-scm.com/docs/git-blame#_incremental_output

        Nothing of a commit at which the history that is here begins: it may have written the line, or any before it.
        """
        edges: set[str] = set()
        sha, span = "", range(0)
        for line in stream:
            if owned := _OWNED.match(line):
                sha, start = owned[1].decode("ascii"), int(owned[2])
                span = range(start, start + int(owned[3]))
            elif line == b"boundary\n":
                edges.add(sha)
            elif line.startswith(b"committer-time "):
                self._days[sha] = _read_day(line)
            elif line.startswith(b"filename ") and sha not in edges:
                yield sha, span


def _read_day(line: bytes) -> str:
    """Return the day of blame's line with a commit's seconds; a blank for one that no calendar has."""
    with suppress(ValueError, OverflowError, OSError):
        return datetime.fromtimestamp(int(line.split()[1]), UTC).date().isoformat()
    return ""


def find_merges(parents: Mapping[str, Sequence[str]], sha: str, commits: Iterable[str]) -> dict[str, str]:
    """Return commit → the merge on the first parents of ``sha`` that brought it; none for what is one of them itself.

    ``parents`` is the history as far back as it is needed.
    """
    chain = [sha]
    while chain[-1] in parents and parents[chain[-1]]:
        chain.append(parents[chain[-1]][0])
    brought: dict[str, str] = dict.fromkeys(chain, "")
    # From the oldest on, so that what two merges reach came with the first of them.
    for merge in reversed(chain):
        waiting = list(parents.get(merge, ())[1:])
        while waiting:
            commit = waiting.pop()
            if commit not in brought:
                brought[commit] = merge
                waiting += parents.get(commit, ())
    return {commit: brought[commit] for commit in commits if brought.get(commit)}


def _join_lines(lines: Sequence[int]) -> list[tuple[int, int]]:
    """Return the first and the last line of each place, with a few around it; git stops at the file's end."""
    spans: list[tuple[int, int]] = []
    for line in sorted(set(lines)):
        start, end = max(line - NEAR, 1), line + NEAR
        if spans and start <= spans[-1][1] + 1:
            start = spans.pop()[0]
        spans.append((start, end))
    return spans
