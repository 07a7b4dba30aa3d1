"""What the code around small changes costs, over the last merges of a clone; and whether git can apply each wide patch.

Usage: python bench/surroundings.py [--count N] [--show COMMIT] CLONE …
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import mean, median

sys.path.insert(0, str(Path(__file__).parents[1]))

from pr_writer.errors import ActionError
from pr_writer.git import open_repository, read_changes
from pr_writer.git.surroundings import add_surroundings
from pr_writer.prompting.token_estimate import estimate_tokens

BUDGET = 24_000  # the default of max-diff-tokens


def run_git(clone, *args):
    return subprocess.run(["git", "-C", clone, *args], capture_output=True, check=True).stdout


def count_tokens(files, name):
    return sum(estimate_tokens(getattr(file, name)) for file in files)


def is_applied(clone, file):
    """Return True if the wide patch makes the new file of the old one, or cannot be git's byte for byte."""
    old, new = (run_git(clone, "cat-file", "blob", sha) for sha in (file.old_id, file.new_id))
    if b"\r" in old or " more characters" in file.wide_patch or "\ufffd" in file.wide_patch:
        return True
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "file")
        path.write_bytes(old)
        patch = f"--- a/file\n+++ b/file\n{file.wide_patch}\n".encode()
        apply = ["git", "apply", "--unidiff-zero", "--whitespace=nowarn", "-"]
        done = subprocess.run(apply, cwd=folder, input=patch, capture_output=True, check=False)
        return done.returncode == 0 and path.read_bytes() == new


def measure(clone, commits):
    """Return tokens before and after, milliseconds, and patches that git does not apply, of each change in code."""
    found = []
    with open_repository(Path(clone), environ=os.environ) as repository:
        for head in commits:
            try:
                changes = read_changes(repository, *run_git(clone, "rev-parse", f"{head}^1", head).decode().split(),
                                       max_tokens=BUDGET)  # fmt: skip
            except ActionError as error:
                print(f"{head[:10]} {error}", file=sys.stderr)
                continue
            started = time.perf_counter()
            files = [file for file in add_surroundings(repository, changes, BUDGET).files if file.patch]
            spent = (time.perf_counter() - started) * 1000
            if any(file.wide_patch for file in files):
                broken = sum(not is_applied(clone, file) for file in files if file.wide_patch)
                found.append((count_tokens(files, "patch"), count_tokens(files, "shown_patch"), spent, broken))
            if len(commits) == 1:
                print("\n".join(f"### {file.path}\n{file.shown_patch}" for file in files))
    return found


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=60, help="merges of the first parents, 60 by default")
    parser.add_argument("--show", metavar="COMMIT", help="show what is around one commit's change")
    parser.add_argument("clones", nargs="+", metavar="CLONE")
    args = parser.parse_args()
    for clone in args.clones:
        listed = run_git(clone, "rev-list", "--first-parent", f"--max-count={args.count}", "HEAD").decode().split()
        found = measure(clone, [args.show] if args.show else listed)
        if not found:
            print(f"{clone}: no change is small and in code")
            continue
        before, after, spent, broken = zip(*found, strict=True)
        print(f"{clone}: {len(found)} changes, {mean(before):,.0f} → {mean(after):,.0f} tokens "
              f"(median {median(before):,.0f} → {median(after):,.0f}), {median(spent):.0f} ms, "
              f"at most {max(spent):.0f}; {sum(broken)} patches that git does not apply")  # fmt: skip


if __name__ == "__main__":
    main()
