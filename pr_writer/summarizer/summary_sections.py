"""Commits and git's facts → what there is to say, in parts that each read well alone and fit together."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from pr_writer.summarizer.change_kinds import Case, find_case
from pr_writer.summarizer.commit_messages import (
    REASONS_SHOWN,
    find_leading,
    list_commits,
    read_body,
    read_reason,
    select_commits,
    tell_reason,
)
from pr_writer.summarizer.file_summaries import FILES_NAMED, is_run, list_areas, tell_changed, tell_size
from pr_writer.summarizer.notable_changes import list_told, write_notable
from pr_writer.summarizer.text_limits import (
    clip_text,
    count_words,
    fit_items,
    join_some,
    plural,
    quote_code,
    split_blocks,
)
from pr_writer.values import Changes, Commit, FileChange, PullRequest

WORDS = 385  # of all parts together; what is left of 400 is for headings
NOTABLE_ROOM, TESTING_ROOM, FILES_ROOM = 90, 35, 70
PURPOSE_ROOM, REASON_ROOM, LIST_ROOM = 220, 70, 200
TESTS_NAMED = 4


@dataclass(frozen=True, slots=True)
class Parts:
    """What there is to say of a change, as Markdown without headings; a part is empty where there is nothing to say.

    ``purpose`` is why, in people's own words. ``changes`` is what was done, ``notable`` a list of what a reviewer
    must not overlook, ``testing`` which tests to run, ``files`` where the changes are.
    """

    purpose: str = ""
    changes: str = ""
    notable: str = ""
    testing: str = ""
    files: str = ""


def write_parts(pull: PullRequest, changes: Changes) -> Parts:
    """Say what commits and git tell of a change, in at most ``WORDS`` words."""
    commits = select_commits(changes.commits)
    case = find_case(commits, changes.files, pull.head_ref)
    if case and case.is_all:
        return _write_case(case, commits, pull.head_ref)
    notable = write_notable(commits, changes.files, NOTABLE_ROOM)
    testing = _tell_testing(changes.files)
    files = _list_files(changes.files)
    room = WORDS - sum(map(count_words, (notable, testing, files)))
    if len(commits) > 1:
        lead, purpose = _tell_lead(commits, pull.head_ref)
        facts = case.text if case else _measure(changes, is_listed=bool(files))
        left = min(room - count_words(purpose) - count_words(facts), LIST_ROOM)
        done = f"{facts}\n\n{list_commits(commits, left, told=lead)}".strip()
    else:
        done = case.text if case else tell_changed(changes.files if files else _list_untold(changes.files))
        purpose = _quote_body(commits[0], room - count_words(done)) if commits else ""
    return Parts(purpose, done, notable, testing, files)


def _write_case(case: Case, commits: Sequence[Commit], head_ref: str) -> Parts:
    """Say what a common kind of change is, and of the commits only what is not said by that."""
    notable = write_notable(commits, (), NOTABLE_ROOM)
    room = WORDS - count_words(notable) - count_words(case.text)
    if len(commits) == 1:
        return Parts(_quote_body(commits[0], min(room, PURPOSE_ROOM), case.body_echo), case.text, notable)
    told = case.body_echo or r"(?!)"
    lead, purpose = _tell_lead([one for one in commits if not re.match(told, read_reason(one))], head_ref)
    others = [commit for commit in commits if not re.fullmatch(case.echo, commit.subject)]
    listed = list_commits(others, min(room - count_words(purpose), LIST_ROOM), told=lead) if others else ""
    return Parts(purpose, "\n\n".join(filter(None, (case.text, listed))), notable)


def _tell_lead(commits: Sequence[Commit], head_ref: str) -> tuple[Commit | None, str]:
    """Return the commit whose reason opens the draft, and that reason."""
    lead = find_leading(commits, head_ref)
    is_one_of_many = len(commits) > REASONS_SHOWN
    return lead, tell_reason(lead, head_ref, is_one_of_many=is_one_of_many, room=REASON_ROOM) if lead else ""


def _quote_body(commit: Commit, room: int, echo: str = "") -> str:
    """Return as much of a commit's body as fits, without the paragraphs that only say what is said anyway."""
    blocks = [block for block in split_blocks(read_body(commit)) if not (echo and re.match(echo, block))]
    body = "\n\n".join(blocks)
    if count_words(body) <= room:
        return body
    return "\n\n".join(filter(None, (clip_text(body, min(room, PURPOSE_ROOM) - 5), "(The commit message says more.)")))


def _measure(changes: Changes, *, is_listed: bool) -> str:
    """Return how much changes: of few files their names, of those that are listed elsewhere their number."""
    commits = plural(max(changes.commit_count, len(changes.commits)), "commit")
    untold = _list_untold(changes.files)
    if untold and not is_listed:
        return f"{commits}. {tell_changed(untold)}"
    size = tell_size(changes.files)
    return f"{commits}, {plural(len(changes.files), 'file')} changed{f' ({size})' if size else ''}."


def _tell_testing(files: Sequence[FileChange]) -> str:
    """Return which tests to run: those that changed and are still there."""
    tests = [file for file in files if is_run(file.path) and file.kind != "deleted"]
    if not tests:
        return ""
    names = [f"{quote_code(file.path)}{' (new)' if file.kind == 'added' else ''}" for file in tests]
    told = f"Run the changed test{'s' if len(tests) > 1 else ''}: {join_some(names, TESTS_NAMED)}."
    return told if count_words(told) <= TESTING_ROOM else f"Run the {len(tests):,} changed tests."


def _list_untold(files: Sequence[FileChange]) -> list[FileChange]:
    """Return the files that are named nowhere else: neither among the tests to run nor as worth knowing."""
    told = list_told(files)
    tests = [file for file in files if is_run(file.path)]
    told |= {file.path for file in tests if len(tests) <= TESTS_NAMED}
    return [file for file in files if file.path not in told]


def _list_files(files: Sequence[FileChange]) -> str:
    """Return the folders that changed; nothing where so few files are not named elsewhere that a sentence does."""
    return "" if len(_list_untold(files)) <= FILES_NAMED else fit_items(list_areas(files), FILES_ROOM, "folder")
