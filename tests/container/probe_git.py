"""Runs inside the image: everything that is asked of git, as one row each, to standard output."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile

NO_SETTINGS = {"GIT_CONFIG_NOSYSTEM": "1", "GIT_CONFIG_GLOBAL": "/dev/null", "GIT_TERMINAL_PROMPT": "0"}
ENV = {"PATH": "/usr/bin:/bin", "HOME": "/nowhere", **NO_SETTINGS}


def main() -> None:
    asked = json.loads(sys.argv[1])
    repo, base, head = asked["repo"], asked["base"], asked["head"]
    rows = {
        "version": git(repo, "version"),
        "raw": git(repo, "diff", "--raw", "-z", "-M", "-C", "--abbrev=40", base, head),
        "numstat": git(repo, "diff", "--numstat", "-z", "-M", "-C", base, head),
        "patch": git(repo, "diff", "--patch", "-M", "-C", base, head),
        "log": git(repo, "log", "--format=%H %an %s", f"{base}..{head}"),
        "merge-base": git(repo, "merge-base", base, head),
        "cat-file": git(repo, "cat-file", "--batch", stdin=f"{head}:app.py\n"),
        "rev-list": git(repo, "rev-list", "--count", head),
        "for-each-ref": git(repo, "for-each-ref", "--format=%(refname)"),
        "check-attr": git(repo, "check-attr", "diff", "app.py"),
    }
    rows["patch-id"] = git(repo, "patch-id", "--stable", stdin=rows["patch"])
    for name, url in asked["urls"].items():
        rows |= {f"{name} {key}": value for key, value in fetch(url, asked["ca"], head, repo).items()}
    sys.stdout.write(json.dumps(rows))


def fetch(url: str, ca: str, head: str, alternate: str) -> dict[str, str]:
    """A partial fetch into a bare repository, then a blob that has to be fetched when it is first read."""
    with tempfile.TemporaryDirectory() as bare:
        git(bare, "init", "--bare", "--quiet")
        for key, value in {"url": url, "promisor": "true", "partialCloneFilter": "blob:none"}.items():
            git(bare, "config", f"remote.origin.{key}", value)
        git(bare, "fetch", "--quiet", "--no-tags", "--depth=1", "--filter=blob:none", "origin", head, ca=ca)
        missing = git(bare, "rev-list", "--objects", "--missing=print", "FETCH_HEAD")
        lazy = git(bare, "cat-file", "--batch", stdin=f"{head}:app.py\n", ca=ca)
        git(bare, "config", "--unset", "remote.origin.promisor")
        with open(f"{bare}/objects/info/alternates", "w") as file:  # noqa: PTH123 - runs where no pathlib is wanted
            file.write(f"{alternate}/.git/objects\n")
        borrowed = git(bare, "cat-file", "--batch", stdin=f"{head}:README.md\n")
    return {"missing": missing, "lazy": lazy, "borrowed": borrowed}


def git(folder: str, *args: str, stdin: str = "", ca: str = "") -> str:
    env = {**ENV, **({"GIT_SSL_CAINFO": ca} if ca else {})}
    command = ["git", "-c", "safe.directory=*", "-C", folder, *args]
    done = subprocess.run(command, env=env, input=stdin, capture_output=True, text=True, check=False)
    if done.returncode or done.stderr:
        sys.exit(f"git {' '.join(args)} ended with {done.returncode}: {done.stderr}")
    return done.stdout


main()
