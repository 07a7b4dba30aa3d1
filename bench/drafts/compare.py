"""Drafts of two labels → one page for a blind reader, and the key that tells afterwards which was which."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence

from bench.drafts.score import read_draft

INTRODUCTION = """\
# Which description would you merge?

Two descriptions of each change, in an order drawn for each; who wrote which stands in another file. For each change
write one line: its name, then `1`, `2` or `=`.
"""


def write_page(
    drafts: Mapping[str, Mapping[str, str]], labels: Sequence[str], seed: int
) -> tuple[str, dict[str, list[str]]]:
    """Return the page and its key, of drafts by case and label; a case that a label lacks is left out.

    The key gives for each case the labels in the order in which its drafts stand on the page.
    """
    key = {
        case: _draw_order(case, labels, seed) for case, texts in sorted(drafts.items()) if set(labels) <= texts.keys()
    }
    parts = [INTRODUCTION]
    for case, order in key.items():
        parts.append(f"## {case}\n")
        parts += [f"**{number}**\n\n{_quote(drafts[case][label])}\n" for number, label in enumerate(order, 1)]
    return "\n".join(parts), key


def count_choices(answers: str, key: Mapping[str, Sequence[str]]) -> dict[str, int]:
    """Return how often each label was chosen, and "=" for neither, from lines of a case's name and 1, 2 or =."""
    counts = dict.fromkeys([*sorted({label for order in key.values() for label in order}), "="], 0)
    for line in answers.splitlines():
        case, _, choice = line.strip().rpartition(" ")
        order = key.get(case.strip(" :-*`"))
        if order and choice in {"1", "2", "="}:
            counts[choice if choice == "=" else order[int(choice) - 1]] += 1
    return counts


def _draw_order(case: str, labels: Sequence[str], seed: int) -> list[str]:
    order = sorted(labels)
    random.Random(f"{seed} {case}").shuffle(order)
    return order


def _quote(text: str) -> str:
    """Return a draft as a quotation, so that its headings stay its own, and without the name of its model."""
    title, body = read_draft(text)
    return "\n".join(f"> {line}".rstrip() for line in (f"**{title}**", "", *body.splitlines()))
