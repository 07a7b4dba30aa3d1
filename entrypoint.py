"""Drafts a pull request's title and body and writes them; the image starts it, ``pr_writer`` is the program."""

import os
import sys

# An isolated interpreter (-I) leaves the script's own folder out, which keeps the workspace out as well.
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))  # noqa: PTH100, PTH120 - pathlib costs 5 ms here

from pr_writer.__main__ import run

if __name__ == "__main__":
    run()
