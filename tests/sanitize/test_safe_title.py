"""A title is one line that triggers nothing."""

# ruff: noqa: E501 -- a row of a table is one line

import re
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sanitize.ordinary import TITLES

from pr_writer.sanitize import sanitize_title


@pytest.mark.parametrize("title", TITLES)
def test_an_ordinary_title_comes_out_unchanged(title):
    assert sanitize_title(title) == title


@pytest.mark.parametrize(
    ("title", "disarmed"),
    [
        ("Fix\nthe\r\nbug", "Fix the bug"),
        ("Fix\u2028the\x85bug\tnow", "Fix the bug now"),
        ("  Fix  it  ", "Fix it"),
        ("Fix \u202ethe\u202c bug", "Fix the bug"),
        ("F\u200bi\u200dx\ufeff", "Fix"),
        ("Fix \u0641\u200d \u200c", "Fix \u0641"),
        ("Fix\U000e0041\U000e0042", "Fix"),
        ("Fix\x00\x1b[31m it", "Fix[31m it"),
        ("Cafe\u0301", "Café"),
        ("Thanks @user for the fix", "Thanks user for the fix"),
        ("cc @org/team", "cc `@org/team`"),
        ("_@user", "_user"),
        ("@@user", "user"),
        ("Bump @types/node from 1 to 2", "Bump `@types/node` from 1 to 2"),
        ("Fix #12", "Fix 12"),
        ("Fixes: #12 and o/r#3", "Fixes: 12 and o/r 3"),
        ("Fix crash (#12)", "Fix crash"),
        ("Fix crash (GH-12)", "Fix crash"),
        ("Fix GH-12", "Fix 12"),
        ("Fix https://github.com/o/r/issues/12", "Fix o/r 12"),
        ("[skip ci] Fix", "Fix"),
        ("Fix [ci skip] [no ci]", "Fix"),
        ("Fix +semver: major", "Fix semver: major"),
        ("Fix it #major (MAJOR)", "Fix it major (major)"),
        ("Fix `[skip ci]` parsing", "Fix `skip ci` parsing"),
        ("***NO_CI*** Fix", "Fix"),
        ("Fix skip-checks: true", "Fix skip-checks"),
        ("[skip [skip ci] ci]", ""),
        ("/merge now", "merge now"),
        ("//merge", "merge"),
        ("##[error]Fix", "[error]Fix"),
        ("::error::Fix", "error: Fix"),
        ("Fix ::set-output name=x::y", "Fix set-output: y"),
        (":: ::error::", "error:"),
        ("![a](https://evil.example/x)", "a"),
        ("[text](https://evil.example)", "text"),
        ("<img src=x> Fix", "Fix"),
        ("<!-- hidden --> Fix", "Fix"),
        ("Fix <script>alert(1)</script>", "Fix alert(1)"),
        ("See https://evil.example/x", "See evil.example/x"),
        ("# Fix", "Fix"),
        ("<!-- pr-writer:end -->", ""),
        ("\u200b\u202e", ""),
        ("", ""),
    ],
)
def test_an_attack_loses_its_effect(title, disarmed):
    assert sanitize_title(title) == disarmed


@pytest.mark.parametrize(
    ("title", "human_text"),
    [
        ("Fix crash (#12)", "See #12"),
        ("Fix #12: crash", "Fixes #12"),
        ("Crash on start (#123)", "fix/123-crash"),
        ("Port o/r#12", "o/r#12"),
        ("Bump @types/node from 1 to 2", "Bump @types/node from 1 to 2"),
        ("Move to https://docs.example", "docs are at https://docs.example now"),
    ],
)
def test_what_the_author_wrote_stays(title, human_text):
    assert sanitize_title(title, human_text=human_text) == title


def test_a_branchs_name_alone_closes_nothing():
    assert sanitize_title("Fix #123: crash", human_text="fix/123-crash") == "Fix 123: crash"


@pytest.mark.parametrize("title", ["word " * 100, "x" * 300, "é" * 257, "🎉" * 400])
def test_a_title_is_at_most_as_long_as_github_takes(title):
    assert 0 < len(sanitize_title(title)) <= 256


PIECES = ["@", "user", "#12", "Fixes ", "GH-4", "o/r#3", "[skip ci]", "[ci skip]", "::", "error", "##", "[", "]", "(", ")", "/cmd", "`", "<!--", "-->", "![a](b)",
          "https://evil.example", " ", "\n", "\u200b", "\u202e", "\u0301", "e", "***NO_CI***", "<sub>LLM: x</sub>", "# ", "C#7"]  # fmt: skip


@settings(deadline=None, max_examples=500)
@given(st.one_of(st.lists(st.sampled_from(PIECES), max_size=14).map("".join), st.text(max_size=300)))
def test_any_title_triggers_nothing(title):
    disarmed = sanitize_title(title)
    outside_code = re.sub(r"(?<!`)(`+)(?!`)(.+?)(?<!`)\1(?!`)", "`", disarmed)
    assert sanitize_title(disarmed) == disarmed
    assert len(disarmed) <= 256
    assert unicodedata.is_normalized("NFC", disarmed)
    assert not re.search(
        r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\U000e0000-\U000e007f]", disarmed
    )
    assert not re.search(r"(?<![A-Za-z0-9])@[A-Za-z0-9]", outside_code)
    assert not re.search(r"(?<![A-Za-z0-9])#\d+(?![A-Za-z0-9])", outside_code)
    assert not re.search(r"(?i)\[\s*(?:skip ci|ci skip|no ci)\s*\]|##\[|^::|^/[a-z]", disarmed)
