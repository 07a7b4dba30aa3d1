"""The repository's own pull request template: where GitHub looks for it, and how it is filled in."""

from __future__ import annotations

from pr_writer.pull_template.fill import drop_boxes, fill_template
from pr_writer.pull_template.find import choose_template, find_templates, is_filled_in, is_untouched
from pr_writer.pull_template.proofs import is_proven

__all__ = [
    "choose_template",
    "drop_boxes",
    "fill_template",
    "find_templates",
    "is_filled_in",
    "is_proven",
    "is_untouched",
]
