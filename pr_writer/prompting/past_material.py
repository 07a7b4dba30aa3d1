"""Past commits → what a model is told of them: what they say, with which pull request they came, what they wrote."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from pr_writer.lazy_pattern import compile_lazily
from pr_writer.prompting.commit_material import tidy_body
from pr_writer.prompting.diff_budget import share
from pr_writer.prompting.token_estimate import estimate_tokens
from pr_writer.values import PastCommit

PAST_HEADING = (
    "Commits that wrote the lines that this change removes or changes (already merged: history, no part of this change)"
)
PAST_TOKENS = 1_200  # for all of them
LINE_LIMIT = 200  # characters of a subject and of a title
PLACES_TOLD = 3  # files of which a commit wrote lines
REVERT_WEIGHT = 8.0  # what was taken back, and why, is told whole before others are told at all
SAME = 60  # characters by which a message is known to be the same as another

_REVERT = compile_lazily(r"(?:revert|reapply)\b", re.IGNORECASE)


def list_past_commits(commits: Sequence[PastCommit], tokens: int = PAST_TOKENS) -> Iterator[str]:
    """Yield the lines that tell of the commits, in their order, within ``tokens``; those for which none are left go.

    Each is told with its first line, what it wrote, and as much of its message as there is room for.
    """
    told: list[tuple[PastCommit, str, str]] = []
    left = tokens
    for past in commits:
        head, foot = _tell_head(past), _tell_places(past)
        cost = estimate_tokens(f"{head}\n  {foot}\n")
        if cost <= left:
            left -= cost
            told.append((past, head, foot))
    texts = [_tell_message(past) for past, _, _ in told]
    needs = list(map(estimate_tokens, texts))
    weights = [REVERT_WEIGHT if _REVERT.match(past.commit.subject) else 1.0 for past, _, _ in told]
    shares = share(needs, weights, left)
    for (_, head, foot), text, need, granted in zip(told, texts, needs, shares, strict=True):
        yield head
        if text and granted:
            cut = text if granted >= need else f"{text[: len(text) * granted // need].rstrip()} …"
            yield "\n".join(f"  {line}".rstrip() for line in cut.splitlines())
        if foot:
            yield f"  {foot}"


def _tell_head(past: PastCommit) -> str:
    facts = [past.commit.sha[:10], past.day]
    if past.pull:
        named = f"pull request #{past.pull.number}"
        facts.append(f"{named}, {_flatten(past.pull.title)}" if past.pull.title else named)
    return f"- {_flatten(past.commit.subject)} ({'; '.join(filter(None, facts))})"


def _tell_places(past: PastCommit) -> str:
    return f"It wrote {'; '.join(past.places[:PLACES_TOLD])}" if past.places else ""


def _flatten(text: str) -> str:
    """Return a subject or a title as one line that is not too long."""
    line = " ".join(text.split())
    return line if len(line) <= LINE_LIMIT else f"{line[:LINE_LIMIT].rstrip()} …"


def _tell_message(past: PastCommit) -> str:
    """Return the commit's own reason, and below it that of its pull request; a squash often has the same for both."""
    own, said = tidy_body(past.commit.body), tidy_body(past.pull.body) if past.pull else ""
    if own and said and (own[:SAME] in said or said[:SAME] in own):
        return max(own, said, key=len)
    return "\n\n".join(filter(None, (own, said)))
