"""A GitHub and a model on loopback, in a process of their own, that answer at once and count what they are asked.

Usage: python bench/servers.py REPO BASE HEAD     prints one line of JSON with both addresses, and ends with its parent

They are the tests' fakes; what git said once, for the run that warms up, is kept.
POST /bench/reset makes the pull request new again and returns what was counted since the last time.
"""

from __future__ import annotations

import base64
import json
import os
import re
import sys
import time
from pathlib import Path
from urllib.parse import unquote

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))

from support.github import FakeGitHub
from support.model import FakeModel
from support.server import Answer

REPO, NUMBER, TITLE = "octo/demo", 7, "feature"
# What each contender reads of an answer: ours JSON, PR-Agent YAML, which a JSON object is as well.
DRAFT = {
    "title": "Greet visitors by name",
    "body": "Visitors are greeted by their name.",
    "type": ["Enhancement"],
    "description": "Visitors are greeted by their name.",
    "changes_diagram": "",
    "pr_files": [],
}


class Hub(FakeGitHub):
    """The tests' GitHub without their checks, and with what PR-Agent asks beyond our own calls."""

    def __init__(self, folder: Path, base: str, head: str) -> None:
        super().__init__(prefix="/api/v3")  # the form of an own server's address that PR-Agent knows
        self._kept: dict[tuple[str, ...], str] = {}
        self._facts = {"title": TITLE, "body": None, "base_sha": base, "head_sha": head}
        self.add_repository(REPO, folder)
        self.renew()

    def renew(self) -> None:
        self.add_pull(REPO, NUMBER, **self._facts)
        self.requests.clear()

    def respond(self, request):
        if request.path == "/bench/reset":
            return Answer(200, self.count())
        if request.path == "/bench/event":
            return Answer(200, self.make_event(REPO, NUMBER))
        path = unquote(request.path).removeprefix(self.prefix)
        return self._more(request, path) or self._route(request, path)

    def count(self) -> dict[str, int]:
        counted = [request for request in self.requests if not request.path.startswith("/bench/")]
        asked = {"rest": len(counted), "patches": len(self.patches()), "model": len(self.model.requests)}
        self.model.requests.clear()
        self.renew()
        return asked

    def _more(self, request, path: str) -> Answer | None:
        if request.method == "PATCH" and path == f"/repos/{REPO}/issues/{NUMBER}":  # an issue's body is the pull's
            return self._route(request, f"/repos/{REPO}/pulls/{NUMBER}")
        if found := re.fullmatch(rf"/repos/{REPO}/contents/(.+)", path):
            ref = request.query.get("ref", "main")
            text = self._git(REPO, "show", f"{ref}:{found[1]}")
            if not text:
                return None
            content = base64.b64encode(text.encode()).decode()
            facts = {"type": "file", "encoding": "base64", "content": content, "path": found[1], "name": found[1]}
            return Answer(200, {**facts, "sha": "c" * 40, "size": len(text)})
        if path == "/rate_limit":
            rate = {"limit": 5000, "remaining": 5000, "reset": int(time.time()) + 3600, "used": 0}
            return Answer(200, {"resources": {"core": rate, "search": rate, "graphql": rate}, "rate": rate})
        last = path.rpartition("/")[2]
        blank = {"languages": {"Python": 1000}, "labels": [], "comments": [], "reviews": []}
        return Answer(200, blank[last]) if last in blank else None

    def _git(self, repo: str, *args: str) -> str:
        if args not in self._kept:  # the repository stays as it is
            self._kept[args] = super()._git(repo, *args)
        return self._kept[args]


def main() -> None:
    folder, base, head = sys.argv[1:]
    hub = Hub(Path(folder), base, head)
    hub.model = FakeModel(json.dumps(DRAFT))
    print(json.dumps({"github": hub.url, "server": hub.origin, "model": hub.model.url}), flush=True)
    parent = os.getppid()
    while os.getppid() == parent:
        time.sleep(0.2)
    os._exit(0)


if __name__ == "__main__":
    main()
