"""Real git repositories for tests, the same to the byte wherever and whenever they are made."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

_BASE_ENV = {
    "GIT_CONFIG_NOSYSTEM": "1",
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_TERMINAL_PROMPT": "0",
    "LC_ALL": "C.UTF-8",
    "TZ": "UTC",
}
_FIRST_COMMIT_AT = 1_767_322_800  # 2026-01-02 03:00 UTC; each later commit is a minute younger than the one before


@dataclass(slots=True)
class Repo:
    """A repository in a folder; every method that makes a commit returns its id."""

    path: Path
    author: str = "Ada Lovelace <ada@example.com>"
    ticks: int = 0

    @property
    def head(self) -> str:
        return self.rev("HEAD")

    def git(self, *args: str, stdin: str | bytes | None = None, env: Mapping[str, str] | None = None) -> str:
        """Run git here, apart from this machine's own settings; what it prints, without the last newline."""
        return run_git(*args, cwd=self.path, stdin=stdin, env={**self._identity(), **(env or {})})

    def rev(self, name: str) -> str:
        return self.git("rev-parse", "--verify", f"{name}^{{commit}}")

    def write(self, files: Mapping[str, str | bytes | None]) -> None:
        """Lay files into the worktree; None deletes one."""
        for name, content in files.items():
            target = self.path / name
            if content is None:
                target.unlink()
                continue
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(content if isinstance(content, bytes) else content.encode())

    def commit(self, message: str, files: Mapping[str, str | bytes | None] | None = None) -> str:
        self.write(files or {})
        self.git("add", "--all", "--force")
        self.ticks += 1
        self.git("commit", "--quiet", "--allow-empty", "--cleanup=verbatim", "--file=-", stdin=message)
        return self.head

    def commit_many(self, count: int, name: str) -> None:
        """Put so many empty commits, "Step 1" and on, onto a branch that starts at HEAD."""
        lines = []
        for number in range(1, count + 1):
            message = f"Step {number}"
            lines += [f"commit refs/heads/{name}", "committer Ada <ada@example.com> 1700000000 +0000"]
            lines += [f"data {len(message)}", message] + ([f"from {self.head}"] if number == 1 else [])
        self.git("fast-import", "--quiet", stdin="\n".join(lines) + "\n")

    def branch(self, name: str, start: str = "HEAD") -> None:
        """Make a branch and check it out."""
        self.git("checkout", "--quiet", "-b", name, start)

    def checkout(self, name: str) -> None:
        self.git("checkout", "--quiet", name)

    def merge(self, *names: str, message: str = "") -> str:
        """Merge into the current branch, always with a merge commit."""
        self.ticks += 1
        text = message or f"Merge branch '{names[0]}'"
        self.git("merge", "--quiet", "--no-ff", "-m", text, *names)
        return self.head

    def rename(self, old: str, new: str) -> None:
        (self.path / new).parent.mkdir(parents=True, exist_ok=True)
        self.git("mv", old, new)

    def make_test_merge(self, base: str, head: str) -> str:
        """Check out what GitHub checks out for a pull request: the head merged into the base, on no branch."""
        self.git("checkout", "--quiet", "--detach", base)
        return self.merge(head, message=f"Merge {self.rev(head)} into {self.rev(base)}")

    def clone(self, path: Path, *options: str) -> Repo:
        """Clone over the file protocol, so that ``--depth`` and ``--filter`` do what they say."""
        self.git("config", "uploadpack.allowFilter", "true")
        self.git("config", "uploadpack.allowAnySHA1InWant", "true")
        run_git("clone", "--quiet", *options, self.path.as_uri(), str(path), cwd=self.path)
        return Repo(path, self.author, self.ticks)

    def clone_shallow(self, path: Path, ref: str = "HEAD", depth: int = 1) -> Repo:
        """What ``actions/checkout`` leaves with a ``fetch-depth``: one ref, cut off, detached, on no branch."""
        self.git("config", "uploadpack.allowAnySHA1InWant", "true")
        made = make_repo(path, self.author)
        made.git("remote", "add", "origin", self.path.as_uri())
        made.git("fetch", "--quiet", "--no-tags", f"--depth={depth}", "origin", self.rev(ref))
        made.git("checkout", "--quiet", "--detach", "FETCH_HEAD")
        return made

    def _identity(self) -> dict[str, str]:
        name, _, address = self.author.rstrip(">").partition(" <")
        when = f"{_FIRST_COMMIT_AT + 60 * self.ticks} +0000"
        roles = ("AUTHOR", "COMMITTER")
        return {
            key: value
            for role in roles
            for key, value in ((f"GIT_{role}_NAME", name), (f"GIT_{role}_EMAIL", address), (f"GIT_{role}_DATE", when))
        }


def make_repo(path: Path, author: str = "Ada Lovelace <ada@example.com>") -> Repo:
    """An empty repository on branch main."""
    path.mkdir(parents=True, exist_ok=True)
    run_git("init", "--quiet", "--initial-branch=main", ".", cwd=path)
    run_git("config", "commit.gpgSign", "false", cwd=path)
    return Repo(path, author)


def make_small_repo(path: Path) -> Repo:
    """``main`` with two commits and ``feature``, checked out, with three; main moved on after the branch left it."""
    repo = make_repo(path)
    repo.commit("Start the guest book", {"README.md": "# Guest book\n", "app.py": "def main():\n    print('hello')\n"})
    repo.branch("feature")
    repo.commit("Add a greeting", {"greet.py": "def greet(name):\n    return f'Hello, {name}!'\n"})
    repo.commit("Greet by name", {"app.py": "from greet import greet\n\n\ndef main():\n    print(greet('Ada'))\n"})
    repo.commit("Explain greetings\n\nNew readers asked.", {"README.md": "# Guest book\n\nIt greets by name.\n"})
    repo.checkout("main")
    repo.commit("Pin the line length", {"setup.cfg": "[tool]\nline = 120\n"})
    repo.checkout("feature")
    return repo


def run_git(
    *args: str,
    cwd: Path,
    stdin: str | bytes | None = None,
    env: Mapping[str, str] | None = None,
) -> str:
    """Git with no settings but the repository's own."""
    environ = {"PATH": os.environ["PATH"], "HOME": str(cwd), **_BASE_ENV, **(env or {})}
    given = stdin.encode() if isinstance(stdin, str) else stdin
    # safe.directory: a test may have given the folder to another user, as a runner does.
    command = ["git", "-c", "safe.directory=*", "-c", "protocol.file.allow=always", *args]
    done = subprocess.run(command, cwd=cwd, env=environ, input=given, capture_output=True, check=False)
    if done.returncode:
        message = f"git {' '.join(args)}: {done.stderr.decode(errors='replace')}"
        raise AssertionError(message)
    return done.stdout.decode(errors="surrogateescape").removesuffix("\n")
