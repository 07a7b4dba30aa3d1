from __future__ import annotations

import subprocess
import zlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pr_writer.git import blobs, large_files
from pr_writer.git.git_process import GitFailure

LINES = st.lists(st.sampled_from([b"a\n", b"b\n", b"c\n", b"dd\n", b"\n"]), max_size=40)


def compare(old, new, block=1 << 20):
    return compare_blocks(*(iter([side[i : i + block] for i in range(0, len(side), block)]) for side in (old, new)))


def compare_blocks(old, new):
    return large_files.compare(old, new, 1 << 20)


@settings(deadline=None, max_examples=300)
@given(LINES, LINES, st.integers(1, 9), st.booleans())
def test_what_is_told_turns_the_old_side_into_the_new(old, new, block, ends_bare):
    before, after = b"".join(old), b"".join(new)
    after = after.removesuffix(b"\n") if ends_bare else after

    excerpt = compare(before, after, block)

    told = [line.text for line in excerpt.read_lines()]
    assert apply(before.split(b"\n")[: len(old)], told) == [
        line for line in after.removesuffix(b"\n").split(b"\n") if after
    ]
    assert excerpt.added == sum(line.startswith(b"+") for line in told)
    assert excerpt.removed == sum(line.startswith(b"-") for line in told)


def apply(lines, told):
    """Apply hunks without context, as their headers place them."""
    result, position = [], 0
    for line in told:
        if line.startswith(b"@@"):
            start = int(line.split()[1][1:]) - 1
            result += lines[position:start]
            position = start
        elif line.startswith(b"-"):
            assert lines[position] == line[1:]
            position += 1
        else:
            result.append(line[1:])
    return result + lines[position:]


def test_scattered_edits_are_counted_as_git_counts_them(tmp_path):
    old = [f"line {n} with some words\n".encode() for n in range(200_000)]
    new = list(old)
    new[10] = b"edited\n"
    new[100_000:100_000] = [b"inserted %d\n" % n for n in range(500)]
    del new[150_000:150_020]
    for name, lines in (("old", old), ("new", new)):
        (tmp_path / name).write_bytes(b"".join(lines))
    done = subprocess.run(
        ["git", "diff", "--no-index", "--numstat", "old", "new"], cwd=tmp_path, capture_output=True, check=False
    )

    excerpt = compare(b"".join(old), b"".join(new))

    assert (excerpt.added, excerpt.removed) == tuple(map(int, done.stdout.split()[:2]))


@pytest.fixture
def small_threshold(monkeypatch):
    monkeypatch.setattr(blobs, "LARGE", 1000)


@pytest.mark.usefixtures("small_threshold")
@pytest.mark.parametrize("packed", [False, True])
def test_a_file_over_the_threshold_is_read_like_any_other(clone, read, packed):
    text = "".join(f"line {n}\n" for n in range(500))
    base = clone.commit("one", {"big.txt": text, "gone.txt": text})
    head = clone.commit(
        "two",
        {"big.txt": text.replace("line 7\n", "seven\n"), "new.txt": text, "gone.txt": None, "b.bin": b"\0" * 2000},
    )
    if packed:
        clone.git("gc", "-q")

    files = {file.path: file for file in read(clone.path, base, head).files}

    assert (files["big.txt"].added, files["big.txt"].removed, files["big.txt"].is_binary) == (1, 1, False)
    assert files["big.txt"].patch == "@@ -8 +8 @@\n-line 7\n+seven"
    assert (files["new.txt"].kind, files["new.txt"].added) in (("added", 500), ("renamed", 0))
    assert (files["b.bin"].is_binary, files["b.bin"].new_size, files["b.bin"].shown) == (True, 2000, "name")


@pytest.mark.parametrize("end", [b"", b"\n"])
def test_a_line_that_is_too_long_to_hold_is_told_as_replaced(end):
    def side(last):
        return iter([b"x" * large_files.BLOCK] * 6 + [last + end])

    with pytest.raises(large_files._LongLine):
        compare_blocks(side(b"a"), side(b"b"))
    excerpt = large_files.tell_replaced(side(b"a"), side(b"b"))

    assert (excerpt.added, excerpt.removed, excerpt.line_count) == (1, 1, 3)
    assert excerpt.byte_count > 12 * large_files.BLOCK
    assert sum(len(block) for _, block in excerpt.kept) < 2000


@pytest.mark.parametrize("damage", [lambda raw: raw[:-40], lambda raw: raw[:30] + b"xx" + raw[32:]])
def test_a_damaged_object_is_noticed(tmp_path, damage):
    raw = zlib.compress(b"blob 5000\0" + bytes(range(1, 251)) * 20)
    (tmp_path / "loose").write_bytes(damage(raw))

    with (tmp_path / "loose").open("rb") as file, pytest.raises(GitFailure, match="corrupt"):
        list(large_files._inflate(file))
