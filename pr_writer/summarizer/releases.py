"""A change that sets the project's own version → which version, and what its changelog says of it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from pr_writer.files.file_kinds import is_test
from pr_writer.summarizer.branch_names import read_release_branch
from pr_writer.summarizer.changelog_entries import find_version, quote_section
from pr_writer.summarizer.file_summaries import is_lock
from pr_writer.summarizer.text_limits import clip_text
from pr_writer.values import Commit, FileChange

CHANGELOG_ROOM = 250  # words

_VERSION = r"v?\d[\w.+-]{0,40}"
_ANNOUNCED = rf"(?i:\brelease\b)|^{_VERSION}$"
_RELEASING = (
    r"(?i:(?:[a-z]{2,12}(?:\([^()]{0,40}\))?: )?"
    r"(?:(?:release|version|prepare|cut|tag|bump(?: the)? version to|bump to)[: ]+){0,3}"
    r"(?:release )?(?P<version>v?\d{1,6}(?:\.\d{1,6}){1,3}(?:-[0-9a-z.]{1,20})?)(?: release)?\.?)"
)
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
    """The project's own version, before and after, and what the changelog gains, as Markdown."""

    old: str
    new: str
    changelog: str = ""
    is_announced: bool = False  # a changelog, a commit or a branch says that this is a release


def read_release(files: Sequence[FileChange], commits: Sequence[Commit], head_ref: str) -> Release | None:
    """Return the version that all of the files move to; None where anything else changes, or might."""
    versions: set[tuple[str, str]] = set()
    sections: list[str] = []
    is_told = any(re.search(_ANNOUNCED, commit.subject.strip()[:200]) for commit in commits)
    is_told = is_told or re.match(r"releases?/", head_ref) is not None
    for file in files:
        if is_lock(file) or (file.kind == "deleted" and re.fullmatch(_FRAGMENT, file.path)):
            continue
        if re.fullmatch(_CHANGELOG, file.path):
            sections.append(quote_section(file))
            is_told = True
            continue
        found = _read_own(file)
        if not found:
            return None
        versions |= found
    if len(versions) != 1:
        return None
    old, new = versions.pop()
    return Release(old, new, "\n\n".join(filter(None, sections)), is_told and not re.search(r"(?i)dev|snapshot", new))


def title_release(release: Release) -> str:
    """Return the title: a release where somebody calls it one."""
    return f"Release {release.new}" if release.is_announced else f"Bump the version to {release.new}"


def tell_release(release: Release) -> str:
    """Return the two versions and what the changelog says."""
    verb = "Releases" if release.is_announced else "Sets the version to"
    text = f"{verb} {release.new}; the version before is {release.old}. No code changes but the version."
    if not release.changelog:
        return text
    return f"{text}\n\nThe changelog gains:\n\n{clip_text(release.changelog, CHANGELOG_ROOM)}"


def find_release_version(files: Sequence[FileChange], commits: Sequence[Commit], head_ref: str) -> str:
    """Return the version that a branch of many changes releases; "" where nothing says one.

    The project's own version in the diff comes first, then the changelog's new section, then the newest commit that
    is called after a version, then the branch.
    """
    for file in files:
        added = _list_versions(file, "+") if file.kind != "deleted" and not is_test(file.path) else []
        if added and not re.search(r"(?i)dev|snapshot", added[-1]):
            return added[-1]
    changelogs = (file for file in files if re.fullmatch(_CHANGELOG, file.path) and file.patch)
    if version := next(filter(None, map(find_version, changelogs)), ""):
        return version
    for commit in reversed(commits):
        match = re.fullmatch(_RELEASING, commit.subject.strip()[:100])
        if match:
            return match["version"]
    return read_release_branch(head_ref)


def _read_own(file: FileChange) -> set[tuple[str, str]] | None:
    """Return the version before and after, where the patch moves the project's own version and nothing else."""
    if file.kind != "modified" or file.shown != "whole" or file.old_mode != file.new_mode:
        return None
    removed, added = _list_versions(file, "-"), _list_versions(file, "+")
    if len(removed) != file.removed or len(added) != file.added or len(removed) != len(added):
        return None
    return set(zip(removed, added, strict=True)) or None


def _list_versions(file: FileChange, sign: str) -> list[str]:
    """Return the project's own versions in the lines that a patch adds (``+``) or removes (``-``)."""
    pattern = next((line for path, line in _OWN if re.fullmatch(path, file.path, re.DOTALL)), "")
    lines = file.patch.splitlines() if pattern else []
    # In such a table, the version is a dependency's.
    if any(re.fullmatch(r"[ +-]\[.*dependencies.*\]\s*", line[:200]) for line in lines):
        return []
    matches = (re.fullmatch(pattern, line[1:300]) for line in lines if line.startswith(sign))
    return [match["version"] for match in matches if match]
