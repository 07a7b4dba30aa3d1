"""The program: ``pr-writer``, ``python -m pr_writer``, and what entrypoint.py starts."""

from __future__ import annotations

import importlib
import os
import sys
from typing import NoReturn

from pr_writer.bootstrap import end, prepare_process

# First word of the command line → the module whose ``main(argv, environ)`` runs in place of app's.
COMMANDS = {"serve": "pr_writer.server.command"}


def run() -> NoReturn:
    """Run on this process's command line and environment, and end the process with the exit code."""
    prepare_process()
    command, argv = COMMANDS.get("".join(sys.argv[1:2])), sys.argv[1:]
    # Not before: what is imported profits from the first line.
    main = importlib.import_module(command or "pr_writer.app").main
    from pr_writer.inputs.process_environment import erase_initial_environment, scrub_environment

    environ = scrub_environment(os.environ)
    erase_initial_environment()
    end(main(argv[1:] if command else argv, environ))


if __name__ == "__main__":
    run()
