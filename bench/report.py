"""Figures → bench/results.md."""

from __future__ import annotations

from bench import diff_budget, image, router

# From PR-Agent's side of an earlier comparison, for where it is not installed.
EARLIER = """\
PR-Agent was not installed here (`make bench-rivals` does that). Measured earlier on another day: its describe took
8.2 s and 351 MiB, with 652 MB of packages and 17 GitHub calls, for a pull request of two files.
"""
BUDGET = f"Changes of six sizes, the larger holding the smaller, at {diff_budget.TOKENS:,} tokens."
INTRO = """\
# Measured

Written by `make bench`; nothing here is typed in. Every contender describes the same pull request of two files, whose
history is on the disk, in a fresh process, in turn with the others, against the same servers on the loopback, which
answer at once: so what differs is what a contender costs by itself. Medians of seven runs.
"""


def write_report(results: dict) -> str:
    whole = results["whole"]
    rows = whole["rows"]
    parts = [INTRO, f"## A whole run\n\n{_tell(whole)}\n", write_whole(rows)]
    if not any(row["id"] == "pr-agent" for row in rows):
        parts.append(EARLIER)
    parts.append(write_notes(rows))
    if part := results.get("image"):
        parts.append(f"## The image\n\n{_tell(part)}\n\n{image.write_figures(part['rows'])}")
    if part := results.get("router"):
        parts.append(f"## The router\n\n{_tell(part)}\n\n{router.write_figures(part['rows'])}\n")
    if part := results.get("budget"):
        shown = diff_budget.write_rows(part["rows"])
        parts.append(f"## What the diff's budget shows\n\n{_tell(part)} {BUDGET}\n\n{shown}\n")
    if part := results.get("scale"):
        parts.append(f"## The diff reader at scale\n\n{_tell(part)}\n\n{write_scale(part['rows'])}\n")
    return "\n".join(parts)


def write_summary(results: dict) -> str:
    """Return the README's table: the whole run in a few figures."""
    rows = {row["id"]: row for row in results["whole"]["rows"]}
    ours, floor, local, rival = rows["ours"], rows["floor"], rows["local"], rows.get("pr-agent")
    shown = {"pr-writer": ours, "the three SDKs alone": floor, **({rival["name"]: rival} if rival else {})}
    lines = [f"| | {' | '.join(shown)} |", f"| --- |{' ---: |' * len(shown)}"]
    for what, tell in (
        ("start to end, servers that answer at once", lambda row: f"{row['seconds']:.2f} s"),
        ("memory at its largest", lambda row: f"{row['megabytes']:.0f} MB"),
        ("calls to GitHub, to the model", lambda row: f"{row['rest']}, {row['model']}"),
    ):
        lines.append(f"| {what} | {' | '.join(map(tell, shown.values()))} |")
    more = f"Without a model, on a clone, it takes {local['seconds']:.2f} s and {local['megabytes']:.0f} MB."
    return "\n".join([*lines, "", f"{more} {results['whole']['about']['date']}, medians."])


def write_whole(rows: list) -> str:
    lines = ["| | s | from–to | × the floor | peak MB | REST calls | model calls |"]
    lines.append("| --- | ---: | ---: | ---: | ---: | ---: | ---: |")
    for row in rows:
        times = f"{row['seconds']:.2f} | {row['least']:.2f}–{row['most']:.2f} | {row['ratio']:.2f}"
        lines.append(f"| {row['name']} | {times} | {row['megabytes']:.0f} | {row['rest']} | {row['model']} |")
    return "\n".join(lines) + "\n"


def write_notes(rows: list) -> str:
    weights = [
        f"{row['name']} installs {row['packages']} packages of {row['installed_mb']:.0f} MB"
        for row in rows
        if "packages" in row
    ]
    return f"""\
- The floor imports the three SDKs and does a diff, a completion, two reads of the pull request and one write; that is
  all.
- openai-pr-description is no package that could be installed: its published calls are written down in
  `bench/openai_pr_description.py`, without its sample prompt, and that is what is measured.
- PR-Agent is spared the download of a tokenizer that it does in each run for most models.
- {"; ".join(weights)} (without byte-code).
"""


def write_scale(rows: dict) -> str:
    what = {
        "many": "10,000 files",
        "small": "100,000 small changes in 2,000 files",
        "huge": "300 MB of text, edited",
        "huge, added": "300 MB of text, added",
    }
    lines = ["| | `git diff --numstat` s | `git diff` s | its MB | reader s | its MB |"]
    lines.append("| --- | ---: | ---: | ---: | ---: | ---: |")
    for name, row in rows.items():
        git = f"{row['numstat']:.2f} | {row['diff']:.2f} | {row['diff_mb']:.0f}"
        lines.append(f"| {what.get(name, name)} | {git} | {row['reader']:.2f} | {row['mb']:.0f} |")
    return "\n".join(lines)


def _tell(part: dict) -> str:
    about = part["about"]
    return f"{about['date']}, {about['machine']}; {about['versions']}."
