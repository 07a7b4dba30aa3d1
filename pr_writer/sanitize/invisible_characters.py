"""Characters that a reader cannot see: shown to the model, kept from the pull request."""

from __future__ import annotations

import re

_CONTROL = "\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f"
_BIDI = "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"
_JOINERS = "\u200c\u200d"
_INVISIBLE = (
    "\xad\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b\u2028\u2029\u2060-\u2065\u206a-\u206f\u3164\ufeff\uffa0\ufff0-\ufffb"
    "\U0001bca0-\U0001bca3\U0001d173-\U0001d17a"
    "\ufe00-\ufe0e"  # variation selectors carry hidden bytes; U+FE0F makes an emoji of a sign and stays
    "\U000e0000-\U000e0fff"  # tag characters spell ASCII that only a model sees
)
_SURROGATES = "\ud800-\udfff"

# A joiner is spelling in Persian, in Indic scripts and in emoji; beside ASCII it only hides something.
_JOINER_BESIDE_ASCII = f"(?:(?<![^\\x00-\\x7f])[{_JOINERS}]|[{_JOINERS}](?![^\\x00-\\x7f]))"

_HIDDEN = re.compile(f"[{_CONTROL}{_BIDI}{_INVISIBLE}]|{_JOINER_BESIDE_ASCII}")
_STRICT = re.compile(f"[{_CONTROL}{_BIDI}{_INVISIBLE}{_JOINERS}]")
_LONE_SURROGATE = re.compile(f"[{_SURROGATES}]")


def reveal_invisible(text: str) -> tuple[str, int]:
    """The text with each hidden character spelled out as ``⟨U+202E⟩``, and how many there were."""
    return _HIDDEN.subn(lambda found: f"⟨U+{ord(found[0]):04X}⟩", text)


def strip_hidden(text: str, *, joiners: bool = True) -> str:
    """The text without hidden characters; ``joiners`` keeps those that spell a word or an emoji.

    Repeats, since what stands beside a joiner changes as its neighbours go.
    """
    pattern = _HIDDEN if joiners else _STRICT
    while (stripped := pattern.sub("", text)) != text:
        text = stripped
    return _LONE_SURROGATE.sub("\ufffd", text)
