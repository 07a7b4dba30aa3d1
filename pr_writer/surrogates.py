"""Text from outside → text that can be encoded: half a surrogate pair kills encoders and the models' SDK."""

from __future__ import annotations

from pr_writer.lazy_pattern import compile_lazily

_LONE = compile_lazily("[\ud800-\udfff]")


def replace_surrogates(text: str) -> str:
    """Return the text with U+FFFD in place of each half of a surrogate pair; JSON and the environment may hold such."""
    return _LONE.sub("\ufffd", text)
