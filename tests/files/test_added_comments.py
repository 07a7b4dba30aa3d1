"""The comments that a patch adds: all of them that surely are ones, and no code."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.drafting import patched

from pr_writer.files.added_comments import list_added_comments, list_comment_text
from pr_writer.files.comment_syntax import find_comment_syntax


@pytest.mark.parametrize(
    ("path", "lines", "comments"),
    [
        ("a.py", ["+x = 1  # why", "+y = '# no'"], ["why"]),
        ("a.py", ["+def f():", '+    """', "+    Why.", '+    """', "+    return 1"], ["Why."]),
        ("a.py", ['+x = """', "+# no", '+"""  # why'], ["why"]),
        ("a.py", [' x = """', "+# no", ' """'], []),
        (
            "a.ts",
            ["+const a = `// no` // why", "+/** First", "+ * second. */ f('/* no */')"],
            ["why", "First", "second."],
        ),
        ("a.java", [" * before", "+ * added", " */", "+int a; // why"], ["added", "why"]),
        ("a.rs", ["+//! Why", '+let a: &\'static str = "// no"; // too'], ["Why", "too"]),
        ("a.c", ["+a /* one */ + b /* two */", "+a = b * c;"], ["one two"]),
        ("a.sh", ["+echo ${#a} $# a#b '# no' # why"], ["why"]),
        ("a.js", ["+fetch(http://no) // https://why.example"], ["https://why.example"]),
        ("a.vue", ["+<p>no</p><!-- why -->", "+f() // as in its script"], ["why", "as in its script"]),
        ("a.hs", ["+f' = g' -- why", "+{- and", "+this -} f"], ["why", "and", "this"]),
        ("a.clj", ["+(f) ;; why"], ["why"]),
        ("a.ml", ["+let a = 1 (* why *)"], ["why"]),
        ("Makefile", ["+all: # why"], ["why"]),
        ("a.txt", ["+# no"], []),
        ("a", ["+# no"], []),
        ("a.py", ["-# gone", " # there", "+# new"], ["new"]),
        ("a.py", ["+def f():", '+    """Open', "… 12 more lines", "+x = 1", "+# why"], ["Open", "why"]),
    ],
)
def test_comments_are_told_from_code(path, lines, comments):
    found = list_added_comments([patched(path, *lines)])

    assert [text for _, texts in found for text in texts] == comments


def test_a_file_without_a_patch_or_a_known_language_has_none():
    assert list_added_comments([patched("a.bin", "+// x"), patched("b.py")]) == []
    assert find_comment_syntax("src/Dockerfile") is find_comment_syntax("a.sh")


@settings(deadline=None, max_examples=300)
@given(
    st.sampled_from(["a.py", "a.js", "a.rs", "a.lua", "a.html", "a.yml", "a.vue", "a.tex"]),
    st.lists(st.text(st.sampled_from("+- #/*'\"`<!->[]{}\\ab\n"), max_size=30), max_size=8),
)
def test_whatever_a_patch_holds_a_comment_is_part_of_an_added_line(path, lines):
    file = patched(path, *lines)
    added = " ".join(" ".join(line[1:] for line in file.patch.split("\n") if line.startswith("+")).split())

    for word in list_comment_text([file]).split():
        assert word in added
