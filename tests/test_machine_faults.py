"""What the user's own world gets wrong ends in a sentence with a next step, whatever starts the program."""

from __future__ import annotations

import subprocess
import sys
import venv
from pathlib import Path

import pytest
from support.repos import make_repo, make_small_repo
from support.runner import ROOT

pytestmark = pytest.mark.program
ON_GITHUB = {"GITHUB_TOKEN": "t", "GITHUB_REPOSITORY": "o/r"}
ON_RUNNER = {"GITHUB_ACTIONS": "true", "GITHUB_EVENT_NAME": "workflow_dispatch", "INPUT_USE-LLM": "false"}


def make_shallow(folder):
    return make_small_repo(folder / "whole").clone_shallow(folder / "clone").path


def make_linked(folder):
    """A linked work tree, or a submodule, whose own repository is not mounted."""
    path = folder / "clone"
    path.mkdir()
    (path / ".git").write_text("gitdir: /nowhere/.git/worktrees/clone\n")
    return path


def make_reftable(folder):
    repo = make_small_repo(folder / "clone")
    repo.git("config", "core.repositoryFormatVersion", "1")
    repo.git("config", "extensions.refStorage", "reftable")
    return repo.path


def make_unknown_hash(folder):
    repo = make_small_repo(folder / "clone")
    repo.git("config", "core.repositoryFormatVersion", "1")
    repo.git("config", "extensions.objectFormat", "sha3")
    return repo.path


def make_bare_of_commits(folder):
    return make_repo(folder / "clone").path


def make_empty(folder):
    (folder / "clone").mkdir()
    return folder / "clone"


def make_small(folder):
    return make_small_repo(folder / "clone").path


CASES = [
    (make_shallow, {}, [], "git fetch --unshallow"),
    (make_shallow, {}, ["--base", "main~1"], "git fetch --unshallow"),
    (make_shallow, ON_RUNNER | {"INPUT_BASE": "main~1"}, [], "`fetch-depth: 0`"),
    (make_linked, {}, [], "needs the clone that it belongs to: mount that as well"),
    (make_reftable, {}, [], "Give --base and --head as commit ids"),
    (make_reftable, ON_RUNNER | {"INPUT_BASE": "main"}, [], "Give the input base and the input head as commit ids"),
    (make_unknown_hash, {}, [], "cannot be read here"),
    (make_bare_of_commits, {}, [], "has no commit yet"),
    (make_empty, {}, [], "Run this in a clone, or name one with --repo-dir"),
    (make_empty, ON_RUNNER | {"INPUT_BASE": "main"}, [], "actions/checkout"),
    (make_small, {"TMPDIR": "/nowhere"}, [], "Set TMPDIR"),
    (make_small, {"TMPDIR": "/proc"}, [], "Set TMPDIR"),
    (make_small, {"SSL_CERT_FILE": "/nowhere", "FALLBACK_OPENAI_API_KEY": "k"}, [], "Name a file that is there"),
    (make_small, {"REQUESTS_CA_BUNDLE": "/nowhere", **ON_GITHUB}, ["--pr-number", "7"], "mount it with `-v FILE:FILE`"),
    (make_small, {"GITHUB_API_URL": "http://127.0.0.1:9", **ON_GITHUB}, ["--pr-number", "7"], "Check GITHUB_API_URL"),
    (make_small, ON_RUNNER | {"INPUT_BASE": "nowhere"}, [], "Give the input base a branch"),
    (make_small, {}, ["--base", "nowhere"], "Give --base a branch"),
    (make_small, ON_RUNNER | {"INPUT_TEMPERATURE": "hot"}, [], "The input temperature is 'hot'"),
    (make_small, {"PRIMARY_OPENAI_TIMEOUT_S": "soon"}, [], "PRIMARY_OPENAI_TIMEOUT_S is 'soon'"),
    (make_small, ON_RUNNER | {"GITHUB_OUTPUT": "/dev/full", "INPUT_BASE": "main"}, [], "Look at the runner's disk"),
]


def start(cwd, env, flags, python=sys.executable):
    environ = {"PATH": "/usr/bin:/bin", "HOME": str(cwd)} | (
        {"GITHUB_WORKSPACE": str(cwd)} if "GITHUB_ACTIONS" in env else {}
    )
    return subprocess.run(
        [python, "-I", str(ROOT / "entrypoint.py"), *flags],
        cwd=cwd,
        env=environ | env,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


@pytest.mark.parametrize(("make", "env", "flags", "sentence"), CASES)
def test_a_fault_of_the_users_world_is_a_sentence(tmp_path, make, env, flags, sentence):
    done = start(make(tmp_path), env, flags)
    said = (done.stdout if "GITHUB_ACTIONS" in env else done.stderr).splitlines()[-1]

    assert done.returncode == 1, done.stderr
    assert said.startswith(("error: ", "::error title=pr-writer::"))
    assert sentence in said
    assert "Traceback" not in done.stdout + done.stderr
    assert "⟨" not in done.stdout + done.stderr


def test_a_python_without_the_packages_says_how_to_install_them(tmp_path):
    venv.create(tmp_path / "bare", with_pip=False)
    done = start(make_small(tmp_path), {}, ["--use-llm", "false"], python=str(Path(tmp_path) / "bare/bin/python"))

    assert done.returncode == 1
    assert "Run `make draft`, which installs what is needed" in done.stderr.splitlines()[-1]


def test_names_by_another_hash_are_read(tmp_path):
    repo = make_small_repo(tmp_path / "clone")
    repo.git("init", "-q", "--object-format=sha256", str(tmp_path / "long"))
    (tmp_path / "long/a").write_text("1\n")
    for words in (("add", "a"), ("commit", "-qm", "Add a")):
        repo.git("-C", str(tmp_path / "long"), *words)

    done = start(tmp_path / "long", {}, ["--use-llm", "false"])

    assert (done.returncode, done.stdout.partition("\n")[0]) == (0, "Add a"), done.stderr
