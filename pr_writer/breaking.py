"""Commits and titles → whether a person called a change breaking."""

from __future__ import annotations

import re
from collections.abc import Iterable

from pr_writer.values import Commit

_HEADER = r"[A-Za-z]{2,15}(?:\([^()]{0,60}\))?!: "
_FOOTER = r"(?m)^BREAKING[ -]CHANGE: *(?!(?:none|no|n/?a)\b)\S"


def is_breaking_title(title: str) -> bool:
    """Say whether a Conventional Commit's title has the exclamation mark."""
    return re.match(_HEADER, title.strip()) is not None


def is_breaking(commits: Iterable[Commit]) -> bool:
    """Say whether a commit has the exclamation mark, or the footer with something in it."""
    return any(is_breaking_title(one.subject) or re.search(_FOOTER, one.body) is not None for one in commits)
