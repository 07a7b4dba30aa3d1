from __future__ import annotations

import io

from hypothesis import given, settings
from hypothesis import strategies as st

from pr_writer.git.patch_stream import read_excerpts
from pr_writer.git.raw_diff import Record
from pr_writer.prompting.diff_budget import cut_all, cut_patch, share
from pr_writer.prompting.token_estimate import estimate_tokens

RECORD = Record(b"a", None, "modified", "100644", "100644", "1" * 40, "2" * 40)


def excerpt(lines, room=100_000):
    body = b"".join(f"+{line}\n".encode() for line in lines)
    stream = b"diff --git a/a b/a\n@@ -0,0 +1 @@ def context():\n" + body
    ((_, made),) = read_excerpts(io.BytesIO(stream), [RECORD], room)
    return made


def program(count):
    return [f"def function_{n}(argument):" if n % 20 == 0 else f"    value_{n} = argument * {n}" for n in range(count)]


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


def test_where_it_is_too_little_for_all_code_comes_first():
    assert share([500, 500, 500], [0.4, 1.0, 0.6], 150) == [0, 75, 72]


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
        assert cut.shown_lines == sum(
            line.startswith("+") and " more bytes" not in line for line in cut.text.split("\n")
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


def test_every_file_contributes_before_any_is_sent_whole():
    files = [excerpt(program(2000)), *[excerpt(program(100)) for _ in range(20)]]

    cuts = cut_all([f"src/m{n}.py" for n in range(21)], files, 8000)

    assert all(cut.shown_lines for cut in cuts)


def test_code_gets_more_than_its_tests_and_documents():
    code, test, text = cut_all(["src/a.py", "tests/test_a.py", "docs/a.md"], [excerpt(program(1000))] * 3, 6000)

    assert code.shown_lines > 2 * test.shown_lines > 0
    assert text.shown_lines > 0


def test_a_very_long_line_is_cut_and_not_counted_as_shown():
    cut = cut_patch(excerpt(["x" * 5000, "y"]), 4000)

    assert "… 4,401 more characters" in cut.text
    assert (cut.shown_lines, cut.is_whole) == (1, False)
