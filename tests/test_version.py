"""The version, which is written in one place, is shown where somebody who reports a fault would look for it."""

from __future__ import annotations

import pytest

from pr_writer.inputs.flags import read_flags
from pr_writer.publish.marker import Memory, Signer, read_marker, write_marker
from pr_writer.version import __version__


def test_the_command_says_it(capsys):
    with pytest.raises(SystemExit) as end:
        read_flags(["--version"])

    assert end.value.code == 0
    assert capsys.readouterr().out == f"pr-writer {__version__}\n"


@pytest.mark.parametrize("signer", [Signer(), Signer("key", 7)])
def test_the_marker_says_it_and_one_without_it_or_of_another_version_is_read_as_well(signer):
    marker = write_marker(Memory("abc", "def", "012", ()), signer)
    remembered = read_marker(marker)

    assert marker.endswith(f" by={__version__} -->")
    assert (remembered.title, remembered.input_digest) == ("abc", "def")
    assert signer.verify(remembered)
    for other in ("", " by=12.0.1rc1"):
        assert read_marker(marker.replace(f" by={__version__}", other)) == remembered


@pytest.mark.usefixtures("pull")
def test_github_and_the_job_summary_are_told_it(start, github):
    result = start()

    agents = {request.header("user-agent") for request in github.api_requests}
    assert agents == {f"pr-writer/{__version__}"}
    assert result.summary.rstrip().endswith(f"<sub>pr-writer {__version__}</sub>")
