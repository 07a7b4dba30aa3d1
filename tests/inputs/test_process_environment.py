from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
CANARY = "canary-8f3a"
# A child of a scrubbed process looks for the key in all that it may read.
SCRIPT = """
import os, subprocess, sys
sys.path.insert(0, sys.argv[1])
from pr_writer.inputs.process_environment import erase_initial_environment, scrub_environment
environ = scrub_environment(os.environ)
print(erase_initial_environment())
print(environ["FALLBACK_OPENAI_API_KEY"] == sys.argv[2][::-1])
child = f"import os; print(open('/proc/{os.getpid()}/environ', 'rb').read().strip(bytes(1)), sorted(os.environ))"
print(subprocess.run([sys.executable, "-I", "-c", child], capture_output=True, text=True, check=True).stdout)
print(os.environ["TZ"], os.environ["HOME"])
os.environ["HOME"] = "elsewhere"
print(subprocess.run(["/bin/sh", "-c", "echo $HOME $TZ $LC_TIME"], capture_output=True, text=True).stdout)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="there is no /proc to read it from")
@pytest.mark.parametrize("size", [0, 100_000])
def test_no_other_process_can_read_what_this_one_was_started_with(size):
    environ = {
        "PATH": os.environ["PATH"],
        "HOME": "/home/ada",
        "TZ": "UTC",
        "LC_TIME": "C.UTF-8",
        "FALLBACK_OPENAI_API_KEY": CANARY,
        "INPUT_GITHUB-TOKEN": CANARY,
        "NO_PROXY": "x" * size,
        "ODD": "\udcff",
    }
    done = subprocess.run(
        [sys.executable, "-I", "-c", SCRIPT, str(ROOT), CANARY[::-1]],
        env=environ,
        capture_output=True,
        text=True,
        check=False,
    )

    erased, is_returned, seen, *rest = done.stdout.splitlines()
    assert (erased, is_returned) == ("True", "True"), done.stderr
    # Python itself adds LC_CTYPE where it finds no locale.
    assert seen.replace("'LC_CTYPE', ", "") == "b'' ['HOME', 'LC_TIME', 'NO_PROXY', 'PATH', 'TZ']"
    assert CANARY not in done.stdout
    assert [line for line in rest if line] == ["UTC /home/ada", "elsewhere UTC C.UTF-8"]
