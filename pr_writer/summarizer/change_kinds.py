"""A change of one common kind → its title and the prose that says all there is to say of the files."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from pr_writer.files.file_kinds import is_ci
from pr_writer.files.folder_moves import find_moved_folders
from pr_writer.summarizer.commit_messages import read_reverted
from pr_writer.summarizer.file_summaries import (
    is_docs,
    is_mode_change,
    is_surely_test,
    name_files,
    name_folder,
    tell_changed,
    tell_size,
)
from pr_writer.summarizer.releases import read_release, tell_release, title_release
from pr_writer.summarizer.text_limits import clip_line, fit_items, plural, quote_code
from pr_writer.summarizer.version_bumps import list_links, read_bump, tell_bump, title_bump
from pr_writer.values import Commit, FileChange

REVERTS_ROOM = 120  # words
_LICENSE = r"(?i:(?:.*/)?(?:LICEN[CS]E|COPYING|NOTICE)(?:-\w{1,20})?(?:\.(?:md|txt|rst))?)"


@dataclass(frozen=True, slots=True)
class Case:
    """One of the common kinds of change.

    ``echo`` matches a commit's subject that says no more than the text, and ``body_echo`` the start of such a
    paragraph; ``is_all`` is for a text that leaves nothing to be said of the files, ``is_reverts`` for several commits
    taken back, of which no single one's subject is the title.
    """

    title: str
    text: str
    echo: str = r"(?!)"  # nothing
    body_echo: str = ""
    is_all: bool = True
    is_reverts: bool = False


def find_case(commits: Sequence[Commit], files: Sequence[FileChange], head_ref: str) -> Case | None:
    """Return the common kind that a change is of; None where it is of none, or of several."""
    if not files:
        return None
    return (
        _find_revert(commits, files)
        or _find_release(commits, files, head_ref)
        or _find_bump(commits, files)
        or _find_rename(files)
        or _find_deletion(files)
        or _find_mode(files)
        or _find_white_space(files)
        or _find_only(files)
    )


def _find_revert(commits: Sequence[Commit], files: Sequence[FileChange]) -> Case | None:
    reverted = [read_reverted(commit) for commit in commits]
    named = [one for one in reverted if one]
    if not named or len(named) != len(reverted):
        return None
    size = tell_changed(files)
    if len(named) == 1:
        return Case(clip_line(commits[0].subject, 24), f"{named[0]} {size}", r".*")
    items = fit_items([f"- {text}" for text in named], REVERTS_ROOM, "commit")
    return Case("Revert several commits", f"{items}\n\n{size}", r".*", is_reverts=True)


def _find_release(commits: Sequence[Commit], files: Sequence[FileChange], head_ref: str) -> Case | None:
    release = read_release(files, commits, head_ref)
    echo = r"(?i).*(?:release|version|bump|changelog|v?\d+\.\d+).*"
    return Case(title_release(release), tell_release(release), echo) if release else None


def _find_bump(commits: Sequence[Commit], files: Sequence[FileChange]) -> Case | None:
    bump = read_bump(files)
    if not bump:
        return None
    links = list_links(commits) if len(bump.moves) == 1 else ""
    echo = r"(?i).*\b(?:bump|update|upgrade|downgrade|pin|lock|deps?|dependenc\w+)\b.*"
    told_by_bots = r"(?:Bumps|Updates) |- \[(?:Release notes|Changelog|Commits)\]"
    return Case(
        title_bump(bump), "\n\n".join(filter(None, (tell_bump(bump), links))), echo, told_by_bots if bump.moves else ""
    )


def _find_rename(files: Sequence[FileChange]) -> Case | None:
    if not all(file.kind == "renamed" and file.old_path and file.old_id == file.new_id for file in files):
        return None
    pairs = [(file.old_path or "", file.path) for file in files]
    echo = r"(?i).*\b(?:move|rename)[sd]?\b.*"
    modes = "" if not any(map(is_mode_change, files)) else " and the mode"
    if len(files) == 1:
        (old, new), name = pairs[0], pairs[0][1].rpartition("/")[2]
        verb = "Move" if old.rpartition("/")[2] == name else "Rename"
        title = f"{verb} {quote_code(old)} to {quote_code(new)}"
        return Case(title, f"{verb}s {quote_code(old)} to {quote_code(new)}. Only the path{modes} changes.", echo)
    moved = {find_moved_folders(old, new) for old, new in pairs}
    count = f"{plural(len(files), 'file')}"
    end = f"Only paths{modes and ' and modes'} change, no content."
    if len(moved) == 1:
        source, target = (name_folder(side) for side in moved.pop())
        return Case(f"Move {source} to {target}", f"Moves {count} from {source} to {target}. {end}", echo)
    shown = fit_items([f"- {quote_code(old)} → {quote_code(new)}" for old, new in pairs], 60, "file")
    return Case(f"Move {count}", f"Moves {count}:\n\n{shown}\n\n{end}", echo)


def _find_deletion(files: Sequence[FileChange]) -> Case | None:
    if not all(file.kind == "deleted" for file in files):
        return None
    size = tell_size(files)
    return Case(
        f"Remove {name_files(files, 2)}",
        f"Deletes {name_files(files, 6)}{f' ({size})' if size else ''}. Nothing else changes.",
        r"(?i).*\b(?:remove|delete|drop)[sd]?\b.*",
    )


def _find_mode(files: Sequence[FileChange]) -> Case | None:
    if not all(file.kind == "modified" and is_mode_change(file) and file.old_id == file.new_id for file in files):
        return None
    names, modes = name_files(files), {(file.old_mode, file.new_mode) for file in files}
    echo = r"(?i).*\b(?:chmod|executable|modes?|permissions?)\b.*"
    if modes == {("100644", "100755")}:
        return Case(f"Make {names} executable", f"Makes {names} executable. No content changes.", echo)
    return Case(f"Change the mode of {names}", f"Changes the mode of {names}. No content changes.", echo)


def _find_white_space(files: Sequence[FileChange]) -> Case | None:
    if not all(file.kind == "modified" and file.shown == "whole" and not file.withheld for file in files):
        return None
    if any(file.is_binary or is_mode_change(file) or not _is_white_space(file.patch) for file in files):
        return None
    text = f"Only white space changes: {name_files(files)} ({tell_size(files)})."
    return Case(
        f"Change the white space of {name_files(files, 2)}", text, r"(?i).*\b(?:format|white ?space|indent)\w*\b.*"
    )


def _find_only(files: Sequence[FileChange]) -> Case | None:
    """Return the case where all files are of one kind that no program's behaviour hangs on."""
    paths = [path for file in files for path in (file.path, file.old_path) if path]
    for check, what in _KINDS:
        if all(check(path) for path in paths):
            size = tell_size(files)
            named = f"{name_files(files)}{f' ({size})' if size else ''}"
            title = "the tests" if check is is_surely_test else name_files(files, 2)
            if all(file.kind == "added" for file in files):
                return Case(f"Add {title.removeprefix('the ')}", f"Adds only {what}: {named}.", is_all=False)
            verb = "change" if what.endswith("s") else "changes"
            return Case(f"Update {title}", f"Only {what} {verb}: {named}.", is_all=False)
    return None


def _is_license(path: str) -> bool:
    return re.fullmatch(_LICENSE, path, re.DOTALL) is not None


_KINDS: tuple[tuple[Callable[[str], bool], str], ...] = (
    (_is_license, "the license text"),
    (is_docs, "documentation"),
    (is_surely_test, "tests"),
    (is_ci, "the CI configuration"),
)


def _is_white_space(patch: str) -> bool:
    """Return True if each run of changed lines reads the same without its white space."""
    return bool(patch) and all("".join(old.split()) == "".join(new.split()) for old, new in _split_runs(patch))


def _split_runs(patch: str) -> Iterator[tuple[str, str]]:
    removed: list[str] = []
    added: list[str] = []
    for line in (*patch.splitlines(), "@@"):
        if line.startswith(("+", "-")):
            (added if line[0] == "+" else removed).append(line[1:])
        elif not line.startswith("\\"):
            yield "".join(removed), "".join(added)
            removed, added = [], []
