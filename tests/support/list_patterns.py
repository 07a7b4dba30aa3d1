"""Run a script as itself and write down where our own code has each pattern compiled, and whether on import.

Usage: python -Iu tests/support/list_patterns.py FILE SCRIPT …
"""

from __future__ import annotations

import os
import re._compiler as compiler
import runpy
import sys

ROOT = os.path.abspath(f"{__file__}/../../..")  # noqa: PTH100 - pathlib would count
OURS = (f"{ROOT}/pr_writer/", f"{ROOT}/llm_router/")
BETWEEN = (os.path.dirname(compiler.__file__), f"{ROOT}/pr_writer/lazy_pattern.py")  # noqa: PTH120


def main() -> None:
    file, *sys.argv = sys.argv[1:]
    out = open(file, "w")  # noqa: PTH123, SIM115 - the script may end without a word
    compile_pattern = compiler.compile

    def note(*given):
        frame = sys._getframe(1)
        while frame.f_code.co_filename.startswith(BETWEEN):
            frame = frame.f_back
        if frame.f_code.co_filename.startswith(OURS):
            out.write(f"{'import' if _is_import(frame) else 'use'} {frame.f_code.co_filename}:{frame.f_lineno}\n")
            out.flush()
        return compile_pattern(*given)

    compiler.compile = note
    runpy.run_path(sys.argv[0], run_name="__main__")


def _is_import(frame) -> bool:
    """Return True if this happens while a module of ours is read."""
    while frame:
        if frame.f_code.co_name == "<module>" and frame.f_code.co_filename.startswith(OURS):
            return True
        frame = frame.f_back
    return False


main()
