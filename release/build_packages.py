"""Builds the wheel and the sdist of the source into dist/, with the commit's time in them."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from build_image import export_source
from common import Release, run, set_output, start


def build_packages(release: Release, folder: str = "dist") -> None:
    """Build with hatchling, which has to be importable, from a clean export of the source."""
    out = Path(folder).resolve()
    with tempfile.TemporaryDirectory() as scratch:
        export_source(release, Path(scratch))
        command = (sys.executable, "-m", "hatchling", "build", "--directory", str(out))
        run("env", f"--chdir={scratch}", *command, env={"SOURCE_DATE_EPOCH": release.epoch})
    set_output(packages=" ".join(sorted(file.name for file in out.iterdir())))


if __name__ == "__main__":
    start(build_packages, "release/build_packages.py TAG [FOLDER]")
