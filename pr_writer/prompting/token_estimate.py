"""Estimate how many tokens a text costs, without a tokenizer's tables."""

from __future__ import annotations

from pr_writer.lazy_pattern import compile_lazily

# About one match for one token: the tokenizers cut a text into words (with the space before), up to three digits, runs
# of punctuation, line ends with what follows, and runs of spaces; a long word is several tokens.
TOKEN = compile_lazily(
    r" ?[A-Z]?[a-z]{1,9}| ?[A-Z]{1,4}|\d{1,3}| ?[!-/:-@\[-`{-~]{1,3}"
    r"|[\r\n]+|[ \t\f\v]{1,64}|[^\x00-\x7f]|[\x00-\x1f\x7f]"
)


def estimate_tokens(text: str) -> int:
    """Estimate the tokens of a text.

    Measured with ``bench/token_estimate.py`` on patches of Python, JavaScript, C and Perl against cl100k_base: 10 to
    14 % too high over a language, and one file in twenty below the truth at most. Hashes and base64 cost up to twice
    the estimate.
    """
    return len(TOKEN.findall(text))
