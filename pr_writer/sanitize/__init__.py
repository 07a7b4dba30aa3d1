"""Text from strangers → text that can do nothing but be read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pr_writer.sanitize.invisible_characters import reveal_invisible
    from pr_writer.sanitize.safe_body import normalize_markdown, sanitize_body
    from pr_writer.sanitize.safe_log import sanitize_log
    from pr_writer.sanitize.safe_title import sanitize_title

__all__ = ["normalize_markdown", "reveal_invisible", "sanitize_body", "sanitize_log", "sanitize_title"]

_HOMES = {
    "normalize_markdown": "safe_body",
    "sanitize_body": "safe_body",
    "sanitize_title": "safe_title",
    "sanitize_log": "safe_log",
    "reveal_invisible": "invisible_characters",
}


def __getattr__(name: str) -> Any:
    """Each function loads its module when it is asked for: the log is needed in every run, the rest in few."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
