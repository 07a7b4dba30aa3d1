"""Runs inside the image: everything that is asked of git, as one row each, to standard output."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile

NO_SETTINGS = {"GIT_CONFIG_NOSYSTEM": "1", "GIT_CONFIG_GLOBAL": "/dev/null", "GIT_TERMINAL_PROMPT": "0"}
ENV = {"PATH": "/usr/bin:/bin", "HOME": "/nowhere", **NO_SETTINGS}


def main() -> None:
    asked = json.loads(sys.argv[1])
    repo, base, head = asked["repo"], asked["base"], asked["head"]
    blob, check = git(repo, "rev-parse", f"{head}:app.py").strip(), "--batch-check=%(objectname) %(objecttype)"
    options = ("--no-abbrev", "--ignore-submodules=none", "--no-ext-diff", "--no-textconv", "--diff-algorithm=myers")
    tree = git(repo, "ls-tree", "-z", "--full-tree", "--end-of-options", head)
    subjects = ("--first-parent", "--max-count=9", "-z", "--format=%<(500,trunc)%s", "--encoding=UTF-8")
    # The first word of each row is a command that pr_writer.git gives; the test sees to it that none is missing.
    rows = {
        "version": git(repo, "version"),
        "diff-tree raw": git(repo, "diff-tree", "-r", "--raw", "--no-renames", "--no-abbrev", base, head),
        "diff-tree": git(repo, "diff-tree", "-r", "--raw", "--patch", "-M", "-C", "-l1000", *options, base, head),
        "log": git(repo, "log", "--topo-order", "--format=%H %an %s", head, f"^{base}"),
        "log subjects": git(repo, "log", *subjects, "--end-of-options", head),
        "merge-base": git(repo, "merge-base", "--end-of-options", base, head),
        "cat-file": git(repo, "cat-file", check, stdin=f"{head}:app.py\n{head}^{{commit}}\n"),
        "cat-file blob": git(repo, "cat-file", "blob", blob),
        "rev-list": git(repo, "rev-list", "--count", head),
        "blame": git(repo, "blame", "--incremental", "-w", "-C", "--no-textconv", "-L1,2", head, "--", "app.py"),
        "ls-tree": tree,
    }
    with tempfile.TemporaryDirectory() as bare:
        git(bare, "init", "--bare", "--quiet")
        rows["hash-object"] = git(bare, "hash-object", "-w", "--stdin", stdin="a stand-in")
        for side in ("old", "new"):
            os.mkdir(f"{bare}/{side}")  # noqa: PTH102 - runs where no pathlib is wanted
            with open(f"{bare}/{side}/0", "w") as file:  # noqa: PTH123 - as above
                file.write(f"{side}\n")
        rows["diff"] = git(bare, "diff", "--no-index", "--raw", "--patch", "--", "old", "new", status=1)
        rows["mktree"] = git(bare, "mktree", "-z", "--missing", stdin=tree)
    for name, url in asked["urls"].items():
        rows |= {f"fetch {name} {key}": value for key, value in fetch(url, asked["ca"], head, repo).items()}
    sys.stdout.write(json.dumps(rows))


def fetch(url: str, ca: str, head: str, alternate: str) -> dict[str, str]:
    """A partial fetch into a bare repository, then a blob that has to be fetched when it is first read."""
    with tempfile.TemporaryDirectory() as bare:
        git(bare, "init", "--bare", "--quiet")
        for key, value in {"url": url, "promisor": "true", "partialCloneFilter": "blob:none"}.items():
            git(bare, "config", f"remote.origin.{key}", value)
        git(bare, "fetch", "--quiet", "--no-tags", "--depth=1", "--filter=blob:none", "origin", head, ca=ca)
        missing = git(bare, "rev-list", "--objects", "--missing=print", "FETCH_HEAD")
        by_id = git(bare, "rev-parse", f"{head}:hello.py")
        git(bare, "fetch", "--quiet", "--no-tags", "--filter=blob:none", "--stdin", "origin", stdin=by_id, ca=ca)
        lazy = git(bare, "cat-file", "--batch", stdin=f"{head}:app.py\n", ca=ca)
        git(bare, "config", "--unset", "remote.origin.promisor")
        fetched = git(bare, "cat-file", "blob", by_id.strip())
        with open(f"{bare}/objects/info/alternates", "w") as file:  # noqa: PTH123 - runs where no pathlib is wanted
            file.write(f"{alternate}/.git/objects\n")
        borrowed = git(bare, "cat-file", "--batch", stdin=f"{head}:README.md\n")
    return {"missing": missing, "lazy": lazy, "borrowed": borrowed, "fetched": fetched}


def git(folder: str, *args: str, stdin: str = "", ca: str = "", status: int = 0) -> str:
    env = {**ENV, **({"GIT_SSL_CAINFO": ca} if ca else {})}
    command = ["git", "-c", "safe.directory=*", "-C", folder, *args]
    done = subprocess.run(command, env=env, input=stdin, capture_output=True, text=True, check=False)
    if done.returncode != status or done.stderr:
        sys.exit(f"git {' '.join(args)} ended with {done.returncode}: {done.stderr}")
    return done.stdout


main()
