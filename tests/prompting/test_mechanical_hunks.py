"""What a tool did in many places is told once, and nothing that somebody may have thought about is hidden by it."""

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.growth import grows_linearly

from pr_writer.git.patch_stream import read_excerpts
from pr_writer.git.raw_diff import Record
from pr_writer.prompting.diff_budget import cut_all
from pr_writer.prompting.mechanical_hunks import read_mechanics

RECORD = Record(b"a", None, "modified", "100644", "100644", "1" * 40, "2" * 40)


def parse(hunks):
    ((_, made),) = read_excerpts(io.BytesIO(b"diff --git a/a b/a\n" + hunks.encode()), [RECORD], 100_000)
    return made


def hunk(removed, added, at=9):
    lines = [*(f"-{line}" for line in removed), *(f"+{line}" for line in added)]
    return f"@@ -{at},9 +{at},9 @@ def run():\n     before_{at} = read()\n" + "".join(f"{line}\n" for line in lines)


@pytest.mark.parametrize(
    ("removed", "added", "words"),
    [
        (["x = getUser(id)"], ["x = fetchUser(id)"], "`getUser` → `fetchUser`"),
        (["a(getUser(b), getUser(c))"], ["a(fetchUser(b), fetchUser(c))"], "`getUser` → `fetchUser`"),
        (["import { a } from 'old/place'"], ["import { a } from 'new/place'"], "`'old/place'` → `'new/place'`"),
        (["use core::util::Thing;"], ["use helpers::Thing;"], "`core::util` → `helpers`"),
        (["render(widget)"], ["render(widget, context)"], "nothing → `, context`"),
        (["let total = 3"], ["const total = 3"], "`let` → `const`"),
        (["one = old_name", "two = old_name()"], ["one = new_name", "two = new_name()"], "`old_name` → `new_name`"),
        # What decides by itself is shown in every place.
        (["debug = false"], ["debug = true"], None),
        (["wait(10)"], ["wait(20)"], None),
        (["if a < b:"], ["if a <= b:"], None),
        (["if ready:"], ["if not ready:"], None),
        (["send(message)"], ["send(message, 3)"], None),
        (["return a"], ["return b"], None),
        (["    indented = old_name"], ["dedented = new_name"], None),
        (["x = getUser(id)"], ["x = fetchUser(id)", "log(x)"], None),
        (["x = getUser(id)"], [], None),
        ([], ["x = 1"], None),
    ],
)
def test_a_replaced_name_is_mechanics_and_a_replaced_decision_is_none(removed, added, words):
    found = read_mechanics(removed, added, "src/a.py")

    assert (found.words if found else None) == words


@pytest.mark.parametrize(
    ("removed", "added", "path", "is_layout"),
    [
        (["f(a,b)"], ["f(a, b)"], "a.js", True),
        (["f(a,", "  b)"], ["f(", "  a,", "  b,", ")"], "a.js", True),
        (["f('a')"], ['f("a")'], "a.js", True),
        (["f(a,", "  b)"], ["f(", "    a,", "    b,", ")"], "a.py", True),
        (["f('a  b')"], ["f('a b')"], "a.js", False),
        (["  f(a)"], ["f(a)"], "a.js", True),
        (["    f(a)"], ["f(a)"], "a.py", False),
        (["if a:", "    b()", "    c()"], ["if a:", "    b()", "c()"], "a.py", False),
        (["key:", "  a: 1"], ["key:", "a: 1"], "a.yaml", False),
        (["x = (a)"], ["x = (a,)"], "a.py", False),
        (["x = [a]"], ["x = [a,]"], "a.py", True),
    ],
)
def test_a_layout_is_mechanics_unless_the_space_is_part_of_the_program(removed, added, path, is_layout):
    found = read_mechanics(removed, added, path)

    assert (found is not None and found.key == "layout") is is_layout


def test_a_notice_may_have_another_year_in_each_file():
    first = read_mechanics(["// Copyright 2019 Acme"], ["// Copyright 2019-2026 Acme"], "a.js")
    other = read_mechanics(["// Copyright 2021 Acme"], ["// Copyright 2021-2026 Acme"], "a.js")

    assert first.key == other.key
    assert read_mechanics([], ["// see RFC 7231"], "a.js").key != first.key
    assert read_mechanics(["retries = 3  # as before"], ["retries = 5  # as before"], "a.py") is None
    assert read_mechanics(["#define A 3"], ["#define A 4"], "a.h") is None


RENAME = [hunk([f"    value_{n} = getUser({n}, key)"], [f"    value_{n} = fetchUser({n}, key)"]) for n in range(60)]
IMPORTS = [
    hunk([f"import {{ thing{n} }} from '@app/old'"], [f"import {{ thing{n} }} from '@app/new'"]) for n in range(60)
]
NOTICES = [hunk([f"# Copyright {1990 + n % 30} Acme, Inc."], [f"# Copyright {1990 + n % 30} Acme"]) for n in range(60)]
LAYOUT = [
    hunk([f"    call_{n}(a,b,key={n})"], [f"    call_{n}(", f"        a, b, key={n},", "    )"]) for n in range(60)
]
HEADERS = [hunk([], [f"// Copyright {2000 + n % 20}", "// Licensed under MIT."], at=1) for n in range(60)]


@pytest.mark.parametrize("hunks", [RENAME, IMPORTS, NOTICES, LAYOUT, HEADERS])
def test_in_a_small_budget_what_differs_is_shown_beside_what_a_tool_did_in_sixty_files(hunks):
    own = hunk([], [f"    step_{n} = decide(argument, {n})" for n in range(60)], at=90)
    excerpts = [parse(one * 3) for one in hunks] + [parse(own)]
    paths = [f"src/module_{n:02}.py" for n in range(61)]

    cuts = cut_all(paths, excerpts, 2_400)

    assert cuts[60].is_whole
    assert cuts[60].shown_lines == 60
    assert all(cut.is_whole for cut in cuts)
    assert sum("more places" in cut.text for cut in cuts) == 1
    assert all(" as in src/module_00.py" in cut.same_as for cut in cuts[1:60])


def test_a_decision_among_renames_is_shown():
    mixed = [RENAME[n] + hunk([f"    limit_{n} = 1{n}"], [f"    limit_{n} = 2{n}"], at=80) for n in range(60)]

    cuts = cut_all([f"src/m_{n}.py" for n in range(60)], [parse(text) for text in mixed], 6_000)

    assert all(f"limit_{n} = 2{n}" in cut.text for n, cut in enumerate(cuts))
    assert "… like change (`getUser` → `fetchUser`) as elsewhere in this diff" in cuts[1].text


LINES = st.lists(st.text("ab(){}[],;:.'\"# \t\\/0<=é", max_size=30), max_size=5)


@given(LINES, LINES, st.sampled_from(["a.py", "a.js", "Makefile", ""]))
def test_what_is_told_of_any_lines_is_one_short_line(removed, added, path):
    found = read_mechanics(removed, added, path)

    if found:
        assert len(found.words) < 500
        assert "\n" not in found.words


@pytest.mark.parametrize("piece", ["'", '"', "(", "f(a, ", "a.", "\\", " ", "1", "#", "é"])
def test_lines_are_read_in_linear_time(piece):
    def read(size):
        read_mechanics([f"x{piece * size}"], [f"y{piece * size}"], "a.py")

    assert grows_linearly(read, 4_000)
