"""The program ends at once, and nothing is lost by it."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest
from support.runner import ROOT


@pytest.fixture
def start(repo, tmp_path):
    """A way to draft a clone with standard output going somewhere; how the process ended."""
    temp = tmp_path / "temp"
    temp.mkdir()

    def run(stdout, *, python="-I"):
        command = [sys.executable, python, str(ROOT / "entrypoint.py"), "--use-llm", "false"]
        environ = {"PATH": os.environ["PATH"], "TMPDIR": str(temp)}
        done = subprocess.run(
            command, cwd=repo.path, env=environ, stdout=stdout, stderr=subprocess.PIPE, text=True, check=False
        )
        assert list(temp.iterdir()) == [], "the temporary folder is removed before the end"
        return done

    return run


@pytest.mark.parametrize("python", ["-I", "-Iu"])
def test_all_that_was_printed_arrives(start, python):
    done = start(subprocess.PIPE, python=python)

    assert done.returncode == 0
    assert done.stdout.startswith("Add a greeting")
    assert done.stdout.endswith("\n")


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="Linux has a full disk at hand")  # noqa: PTH110
def test_what_could_not_be_printed_is_no_success(start):
    with open("/dev/full", "w") as full:  # noqa: PTH123
        done = start(full)

    assert done.returncode == 1
    assert done.stderr.splitlines()[-1].startswith("error: What is to be written does not fit on its disk")


def test_a_start_without_standard_output_ends_without_a_fault_of_its_own(repo):
    command = f"exec {sys.executable} -I {ROOT / 'entrypoint.py'} --use-llm false --base HEAD --head HEAD >&-"
    done = subprocess.run(["sh", "-c", command], cwd=repo.path, capture_output=True, text=True, check=False)

    assert (done.returncode, "Traceback" in done.stderr) == (0, False), done.stderr


def test_a_draft_that_has_nowhere_to_go_is_no_success_and_no_bug(repo):
    command = f"exec {sys.executable} -I {ROOT / 'entrypoint.py'} --use-llm false >&-"
    done = subprocess.run(["sh", "-c", command], cwd=repo.path, capture_output=True, text=True, check=False)

    assert (done.returncode, "Traceback" in done.stderr) == (1, False), done.stderr
    assert "standard output, and that is closed" in done.stderr
