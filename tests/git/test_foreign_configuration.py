"""A clone that a stranger prepared: nothing that its configuration names is run, in any way of opening it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

CANARY = "canary-8f3a"
MISSING = "1" * 40
ROOT = Path(__file__).parents[2]
SCRIPT = """
import os, sys
from pathlib import Path
sys.path.insert(0, sys.argv[1])
from pr_writer.errors import ActionError
from pr_writer.git import open_repository, read_changes, resolve_range
from pr_writer.git.uncommitted import count_uncommitted
try:
    with open_repository(Path(sys.argv[2]), environ=dict(os.environ)) as repository:
        found = resolve_range(repository, *sys.argv[3:])
        changes = read_changes(repository, found.base_sha, found.head_sha, ignore=[], max_tokens=1000)
        count_uncommitted(repository, found.head_sha)
        repository.read_subjects(found.head_sha)
        repository.read_file(found.base_sha, "README.md")
        print(len(changes.files))
except ActionError as error:
    print(error)
"""
# A program that a stranger would like to see run: it looks for the key in every process that it may look into.
THIEF = """
import glob
for path in ["/proc/self/environ", *glob.glob("/proc/[0-9]*/environ")]:
    try:
        found = open(path, "rb").read()
    except OSError:
        continue
    open({pwned!r}, "ab").write(b"ran\\n" + (b"and read the key\\n" if {canary!r} in found else b""))
"""
# Whatever makes git run something, and the promises that make it ask another server for what it misses.
CONFIG = """
[core]
\trepositoryformatversion = 1
\tfsmonitor = {evil}
\tpager = {evil}
\tsshCommand = {evil}
\tgitProxy = {evil}
\taskPass = {evil}
\teditor = {evil}
\talternateRefsCommand = {evil}
\thooksPath = {hooks}
\tattributesFile = {attributes}
\tpreferSymlinkRefs = true
[extensions]
\tpartialClone = evil
\tworktreeConfig = true
[protocol]
\tallow = always
[protocol "ext"]
\tallow = always
[protocol "file"]
\tallow = always
[protocol "ssh"]
\tallow = always
[remote "evil"]
\turl = {url}
\tpromisor = true
\tpartialCloneFilter = blob:none
\tuploadpack = {evil}
\tvcs = {evil}
\tfetch = +refs/heads/*:refs/remotes/evil/*
[remote "origin"]
\turl = {url}
\tpromisor = true
\tuploadpack = {evil}
[url "ext::{evil} "]
\tinsteadOf = https://
[include]
\tpath = {included}
[includeIf "gitdir:/"]
\tpath = {included}
[diff]
\texternal = {evil}
[diff "evil"]
\ttextconv = {evil}
\tcommand = {evil}
[filter "evil"]
\tclean = {evil}
\tsmudge = {evil}
\tprocess = {evil}
\trequired = true
[merge "evil"]
\tdriver = {evil}
[alias]
\tdiff-tree = !{evil}
\tcat-file = !{evil}
\tlog = !{evil}
[credential]
\thelper = {evil}
[gpg]
\tprogram = {evil}
[gpg "ssh"]
\tprogram = {evil}
[log]
\tshowSignature = true
[pager]
\tlog = {evil}
\tdiff-tree = {evil}
\tcat-file = {evil}
[trace2]
\teventTarget = {hooks}/trace
[uploadpack]
\tpackObjectsHook = {evil}
"""


def write_program(path, text):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!{sys.executable} -I\n{text}")
    path.chmod(0o755)
    return path


class Trap:
    """A program, and a configuration in which all that can start a program starts it."""

    def __init__(self, folder: Path) -> None:
        self.pwned = folder / "pwned"
        self.evil = write_program(folder / "evil", THIEF.format(pwned=str(self.pwned), canary=CANARY.encode()))
        self.hooks = folder / "hooks"
        for name in ("post-checkout", "reference-transaction", "pre-auto-gc", "post-index-change", "proc-receive"):
            shutil.copy2(self.evil, write_program(self.hooks / name, ""))
        (folder / "attributes").write_text("* diff=evil filter=evil merge=evil\n")
        self.folder = folder

    def set_up(self, git_dir: Path, url: str) -> None:
        names = {"evil": self.evil, "hooks": self.hooks, "attributes": self.folder / "attributes", "url": url}
        text = CONFIG.format(**names, included=self.folder / "included")
        (self.folder / "included").write_text(CONFIG.format(**names, included="/dev/null"))
        with (git_dir / "config").open("a") as config:
            config.write(text)
        (git_dir / "config.worktree").write_text(text)
        shutil.copytree(self.hooks, git_dir / "hooks", dirs_exist_ok=True)
        (git_dir / "info").mkdir(exist_ok=True)
        (git_dir / "info/attributes").write_text("* diff=evil filter=evil merge=evil\n")


@pytest.fixture
def trap(tmp_path):
    folder = tmp_path / "stranger"
    folder.mkdir()
    return Trap(folder)


@pytest.fixture
def repo(clone):
    clone.commit("one", {"a": "1\n", "README.md": "x\n", ".gitattributes": "* diff=evil filter=evil merge=evil\n"})
    clone.git("switch", "-qc", "topic")
    clone.head = clone.commit("two", {"a": "2\n", "b": "new\n"})
    # A name and a content that are promised and not here: what makes a git of the clone's own go and ask for them.
    clone.blob = clone.git("rev-parse", "HEAD:b")
    clone.git("update-ref", "refs/heads/whole", clone.head)
    clone.write({"a": "not committed\n"})
    return clone


def open_as_clone(repo):
    return repo.path, repo.path / ".git"


def open_as_folder_of_a_clone(repo):
    (repo.path / "deep/er").mkdir(parents=True)
    return repo.path / "deep/er", repo.path / ".git"


def open_as_git_dir(repo):
    return repo.path / ".git", repo.path / ".git"


def open_as_bare_folder(repo):
    bare = repo.path.parent / "bare"
    shutil.copytree(repo.path / ".git", bare)
    return bare, bare


def open_as_linked_work_tree(repo):
    linked = repo.path.parent / "linked"
    repo.git("worktree", "add", "-q", str(linked), "-b", "linked")
    git_dir = repo.path / ".git/worktrees/linked"
    shutil.copy2(repo.path / ".git/config", git_dir / "config")
    return linked, repo.path / ".git"


def open_as_submodule(repo):
    outer = repo.path.parent / "outer"
    (outer / ".git/modules").mkdir(parents=True)
    shutil.copytree(repo.path / ".git", outer / ".git/modules/lib")
    (outer / "lib").mkdir()
    (outer / "lib/.git").write_text("gitdir: ../.git/modules/lib\n")
    return outer / "lib", outer / ".git/modules/lib"


def open_by_commondir(repo):
    """A git folder of two halves, the shared one named by a file."""
    half = repo.path.parent / "half/.git"
    half.mkdir(parents=True)
    shutil.copy2(repo.path / ".git/HEAD", half / "HEAD")
    (half / "commondir").write_text("../../clone/.git\n")
    return half.parent, repo.path / ".git"


def open_by_alternates(repo):
    """A clone that has no objects of its own."""
    borrower = repo.path.parent / "borrower"
    repo.git("clone", "-q", "--shared", "--branch", "topic", str(repo.path), str(borrower))
    return borrower, borrower / ".git"


WAYS = [
    open_as_clone,
    open_as_folder_of_a_clone,
    open_as_git_dir,
    open_as_bare_folder,
    open_as_linked_work_tree,
    open_as_submodule,
    open_by_commondir,
    open_by_alternates,
]


def list_urls(trap):
    return [f"ext::{trap.evil} %S", "ssh://127.0.0.1/x", f"evil::{trap.evil}", str(trap.folder)]


ASKED = [(), ("main", ""), (MISSING, ""), ("main", "lost")]
CASES = [(way, 0, asked) for way in WAYS for asked in ASKED] + [(WAYS[0], url, ASKED[-1]) for url in range(1, 4)]


@pytest.mark.parametrize(("way", "url", "asked"), CASES)
def test_nothing_that_a_clones_configuration_names_is_run(repo, trap, way, url, asked):
    path, git_dir = way(repo)
    trap.set_up(git_dir, list_urls(trap)[url])
    (git_dir / "refs/heads/lost").write_text(MISSING + "\n")
    blob = repo.path / ".git/objects" / repo.blob[:2] / repo.blob[2:]
    blob.unlink(missing_ok=True)

    done = subprocess.run(
        [sys.executable, "-I", "-c", SCRIPT, str(ROOT), str(path), *asked],
        env={"PATH": os.environ["PATH"], "FALLBACK_OPENAI_API_KEY": CANARY},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )

    assert not trap.pwned.exists(), trap.pwned.read_text()
    assert done.returncode == 0, done.stderr
    assert done.stdout


@pytest.mark.parametrize("mode", ["at a terminal", "on a runner"])
def test_a_whole_run_starts_nothing_of_the_clones_and_lets_no_child_read_a_secret(repo, trap, mode):
    """Even a git that looked for the key in the processes above it would find none."""
    trap.set_up(repo.path / ".git", list_urls(trap)[0])
    real = shutil.which("git")
    spy = write_program(
        trap.folder / "spy/git",
        "import os, sys\n"
        "seen = os.environb.copy().__repr__().encode() + open(f'/proc/{os.getppid()}/environ', 'rb').read()\n"
        f"open({str(trap.folder / 'seen')!r}, 'ab').write(seen)\n"
        f"os.execv({real!r}, sys.argv)\n",
    )
    environ = {"PATH": f"{spy.parent}:{os.environ['PATH']}", "FALLBACK_OPENAI_API_KEY": CANARY, "GITHUB_TOKEN": CANARY}
    if mode == "on a runner":
        (trap.folder / "event.json").write_text("{}")
        environ |= {"GITHUB_ACTIONS": "true", "GITHUB_WORKSPACE": str(repo.path)}
        environ |= {"GITHUB_EVENT_NAME": "workflow_dispatch", "GITHUB_EVENT_PATH": str(trap.folder / "event.json")}

    for ends in (["--base", "main"], ["--base", MISSING], ["--base", "main", "--head", "topic"]):
        command = [sys.executable, "-I", str(ROOT / "entrypoint.py"), "--use-llm", "false", "--dry-run", *ends]
        done = subprocess.run(
            [*command, "--repo-dir", str(repo.path)], env=environ, capture_output=True, text=True, check=False
        )
        assert done.returncode == (1 if MISSING in ends else 0), done.stdout + done.stderr

    assert not trap.pwned.exists(), trap.pwned.read_text()
    assert b"GIT_DIR" in (trap.folder / "seen").read_bytes()
    assert CANARY.encode() not in (trap.folder / "seen").read_bytes()
