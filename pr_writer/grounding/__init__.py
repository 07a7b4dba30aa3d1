"""A draft and the change it describes → the draft without what the change does not bear out."""

from __future__ import annotations

from pr_writer.grounding.claim_check import check_claims

__all__ = ["check_claims"]
