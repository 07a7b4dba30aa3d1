"""Text from strangers → text that can do nothing but be read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pr_writer.sanitize.invisible_characters import reveal_hidden
    from pr_writer.sanitize.safe_body import defuse_body
    from pr_writer.sanitize.safe_log import neutralize_log
    from pr_writer.sanitize.safe_title import defuse_title

__all__ = ["defuse_body", "defuse_title", "neutralize_log", "reveal_hidden"]

_HOMES = {
    "defuse_body": "safe_body",
    "defuse_title": "safe_title",
    "neutralize_log": "safe_log",
    "reveal_hidden": "invisible_characters",
}


def __getattr__(name: str) -> Any:
    """Each function loads its module when it is asked for: the log is needed in every run, the rest in few."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
