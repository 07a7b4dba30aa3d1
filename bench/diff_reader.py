"""Memory and time of reading a pull request, against ``git diff`` of the same range.

Usage: python bench/diff_reader.py FOLDER [many|small|huge …]     (makes the repositories in FOLDER once)

many: 10,000 files; small: 100,000 small changes in 2,000 files; huge: one text file of 300 MB, added and then edited.
"""

from __future__ import annotations

import multiprocessing
import os
import random
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).parents[1]
MAX_MB = 200
READER = """
import os, sys
from pathlib import Path
sys.path.insert(0, sys.argv[1])
from pr_writer.git import open_repository, read_changes, resolve_range
from pr_writer.context.coverage import measure_coverage
with open_repository(Path(sys.argv[2]), environ=dict(os.environ)) as repository:
    found = resolve_range(repository, sys.argv[3], sys.argv[4])
    changes = read_changes(repository, found.base_sha, found.head_sha, ignore=[], max_tokens=24000)
print(measure_coverage(changes).lines_total)
"""


def line(rng):
    return f"    value_{rng.randrange(10**6)} = compute({rng.randrange(1000)}, name='{rng.getrandbits(40):x}')".encode()


def text(rng, lines):
    return b"\n".join(line(rng) for _ in range(lines)) + b"\n"


def make_many(rng):
    base = [(f"src/d{n % 100}/f{n}.py", text(rng, 60)) for n in range(6000)]
    edited = [(name, content.replace(b"compute", b"calc", 3)) for name, content in base]
    return [base, edited + [(f"new/d{n % 50}/g{n}.py", text(rng, 40)) for n in range(4000)]]


def make_small(rng):
    base = [(f"src/d{n % 100}/f{n}.py", text(rng, 1000)) for n in range(2000)]
    edited = []
    for name, content in base:
        lines = content.split(b"\n")
        lines[:1000:20] = [line(rng) for _ in range(50)]
        edited.append((name, b"\n".join(lines)))
    return [base, edited]


def make_huge(rng):
    words = [f"{rng.getrandbits(40):x}".encode() for _ in range(20_000)]
    lines = []
    size = 0
    while size < 300_000_000:
        lines.append(b" ".join(rng.choices(words, k=6)) + b"\n")
        size += len(lines[-1])
    edited = list(lines)
    edited[100] = edited[2_000_000] = b"edited\n"
    return [[("readme", b"x\n")], [("big.txt", b"".join(lines))], [("big.txt", b"".join(edited))]]


def make(path, commits):
    subprocess.run(["git", "init", "-q", "-b", "main", str(path)], check=True)
    for number, files in enumerate(commits):
        for name, content in files:
            (path / name).parent.mkdir(parents=True, exist_ok=True)
            (path / name).write_bytes(content)
        identity = ["-c", "user.name=bench", "-c", "user.email=bench@example.org", "-c", "gc.auto=0"]
        subprocess.run(["git", "-C", str(path), "add", "-A"], check=True)
        subprocess.run(["git", "-C", str(path), *identity, "commit", "-qm", str(number)], check=True)


def measure(*command):
    """Return seconds and the largest memory of the process and its children, in MB; a child of our own measures it."""
    start = time.perf_counter()
    process = os.posix_spawnp(
        command[0], command, dict(os.environ), file_actions=[(os.POSIX_SPAWN_OPEN, 1, os.devnull, os.O_WRONLY, 0)]
    )
    _, status, usage = os.wait4(process, 0)
    assert status == 0, command
    return time.perf_counter() - start, usage.ru_maxrss / 1024


def compare(path, base, head):
    """Return seconds and megabytes of git's two ways and of the reader, and whether the reader keeps to its bars."""
    numstat, _ = measure("git", "-C", str(path), "diff", "--numstat", base, head)
    diff, diff_mb = measure("git", "-C", str(path), "diff", base, head)
    seconds, megabytes = measure(sys.executable, "-I", "-c", READER, str(ROOT), str(path), base, head)
    bar = 2.5 * numstat + 1
    is_ok = seconds <= bar and megabytes < MAX_MB
    return {"numstat": numstat, "diff": diff, "diff_mb": diff_mb, "reader": seconds, "mb": megabytes, "ok": is_ok}


def list_rows(folder, names=()):
    """Yield the name and the figures of each repository, which is made where it is not there yet."""
    for name in names or MAKERS:
        path = Path(folder) / name
        if not path.exists():
            # In a process of its own, because the memory of the children that are measured counts from their parent's.
            maker = multiprocessing.Process(
                target=lambda path=path, name=name: make(path, MAKERS[name](random.Random(1)))
            )
            maker.start()
            maker.join()
        yield name, compare(path, "HEAD~1", "HEAD")
        if name == "huge":
            yield "huge, added", compare(path, "HEAD~2", "HEAD~1")


def main():
    folder, *names = sys.argv[1:]
    passed = True
    for name, row in list_rows(folder, names):
        passed &= row["ok"]
        git = f"numstat {row['numstat']:5.2f} s   diff {row['diff']:5.2f} s {row['diff_mb']:5.0f} MB"
        reader = f"reader {row['reader']:5.2f} s {row['mb']:4.0f} MB (bar {MAX_MB})"
        print(f"{name:12} {git}   {reader}   {'ok' if row['ok'] else 'OVER'}")
    sys.exit(not passed)


MAKERS = {"many": make_many, "small": make_small, "huge": make_huge}

if __name__ == "__main__":
    main()
