"""Changes → the commits of the base's history that wrote what is changed, and say most of why it was as it was."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from pr_writer.context.mechanical_commits import is_mechanical, read_words
from pr_writer.context.merged_descriptions import tidy_description
from pr_writer.files.file_kinds import is_changelog, weigh_path
from pr_writer.files.old_lines import OldLine, list_old_lines
from pr_writer.lazy_pattern import compile_lazily
from pr_writer.prompting.commit_material import flatten_path, tidy_body
from pr_writer.sanitize.secret_search import find_secrets
from pr_writer.values import Changes, Commit, FileChange, Issue, PastCommit

MAX_COMMITS = 4  # commits that are told
MAX_FILES = 6  # that are asked about: those whose changed lines tell most
MAX_LINES = 200  # of one file
MAX_LOOKED_AT = 12  # commits whose messages are read
MAX_SAMPLE = 100  # characters of a line that is quoted: whole, so that no secret in it is cut
MIN_WEIGHT = 0.5  # of a path: code, and what configures it; no tests, no documents
MIN_WORDS = 5  # of a body that says something
MIN_SUBJECT_WORDS = 3  # words of a subject that says something by itself
MIN_SHARE = 0.2  # of what the first commit counts; one that counts less is not told
NEARBY = 0.25  # of a line next to which something is added, to one that is removed

# Lines that everybody writes: brackets, the ends of blocks, what is imported.
_TELLS_NOTHING = compile_lazily(
    r"\W*(?:(?:else|end|endif|begin|do|then|return|break|continue|pass|fi|done|try|null|none|nil|true|false)\W*)?"
    r"|\s*(?:import|from|use|using|package|#\s*include)\b.*",
    re.IGNORECASE | re.DOTALL,
)
_SQUASHED = compile_lazily(r" ?\(#(?P<number>\d{1,9})\)\s*\Z")


class LineWriters(Protocol):
    """Who knows which commits wrote lines. Nothing raises: what is not known is left out."""

    def find_writers(
        self, sha: str, wanted: Mapping[str, Sequence[int]], passed_over: Collection[str] = ()
    ) -> Mapping[str, Mapping[int, str]]:
        """Return path → line → the commit that wrote it, as if those that are passed over had written nothing."""

    def read_commits(self, shas: Sequence[str]) -> Mapping[str, PastCommit]:
        """Return id → commit."""

    def find_pulls(self, sha: str, commits: Sequence[str]) -> Mapping[str, Issue]:
        """Return commit → the pull request that brought it."""


@dataclass(frozen=True, slots=True)
class _Line:
    """A changed line of a file: ``old_path`` is what the base calls it.

    One of a secret that has more of them is not quotable: by itself nobody would know it for a part of one.
    """

    path: str
    old_path: str
    line: OldLine
    weight: float
    is_quotable: bool = True

    @property
    def key(self) -> tuple[str, int]:
        """What the base knows it by."""
        return self.old_path, self.line.number


_Writers = Mapping[tuple[str, int], str]  # the key of a line → the commit that wrote it


def read_past_commits(source: LineWriters, changes: Changes) -> tuple[PastCommit, ...]:
    """Return the few commits before the base that say most of the lines that are removed or changed, best first."""
    lines = _choose_lines(changes)
    if not lines:
        return ()
    writers = _find_writers(source, changes.base_sha, lines)
    known = _read_heaviest(source, lines, writers)
    passed_over = {sha for sha, past in known.items() if is_mechanical(past.commit)}
    if again := [line for line in lines if writers.get(line.key) in passed_over]:
        # Behind a formatter's commit stands the one that meant something.
        others = _find_writers(source, changes.base_sha, again, passed_over)
        writers = {key: sha for key, sha in (writers | others).items() if sha not in passed_over}
        known |= _read_heaviest(source, again, others)
    told = list(_rank(lines, writers, known))[:MAX_COMMITS]
    return _add_pulls(source, changes.base_sha, told)


def _choose_lines(changes: Changes) -> list[_Line]:
    files = [(file, lines) for file in changes.files if (lines := _list_lines(file))]
    files.sort(key=lambda pair: -sum(line.weight for line in pair[1]))
    return [line for file, lines in files[:MAX_FILES] for line in _mark_secret(file.patch, lines)]


def _mark_secret(patch: str, lines: Iterable[_Line]) -> Iterator[_Line]:
    secret = {
        line[1:]
        for start, end, _ in find_secrets(patch, ())
        if "\n" in patch[start:end]
        for line in patch[patch.rfind("\n", 0, start) + 1 : f"{patch}\n".index("\n", end)].split("\n")
    }
    for line in lines:
        yield replace(line, is_quotable=line.line.text not in secret) if secret else line


def _list_lines(file: FileChange) -> list[_Line]:
    """Return the lines of a file that tell something: those that are removed, else those around what is added."""
    weight = weigh_path(file.path)
    is_text = file.old_mode.startswith("100") and file.new_mode[:3] in ("100", "000")
    # A note says that the patch is of something else than of the file's lines, such as a notebook's cells.
    if file.kind in ("added", "copied") or file.note or not is_text or weight < MIN_WEIGHT or is_changelog(file.path):
        return []
    telling = [line for line in list_old_lines(file.patch) if not _TELLS_NOTHING.fullmatch(line.text)]
    telling.sort(key=lambda line: not line.is_removed)
    return [
        _Line(file.path, file.old_path or file.path, line, weight * (1 if line.is_removed else NEARBY))
        for line in telling[:MAX_LINES]
    ]


def _find_writers(
    source: LineWriters, sha: str, lines: Iterable[_Line], passed_over: Collection[str] = ()
) -> dict[tuple[str, int], str]:
    wanted: dict[str, list[int]] = {}
    for line in lines:
        wanted.setdefault(line.old_path, []).append(line.line.number)
    found = source.find_writers(sha, wanted, passed_over)
    return {(path, number): writer for path, writers in found.items() for number, writer in writers.items()}


def _weigh(lines: Iterable[_Line], writers: _Writers) -> dict[str, float]:
    """Return commit → the weight of its lines, the heaviest first."""
    weights: dict[str, float] = defaultdict(float)
    for line in lines:
        if writer := writers.get(line.key):
            weights[writer] += line.weight
    return dict(sorted(weights.items(), key=lambda item: -item[1]))


def _read_heaviest(source: LineWriters, lines: Iterable[_Line], writers: _Writers) -> dict[str, PastCommit]:
    return dict(source.read_commits(list(_weigh(lines, writers))[:MAX_LOOKED_AT]))


def _rank(lines: Sequence[_Line], writers: _Writers, known: Mapping[str, PastCommit]) -> Iterator[PastCommit]:
    """Yield the commits that say something, with the lines of each: first what wrote most, and what says why."""
    scores: dict[str, float] = {}
    for sha, weight in _weigh(lines, writers).items():
        if sha in known and not is_mechanical(known[sha].commit) and (worth := _rate(known[sha].commit)):
            scores[sha] = weight * worth
    least = MIN_SHARE * max(scores.values(), default=0)
    for sha in sorted(scores, key=lambda sha: (scores[sha], known[sha].day), reverse=True):
        if scores[sha] >= least:
            yield replace(known[sha], places=tuple(_tell_places(sha, lines, writers)))


def _rate(commit: Commit) -> int:
    """Return 2 for a commit that says why, 1 for one that says what alone, and 0 for one that says nothing."""
    if len(tidy_body(commit.body).split()) >= MIN_WORDS:
        return 2
    return len(read_words(commit.subject)) >= MIN_SUBJECT_WORDS


def _tell_places(sha: str, lines: Sequence[_Line], writers: _Writers) -> Iterator[str]:
    """Yield for each file which of its lines the commit wrote."""
    own: dict[str, list[_Line]] = {}
    for line in lines:
        if writers.get(line.key) == sha:
            own.setdefault(line.path, []).append(line)
    for path, written in own.items():
        removed = [line for line in written if line.line.is_removed]
        count = f"{len(removed)} line{'s' if len(removed) > 1 else ''} of" if removed else "beside what is added to"
        texts = [line.line.text.strip() for line in removed or written if line.is_quotable]
        quotable = [text for text in texts if len(text) <= MAX_SAMPLE]
        sample = f": {max(quotable, key=len)}" if quotable else ""
        yield f"{count} {flatten_path(path)}{sample}"


def _add_pulls(source: LineWriters, sha: str, told: Sequence[PastCommit]) -> tuple[PastCommit, ...]:
    """Return the commits with their pull requests: a squash names its own, a merge those that it brought."""
    squashed = {past.commit.sha: pull for past in told if (pull := _read_squash(past.commit))}
    others = [past.commit.sha for past in told if past.pull is None and past.commit.sha not in squashed]
    pulls = squashed | dict(source.find_pulls(sha, others))
    return tuple(replace(past, pull=_tidy_pull(past.pull or pulls.get(past.commit.sha))) for past in told)


def _tidy_pull(pull: Issue | None) -> Issue | None:
    return pull and replace(pull, body=tidy_description(pull.body))


def _read_squash(commit: Commit) -> Issue | None:
    squashed = _SQUASHED.search(commit.subject)
    return Issue(int(squashed["number"]), "", "") if squashed else None
