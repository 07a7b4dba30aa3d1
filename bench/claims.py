"""How well claims are checked: true sentences kept, deeds that nobody bears out struck, by language.

    .venv/bin/python bench/claims.py            the figures
    .venv/bin/python bench/claims.py --wrong    and the sentences that were judged wrongly

Three sets: ``claims_tuning.txt``, against which the patterns were tuned; ``claims_heldout.txt``, whose head tells what
each of its parts gave when it was measured for the first time; ``claims_projects.txt``, drawn at random from real
changelogs. All but the last were written by the hand that wrote the patterns: expect less of a stranger's wordings.
"""

from __future__ import annotations

import sys
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parent))

from pr_writer.grounding.claim_check import check_claims  # noqa: E402 -- the clone is on the path from here on
from pr_writer.values import Changes, Commit, Draft, FileChange  # noqa: E402

SETS = ("tuning", "heldout", "projects")
SUBJECT = "Retry uploads"


@dataclass(frozen=True, slots=True)
class Sample:
    kind: str  # "true": to be kept, "deed": to be struck
    language: str
    sentence: str


def read_samples(name: str) -> list[Sample]:
    samples, kind, language = [], "", ""
    for line in (HERE / f"claims_{name}.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("== "):
            _, kind, language = line.split()
        elif line.strip() and not line.startswith("#"):
            samples.append(Sample(kind, language, line))
    return samples


def make_changes() -> Changes:
    """A change that bears out no number and no deed, and has tests."""
    patch = "@@ -1 +1,2 @@\n-retry(False)\n+retry(True)\n+log(attempt)\n"
    files = tuple(
        FileChange(path, None, "modified", "100644", "100644", "a" * 40, "b" * 40, 2, 1, patch=patch, shown="whole")
        for path in ("src/upload.py", "tests/test_upload.py")
    )
    return Changes("a" * 40, "b" * 40, (Commit("c" * 40, SUBJECT, "", "A", is_merge=False),), files, 1)


def is_struck(sentence: str, changes: Changes) -> bool:
    """Say whether a sentence is taken out from between two others; code may lose its ticks."""
    body = f"Uploads are retried.\n\n{sentence}\n\nThe log names the attempt.\n"
    checked, _ = check_claims(Draft("Retry uploads", body, "m"), changes, human_text=SUBJECT)
    return checked.body.replace("`", "").replace("\\", "") != body.replace("`", "").replace("\\", "")


def count_right(samples: list[Sample]) -> tuple[Counter[tuple[str, str]], Counter[tuple[str, str]], list[Sample]]:
    """Return how many there are of each kind and language, how many of them were judged rightly, and the others."""
    changes = make_changes()
    total: Counter[tuple[str, str]] = Counter()
    right: Counter[tuple[str, str]] = Counter()
    wrong = []
    for sample in samples:
        key = (sample.kind, sample.language)
        total[key] += 1
        if is_struck(sample.sentence, changes) == (sample.kind == "deed"):
            right[key] += 1
        else:
            wrong.append(sample)
    return total, right, wrong


def main() -> None:
    for name in SETS:
        total, right, wrong = count_right(read_samples(name))
        print(f"{name}: {sum(total.values())} sentences")
        for kind, verb in (("true", "kept"), ("deed", "struck")):
            keys = [key for key in total if key[0] == kind]
            if not keys:
                continue
            parts = ", ".join(f"{key[1]} {right[key]}/{total[key]}" for key in keys)
            print(f"  {kind} {verb}: {sum(right[key] for key in keys)}/{sum(total[key] for key in keys)}  ({parts})")
        if "--wrong" in sys.argv:
            for sample in wrong:
                print(f"    {sample.kind} {sample.language}: {sample.sentence}")


if __name__ == "__main__":
    main()
