"""Scores → a Markdown table, one line each, and the mean of each label."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

_HEADER = (
    *("label", "case", "kind", "total", "facts", "false claims", "title", "why first?", "words", "right length"),
    *("bullets by path?", "unknown paths", "not plain", "lint", "prompt", "drafted by"),
)


def format_table(scores: Sequence[Mapping[str, Any]]) -> str:
    """Return the scores by label and case; what a question mark follows is a heuristic."""
    rows: list[Sequence[str]] = [_HEADER, ["---"] * len(_HEADER), *map(_list_cells, scores)]
    for label in sorted({score["label"] for score in scores}):
        own = [score for score in scores if score["label"] == label]
        facts = [score["facts_share"] for score in own if score["facts_share"] is not None]
        means = [f"**{_mean([score['total'] for score in own]):.0f}**", f"{100 * _mean(facts):.0f} %" if facts else ""]
        rows.append([label, f"mean of {len(own)}", "", *means, *[""] * (len(_HEADER) - 5)])
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)


def _list_cells(score: Mapping[str, Any]) -> list[str]:
    wrong = [name.split("_", 1)[1].replace("_", " ") for name, holds in score["title_checks"].items() if not holds]
    return [
        score["label"],
        score["case"],
        score["kind"],
        str(score["total"]),
        _tell_facts(score["facts_share"], score["facts_missing"]),
        "; ".join(score["false_claims"]),
        f"not {', not '.join(wrong)}" if wrong else "ok",
        "yes" if score["starts_with_why_heuristic"] else "no",
        str(score["words"]),
        "yes" if score["is_right_length"] else "no",
        f"{100 * score['path_bullets_share_heuristic']:.0f} % of {score['bullets']}" if score["bullets"] else "",
        ", ".join(f"`{path}`" for path in score["unknown_paths"]),
        ", ".join(_tell_what_is_not_plain(score)),
        "; ".join(dict.fromkeys(fault["rule"] for fault in score.get("lint", ()))),
        str(score["prompt_tokens_estimate"] or ""),
        score["drafted_by"],
    ]


def _tell_facts(share: float | None, missing: Sequence[str]) -> str:
    if share is None:
        return ""
    return f"{100 * share:.0f} %" + (f"; not {', '.join(missing)}" if missing else "")


def _tell_what_is_not_plain(score: Mapping[str, Any]) -> list[str]:
    counts = {"HTML": len(score["html"]), "images": score["images"], "mentions": len(score["mentions"])}
    counts |= {"lines of the prompt": len(score["prompt_leaks"]), "repeated lines": score["repeated_lines"]}
    return [f"{name}: {count}" for name, count in counts.items() if count]


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values)
