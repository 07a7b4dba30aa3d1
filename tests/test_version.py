"""The version, which is written in one place, is shown where somebody who reports a fault would look for it."""

from __future__ import annotations

import pytest

from pr_writer.inputs.flags import read_flags
from pr_writer.publish.block import Memory, find_blocks, write_block
from pr_writer.version import __version__


def test_the_command_says_it(capsys):
    with pytest.raises(SystemExit) as end:
        read_flags(["--version"])

    assert end.value.code == 0
    assert capsys.readouterr().out == f"pr-writer {__version__}\n"


def test_the_marker_says_it_and_is_read_as_before():
    block = write_block("A body.", Memory("abc", "def"))
    (found,) = find_blocks(block)

    assert f" version={__version__} -->" in block.splitlines()[0]
    assert (found.is_ours, found.memory) == (True, Memory("abc", "def"))


def test_a_marker_without_it_is_read():
    old = write_block("A body.", Memory("abc", "def")).replace(f" version={__version__}", "")
    (found,) = find_blocks(old)

    assert (found.is_ours, found.memory) == (True, Memory("abc", "def"))


@pytest.mark.usefixtures("pull")
def test_github_and_the_job_summary_are_told_it(start, github):
    result = start()

    agents = {request.header("user-agent") for request in github.api_requests}
    assert agents == {f"pr-writer/{__version__}"}
    assert result.summary.rstrip().endswith(f"<sub>pr-writer {__version__}</sub>")
