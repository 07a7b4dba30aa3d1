from __future__ import annotations

import io
import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pr_writer.git.patch_stream import MalformedPatch, read_excerpts
from pr_writer.git.raw_diff import Record, parse_record, unquote_path

RECORD = Record(b"a", None, "modified", "100644", "100644", "1" * 40, "2" * 40)
HEADER = b"diff --git a/a b/a\nindex 1..2 100644\n--- a/a\n+++ b/a\n"


def quote(path):
    """Quote as git's quote_c_style does."""
    escapes = {7: b"a", 8: b"b", 9: b"t", 10: b"n", 11: b"v", 12: b"f", 13: b"r", 34: b'"', 92: b"\\"}
    body = b"".join(
        b"\\" + escapes[byte] if byte in escapes else bytes([byte]) if 32 <= byte < 127 else b"\\%03o" % byte
        for byte in path
    )
    return b'"' + body + b'"' if body != path else path


@settings(deadline=None)
@given(st.binary(min_size=1).filter(lambda path: b"\0" not in path))
def test_any_path_survives_gits_quoting(path):
    line = b":100644 100755 " + b"1" * 40 + b" " + b"2" * 40 + b" R090\t" + quote(b"old") + b"\t" + quote(path) + b"\n"

    record = parse_record(line)

    assert (record.path, record.old_path, record.kind, record.new_mode) == (path, b"old", "renamed", "100755")


@pytest.mark.parametrize("path", [b'"', b"a", b'"a', b""])
def test_what_is_not_quoted_is_left_alone(path):
    assert unquote_path(path) == path


def read(stream, records=1, room=100_000):
    return [excerpt for _, excerpt in read_excerpts(io.BytesIO(stream), [RECORD] * records, room)]


@settings(deadline=None)
@given(
    st.lists(st.binary(max_size=30).filter(lambda line: b"\n" not in line), min_size=1, max_size=30), st.integers(1, 40)
)
def test_whatever_a_file_says_is_counted_and_kept(lines, room):
    body = b"@@ -0,0 +1 @@\n" + b"".join(b"+" + line + b"\n" for line in lines)

    first, second = read(HEADER + body + HEADER + b"@@ -1 +0,0 @@\n-x\n", 2)
    (cut,) = read(HEADER + body, 1, room)

    assert (first.added, first.removed, first.line_count) == (len(lines), 0, len(lines) + 1)
    assert (second.added, second.removed) == (0, 1)
    assert (cut.added, cut.line_count, cut.digest) == (len(lines), len(lines) + 1, first.digest)
    assert [line.number for line in cut.read_lines()] == sorted({line.number for line in cut.read_lines()})


@pytest.mark.parametrize("stream", [b"", b"noise\n", HEADER * 2])
def test_a_stream_that_is_not_what_was_announced_is_refused(stream):
    with pytest.raises(MalformedPatch):
        read(stream)


def test_a_large_patch_keeps_its_start_its_shape_and_its_end():
    lines = [b"+def f%d():\n" % n if n % 50 == 0 else b"+    x = %d\n" % n for n in range(4000)]

    (excerpt,) = read(HEADER + b"@@ -0,0 +1,4000 @@\n" + b"".join(lines), room=8000)

    kept = [line.text for line in excerpt.read_lines()]
    assert sum(map(len, kept)) < 10_000
    assert kept[1] == b"+def f0():"
    assert kept[-1] == b"+    x = 3999"
    functions = [int(line[6:-3]) for line in kept if line.startswith(b"+def")]
    assert len(functions) > 10
    assert max(b - a for a, b in itertools.pairwise(functions)) <= 1000
