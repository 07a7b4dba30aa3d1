"""How many made-up secrets are found, what is found in code that holds none, and how fast.

Usage: python bench/secret_scan.py [--list] [FOLDER …]
Folders beside the standard library are searched for false alarms; without one, the installed openai and hypothesis.
"""

from __future__ import annotations

import argparse
import importlib.util
import os
import sys
import time
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

# ruff: noqa: E402 -- what is measured is this clone's

from support.secret_shapes import make_shapes

from pr_writer.sanitize.secrets import redact

KNOWN = ("canary-t0ken-of-th1s-run-x9", "ghs_" + "0aB1" * 9)


def measure_recall(*, is_listing):
    for group in ("known", "held out", "later"):
        shapes = [shape for shape in make_shapes() if shape.group == group]
        missed = [shape for shape in shapes if shape.payload in redact(shape.text)[0]]
        kinds = len({shape.kind for shape in shapes})
        share = 1 - len(missed) / len(shapes)
        print(f"recall, {group:8}: {len(shapes) - len(missed)} of {len(shapes)} shapes of {kinds} kinds, {share:.1%}")
        for shape in missed if is_listing else ():
            print(f"    missed: {shape.kind} / {shape.place}: {shape.text[:110]!r}")


def measure_precision(folders, *, is_listing):
    for folder in map(Path, folders):
        paths = [path for path in sorted(folder.rglob("*.py")) if "site-packages" not in path.relative_to(folder).parts]
        texts = [path.read_text("utf-8", errors="replace") for path in paths]
        started = time.process_time()
        findings = [redact(text, KNOWN)[1] for text in texts]
        seconds = time.process_time() - started
        kinds = Counter(finding.kind for found in findings for finding in found)
        size = sum(map(len, texts)) / 1e6
        print(f"{folder.name}: {len(paths)} files, {size:.1f} MB in {seconds:.2f} s; findings: {dict(kinds) or 'none'}")
        for path, text, found in zip(paths, texts, findings, strict=True) if is_listing else ():
            for finding in found:
                line = text.split("\n")[finding.line - 1].strip()[:90]
                print(f"    {path.relative_to(folder)}:{finding.line} {finding.kind}: {line}")


def measure_speed():
    library = Path(os.__file__).parent
    text = "".join(path.read_text("utf-8", errors="replace") for path in sorted(library.glob("*.py")))
    best = min(_time(lambda: redact(text, KNOWN)) for _ in range(3))
    print(f"speed: {len(text) / 1e6 / best:.1f} MB/s of the standard library's code in one text")


def _time(run):
    started = time.process_time()
    run()
    return time.process_time() - started


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--list", action="store_true", help="show what was missed and what was found")
    parser.add_argument("folders", nargs="*")
    given = parser.parse_args()
    installed = [importlib.util.find_spec(name).submodule_search_locations[0] for name in ("openai", "hypothesis")]
    measure_recall(is_listing=given.list)
    measure_precision([Path(os.__file__).parent, *(given.folders or installed)], is_listing=given.list)
    measure_speed()


if __name__ == "__main__":
    main()
