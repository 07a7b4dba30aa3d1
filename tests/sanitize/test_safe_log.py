"""No byte from outside is ever parsed by the runner as a command."""

# ruff: noqa: E501 -- a row of a table is one line

import subprocess
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sanitize.log_lines import find_commands

from pr_writer.sanitize.safe_log import sanitize_log

COMMANDS = [
    "::error::x",
    "  ::set-output name=a::b",
    "\u3000::add-mask::x",
    "a\r::error::x",
    "a\n::stop-commands::t",
    "a\u2028::error::x",
    "a\x85::error::x",
    "a\x0b::error::x",
    "##[error]x",
    "text ##[set-output name=a]b",
    "##\x00[error]x",
    "#\u200b#[error]x",
    "##\xad[error]x",
    "#\x1b[31m#[error]x",
    "##\u0301[error]x",
    "###[group]x",
    "::ERROR file=a::x",
    "\x1b[0m::error::x",
    "\ufeff::error::x",
]


@pytest.mark.parametrize("text", COMMANDS)
def test_a_command_is_printed_and_not_obeyed(text):
    assert find_commands(sanitize_log(text)) == []


@pytest.mark.parametrize("text", ["::error::x", "a\r::group::x", "text ##[error]x", "##\xad[error]x", "\u3000::x::"])
def test_the_port_of_the_grammars_sees_the_commands(text):
    assert find_commands(text)


PIECES = ["::", ":", "#", "##", "[", "]", "error", "set-output name=a", " ", "\t", "\r", "\n", "\r\n", "\u2028", "\x85", "\x0b", "\u3000", "\u200b", "\xad",
          "\x1b[", "31m", "\x1b", "\x00", "\ufe00", "\u0301", "\U000e0041", "x"]  # fmt: skip


@settings(deadline=None, max_examples=600)
@given(st.one_of(st.lists(st.sampled_from(PIECES), max_size=16).map("".join), st.text(max_size=60)))
def test_no_text_holds_a_command(text):
    safe = sanitize_log(text)
    assert find_commands(safe) == []
    assert all(line.startswith("│ ") for line in safe.split("\n"))
    assert "\x1b" not in safe
    safe.encode()


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        ("", "│ "),
        ("plain\n\ntext", "│ plain\n│ \n│ text"),
        ("## Heading", "│ ## Heading"),
        ("a\tb", "│ a\tb"),
        ("\x1b[31mred\x1b[0m \x1b]8;;http://x\x07link", "│ red link"),
        ("lone \ud800 surrogate", "│ lone \ufffd surrogate"),
        ("日本 é", "│ 日本 é"),
    ],
)
def test_plain_text_stays_readable(text, printed):
    assert sanitize_log(text) == printed


def test_printing_does_not_load_the_parser():
    code = "import sys, pr_writer.sanitize.safe_log; sys.exit('markdown_it' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
