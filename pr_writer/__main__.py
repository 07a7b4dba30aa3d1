"""The program: ``pr-writer``, ``python -m pr_writer``, and what entrypoint.py starts."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING, NoReturn

from pr_writer.bootstrap import end, prepare_process

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

# A subcommand → the module that runs it, of which nothing is imported otherwise: its `main(argv, environ)` returns the
# exit code.
COMMANDS = {"backfill": "pr_writer.backfill.command", "serve": "pr_writer.server.command"}


def run() -> NoReturn:
    """Run on this process's command line and environment, and end the process with the exit code."""
    prepare_process()
    main, argv = find_main(sys.argv[1:])  # not before: what it imports profits from the line above
    from pr_writer.inputs.process_environment import erase_initial_environment, scrub_environment

    environ = scrub_environment(os.environ)
    erase_initial_environment()
    end(main(argv, environ))


def find_main(argv: Sequence[str]) -> tuple[Callable[[Sequence[str], Mapping[str, str]], int], Sequence[str]]:
    """Return what runs this command line, and what of the line it is given."""
    if argv and argv[0] in COMMANDS:
        from importlib import import_module

        return import_module(COMMANDS[argv[0]]).main, argv[1:]
    from pr_writer.app import main

    return main, argv


if __name__ == "__main__":
    run()
