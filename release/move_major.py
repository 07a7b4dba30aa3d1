"""Puts the major tag (v1 for v1.2.3) on the release commit, if no newer version of that major has it.

A pre-release does not get it.
"""

from __future__ import annotations

import re

from common import TAG, RefusalError, Release, authorize_git, run, set_output, start


def move_major(release: Release) -> None:
    """Move the remote's major tag forward, never back."""
    commit = release.find_release_commit()
    if not commit:
        raise RefusalError(
            f"{release.tag} is not on a release commit of {release.source[:12]}. Run tag_release.py first."
        )
    newest = release.version if release.is_prerelease else max(list_versions(release), key=sort_key)
    if release.is_prerelease or newest != release.version:
        why = "is a pre-release" if release.is_prerelease else f"is older than v{newest}"
        print(f"{release.major_tag} stays where it is: {release.tag} {why}.")
        return
    ref = f"refs/tags/{release.major_tag}"
    lease = f"--force-with-lease={ref}:{release.read_remote_ref(ref)}"
    command = ("git", "-C", str(release.folder), "push", "--quiet", lease, "origin", f"{commit}:{ref}")
    run(*command, env=authorize_git(), advice="The job needs `contents: write`. Run the job again.")
    set_output(major=release.major_tag, commit=commit)


def list_versions(release: Release) -> list[str]:
    """Return the full versions of this major that the remote has tags for."""
    rows = release.git("ls-remote", "--tags", "origin", env=authorize_git()).splitlines()
    found = (re.fullmatch(f".*\trefs/tags/{TAG}", row) for row in rows)
    same = [match["version"] for match in found if match and f"v{match['major']}" == release.major_tag]
    return [version for version in same if "-" not in version]


def sort_key(version: str) -> tuple[int, ...]:
    return tuple(map(int, version.split(".")))


if __name__ == "__main__":
    start(move_major, "release/move_major.py TAG")
