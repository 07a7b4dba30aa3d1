"""Twice as long a text costs no more than about twice as much, whatever it is: nobody's body holds up a run."""

import gc
import time

import pytest
from support.hostile import SEEDS, repeat

from pr_writer.markdown.blocks import scan_blocks
from pr_writer.markdown.length import shorten
from pr_writer.markdown.open_ends import find_open_ends
from pr_writer.markdown.references import read_references
from pr_writer.markdown.sections import drop_comments, read_key, split_sections
from pr_writer.sanitize import normalize_markdown, reveal_invisible, sanitize_body, sanitize_log, sanitize_title
from pr_writer.summarizer.line_wraps import join_wrapped

FUNCTIONS = {
    "sanitize_body": sanitize_body,
    "normalize_markdown": normalize_markdown,
    "human_text": lambda text: sanitize_body("see #1 and @a", human_text=text),
    "sanitize_title": sanitize_title,
    "sanitize_log": sanitize_log,
    "reveal_invisible": reveal_invisible,
    "scan_blocks": scan_blocks,
    "find_open_ends": find_open_ends,
    "shorten": lambda text: shorten(text, 50),
    "split_sections": split_sections,
    "drop_comments": drop_comments,
    "read_key": read_key,
    "read_references": read_references,
    "join_wrapped": join_wrapped,
}
SIZE = 12_000
FLOOR = 0.05  # seconds: below it, what is measured is the machine
RATIO = 3.2  # of a text twice as long; the square of the length would be 4


def measure(function, text, tries=1):
    """The best of some tries: whatever else the machine does only adds."""
    times = []
    gc.disable()  # or a test pays for what those before it left
    try:
        for _ in range(tries):
            started = time.process_time()
            function(text)
            times.append(time.process_time() - started)
    finally:
        gc.enable()
    return min(times)


def is_superlinear(function, seed, tries=1):
    twice = measure(function, repeat(seed, 2 * SIZE), tries)
    return twice > FLOOR and twice > RATIO * measure(function, repeat(seed, SIZE), tries)


@pytest.mark.slow
@pytest.mark.parametrize("name", FUNCTIONS)
def test_the_cost_of_a_text_grows_with_its_length_and_no_faster(name):
    function = FUNCTIONS[name]
    function("warm up")

    suspects = [seed for seed in SEEDS if is_superlinear(function, seed)]

    assert [seed for seed in suspects if is_superlinear(function, seed, tries=5)] == []
