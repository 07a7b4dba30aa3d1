"""A wide patch is the patch with more around it: it applies as well and holds its budget."""

import difflib
import re
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.growth import grows_linearly

from pr_writer.prompting.token_estimate import estimate_tokens
from pr_writer.prompting.wide_patches import (
    AROUND,
    MAX_ADDED,
    MIN_ADDED,
    REACHES,
    SMALL_DIFF,
    can_be_widened,
    find_allowance,
    widen_patches,
)
from pr_writer.values import FileChange

OLD_ID = "1" * 40
HUNK = re.compile(r"@@ -(\d+),?(\d*) \+(\d+),?(\d*) @@(.*)")


def make_file(path, old, new, **facts):
    """The change of a file as git tells it, for texts that end with a line end."""
    told = list(difflib.unified_diff(old.splitlines(), new.splitlines(), lineterm="", n=3))[2:]
    added, removed = (sum(line.startswith(sign) for line in told) for sign in "+-")
    modes = {"old_mode": "100644", "new_mode": "100644", "old_id": OLD_ID, "new_id": "2" * 40}
    facts = {"kind": "modified", "shown": "whole", "shown_lines": added + removed} | modes | facts
    return FileChange(path, facts.pop("old_path", None), added=added, removed=removed, patch="\n".join(told), **facts)


def widen(path, old, new, allowance=MAX_ADDED):
    return widen_patches([make_file(path, old, new)], {OLD_ID: old}, allowance)[0]


def apply(old, patch):
    """Apply a patch as its headers say, and hold each of its lines against the old text."""
    lines, result, row, left = old.split("\n"), [], 0, (0, 0)
    for line in patch.split("\n"):
        if hunk := HUNK.fullmatch(line):
            assert left == (0, 0)
            start, new_start = (int(hunk[at]) - (hunk[at + 1] != "0") for at in (1, 3))
            result += lines[row:start]
            assert len(result) == new_start
            row, left = start, tuple(int(hunk[at] or 1) for at in (2, 4))
        elif line.startswith("+"):
            result.append(line[1:])
            left = left[0], left[1] - 1
        else:
            assert lines[row] == line[1:]
            result += [lines[row]] if line.startswith(" ") else []
            row, left = row + 1, (left[0] - 1, left[1] - line.startswith(" "))
    assert left == (0, 0)
    return "\n".join(result + lines[row:])


def write_function(name, lines, indent="    "):
    return f"def {name}():\n" + "".join(f"{indent}{name}_{n} = call({n})\n" for n in range(lines))


LINES = st.lists(
    st.sampled_from(
        ["", "a", "  b", "    c", "}", "def f():", "    if x:", "class A:", "@d", "# e", "@@ -1 +1 @@", "-x"]
    ),
    min_size=1,
    max_size=60,
)


@settings(deadline=None, max_examples=200)
@given(LINES, st.lists(st.tuples(st.integers(0, 59), st.integers(0, 3), LINES), max_size=4), st.integers(0, 900))
def test_it_makes_the_new_file_of_the_old_one(lines, edits, allowance):
    changed = list(lines)
    for start, count, put in edits:
        changed[start : start + count] = put[:4]
    old, new = ("".join(f"{line}\n" for line in side) for side in (lines, changed))
    file = widen("a.py", old, new, allowance)

    assert apply(old, file.shown_patch) == new if old != new else not file.shown_patch
    assert estimate_tokens(file.shown_patch) - estimate_tokens(file.patch) <= allowance
    if file.wide_patch:
        changed = ([line for line in patch.split("\n") if line[:1] in "+-"] for patch in (file.patch, file.wide_patch))
        assert len(set(map(tuple, changed))) == 1


def test_a_small_change_shows_its_function_and_not_the_next():
    old = "\n\n".join(write_function(name, 30) for name in ("one", "two", "three"))
    file = widen("a.py", old, old.replace("two_20 = call(20)", "two_20 = call(0)"))
    shown = file.wide_patch.split("\n")

    assert shown[1] == " def two():"
    assert shown[-1] == "     two_29 = call(29)"


def test_a_function_that_is_too_long_is_shown_as_far_as_fits_and_named():
    old = f"class Reader:\n{'    x = 1'}\n\n" + "".join(
        f"    {line}\n" for line in write_function("read", 900).split("\n")
    )
    new = old.replace("read_500 = call(500)", "read_500 = call(0)")
    wide = {allowance: widen("a.py", old, new, allowance).wide_patch for allowance in (5_000, 1_000, 300)}
    lengths = [wide[allowance].count("\n") for allowance in wide]

    assert all(patch.startswith("@@ ") and "@@ class Reader: … def read():\n" in patch for patch in wide.values())
    assert sorted(lengths, reverse=True) == lengths
    assert REACHES[-1] < lengths[-1] < lengths[0] <= 2 * REACHES[0] + 10
    assert widen("a.py", old, new, 10).wide_patch == ""


def test_where_no_function_is_some_lines_around_are_shown():
    old = "".join(f"key_{n} = {n}\n" for n in range(100))
    file = widen("a.toml", old, old.replace("key_50 = 50", "key_50 = 0"))

    assert file.wide_patch.split("\n")[1] == f" key_{50 - AROUND} = {50 - AROUND}"
    assert file.wide_patch.count("\n") == 2 * AROUND + 2


def test_hunks_in_one_function_become_one():
    old = write_function("read", 40)
    file = widen("a.py", old, old.replace("call(5)", "call(0)").replace("call(35)", "call(0)"))

    assert (file.patch.count("\n@@ "), file.wide_patch.count("\n@@ ")) == (1, 0)


def test_tests_get_less_than_code():
    old = write_function("read", 150)
    new = old.replace("call(70)", "call(0)")
    code, test = (make_file(path, old, new) for path in ("reader.py", "tests/test_reader.py"))
    wide = [file.wide_patch.count("\n") for file in widen_patches([test, code], {OLD_ID: old}, 3_000)]

    assert 0 < wide[0] < wide[1]
    assert wide[1] == 152


def test_all_files_together_hold_the_allowance():
    old = write_function("read", 150)
    files = [make_file(f"f{n}.py", old, old.replace("call(70)", "call(0)")) for n in range(20)]
    wide = widen_patches(files, {OLD_ID: old}, 2_000)
    added = sum(estimate_tokens(file.shown_patch) - estimate_tokens(file.patch) for file in wide)

    assert sum(bool(file.wide_patch) for file in wide) > 10
    assert 1_500 < added <= 2_000


def test_line_ends_of_windows_are_left_out_as_in_the_patch():
    old = write_function("read", 20)
    file = make_file("a.py", old, old.replace("call(10)", "call(0)"))
    (wide,) = widen_patches([file], {OLD_ID: old.replace("\n", "\r\n")}, MAX_ADDED)

    assert wide.wide_patch.split("\n")[1] == " def read():"
    assert "\r" not in wide.wide_patch


def test_the_end_of_a_file_without_a_line_end_is_told_as_git_tells_it():
    old = write_function("read", 12).removesuffix("\n")
    file = make_file("a.py", old, old.replace("call(2)", "call(0)"))
    (wide,) = widen_patches([file], {OLD_ID: old}, MAX_ADDED)

    assert wide.wide_patch.endswith("read_11 = call(11)\n\\ No newline at end of file")


def test_a_very_long_line_around_is_cut():
    old = write_function("read", 12).replace("call(2)", f"call({'x, ' * 900})")
    wide = widen("a.py", old, old.replace("call(9)", "call(0)")).wide_patch

    assert max(map(len, wide.split("\n"))) < 700
    assert re.search(r"x, .* … 2,\d{3} more characters\n", wide)


@pytest.mark.parametrize("changed", [0, 2, 20, 31, 34])
def test_nothing_of_a_private_key_is_shown_that_the_patch_does_not_show(changed):
    lines = ["def read():", "    a = 1", "    b = 2"]
    lines += ["-----BEGIN RSA " + "PRIVATE KEY-----", *(f"    {n:02}{'aB3/' * 15}" for n in range(25))]
    lines += ["-----END RSA " + "PRIVATE KEY-----", *(f"    c_{n} = 3" for n in range(9))]
    old = "".join(f"{line}\n" for line in lines)
    lines[changed] += "  # new"
    file = widen("a.py", old, "".join(f"{line}\n" for line in lines))

    assert file.shown_patch.count("aB3/") == file.patch.count("aB3/")


def test_a_secret_in_the_name_of_what_is_around_is_not_cut_in_half():
    token = "ghp_" + "aB3" * 12
    old = f"def connect(host='{'x' * 80}', token='{token}'):\n" + "".join(f"    a{n} = {n}\n" for n in range(400))

    wide = widen("src/a.py", old, old.replace("a200 = 200", "a200 = 7")).wide_patch

    assert "def connect(" in wide
    assert token[:10] not in wide


def test_a_file_of_many_keys_takes_as_long_as_it_is():
    def widen_all(size):
        old = "-----BEGIN PRIVATE KEY-----\nAAAAAAAAAAAAAAAA\n" * size
        file = replace(make_file("src/a.py", "", ""), patch="@@ -1 +1 @@\n------BEGIN PRIVATE KEY-----\n+b")
        widen_patches([file], {OLD_ID: old}, MAX_ADDED)

    assert grows_linearly(widen_all, 2_500)


@pytest.mark.parametrize("text", ["", "something else\n" * 40, write_function("read", 5)])
def test_a_text_that_the_patch_was_not_made_from_changes_nothing(text):
    old = write_function("read", 40)
    file = make_file("a.py", old, old.replace("call(20)", "call(0)"))

    assert widen_patches([file], {OLD_ID: text}, MAX_ADDED) == (file,)


@pytest.mark.parametrize(
    ("path", "facts"),
    [
        ("README.md", {}),
        ("CHANGELOG.md", {}),
        ("package.json", {}),
        ("docs/guide.rst", {}),
        ("a.ipynb", {}),
        ("a.py", {"note": "line ends only: LF to CRLF"}),
        ("a.py", {"withheld": "ignored", "patch": ""}),
        ("a.py", {"is_binary": True}),
        ("a.py", {"kind": "type-changed"}),
        ("a.py", {"kind": "added"}),
        ("a.py", {"kind": "deleted"}),
        ("a.py", {"old_mode": "120000"}),
        ("a.py", {"shown": "part"}),
        ("a.py", {"patch": ""}),
    ],
)
def test_what_has_no_code_around_it_is_left_as_it_is(path, facts):
    old = write_function("read", 40)
    file = replace(make_file(path, old, old.replace("call(20)", "call(0)")), **facts)

    assert not can_be_widened(file)
    assert widen_patches([file], {OLD_ID: old}, MAX_ADDED) == (file,)


def make_sized(tokens, **facts):
    """A file whose patch costs so many tokens."""
    patch = "@@ -1 +1 @@\n" + " a" * (tokens - estimate_tokens("@@ -1 +1 @@\n"))
    file = make_file("a.py", "a\n", "b\n", **facts)
    return replace(file, patch=patch)


@pytest.mark.parametrize(
    ("tokens", "max_tokens", "allowance"),
    [
        (50, 100_000, MIN_ADDED),
        (900, 100_000, 2_700),
        (4_000, 100_000, MAX_ADDED),
        (SMALL_DIFF, 100_000, MAX_ADDED),
        (SMALL_DIFF + 1, 100_000, 0),
        (900, 1_000, 100),
        (900, 800, 0),
    ],
)
def test_the_smaller_the_diff_the_more_is_shown_around_it(tokens, max_tokens, allowance):
    assert find_allowance([make_sized(tokens)], max_tokens) == allowance


def test_around_a_diff_that_is_not_complete_nothing_is_shown():
    assert find_allowance([make_sized(50), make_sized(50, shown_lines=1)], 100_000) == 0
    assert find_allowance([make_sized(50), make_sized(50, shown_lines=1, withheld="vendored")], 100_000) == MIN_ADDED
