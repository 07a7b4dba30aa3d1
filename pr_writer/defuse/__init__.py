"""Text from strangers → text that can do nothing but be read."""

from __future__ import annotations

from pr_writer.defuse.body import defuse_body
from pr_writer.defuse.hidden import reveal_hidden
from pr_writer.defuse.log import neutralize_log
from pr_writer.defuse.title import defuse_title

__all__ = ["defuse_body", "defuse_title", "neutralize_log", "reveal_hidden"]
