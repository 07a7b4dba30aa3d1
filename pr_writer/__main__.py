"""The program: ``pr-writer``, ``python -m pr_writer``, and what entrypoint.py starts."""

from __future__ import annotations

import os
import sys
from typing import NoReturn

from pr_writer.bootstrap import end, prepare_process


def run() -> NoReturn:
    """Run on this process's command line and environment, and end the process with the exit code."""
    prepare_process()
    from pr_writer.app import main  # not before: what it imports profits from the line above
    from pr_writer.inputs.process_environment import erase_initial_environment, scrub_environment

    environ = scrub_environment(os.environ)
    erase_initial_environment()
    end(main(sys.argv[1:], environ))


if __name__ == "__main__":
    run()
