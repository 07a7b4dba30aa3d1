"""Commits and git's facts → what there is to say, in parts that each read well alone and fit together."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from pr_writer.summarizer.change_kinds import Case, find_case
from pr_writer.summarizer.changelog_entries import list_entries
from pr_writer.summarizer.commit_kinds import is_review_answer
from pr_writer.summarizer.commit_messages import (
    REASONS_SHOWN,
    SUBJECT_ROOM,
    flatten,
    list_commits,
    list_telling,
    read_body,
    read_reason,
    select_commits,
)
from pr_writer.summarizer.dependency_changes import Dependency, list_dependencies
from pr_writer.summarizer.file_summaries import FILES_NAMED, is_runnable_test, tell_changed, tell_size
from pr_writer.summarizer.manifest_contents import ManifestPair
from pr_writer.summarizer.merged_pulls import MergedPull, holds_pulls, list_merged_pulls, list_pulls
from pr_writer.summarizer.notable_changes import list_told, write_notable
from pr_writer.summarizer.summary_title import RANKED, choose_commit
from pr_writer.summarizer.text_limits import (
    clip_line,
    clip_text,
    fit_items,
    join_some,
    measure_words,
    plural,
    quote_code,
    split_blocks,
)
from pr_writer.titles.conventional_commits import read_header
from pr_writer.values import Changes, Commit, FileChange, PullRequest

WORDS = 385  # of all parts together; what is left of 400 is for headings
NOTABLE_ROOM, TESTING_ROOM = 90, 35
PURPOSE_ROOM, LEAD_ROOM, LIST_ROOM = 220, 120, 200
ENTRY_ROOM, ENTRIES_ROOM = 60, 120
TESTS_NAMED = 4

_BUMP = (
    r"(?i)(?:[a-z]{2,12}(?:\([^()]{0,40}\))?!?: )?(?:bump|update|upgrade|downgrade)s? (?:the )?"
    r"(?:dependency |module |package )?"
    r"[`'\"]?(?P<name>[\w@./-]{2,100}?)[`'\"]?(?: (?:from \S{1,60} )?to v?\d\S{0,60}| v?\d\S{0,60})?[. ]*$"
)


@dataclass(frozen=True, slots=True)
class Parts:
    """What there is to say of a change, as Markdown without headings; a part is empty where there is nothing to say.

    ``purpose`` is why, in people's own words. ``changes`` is what was done, ``notable`` a list of what a reviewer
    must not overlook, ``testing`` which tests to run. Which files changed GitHub says itself.
    """

    purpose: str = ""
    changes: str = ""
    notable: str = ""
    testing: str = ""


def write_parts(pull: PullRequest, changes: Changes, manifests: Sequence[ManifestPair] = ()) -> Parts:
    """Say what commits and git tell of a change, in at most ``WORDS`` words; ``manifests`` as for dependencies."""
    commits = select_commits(changes.commits)
    pulls = list_merged_pulls(changes.commits)
    if holds_pulls(pull, changes.commits, pulls):
        notable = write_notable(commits, changes.files, NOTABLE_ROOM, manifests)
        return _write_pulls(pulls, changes, pull.base_ref, notable)
    case = find_case(commits, changes.files, pull.head_ref)
    if case and case.is_all:
        return _write_case(case, commits, pull.head_ref)
    notable = write_notable(commits, changes.files, NOTABLE_ROOM, manifests)
    testing = _tell_testing(changes.files)
    room = WORDS - sum(map(measure_words, (notable, testing)))
    facts = case.text if case else ""
    if len(commits) > 1:
        told = _drop_told_bumps(commits, list_dependencies(changes.files, manifests))
        lead, reason = _quote_lead(told, pull.head_ref)
        purpose = _open_with_entries(changes, commits, reason)
        facts = facts or _measure(changes.files)
        left = min(room - measure_words(purpose) - measure_words(facts), LIST_ROOM)
        # One that is left is the title.
        listed = list_commits(told, left, told=lead) if len(list_telling(told)) > 1 else ""
        done = f"{facts}\n\n{listed}".strip()
    else:
        done = facts or _measure(changes.files)
        reason = _quote_body(commits[0], room - measure_words(done)) if commits else ""
        purpose = _open_with_entries(changes, commits, reason, room - measure_words(done))
    return Parts(purpose, done, notable, testing)


def _write_pulls(pulls: Sequence[MergedPull], changes: Changes, base_ref: str, notable: str) -> Parts:
    """Say which pull requests a branch brings along; the files are theirs, and are told by folders alone."""
    opening = f"Brings to {quote_code(base_ref)} what" if base_ref else "Brings what"
    size = tell_size(changes.files)
    changed = f"{plural(len(changes.files), 'file')} changed{f' ({size})' if size else ''}." if changes.files else ""
    return Parts("", "\n\n".join(filter(None, (f"{opening} was merged before:", list_pulls(pulls), changed))), notable)


def _write_case(case: Case, commits: Sequence[Commit], head_ref: str) -> Parts:
    """Say what a common kind of change is, and of the commits only what is not said by that."""
    notable = write_notable(commits, (), NOTABLE_ROOM)
    room = WORDS - measure_words(notable) - measure_words(case.text)
    if len(commits) == 1:
        return Parts(_quote_body(commits[0], min(room, PURPOSE_ROOM), case.body_echo), case.text, notable)
    told = case.body_echo or r"(?!)"
    lead, purpose = _quote_lead([one for one in commits if not re.match(told, read_reason(one))], head_ref)
    others = [commit for commit in commits if not re.fullmatch(case.echo, commit.subject)]
    listed = list_commits(others, min(room - measure_words(purpose), LIST_ROOM), told=lead) if others else ""
    return Parts(purpose, "\n\n".join(filter(None, (case.text, listed))), notable)


def _quote_lead(commits: Sequence[Commit], head_ref: str) -> tuple[Commit | None, str]:
    """Return the commit whose reason opens the draft, and that reason; of many commits with whose it is.

    It is the commit that names the branch, where that has one.
    """
    with_reason = [
        commit for commit in commits[:RANKED] if read_reason(commit) and not is_review_answer(commit.subject)
    ]
    if not with_reason:
        return None, ""
    lead = choose_commit(with_reason, head_ref)
    reason = _quote_body(lead, LEAD_ROOM)
    is_cited = len(commits) > REASONS_SHOWN and lead is not choose_commit(commits, head_ref)
    return lead, f"“{clip_line(lead.subject.strip(), SUBJECT_ROOM)}”: {reason}" if is_cited else reason


def _open_with_entries(changes: Changes, commits: Sequence[Commit], reason: str, room: int = WORDS) -> str:
    """Return what the changelog gains, which was written for users, and below it the commit's reason.

    Of two that say the same, the longer one stays; what only repeats a commit's subject is none.
    """
    subjects = {flatten(commit.subject) for commit in commits} | {
        flatten(header.rest) for commit in commits if (header := read_header(commit.subject))
    }
    said = flatten(reason)
    entries = [entry for entry in list_entries(changes.files, commits) if flatten(entry) not in subjects]
    entries = [entry for entry in entries if flatten(entry) not in said]
    if not entries:
        return reason
    items = [f"- {clip_line(one, ENTRY_ROOM)}" for one in entries]
    text = clip_line(entries[0], ENTRY_ROOM) if len(entries) == 1 else fit_items(items, ENTRIES_ROOM, "entry")
    if said and said in flatten(text):
        return text
    left = room - measure_words(text)
    return f"{text}\n\n{clip_text(reason, left)}".strip() if reason and left > ENTRY_ROOM else text


def _drop_told_bumps(commits: Sequence[Commit], dependencies: Sequence[Dependency]) -> list[Commit]:
    """Return the commits without those that only move a dependency of which the list of moves tells already."""
    moved = {move.name.lower() for move in dependencies if move.old is not None and move.new is not None}
    kept = [
        commit
        for commit in commits
        if not (match := re.match(_BUMP, commit.subject[:200])) or match["name"].lower() not in moved
    ]
    return kept or list(commits)


def _quote_body(commit: Commit, room: int, echo: str = "") -> str:
    """Return as much of a commit's body as fits, without the paragraphs that only say what is said anyway."""
    blocks = [block for block in split_blocks(read_body(commit)) if not (echo and re.match(echo, block))]
    body = "\n\n".join(blocks)
    if measure_words(body) <= room:
        return body
    return "\n\n".join(filter(None, (clip_text(body, min(room, PURPOSE_ROOM) - 5), "(The commit message says more.)")))


def _measure(files: Sequence[FileChange]) -> str:
    """Return how much changes, and where; a few files by name, if nothing else names them.

    How many commits there are is not said: no list of those that tell something would agree with it.
    """
    untold = _list_untold(files)
    return tell_changed(untold if 0 < len(untold) <= FILES_NAMED else files)


def _tell_testing(files: Sequence[FileChange]) -> str:
    """Return which tests to run: those that changed and are still there."""
    tests = [file for file in files if is_runnable_test(file.path) and file.kind != "deleted"]
    if not tests:
        return ""
    names = [f"{quote_code(file.path)}{' (new)' if file.kind == 'added' else ''}" for file in tests]
    told = f"Run the changed test{'s' if len(tests) > 1 else ''}: {join_some(names, TESTS_NAMED)}."
    return told if measure_words(told) <= TESTING_ROOM else f"Run the {len(tests):,} changed tests."


def _list_untold(files: Sequence[FileChange]) -> list[FileChange]:
    """Return the files that are named nowhere else: neither among the tests to run nor as worth knowing."""
    told = list_told(files)
    tests = [file for file in files if is_runnable_test(file.path)]
    told |= {file.path for file in tests if len(tests) <= TESTS_NAMED}
    return [file for file in files if file.path not in told]
