from __future__ import annotations

import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pr_writer.git.patch_stream import read_excerpts
from pr_writer.git.raw_diff import Record
from pr_writer.prompting.diff_budget import cut_all, cut_patch, share
from pr_writer.prompting.token_estimate import estimate_tokens

RECORD = Record(b"a", None, "modified", "100644", "100644", "1" * 40, "2" * 40)


def excerpt(lines, room=100_000):
    return parse("@@ -0,0 +1 @@ def context():\n" + "".join(f"+{line}\n" for line in lines), room)


def parse(hunks, room=100_000):
    stream = b"diff --git a/a b/a\n" + hunks.encode()
    ((_, made),) = read_excerpts(io.BytesIO(stream), [RECORD], room)
    return made


def program(count, name="value"):
    return [f"def function_{n}(argument):" if n % 20 == 0 else f"    {name}_{n} = argument * {n}" for n in range(count)]


NEEDS = st.lists(st.tuples(st.integers(0, 5000), st.sampled_from([0.4, 0.6, 1.0])), max_size=30)


@settings(deadline=None)
@given(NEEDS, st.integers(0, 20_000))
def test_shares_stay_within_the_budget_and_nobody_gets_more_than_is_needed(files, budget):
    needs, weights = [need for need, _ in files], [weight for _, weight in files]

    shares = share(needs, weights, budget)

    assert sum(shares) <= budget
    assert all(0 <= granted <= need for granted, need in zip(shares, needs, strict=True))
    if sum(needs) * 2.5 <= budget:
        assert shares == needs


def test_small_files_are_served_whole_and_the_rest_by_weight():
    assert share([100, 50, 5000, 5000], [1, 1, 1, 0.5], 3150) == [100, 50, 2000, 1000]


@settings(deadline=None, max_examples=60)
@given(
    st.lists(
        st.lists(st.text(st.characters(codec="utf-8", exclude_characters="\n"), max_size=80), max_size=60), max_size=12
    ),
    st.integers(0, 3000),
)
def test_the_budget_holds_whatever_the_text(files, max_tokens):
    made = [excerpt(lines) for lines in files]
    paths = [f"src/module_{n}.py" for n in range(len(files))]

    cuts = cut_all(paths, made, max_tokens)

    assert sum(estimate_tokens(cut.text) for cut in cuts) <= max_tokens
    for cut, whole in zip(cuts, made, strict=True):
        assert cut.shown_lines <= whole.added
        assert (
            cut.same_as
            or "same change" in cut.text
            or cut.shown_lines
            == sum(line.startswith("+") and " more characters" not in line for line in cut.text.split("\n"))
        )


def test_one_file_of_four_thousand_lines_gives_its_start_its_shape_and_its_end():
    cut = cut_patch(excerpt(program(4000)), 3000)

    lines = cut.text.split("\n")
    assert lines[1] == "+def function_0(argument):"
    assert lines[-1] == "+    value_3999 = argument * 3999"
    functions = [int(line.split("_")[1].split("(")[0]) for line in lines if line.startswith("+def")]
    assert any(1000 < n < 2000 for n in functions)
    assert any(2000 < n < 3000 for n in functions)
    assert 2000 < cut.tokens <= 3000
    hidden = sum(int(line.split()[1].replace(",", "")) for line in lines if line.startswith("… "))
    assert hidden + cut.shown_lines == 4000


@pytest.mark.parametrize("size", [100, 300, 1000])
def test_a_patch_is_cut_to_any_allowance_and_never_to_nothing(size):
    """What a choice of lines costs is only estimated: 1,941 tokens of a thousand lines once were none."""
    made, most = excerpt(program(size, "x6"), 64_000), 0
    for allowance in range(72, 2_200, 7):
        cut = cut_patch(made, allowance)
        assert cut.tokens <= allowance
        assert cut.shown_lines >= max(1, 0.9 * most)
        most = max(most, cut.shown_lines)


MIXES = st.lists(
    st.tuples(st.sampled_from(["src/m{}.py", "tests/t{}.py", "docs/d{}.md"]), st.sampled_from([1, 5, 25, 150, 500])),
    min_size=1,
    max_size=20,
)


@settings(deadline=None, max_examples=25)
@given(MIXES, st.integers(300, 8_000), st.lists(st.sampled_from([5, 20, 60, 200]), min_size=3, max_size=6))
def test_a_larger_budget_shows_no_fewer_lines_but_for_a_few_of_a_hundred(mix, budget, steps):
    """The lines of two budgets are chosen anew, and other files are cut: at most 3 of 100 were lost in 1,600 pairs."""
    paths = [name.format(number) for number, (name, _) in enumerate(mix)]
    excerpts = [excerpt(program(size, f"x{number}"), 64_000) for number, (_, size) in enumerate(mix)]
    most = 0
    for step in (0, *steps):
        budget += step
        shown = sum(cut.shown_lines for cut in cut_all(paths, excerpts, budget))
        assert shown >= 0.9 * most
        most = max(most, shown)


def test_every_file_contributes_before_any_is_sent_whole():
    files = [excerpt(program(2000)), *[excerpt(program(100, f"x{n}")) for n in range(20)]]

    cuts = cut_all([f"src/m{n}.py" for n in range(21)], files, 12_000)

    assert all(cut.shown_lines for cut in cuts)


def test_code_gets_more_than_its_tests_and_documents():
    excerpts = [excerpt(program(1000, name)) for name in "abc"]
    code, test, text = cut_all(["src/a.py", "tests/test_a.py", "docs/a.md"], excerpts, 6000)

    assert code.shown_lines > 2 * test.shown_lines > 0
    assert text.shown_lines > 0


def test_a_very_long_line_is_cut_and_not_counted_as_shown():
    cut = cut_patch(excerpt(["x" * 5000, "y"]), 4000)

    assert "… 4,401 more characters" in cut.text
    assert (cut.shown_lines, cut.is_whole) == (1, False)


def list_paths(count):
    return [f"src/package/module_{n}.py" for n in range(count)]


def count_shown(excerpts, max_tokens):
    return sum(cut.shown_lines for cut in cut_all(list_paths(len(excerpts)), excerpts, max_tokens))


@settings(deadline=None, max_examples=8)
@given(st.integers(1, 120), st.integers(2_000, 8_000))
def test_a_change_of_more_and_more_files_is_not_shown_less_of(size, max_tokens):
    """What may be lost by being shown in more files is their headings: some hundredths."""
    most = 0
    excerpts = []
    for count in (1, 2, 5, 10, 20, 40, 80, 160):
        excerpts += [excerpt(program(size, f"x{n}")) for n in range(len(excerpts), count)]
        shown = count_shown(excerpts, max_tokens)
        assert shown >= 0.9 * most
        most = max(most, shown)


@settings(deadline=None, max_examples=8)
@given(st.integers(1, 30), st.integers(2_000, 8_000))
def test_files_that_grow_are_not_shown_less_of(count, max_tokens):
    most = 0
    for size in (1, 3, 10, 30, 100, 300):
        shown = count_shown([excerpt(program(size, f"x{n}"), 64_000) for n in range(count)], max_tokens)
        assert shown >= 0.9 * most
        most = max(most, shown)


@pytest.mark.parametrize("files", [1, 10, 100, 558, 2000])
def test_the_budget_is_spent(files):
    excerpts = [excerpt(program(60, f"x{n}")) for n in range(files)] if files > 1 else [excerpt(program(9000))]

    cuts = cut_all(list_paths(files), excerpts, 12_000)

    assert sum(cut.tokens for cut in cuts) >= (0.8 * 12_000 if files > 10 or files == 1 else 1)
    assert files != 10 or all(cut.is_whole for cut in cuts)


def test_where_not_all_can_be_shown_code_comes_first_and_whole():
    paths = [*list_paths(100), *(f"tests/test_{n}.py" for n in range(400))]
    excerpts = [excerpt(program(30, f"x{n}")) for n in range(500)]

    cuts = cut_all(paths, excerpts, 12_000)

    shown = [path for path, cut in zip(paths, cuts, strict=True) if cut.text]
    assert len(shown) > 20
    assert all(path.startswith("src/") for path in shown)
    assert sum(cut.is_whole for cut in cuts) >= len(shown) - 2


def test_the_same_change_in_many_files_is_shown_once_and_counted():
    paths = list_paths(300)
    same = ["import new  # in place of the old one, for reasons that are told at some length here" for _ in range(20)]
    excerpts = [excerpt(same) for _ in range(299)] + [excerpt(program(100))]

    cuts = cut_all(paths, excerpts, 12_000)

    assert [cut.same_as for cut in cuts[1:299]] == [f"same change as in {paths[0]}"] * 298
    assert all(cut.is_whole and cut.shown_lines == 20 for cut in cuts[:299])
    assert "… same change in 298 more places" in cuts[0].text
    assert cuts[299].is_whole


def test_a_repeated_hunk_beside_another_is_noted_in_its_place():
    same = "@@ -1 +1 @@\n-old name of a function that is called in many places\n+new name of it\n"
    bodies = [same + f"@@ -{n + 9} +{n + 9} @@\n-own {n}\n+own {n}.\n" for n in range(300)]
    excerpts = [parse(body) for body in bodies]

    cuts = cut_all(list_paths(300), excerpts, 6_000)

    assert cuts[0].text.count("more places") == 1
    repeated = next(cut for cut in cuts[1:] if cut.text)
    assert repeated.text.startswith("… same change as elsewhere in this diff\n@@ -")
    assert (repeated.shown_lines, repeated.is_whole) == (4, True)


def test_where_everything_fits_repeats_are_shown():
    cuts = cut_all(list_paths(3), [excerpt(["x"])] * 3, 6_000)

    assert [cut.text for cut in cuts] == ["@@ -0,0 +1 @@ def context():\n+x"] * 3


def test_messages_take_their_part_of_the_budget_and_a_quarter_at_most():
    excerpts = [excerpt(program(60, f"x{n}")) for n in range(20)]

    def spend(tokens):
        return sum(cut.tokens for cut in cut_all(list_paths(20), excerpts, 8_000, measure_messages=lambda: tokens))

    assert 6_000 < spend(0) <= 7_000
    assert spend(1_000) <= 6_000
    assert 4_300 < spend(2_000) <= 5_000
    assert spend(50_000) == spend(2_000)


def test_messages_are_not_measured_where_all_fits_beside_any():
    cuts = cut_all(list_paths(1), [excerpt(["x"])], 8_000, measure_messages=lambda: pytest.fail("measured"))

    assert cuts[0].is_whole
