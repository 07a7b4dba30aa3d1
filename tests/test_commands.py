"""The first word of a command line may name a subcommand; nothing of it is read otherwise."""

import subprocess
import sys

import pytest
from support.runner import ROOT

from pr_writer import app
from pr_writer.__main__ import COMMANDS, find_main


@pytest.mark.parametrize("name", COMMANDS)
def test_a_subcommand_is_run_with_the_rest_of_the_line(name):
    main, argv = find_main([name, "--help"])

    assert main.__module__ == COMMANDS[name]
    assert argv == ["--help"]


@pytest.mark.parametrize("argv", [[], ["--version"], ["--base", "backfill"], ["backfills"]])
def test_all_else_is_an_ordinary_run(argv):
    assert find_main(argv) == (app.main, argv)


@pytest.mark.program
@pytest.mark.parametrize("name", COMMANDS)
def test_each_subcommand_has_a_help_of_its_own(name):
    done = subprocess.run(
        [sys.executable, "-I", str(ROOT / "entrypoint.py"), name, "--help"], capture_output=True, text=True, check=False
    )

    assert done.returncode == 0
    assert done.stdout.startswith(f"usage: pr-writer {name}")
    assert "examples:" in done.stdout


@pytest.mark.program
def test_an_ordinary_run_reads_nothing_of_them():
    code = "import sys, pr_writer.app, pr_writer.pipeline, pr_writer.__main__; print('\\n'.join(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)

    packages = tuple(module.rpartition(".")[0] for module in COMMANDS.values())
    assert not [name for name in done.stdout.splitlines() if name.startswith(packages)]
