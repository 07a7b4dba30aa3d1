"""How well the titles of the draft without a model agree with people's, on merged pull requests.

Usage: python bench/titles.py FILE [--worst N]

FILE has one JSON object a line: {"repo": "owner/name", "merge": "its sha", "branch": "x", "title": "a person's",
"commits": [{"subject": "…", "body": "…", "files": [["path", "added", "removed"], …]}, …]}. Such files are other
people's words and are not kept here; any repository that merges pull requests gives one (`git log --merges --numstat`).

The measure is the F1 of words: lower case, lightly stemmed, without stop words and without "(#123)". A third is held
out: of the projects where there are three or more, else of the merges. Rules are tuned on the rest only.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections import Counter
from hashlib import sha256
from pathlib import Path
from statistics import mean

sys.path.insert(0, str(Path(__file__).parents[1]))

from pr_writer.summarizer.summary import summarize_changes
from pr_writer.values import Changes, Commit, FileChange, PullRequest

STOP_WORDS = frozenset("a an and as at by for from in into is it its of on or that the this to with".split())  # noqa: SIM905 -- reads better
TINY_WORDS = 2


def split_words(title):
    """Return the words of a title that are compared, each as often as it stands there."""
    bare = re.sub(r"\(#\d+\)", "", title.lower())
    return Counter(stem(word) for word in re.findall(r"\w+(?:['’.]\w+)*", bare) if word not in STOP_WORDS)


def stem(word):
    """Return a word without the endings of English verbs and plurals, where enough is left of it."""
    for ending in ("ing", "ed", "es", "s", "e"):
        if word.endswith(ending) and len(word) - len(ending) >= 3 and not word.endswith("ss"):
            return word[: -len(ending)]
    return word


def score(title, persons):
    """Return the F1 of two titles' words, between 0 and 1."""
    ours, theirs = split_words(title), split_words(persons)
    shared = (ours & theirs).total()
    return 2 * shared / (ours.total() + theirs.total()) if shared else 0.0


def draft_title(merge):
    """Return the title of the template draft, from the commits and the sizes alone: there are no patches."""
    commits = tuple(
        Commit(
            f"{at:040x}",
            one["subject"].strip(),
            one["body"],
            "A Person",
            is_merge=False,
        )
        for at, one in enumerate(merge["commits"])
    )
    sizes = {}
    for one in merge["commits"]:
        for path, *counts in one["files"]:
            added, removed = (int(count) if count.isdigit() else 0 for count in counts)
            before = sizes.get(path, (0, 0))
            sizes[path] = (before[0] + added, before[1] + removed)
    files = tuple(
        FileChange(path, None, "modified", "100644", "100644", "a" * 40, "b" * 40, *counts)
        for path, counts in sizes.items()
    )
    # The base is not in the data: the name of no branch says nothing.
    pull = PullRequest(1, "", "", "", "b" * 40, merge["branch"], "h" * 40)
    return summarize_changes(pull, Changes("b" * 40, "h" * 40, commits, files, len(commits))).title


def share_most(merge):
    """Return the subject that shares most words with the branch's name; the first of those."""
    named = split_words(re.sub(r"[-_/]", " ", merge["branch"]))
    return max(subjects(merge), key=lambda subject: (split_words(subject) & named).total())


def subjects(merge):
    return [one["subject"].strip() for one in merge["commits"]]


def is_whole(title, merge):
    """Return True if a title is a commit's subject, but for a full stop."""
    return title.rstrip(".") in {subject.rstrip(".") for subject in subjects(merge)}


METHODS = {
    "ours": draft_title,
    "first subject": lambda merge: subjects(merge)[0],
    "nearest the branch": share_most,
    "best subject": lambda merge: max(subjects(merge), key=lambda subject: score(subject, merge["title"])),
}


def split(merges):
    """Return the merges to tune on and those held out: whole projects, where there are enough of them."""
    by_project = len({merge["repo"] for merge in merges}) >= 3
    names = sorted(
        {merge["repo"] if by_project else merge["merge"] for merge in merges},
        key=lambda name: sha256(name.encode()).hexdigest(),
    )
    held = set(names[: len(names) // 3])
    return (
        [merge for merge in merges if (merge["repo"] if by_project else merge["merge"]) not in held],
        [merge for merge in merges if (merge["repo"] if by_project else merge["merge"]) in held],
    )


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("file", type=Path)
    parser.add_argument(
        "--worst", type=int, default=0, metavar="N", help="show so many titles that agree least, of the tuned part"
    )
    args = parser.parse_args()

    merges = [json.loads(line) for line in args.file.read_text("utf-8").splitlines() if line.strip()]
    tuned, held_out = split(merges)
    groups = {"all": merges, "tuned on": tuned, "held out": held_out}
    for repo in sorted({merge["repo"] for merge in merges}):
        groups[repo] = [merge for merge in merges if merge["repo"] == repo]

    print(f"{'':28} {'merges':>6}", *(f"{name:>18}" for name in METHODS))
    for name, group in groups.items():
        figures = (mean(score(method(merge), merge["title"]) for merge in group) for method in METHODS.values())
        print(f"{name:28} {len(group):6}", *(f"{figure:18.3f}" for figure in figures))

    drafted = [(draft_title(merge), merge) for merge in merges]
    print(f"\nWith a count: {sum(bool(re.search(r'[0-9]+ more', title)) for title, _ in drafted)}. "
          f"At most two words: {sum(len(title.split()) <= TINY_WORDS for title, _ in drafted)}. "
          f"No whole subject: {sum(not is_whole(title, merge) for title, merge in drafted)}.")  # fmt: skip
    worst = sorted(tuned, key=lambda merge: score(draft_title(merge), merge["title"]))[: args.worst]
    for merge in worst:
        title = draft_title(merge)
        print(
            f"\n{score(title, merge['title']):.2f} {merge['repo']} {merge['branch']}\n"
            f"  person: {merge['title']}\n  ours:   {title}"
        )
        print(*(f"    - {subject[:110]}" for subject in subjects(merge)), sep="\n")


if __name__ == "__main__":
    main()
