from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pr_writer.prompting.token_estimate import estimate_tokens


# The counts are those of cl100k_base.
@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("def estimate_tokens(text: str) -> int:\n    return len(TOKEN.findall(text))\n", 18),
        ("The quick brown fox jumps over the lazy dog.", 10),
        ("", 0),
    ],
)
def test_an_estimate_is_near_what_a_real_tokenizer_counts(text, tokens):
    assert tokens * 0.75 <= estimate_tokens(text) <= tokens * 1.5


@given(st.text(), st.text())
def test_a_longer_text_never_costs_less_and_nothing_is_free(one, two):
    assert estimate_tokens(one + two) >= max(estimate_tokens(one), estimate_tokens(two)) - 1
    assert (estimate_tokens(one) > 0) == bool(one)
