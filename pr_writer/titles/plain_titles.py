"""Titles that are plain sentences: whether they begin with a capital letter."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pr_writer.titles.capitalization import fit_case
from pr_writer.values import Changes

NEARLY_ALL = 0.8  # of the subjects that have to agree: where people differ, the model's choice is as good


@dataclass(frozen=True, slots=True)
class Plain:
    """Titles without a prefix."""

    is_lower: bool

    def describe(self, changes: Changes | None = None) -> str:
        """Return the form in words, for the prompt."""
        del changes  # what the history knows is all there is to say
        return f"beginning in {'lower' if self.is_lower else 'upper'} case, without a prefix"

    def apply(self, title: str, changes: Changes, human_text: str) -> str:
        """Return the title with its first word in the right case."""
        del changes, human_text  # a plain title needs nothing else
        return fit_case(title, is_lower=self.is_lower)


def learn_plain(subjects: Sequence[str]) -> Plain | None:
    """Return the case in which nearly all subjects begin; None where there is none."""
    lower = sum(subject[:1].islower() for subject in subjects)
    upper = sum(subject[:1].isupper() for subject in subjects)
    if max(lower, upper) < NEARLY_ALL * len(subjects):
        return None
    return Plain(is_lower=lower > upper)
