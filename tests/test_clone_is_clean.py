"""The clone holds nothing that a test or a tool wrote into it."""

import subprocess

import pytest
from support.runner import ROOT


@pytest.mark.skipif(not (ROOT / ".git").exists(), reason="no clone")
def test_nothing_is_committed_that_is_ignored():
    listed = subprocess.run(
        ["git", "-C", ROOT, "ls-files", "--cached", "--ignored", "--exclude-standard"],
        capture_output=True,
        text=True,
        check=True,
    )

    assert listed.stdout == ""
