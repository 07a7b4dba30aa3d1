"""PullRequest + Changes → the draft that needs no model: what the commits say, and what git saw."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import groupby

from pr_writer.lfs import is_lfs_pointer
from pr_writer.template.dependencies import Dependency, list_dependencies
from pr_writer.template.title import select_commits, write_title
from pr_writer.values import Changes, Commit, Draft, FileChange, PullRequest

__all__ = ["draft_template", "select_commits"]

COMMITS_SHOWN = 30
BODIES_SHOWN = 8  # up to here every commit brings its first words along
FILES_SHOWN = 24  # up to here every file has a line of its own
AREAS_SHOWN = 10
NAMES_SHOWN = 8

_TRAILER = re.compile(r"(?:[A-Z][\w-]*-by|Change-Id|Cc|Refs?|Link|git-svn-id): .+", re.IGNORECASE)
_CONVENTIONAL = re.compile(r"(?P<type>[a-z]+)(?:\((?P<scope>[^()]+)\))?(?P<breaking>!)?: (?P<rest>.+)")
_GROUPS = {
    "feat": "Features",
    "fix": "Fixes",
    "perf": "Performance",
    "refactor": "Refactoring",
    "docs": "Documentation",
    "test": "Tests",
}


def draft_template(pull: PullRequest, changes: Changes) -> Draft:
    """Draft a title and a body from the commits and the list of files alone."""
    commits = select_commits(changes.commits)
    paths = tuple(file.path for file in changes.files)
    parts = (
        _tell_purpose(commits, changes),
        _section("Changes", _list_commits(commits)) if len(commits) > 1 else "",
        _section("Worth knowing", _list_notable(changes.files)),
        _section("Files", _list_areas(changes.files)) if len(changes.files) > 1 else "",
    )
    body = "\n\n".join(part for part in parts if part)
    return Draft(write_title(changes.commits, pull.head_ref, paths), body)


def _section(title: str, lines: Iterable[str]) -> str:
    text = "\n".join(lines)
    return f"### {title}\n\n{text}" if text else ""


def _tell_purpose(commits: tuple[Commit, ...], changes: Changes) -> str:
    """Return the one commit's own words, or the first reason that many give, and how large the change is."""
    words = _drop_trailers(commits[0].body) if len(commits) == 1 else ""
    if len(commits) > BODIES_SHOWN:
        words = next(filter(None, (_read_reason(commit) for commit in commits)), "")
    return "\n\n".join(part for part in (words, _measure(commits, changes)) if part)


def _measure(commits: tuple[Commit, ...], changes: Changes) -> str:
    count = len(changes.files)
    if count == 1 and not changes.files[0].is_binary:
        return f"One file: {_tell_file(changes.files[0], changes.files[0].path)}."
    size = _tell_size(changes.files)
    number = max(changes.commit_count, len(changes.commits))
    commit_part = f"{_plural(number, 'commit')}, " if len(commits) > 1 else ""
    return f"{commit_part}{_plural(count, 'file')} changed{f' ({size})' if size else ''}."


def _list_commits(commits: tuple[Commit, ...]) -> Iterator[str]:
    """Yield the subjects, by type where most of them have one; few commits bring their first words along."""
    shown = commits[:COMMITS_SHOWN]
    matches = [_CONVENTIONAL.fullmatch(commit.subject) for commit in shown]
    typed = sum(1 for match in matches if match and match["type"] in _GROUPS)
    if typed >= 5 and typed * 3 >= len(shown) * 2:
        yield from _list_by_type(shown)
    else:
        for commit in shown:
            first = _read_reason(commit) if len(commits) <= BODIES_SHOWN else ""
            yield f"- {commit.subject}"
            if first:
                yield "\n".join(f"  {line.strip()}" for line in first.splitlines())
    if len(commits) > len(shown):
        yield f"- … and {_plural(len(commits) - len(shown), 'more commit')}"


def _read_reason(commit: Commit) -> str:
    """Return the first paragraph of a commit's message, if it is one of plain words and short."""
    first = _drop_trailers(commit.body).partition("\n\n")[0]
    return "" if len(first) > 400 or first.startswith(("-", "*", "#", "`", ">", "|", " ")) else first


def _list_by_type(commits: tuple[Commit, ...]) -> Iterator[str]:
    groups: dict[str, list[str]] = {title: [] for title in [*_GROUPS.values(), "Other"]}
    for commit in commits:
        match = _CONVENTIONAL.fullmatch(commit.subject)
        if not match or match["type"] not in _GROUPS:
            groups["Other"].append(commit.subject)
            continue
        scope = f"{match['scope']}: " if match["scope"] else ""
        groups[_GROUPS[match["type"]]].append(f"{scope}{match['rest']}{' (breaking)' if match['breaking'] else ''}")
    for title, lines in groups.items():
        if lines:
            yield f"- {title}"
            yield from (f"  - {line}" for line in lines)


def _list_notable(files: tuple[FileChange, ...]) -> Iterator[str]:
    """Yield what a reviewer would not want to overlook."""
    dependencies = list_dependencies(files)
    yield from _name_dependencies("New dependencies", [d for d in dependencies if d.old is None])
    yield from _name_dependencies(
        "Dependencies moved", [d for d in dependencies if d.old is not None and d.new is not None]
    )
    yield from _name_dependencies("Dependencies gone", [d for d in dependencies if d.new is None])
    yield from _name("Renamed", [f"{_code(f.old_path or '')} → {_code(f.path)}" for f in files if f.kind == "renamed"])
    yield from _name("Copied", [f"{_code(f.old_path or '')} → {_code(f.path)}" for f in files if f.kind == "copied"])
    yield from _name("Deleted", [_code(f.path) for f in files if f.kind == "deleted"])
    yield from _name("Submodules", [f"{_code(f.path)} {_tell_commits(f)}" for f in files if _is_submodule(f)])
    yield from _name("Binary", [f"{_code(f.path)} ({_tell_bytes(f)})" for f in files if f.is_binary])
    yield from _name(
        "Mode changed", [f"{_code(f.path)} ({f.old_mode} → {f.new_mode})" for f in files if _is_mode_change(f)]
    )
    yield from _name("Type changed", [_code(f.path) for f in files if f.kind == "type-changed"])


def _name_dependencies(label: str, dependencies: list[Dependency]) -> Iterator[str]:
    return _name(label, [str(dependency) for dependency in dependencies])


def _name(label: str, items: list[str]) -> Iterator[str]:
    if items:
        more = len(items) - NAMES_SHOWN
        yield f"- {label}: {', '.join(items[:NAMES_SHOWN])}{f' and {more} more' if more > 0 else ''}"


def _list_areas(files: tuple[FileChange, ...]) -> Iterator[str]:
    areas = _group_areas(files)
    for folder, members in areas[:AREAS_SHOWN]:
        size = _tell_size(members)
        heading = _code(f"{folder}/") if folder else "top level"
        if len(files) <= FILES_SHOWN:
            yield f"- {heading}"
            yield from (f"  - {_tell_file(f, f.path[len(folder) :].lstrip('/'))}" for f in members)
            continue
        largest = sorted(members, key=lambda f: f.added + f.removed, reverse=True)[:3]
        names = ", ".join(_code(f.path[len(folder) :].lstrip("/")) for f in largest)
        most = "mostly " if len(members) > len(largest) else ""
        yield f"- {heading}: {_plural(len(members), 'file')}{f', {size}' if size else ''} ({most}{names})"
    rest = [file for _, members in areas[AREAS_SHOWN:] for file in members]
    if rest:
        yield f"- … and {_plural(len(rest), 'more file')} in {_plural(len(areas) - AREAS_SHOWN, 'other folder')}"


def _group_areas(files: tuple[FileChange, ...]) -> list[tuple[str, tuple[FileChange, ...]]]:
    """Group the files by folder, a level deeper where one folder holds most of them; the largest group first."""
    areas = _group(files, 1)
    for depth in range(2, 5):
        largest = max(len(members) for _, members in areas)
        if len(areas) >= 6 or largest <= 4 or largest * 3 <= len(files) * 2:
            break
        areas = _group(files, depth)
    return sorted(areas, key=lambda area: (-sum(f.added + f.removed for f in area[1]), area[0]))


def _group(files: tuple[FileChange, ...], depth: int) -> list[tuple[str, tuple[FileChange, ...]]]:
    def folder(file: FileChange) -> str:
        return "/".join(file.path.split("/")[:-1][:depth])

    ordered = sorted(files, key=lambda file: (folder(file), file.path))
    return [(name, tuple(members)) for name, members in groupby(ordered, key=folder)]


def _tell_file(file: FileChange, name: str) -> str:
    notes = {
        "added": "new",
        "deleted": "deleted",
        "renamed": "renamed",
        "copied": "copied",
        "type-changed": "type changed",
    }
    facts = [notes[file.kind]] if file.kind in notes else []
    facts += [f"binary, {_tell_bytes(file)}"] if file.is_binary else []
    facts += ["submodule"] if _is_submodule(file) else ["symlink"] if "120000" in {file.old_mode, file.new_mode} else []
    facts += ["Git LFS"] if is_lfs_pointer(file) else []
    facts += ["mode"] if _is_mode_change(file) and not file.is_binary else []
    facts += [file.withheld] if file.withheld and file.withheld != "ignored" else []
    size = _tell_size((file,))
    note = f" ({', '.join(facts)})" if facts else ""
    return f"{_code(name)}{f' {size}' if size else ''}{note}"


def _tell_size(files: Iterable[FileChange]) -> str:
    files = tuple(files)
    added, removed = sum(file.added for file in files), sum(file.removed for file in files)
    return " ".join(part for part in (f"+{added:,}" if added else "", f"−{removed:,}" if removed else "") if part)


def _tell_bytes(file: FileChange) -> str:
    if file.kind == "added":
        return f"{file.new_size or 0:,} bytes"
    if file.kind == "deleted":
        return f"{file.old_size or 0:,} bytes"
    return f"{file.old_size or 0:,} → {file.new_size or 0:,} bytes"


def _tell_commits(file: FileChange) -> str:
    old, new = file.old_id[:10], file.new_id[:10]
    return f"at {new}" if file.kind == "added" else f"was at {old}" if file.kind == "deleted" else f"{old} → {new}"


def _is_submodule(file: FileChange) -> bool:
    return "160000" in {file.old_mode, file.new_mode}


def _is_mode_change(file: FileChange) -> bool:
    return file.kind in {"modified", "renamed"} and file.old_mode != file.new_mode


def _drop_trailers(body: str) -> str:
    paragraphs = [part.strip("\n") for part in re.split(r"\n\s*\n", body.strip())]
    while paragraphs and all(_TRAILER.fullmatch(line.strip()) for line in paragraphs[-1].splitlines()):
        paragraphs.pop()
    return "\n\n".join(paragraphs)


def _plural(count: int, noun: str) -> str:
    return f"{count:,} {noun}" if count == 1 else f"{count:,} {noun}s"


def _code(text: str) -> str:
    """Return a path as a code span, whatever is in it."""
    text = text if text.isprintable() else text.encode("unicode_escape").decode("ascii")
    fence = "`" * (max((len(run) for run in re.findall(r"`+", text)), default=0) + 1)
    pad = " " if text.startswith("`") or text.endswith("`") else ""
    return f"{fence}{pad}{text}{pad}{fence}"
