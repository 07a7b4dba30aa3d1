"""Prints the changelog's section for a version: the text of its release."""

from __future__ import annotations

import re

from common import RefusalError, Release, start


def find_section(release: Release) -> str:
    """Return the section's text without its heading. Raises RefusalError where there is none, or nothing in it."""
    text = release.read("CHANGELOG.md")
    heading = re.search(rf"^## \[?{re.escape(release.version)}\]?(?: .*)?$", text, re.MULTILINE)
    rest = text[heading.end() :] if heading else ""
    # The next version's heading ends it, or the list of links that Keep a Changelog closes with.
    section = re.split(r"^## |^\[[^\]]+\]: ", rest, maxsplit=1, flags=re.MULTILINE)[0].strip()
    if not section:
        raise RefusalError(
            f"CHANGELOG.md has no section for {release.version}. Move what is under `## Unreleased` to "
            f"`## {release.version} - YYYY-MM-DD`, commit, and tag that commit."
        )
    return section


if __name__ == "__main__":
    start(lambda release: print(find_section(release)), "release/changelog.py TAG")
