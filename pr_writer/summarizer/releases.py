"""A change that sets the project's own version → which version, and what its changelog says of it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from pr_writer.summarizer.file_summaries import is_lock
from pr_writer.summarizer.text_limits import clip_line, fit_items
from pr_writer.values import Commit, FileChange

ENTRY_ROOM, ENTRIES_ROOM = 30, 170  # words

_VERSION = r"v?\d[\w.+-]{0,40}"
_ANNOUNCED = rf"(?i:\brelease\b)|^{_VERSION}$"
_CHANGELOG = r"(?i:(?:.*/)?(?:CHANGELOG|CHANGES|HISTORY|NEWS|RELEASE[_-]?NOTES)(?:\.(?:md|rst|txt|adoc))?)"
_FRAGMENT = r"(?:.*/)?(?:changelog\.d|newsfragments|\.changeset|changes|changelogs)/[^/]+\.(?:md|rst|txt|ya?ml)"
_OWN = (
    (r"(?:.*/)?(?:package|composer|manifest|plugin)\.json", rf'\s*"version"\s*:\s*"(?P<version>{_VERSION})",?\s*'),
    (r"(?:.*/)?(?:pyproject|Cargo|Project)\.toml", rf"""\s*version\s*=\s*["'](?P<version>{_VERSION})["']\s*"""),
    (r"(?:.*/)?(?:setup\.cfg|gradle\.properties)", rf"\s*version\s*=\s*(?P<version>{_VERSION})\s*"),
    (r"(?:.*/)?(?:pubspec|Chart|galaxy)\.yaml", rf"""(?:appV|v)ersion:\s*["']?(?P<version>{_VERSION})["']?\s*"""),
    (r"(?i:(?:.*/)?\.?version(?:\.txt)?)", rf"(?P<version>{_VERSION})\s*"),
    (
        r"(?:.*/)?(?:setup|conf|__init__|__about__|_?_?version_?_?)\.(?:py|rb|js|ts|go)",
        rf"""\s*(?:export\s+)?(?:const\s+)?(?:__version__|VERSION|version|release|Version)\s*(?::\s*\w+\s*)?:?=\s*["'](?P<version>{_VERSION})["'],?;?\s*""",
    ),
)


@dataclass(frozen=True, slots=True)
class Release:
    """The project's own version, before and after, and the entries that the changelog gains."""

    old: str
    new: str
    entries: tuple[str, ...] = ()
    is_announced: bool = False  # a changelog, a commit or a branch says that this is a release


def read_release(files: Sequence[FileChange], commits: Sequence[Commit], head_ref: str) -> Release | None:
    """Return the version that all of the files move to; None where anything else changes, or might."""
    versions: set[tuple[str, str]] = set()
    entries: list[str] = []
    is_told = any(re.search(_ANNOUNCED, commit.subject.strip()[:200]) for commit in commits)
    is_told = is_told or re.match(r"releases?/", head_ref) is not None
    for file in files:
        if is_lock(file) or (file.kind == "deleted" and re.fullmatch(_FRAGMENT, file.path)):
            continue
        if re.fullmatch(_CHANGELOG, file.path):
            entries += _list_entries(file)
            is_told = True
            continue
        found = _read_own(file)
        if not found:
            return None
        versions |= found
    if len(versions) != 1:
        return None
    old, new = versions.pop()
    return Release(old, new, tuple(entries), is_told and not re.search(r"(?i)dev|snapshot", new))


def title_release(release: Release) -> str:
    """Return the title: a release where somebody calls it one."""
    return f"Release {release.new}" if release.is_announced else f"Bump the version to {release.new}"


def tell_release(release: Release) -> str:
    """Return the two versions and what the changelog says."""
    verb = "Releases" if release.is_announced else "Sets the version to"
    text = f"{verb} {release.new}; the version before is {release.old}. No code changes but the version."
    if not release.entries:
        return text
    entries = fit_items([f"- {clip_line(entry, ENTRY_ROOM)}" for entry in release.entries], ENTRIES_ROOM, "entry")
    return f"{text}\n\nThe changelog gains:\n\n{entries}"


def _read_own(file: FileChange) -> set[tuple[str, str]] | None:
    """Return the version before and after, where the patch moves the project's own version and nothing else."""
    pattern = next((line for path, line in _OWN if re.fullmatch(path, file.path, re.DOTALL)), "")
    if not pattern or file.kind != "modified" or file.shown != "whole" or file.old_mode != file.new_mode:
        return None
    lines = file.patch.splitlines()
    # In such a table, the version is a dependency's.
    if any(re.fullmatch(r"[ +-]\[.*dependencies.*\]\s*", line[:200]) for line in lines):
        return None
    sides = {
        sign: [re.fullmatch(pattern, line[1:300]) for line in lines if line.startswith(sign)] for sign in ("-", "+")
    }
    removed, added = ([match["version"] for match in side if match] for side in sides.values())
    if len(removed) != file.removed or len(added) != file.added or len(removed) != len(added):
        return None
    return set(zip(removed, added, strict=True)) or None


def _list_entries(file: FileChange) -> list[str]:
    """Return the entries that a changelog gains, without their marks; a line that goes on is put to its entry."""
    entries: list[str] = []
    is_open = False
    for line in file.patch.splitlines():
        match = re.match(r"\+[-*] +(\S.*)", line)
        if match:
            entries.append(match[1])
        elif is_open and re.match(r"\+ +\S", line) and not re.match(r"\+ +[-*] ", line):
            entries[-1] += f" {line[1:].strip()}"
        is_open = bool(match) or (is_open and bool(re.match(r"\+ +\S", line)))
    return entries
