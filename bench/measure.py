"""Run a command and say, as JSON in a file, how long it took and how much memory it had at its largest.

Usage: python -IS bench/measure.py FILE COMMAND …

A process of its own, because the memory of a child counts from its parent's, and this one is as small as can be.
"""

import json
import os
import sys
import time


def main():
    file, *command = sys.argv[1:]
    start = time.perf_counter()
    process = os.posix_spawnp(command[0], command, os.environ)
    _, status, usage = os.wait4(process, 0)
    seconds = time.perf_counter() - start
    code = os.waitstatus_to_exitcode(status)
    with open(file, "w") as out:  # noqa: PTH123 - pathlib is memory as well
        json.dump({"seconds": seconds, "megabytes": usage.ru_maxrss * 1024 / 1e6, "exit_code": code}, out)
    sys.exit(code)


main()
