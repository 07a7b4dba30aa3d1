"""What a backlog will take, from the list alone: no model is asked and nothing is written."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import ceil
from typing import TYPE_CHECKING

from pr_writer.backfill.listing import OpenPull
from pr_writer.backfill.pacer import WRITE_EVERY_S, Room
from pr_writer.context.skip_rules import find_skip_reason
from pr_writer.inputs.settings import Settings

if TYPE_CHECKING:
    from llm_router import Backend

# Of a prompt around the diff; of an answer; and of a changed line with the lines around it, as the last 150 commits of
# this repository have them: 23.
FRAME_TOKENS, ANSWER_TOKENS, TOKENS_PER_LINE = 1_400, 400, 25
# A small change is shown with the code around it: what 174 merges of Flask, Vite, Prometheus and rust-analyzer got.
SMALL_DIFF, AROUND_TOKENS = 5_000, 1_000
MAX_PARTS = 13  # prompts of a change that is read in parts
# Reading, comparing where the clone is not whole, reading anew and writing; and what is left alone is only read.
# Who wrote the changed lines is asked of GraphQL, which has a limit of its own.
REQUESTS_OF_DRAFT, REQUESTS_OF_OTHERS = 4, 1


@dataclass(frozen=True, slots=True)
class Estimate:
    """What there is to do, about: ``skipped`` says how many are left alone for which reason.

    ``cost`` is None where no prices are set. ``minutes`` is what GitHub's limits ask for; a slow model takes longer.
    """

    matching: int
    to_draft: int
    described: int
    skipped: Mapping[str, int]
    prompt_tokens: int
    answer_tokens: int
    cost: float | None
    requests: int
    minutes: int


def estimate(
    pulls: Sequence[OpenPull],
    settings: Settings,
    backends: Sequence[Backend],
    room: Room | None,
    *,
    most: int | None = None,
) -> Estimate:
    """Return what describing these pull requests takes, ``most`` at most.

    ``room`` is what the token may still ask this hour.
    """
    reasons = [find_skip_reason(listed.pull, settings.skip_rules) for listed in pulls]
    others = [listed for listed, reason in zip(pulls, reasons, strict=True) if reason is None]
    undescribed = [listed for listed in others if settings.force or not listed.has_block]
    described, to_draft = len(others) - len(undescribed), undescribed[:most]
    prompt = sum(_estimate_prompt(listed, settings) for listed in to_draft) if settings.use_llm else 0
    answer = ANSWER_TOKENS * len(to_draft) if settings.use_llm else 0
    requests = REQUESTS_OF_DRAFT * len(to_draft) + REQUESTS_OF_OTHERS * (len(pulls) - len(to_draft))
    seconds = max(WRITE_EVERY_S * len(to_draft), _wait_for_requests(requests, room))
    return Estimate(
        matching=len(pulls),
        to_draft=len(to_draft),
        described=described,
        skipped=Counter(reason[0] for reason in reasons if reason),
        prompt_tokens=prompt,
        answer_tokens=answer,
        cost=_find_cost(backends, prompt, answer),
        requests=requests,
        minutes=ceil(seconds / 60),
    )


def write_estimate(told: Estimate, repository: str, room: Room | None) -> str:
    """Return the estimate as a few lines."""
    reasons = ", ".join(f"{count} {reason}" for reason, count in sorted(told.skipped.items()))
    left = f", of which the token has {room.remaining:,} left this hour" if room else ""
    price = f", at a price of {told.cost:.2f}" if told.cost is not None else ""
    pace = (
        f"at the pace that GitHub allows; a model that takes longer than {WRITE_EVERY_S:g} s for a draft takes longer"
    )
    lines = [
        f"{told.matching:,} open pull requests of {repository} match:",
        f"- {told.to_draft:,} to draft",
        f"- {told.described:,} described already: drafted again where their diff or the settings have changed",
        f"- {sum(told.skipped.values()):,} left alone{f': {reasons}' if reasons else ''}",
        "",
        f"About {told.prompt_tokens:,} tokens of prompts and {told.answer_tokens:,} of answers{price}.",
        f"About {told.requests:,} requests to GitHub{left}.",
        f"About {told.minutes:,} minute{'' if told.minutes == 1 else 's'} {pace}.",
        "No model was asked, and nothing was written.",
    ]
    return "\n".join(lines)


def _estimate_prompt(listed: OpenPull, settings: Settings) -> int:
    prompts = MAX_PARTS if settings.large == "summarise" else 1
    diff = listed.lines_changed * TOKENS_PER_LINE
    diff += AROUND_TOKENS if 0 < diff <= SMALL_DIFF else 0
    return FRAME_TOKENS + min(diff, settings.max_diff_tokens * prompts)


def _find_cost(backends: Sequence[Backend], prompt_tokens: int, answer_tokens: int) -> float | None:
    """Return the price at the dearest of the backends: which of them will answer is not known."""
    if not backends:
        return None
    from llm_router.budget import estimate_cost  # as in spending

    costs = [estimate_cost(backend, prompt_tokens, answer_tokens) for backend in backends]
    return max((cost for cost in costs if cost is not None), default=None)


def _wait_for_requests(requests: int, room: Room | None) -> float:
    """Return the seconds of whole hours that so many requests have to wait for."""
    if room is None:
        return 0.0
    beyond = requests - max(room.remaining - room.floor, 0)
    return 3_600.0 * ceil(max(beyond, 0) / max(room.limit - room.floor, 1))
