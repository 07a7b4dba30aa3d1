"""Whether this tag may be released from here, and what its names are. It changes nothing.

It refuses a tag that is no version or not the version in pr_writer/version.py, a dirty tree, a commit that is not the
tip of main, a changelog without a section for the version, and a version that exists already: as a tag, an image or a
GitHub Release. A release of this very commit that stopped half-way may go on.
"""

from __future__ import annotations

import re

from changelog import find_section
from common import REVISION_LABEL, VERSION_FILE, RefusalError, Registry, Release, set_output, start
from publish_release import Api


def check(release: Release) -> None:
    """Raise RefusalError with the first reason not to release."""
    refuse_other_version(release)
    refuse_dirty_tree(release)
    find_section(release)
    registry = Registry(release)
    resumed = release.find_release_commit()
    refuse_taken_tag(release, resumed)
    if not resumed:
        refuse_moved_main(release)
        refuse_published_release(release)
    refuse_foreign_image(release, registry)
    if resumed:
        print(f"{release.tag} is on release commit {resumed} of this source already: going on from there.")
    set_output(
        version=release.version,
        image=release.image,
        source=release.source,
        prerelease=str(release.is_prerelease).lower(),
    )


def refuse_other_version(release: Release) -> None:
    written = re.search(r'__version__ = "(.+)"', release.read(VERSION_FILE))
    if not written or written[1] != release.python_version:
        found = written[1] if written else "nothing"
        raise RefusalError(
            f"{release.tag} is tagged, and {VERSION_FILE} says {found}. Delete the tag, set the version, commit, and "
            "tag that commit."
        )


def refuse_dirty_tree(release: Release) -> None:
    if changed := release.git("status", "--porcelain"):
        raise RefusalError(f"The clone has changes that no commit holds:\n{changed}\nCommit or remove them.")


def refuse_moved_main(release: Release) -> None:
    """Raise RefusalError unless the source is what the remote's main is at now."""
    tip = release.find_remote_ref("refs/heads/main")
    if tip != release.source:
        raise RefusalError(
            f"main is at {tip[:12] or 'nothing'}, and {release.tag} at {release.source[:12]}. Delete the tag "
            f"(git push origin :refs/tags/{release.tag}) and tag main as it is now."
        )


def refuse_taken_tag(release: Release, resumed: str) -> None:
    tagged = release.find_remote_ref(f"refs/tags/{release.tag}")
    if tagged not in {"", release.source, resumed}:
        raise RefusalError(
            f"{release.tag} exists already, on {tagged[:12]}, which was not made from {release.source[:12]}. A version "
            f"is released once: take the next one in {VERSION_FILE}, the changelog and the tag."
        )


def refuse_published_release(release: Release) -> None:
    """Raise RefusalError where GitHub has a release of this tag: made by hand, it would keep the tag where it is."""
    found = Api(release).find_release()
    if found and not found["draft"]:
        raise RefusalError(
            f"A GitHub Release {release.tag} exists already, and was not made by these scripts. Take the next version, "
            "or delete that release with its tag and push the tag alone."
        )


def refuse_foreign_image(release: Release, registry: Registry) -> None:
    """Raise RefusalError where the registry has this version from another commit."""
    if not registry.find_digest(f":{release.version}"):
        return
    revision = registry.find_labels(f":{release.version}").get(REVISION_LABEL, "another commit")
    if revision != release.source:
        raise RefusalError(
            f"{release.image}:{release.version} exists already, built from {revision[:12]}. Take the next version; "
            "where that image was never released, delete it from the registry first."
        )


if __name__ == "__main__":
    start(check, "release/check.py TAG")
