"""Characters that a reader cannot see: shown to the model, kept from the pull request."""

from __future__ import annotations

from pr_writer.lazy_pattern import compile_lazily

_ASCII_CONTROL = "\x00-\x08\x0b\x0c\x0e-\x1f\x7f"
_CONTROL = f"{_ASCII_CONTROL}\x80-\x9f"
_BIDI = "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"
_INVISIBLE = (
    "\xad\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b\u2028\u2029\u2060-\u2065\u206a-\u206f\u3164\ufeff\uffa0\ufff0-\ufffb"
    "\U0001bca0-\U0001bca3\U0001d173-\U0001d17a"
    "\ufe00-\ufe0e"  # variation selectors carry hidden bytes; of U+FE0F see below
    "\U000e0000-\U000e0fff"  # tag characters spell ASCII that only a model sees
)
_SURROGATES = "\ud800-\udfff"

# U+200C and U+200D are spelling in these scripts, and U+200D ties emoji together; elsewhere they only hide something.
# https://www.unicode.org/reports/tr31/#Layout_and_Format_Control_Characters
_SCRIPTS = (
    "\u0600-\u061b\u061d-\u08ff\u0900-\u0dff\u0e00-\u0fff\u1000-\u109f\u1700-\u17b3\u17b6-\u17ff\u1800-\u180a\u1820-\u18af"
    "\u1900-\u1cff\ua800-\uabff\ufb50-\ufdff\ufe70-\ufefe\U00010a00-\U00011fff\U0001e900-\U0001e95f"
)
_EMOJI = "\u2190-\u2bff\u3030\u303d\u3297\u3299\U0001f000-\U0001faff"
_JOINED = f"{_SCRIPTS}{_EMOJI}\ufe0f"
_STRAY_JOINER = f"(?<![{_JOINED}])[\u200c\u200d]|[\u200c\u200d](?![{_JOINED}])"
# U+FE0F makes an emoji of the sign before it, and of a digit with U+20E3 a key.
_STRAY_SELECTOR = f"(?<![{_EMOJI}\xa9\xae\u203c\u2049\u2122\u2139#*0-9])\ufe0f|(?<=[#*0-9])\ufe0f(?!\u20e3)"

# All that an ASCII text can hide; the others are large, and most texts never need them.
_HIDDEN_ASCII = compile_lazily(f"[{_ASCII_CONTROL}]")
_HIDDEN = compile_lazily(f"[{_CONTROL}{_BIDI}{_INVISIBLE}]")
_STRAY = compile_lazily(f"{_STRAY_JOINER}|{_STRAY_SELECTOR}")
_REVEALED = compile_lazily(f"{_HIDDEN.pattern}|{_STRAY.pattern}")
_JOINERS = compile_lazily("[\u200c\u200d]")
_LONE_SURROGATE = compile_lazily(f"[{_SURROGATES}]")


def reveal_invisible(text: str) -> tuple[str, int]:
    """Return the text with each hidden character spelled out as ``⟨U+202E⟩``, and how many there were."""
    hidden = _HIDDEN_ASCII if text.isascii() else _REVEALED
    return hidden.subn(lambda found: f"⟨U+{ord(found[0]):04X}⟩", text)


def strip_hidden(text: str, *, joiners: bool = True) -> str:
    """Return the text without hidden characters; ``joiners`` keeps those that spell a word or an emoji."""
    if text.isascii():
        return _HIDDEN_ASCII.sub("", text)
    text = _HIDDEN.sub("", text)
    if not joiners:
        text = _JOINERS.sub("", text)
    # The first pass leaves only selectors that belong to a sign, and so the second one only joiners that join.
    text = _STRAY.sub("", _STRAY.sub("", text))
    return _LONE_SURROGATE.sub("\ufffd", text)
