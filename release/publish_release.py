"""Publishes the GitHub Release of the tag: publish_release.py TAG FILE…; its text is the changelog's section.

It is a draft until every file is attached, since an immutable release takes none afterwards. An attempt that stopped
half-way is gone on with: a file that is there already in its full length stays.
"""

from __future__ import annotations

import json
import os
import urllib.error
import urllib.parse
import urllib.request
from pathlib import Path
from typing import Any

from changelog import find_section
from common import RefusalError, Release, set_output, start


def publish_release(release: Release, *files: str) -> None:
    """Publish, or find that it is published. Raises RefusalError where the tag is not on the release commit."""
    commit = release.find_release_commit()
    if not commit:
        raise RefusalError(
            f"{release.tag} is not on a release commit of {release.source[:12]}. Run tag_release.py first."
        )
    api = Api(release)
    found = api.find_release() or api.ask("POST", "/releases", make_draft(release))
    if found["draft"]:
        api.attach(found, [Path(file) for file in files])
        found = api.ask("PATCH", f"/releases/{found['id']}", {"draft": False, "make_latest": is_latest(release)})
    if not found.get("immutable") and os.environ.get("GITHUB_ACTIONS"):
        print("::warning::The release can still be changed. Turn on immutable releases in the repository's settings.")
    set_output(url=found["html_url"], immutable=str(bool(found.get("immutable"))).lower())


def make_draft(release: Release) -> dict[str, object]:
    return {
        "tag_name": release.tag,
        "name": release.tag,
        "body": find_section(release),
        "draft": True,
        "prerelease": release.is_prerelease,
    }


def is_latest(release: Release) -> str:
    return "false" if release.is_prerelease else "legacy"  # legacy: GitHub goes by the versions


class Api:
    """The few calls of GitHub's REST API that a release needs: https://docs.github.com/rest/releases."""

    def __init__(self, release: Release) -> None:
        self._tag = release.tag
        self._token = os.environ.get("GITHUB_TOKEN", "")
        root = os.environ.get("GITHUB_API_URL") or "https://api.github.com"
        self._url = f"{root}/repos/{release.repository}"

    def find_release(self) -> dict[str, Any] | None:
        """Return the tag's release, drafts too (which the look-up by tag leaves out)."""
        page = 1
        while releases := self.ask("GET", f"/releases?per_page=100&page={page}"):
            for found in releases:
                if found["tag_name"] == self._tag:
                    return dict(found)
            page += 1
        return None

    def attach(self, release: dict[str, Any], files: list[Path]) -> None:
        there = {asset["name"]: asset for asset in release["assets"]}
        target = release["upload_url"].partition("{")[0]
        for file in files:
            old = there.get(file.name)
            if old and old["size"] == file.stat().st_size and old["state"] == "uploaded":
                continue
            if old:
                self.ask("DELETE", f"/releases/assets/{old['id']}")
            query = urllib.parse.urlencode({"name": file.name})
            self._send("POST", f"{target}?{query}", file.read_bytes(), "application/octet-stream")

    def ask(self, method: str, path: str, content: object = None) -> Any:
        body = None if content is None else json.dumps(content).encode()
        return self._send(method, self._url + path, body, "application/json")

    def _send(self, method: str, url: str, body: bytes | None, kind: str) -> Any:
        headers = {
            "Accept": "application/vnd.github+json",
            "Content-Type": kind,
            "User-Agent": "pr-writer-release",
            "X-GitHub-Api-Version": "2022-11-28",
        }
        if self._token:
            headers["Authorization"] = f"Bearer {self._token}"
        request = urllib.request.Request(url, body, headers, method=method)  # noqa: S310 - the API that the job names
        try:
            with urllib.request.urlopen(request, timeout=60) as answer:  # noqa: S310 - as above
                return json.loads(answer.read() or b"null")
        except urllib.error.HTTPError as exc:
            said = exc.read().decode(errors="replace")[:500]
            raise RefusalError(
                f"GitHub answered {exc.code} to {method} {url}: {said}. The job needs `contents: write`. Run it again; "
                "it goes on where it stopped."
            ) from exc
        except OSError as exc:
            raise RefusalError(f"{url} cannot be reached ({exc}). Run it again; it goes on where it stopped.") from exc


if __name__ == "__main__":
    start(publish_release, "release/publish_release.py TAG FILE [FILE] [FILE] [FILE]")
