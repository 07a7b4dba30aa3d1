"""How much of a change the diff's budget shows, for six sizes: python bench/diff_budget.py [TOKENS]"""

from __future__ import annotations

import io
import random
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from pr_writer.git.changed_files import choose_max_bytes
from pr_writer.git.patch_stream import read_excerpts
from pr_writer.git.raw_diff import Record
from pr_writer.prompting.diff_budget import cut_all

TOKENS = 24_000
SIZES = (1, 10, 50, 200, 558, 2000)  # files
FOLDERS = ("src/core", "src/api", "src/util", "tests", "docs")
MEDIAN_LINES = 20  # of a file that changes; a few change by hundreds


def write_patch(rng: random.Random, lines: int) -> bytes:
    """Write hunks of three lines of context and up to 12 that change."""
    hunks = []
    while lines > 0:
        count = min(lines, rng.randrange(1, 13))
        lines -= count
        changed = "".join(
            f"{rng.choice('+-')}    {rng.choice(('total', 'name', 'result'))}_{rng.randrange(10**4)} = "
            f"compute({rng.randrange(100)}, key={rng.randrange(10**5)!r})\n"
            for _ in range(count)
        )
        context = "".join(f"     line_{rng.randrange(10**4)} = read()\n" for _ in range(3))
        hunks.append(
            f"@@ -{rng.randrange(999)},7 +{rng.randrange(999)},7 @@ def run(self):\n{context}{changed}{context}"
        )
    return b"diff --git a/a b/a\n" + "".join(hunks).encode()


def make_change(count: int, seed: int = 1) -> tuple[list[str], list[Record], bytes]:
    """Return paths, records and the patches of so many files; a larger change holds all of a smaller one."""
    rng = random.Random(seed)
    paths, patches = [], []
    for number in range(count):
        paths.append(f"{rng.choice(FOLDERS)}/module_{number}.py")
        patches.append(write_patch(rng, max(1, int(rng.lognormvariate(0, 1.2) * MEDIAN_LINES))))
    records = [Record(path.encode(), None, "modified", "100644", "100644", "1" * 40, "2" * 40) for path in paths]
    return paths, records, b"".join(patches)


def list_rows(max_tokens: int = TOKENS) -> list[dict[str, int]]:
    """Return what is shown of changes of each size."""
    rows = []
    for count in SIZES:
        paths, records, patches = make_change(count)
        max_bytes = choose_max_bytes(records, max_tokens)
        excerpts = [excerpt for _, excerpt in read_excerpts(io.BytesIO(patches), records, max_bytes)]
        cuts = cut_all(paths, excerpts, max_tokens)
        rows.append(
            {
                "files": count,
                "lines": sum(excerpt.added + excerpt.removed for excerpt in excerpts),
                "shown": sum(cut.shown_lines for cut in cuts),
                "whole": sum(cut.is_whole for cut in cuts),
                "tokens": sum(cut.tokens for cut in cuts),
            }
        )
    return rows


def write_rows(rows: list[dict[str, int]]) -> str:
    """Return the figures as a Markdown table."""
    lines = ["| files | changed lines | shown | files shown whole | tokens | lines in 1,000 tokens |"]
    lines.append("| ---: | ---: | ---: | ---: | ---: | ---: |")
    for row in rows:
        rate = 1000 * row["shown"] / max(1, row["tokens"])
        facts = (row[name] for name in ("files", "lines", "shown", "whole", "tokens"))
        lines.append(f"| {' | '.join(f'{fact:,}' for fact in facts)} | {rate:.0f} |")
    return "\n".join(lines)


if __name__ == "__main__":
    print(write_rows(list_rows(int(sys.argv[1]) if len(sys.argv) > 1 else TOKENS)))
