"""Run a script as itself and write down the file of every module that is read on the way.

Usage: python -Iu tests/support/list_modules.py FILE SCRIPT …
"""

from __future__ import annotations

import runpy
import sys


def main() -> None:
    file, *sys.argv = sys.argv[1:]
    out = open(file, "w")  # noqa: PTH123, SIM115 - pathlib would count, and the script may end without a word

    def note(event: str, details: tuple) -> None:
        # A module is read by executing its code; what dataclasses and the like execute has no file.
        if event == "exec" and getattr(details[0], "co_name", "") == "<module>" and details[0].co_filename[0] == "/":
            out.write(f"{details[0].co_filename}\n")
            out.flush()

    sys.addaudithook(note)
    runpy.run_path(sys.argv[0], run_name="__main__")


main()
