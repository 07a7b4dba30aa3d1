"""An answer in parts becomes a description that reads well, whatever stands in its fields and however it came."""

import json
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.drafting import change, changes, commit, patched
from support.growth import grows_linearly

from pr_writer.prompting.answer_writing import Seen, read_draft
from pr_writer.sanitize.markdown_tree import Fence, ListBlock, Paragraph, Table
from pr_writer.sanitize.tree_reader import read_tree

WHY = "With `--wide` the last line was lost. The loop stopped one early."
FILES = (
    patched("src/read.py", "-for row in range(n - 1):", "+for row in range(n):", "+    # TODO: what of n == 0?"),
    patched("tests/test_read.py", *(f"+assert read({n}) == ['error: no line {n}', 'done']" for n in range(20))),
    change("docs/old.md", 30, 0, kind="renamed", old_path="old.md"),
)
SEEN = Seen(changes([commit("Fix it")], FILES), "Fix it")
TEMPLATE = "## What\n\n<!-- why? -->\n\n## How was it tested?\n\n_Tell us._\n\n## Screenshots\n"


def answer(**parts):
    return json.dumps({"cause": "a comment", "why": WHY, "points": [], "title": "Read the last line"} | parts)


def write(seen=SEEN, **parts):
    draft = read_draft(answer(**parts), "m", seen)
    return draft and draft.body


def point(text, kind="rest", label=""):
    return {"kind": kind, "label": label, "text": text}


def test_the_reason_stands_first_and_what_surprises_most_is_the_first_point():
    points = [
        point("New tests cover an empty file.", label="Testing"),
        point("Lines are numbered from 0."),
        point("It reads the file twice.", "cost", "trade-off"),
        point("`--wide` is now `-w`.", "interface"),
        point("Old files need `convert`.", "rest", "Migration"),
        point("Blank lines count.", "behaviour", "Edge cases"),
    ]

    assert write(points=points[1:]).split("\n") == [
        WHY,
        "",
        "- **Migration:** Old files need `convert`.",
        "- **Edge case:** Blank lines count.",
        "- `--wide` is now `-w`.",
        "- **Trade-off:** It reads the file twice.",
        "- Lines are numbered from 0.",
    ]
    assert write(points=points).endswith("- Lines are numbered from 0.")  # no more than five, the tests last


@pytest.mark.parametrize(
    ("given", "line"),
    [
        (point("**Edge case:** blank lines count."), "- **Edge case:** Blank lines count."),
        (point("Edge case: blank lines count."), "- **Edge case:** Blank lines count."),
        (point("**Unchanged**: blank lines count.", label="Edge case"), "- **Unchanged:** Blank lines count."),
        (point("Blank lines count.", label="**Trade-offs:**"), "- **Trade-off:** Blank lines count."),
        (point("Leerzeilen zählen.", label="Randfall"), "- **Randfall:** Leerzeilen zählen."),
        (point("Blank lines count.", label="this label is a whole sentence"), "- Blank lines count."),
        (point("**What a blank line is:** it counts."), "- **What a blank line is:** it counts."),
        (point("**`--wide`** is now `-w`."), "- **`--wide`** is now `-w`."),
        (point("Note: blank lines count."), "- Note: blank lines count."),
        ("Blank lines count.", "- Blank lines count."),
        ({"Text": "Blank lines count."}, "- Blank lines count."),
        (point("# Blank\n\n- lines\n- count\n\n> all"), "- Blank lines count all"),
        (point("Blank\n```\nlines\n```"), "- Blank `lines`"),
        (point("| a | b |\n| - | - |\n| c | d |"), "- a b c d"),
        (point("</details><script>x</script> - [ ] a"), "- x - [ ] a"),
    ],
)
def test_a_point_is_one_item_of_one_line_with_one_label(given, line):
    assert write(points=[given]) == f"{WHY}\n\n{line}"


@pytest.mark.parametrize(
    "relation", ["Closes #12", "Part of #12 and owner/name#3.", "See: https://github.com/a/b/issues/1"]
)
def test_which_issues_a_change_is_for_is_said_at_the_end(relation):
    body = write(why=f"{WHY}\n\n{relation}", points=[point("Blank lines count.")], look=LOOK)

    assert body.startswith(f"{WHY}\n\n- Blank lines count.\n\n**Worth a look:**")
    assert body.endswith(f"\n\n{relation}")


def test_what_is_said_once_is_not_said_twice():
    points = [point("The loop stopped one early."), point("Blank lines count."), point("blank lines count")]

    assert write(points=points) == f"{WHY}\n\n- Blank lines count."


def test_a_list_in_the_reason_joins_the_points_and_a_heading_there_goes():
    assert write(why=f"## Why\n\n{WHY}\n\n- Blank lines count.") == f"{WHY}\n\n- Blank lines count."


def test_a_table_is_laid_out_and_its_cells_cannot_break_it():
    table = [["Flag", "Before", "Now"], ["`--wide`", "80 | 90", "all\n\n# of it"], ["`-n`", "1", "`a|b`"]]

    assert write(table=table).split("\n")[2:] == [
        "| Flag | Before | Now |",
        "| --- | --- | --- |",
        "| `--wide` | 80 \\| 90 | all of it |",
        "| `-n` | 1 | `a\\|b` |",
    ]


@pytest.mark.parametrize(
    "table",
    [
        [],
        "| a |",
        [["a", "b"]],
        [["a", "b"], ["1", "2"]],
        [["a"], ["1"], ["2"]],
        [["a", "b"], ["1", "2"], ["3"]],
        [["a", "b"], ["", "2"], ["3", "4"]],
        [["a", "b"], *([["1", "2"]] * 13)],
        [list("abcde")] * 4,
        [[{"a": 1}, None], [[], {}], ["", ""]],
    ],
)
def test_what_is_no_table_to_read_is_left_out(table):
    assert write(table=table) == WHY


def test_a_tree_has_the_paths_of_the_change_alone_and_their_notes():
    paths = ["src/read.py", "`docs/`", "docs/old.md", "src/invented.py", "tests/test_read.py"]
    tree = [{"path": path, "note": "reads\n``` lines" if "read" in path else ""} for path in paths]

    assert write(tree=tree).partition("\n\n")[2].split("\n") == [
        "````text",
        "docs/",
        "  old.md",
        "src/",
        "  read.py  # reads ``` lines",
        "tests/",
        "  test_read.py  # reads ``` lines",
        "````",
    ]
    assert write(tree=[{"path": path, "note": ""} for path in paths]) == WHY


EXAMPLE = (
    "    assert read(3) == ['error: no line 3', 'done']\n    …\n\n    assert read(4) == ['error: no line 4', 'done']"
)
SHOWN = (
    "```py\nassert read(3) == ['error: no line 3', 'done']\n…\n\nassert read(4) == ['error: no line 4', 'done']\n```"
)


def test_an_example_stands_below_the_reason_and_no_form_beside_it():
    told = {"points": [point("Blank lines count.")], "table": [["a", "b"]] + [["1", "2"]] * 3}

    assert write(example=EXAMPLE, **told) == f"{WHY}\n\n{SHOWN}\n\n- Blank lines count."
    assert write(example=f"```python\n{EXAMPLE}\n```") == f"{WHY}\n\n{SHOWN}"


@pytest.mark.parametrize(
    ("path", "fence", "language"),
    [
        ("docs/use.md", "```toml", "toml"),
        ("docs/use.md", "```", ""),
        ("docs/use.md", "Set it so:", ""),
        ("docs/use.rst", ".. code-block:: ini", "ini"),
        ("tests/test_use.rs", "```toml", "rs"),
        ("Makefile", "```toml", ""),
    ],
)
def test_an_example_is_in_the_language_that_it_is_written_in(path, fence, language):
    seen = Seen(changes([commit("Add it")], [*FILES, patched(path, " ```sh", " ```", f"+{fence}", "+wide = true")]), "")

    assert write(seen, example="wide = true") == f"{WHY}\n\n```{language}\nwide = true\n```"


@pytest.mark.parametrize(
    "example",
    [
        "read(99)",
        f"{EXAMPLE}\nread(99)",
        "for row in range(n - 1):",
        "for row in range(n):\nassert read(3) == ['error: no line 3', 'done']",
        "\n".join(f"assert read({n}) == ['error: no line {n}', 'done']" for n in range(13)),
        "…",
        ["a"],
    ],
)
def test_an_example_that_the_change_does_not_have_or_that_is_long_is_left_out(example):
    assert write(example=example) == WHY


def test_two_outputs_are_shown_if_the_change_has_their_words():
    shown = write(before="```\nerror: no line 3\n```", after="done")

    assert shown == f"{WHY}\n\n**Before:**\n\n```text\nerror: no line 3\n```\n\n**After:**\n\n```text\ndone\n```"
    assert write(before="panic: nobody wrote this", after="done") == WHY
    assert write(before="done", after="done") == WHY
    assert write(before="", after="done") == WHY


def test_a_small_change_has_no_form():
    small = Seen(changes([commit("Fix it")], FILES[:1]), "error: no line 3 done")

    assert write(small, before="error: no line 3", after="done", table=[["a", "b"]] + [["1", "2"]] * 3) == WHY


@pytest.mark.parametrize(("language", "is_named"), [("", True), ("English", True), ("en-GB", True), ("German", False)])
def test_no_english_word_is_put_into_a_draft_in_another_language(language, is_named):
    seen = Seen(SEEN.changes, SEEN.human_text, "", language)
    body = write(seen, before="error: no line 3", after="done", look=LOOK)

    assert ("**Before:**" in body, "**Worth a look:** `n == 0` in `src/read.py`: " in body) == (is_named, is_named)
    assert is_named or body.partition("\n\n")[2].split("\n\n") == [
        "```text\nerror: no line 3\n```",
        "↓",
        "```text\ndone\n```",
        "`n == 0` (`src/read.py`): An unfinished comment asks what happens then.",
    ]


LOOK = {"file": "src/read.py", "symbol": "`n == 0`", "remark": "An unfinished comment asks what happens then."}


def test_one_place_to_look_at_is_named_where_it_is():
    assert write(look=LOOK).partition("\n\n")[2] == (
        "**Worth a look:** `n == 0` in `src/read.py`: An unfinished comment asks what happens then."
    )


@pytest.mark.parametrize(
    "look",
    [
        LOOK | {"file": "src/other.py"},
        LOOK | {"symbol": "invented"},
        LOOK | {"symbol": "--"},
        LOOK | {"symbol": ""},
        LOOK | {"remark": ""},
        LOOK | {"remark": "word " * 60},
        LOOK | {"file": "docs/old.md"},
        "src/read.py",
        None,
        [LOOK],
    ],
)
def test_a_place_that_the_model_did_not_read_is_left_out(look):
    assert write(look=look) == WHY


def test_what_was_shown_around_the_change_was_read():
    wide = f"{FILES[0].patch}\n row_count = len(rows)\n raise LastLineLost(row)"
    seen = Seen(changes([commit("Fix it")], [replace(FILES[0], wide_patch=wide), *FILES[1:]]), "Fix it")

    assert "`row_count` in `src/read.py`" in write(seen, look=LOOK | {"symbol": "row_count"})
    assert "raise LastLineLost(row)" in write(seen, example="raise LastLineLost(row)")
    assert "```text\nLastLineLost: row" in write(seen, before="LastLineLost: row", after="done")
    assert "LastLineLost" not in write(example="raise LastLineLost(row)", before="LastLineLost: row", after="done")


def test_under_a_template_each_section_has_its_heading_and_no_bold_word_that_says_the_same():
    sections = [
        {
            "heading": "## What",
            "text": f"{WHY}\n\nFixes #1",
            "points": [point("Blank lines count.", label="Edge case")],
        },
        {"heading": "How was it tested?", "text": "", "points": [point("Empty files.", label="Testing")]},
        {"heading": "Invented", "text": "More.", "points": []},
    ]
    draft = read_draft(
        json.dumps({"title": "Read it", "sections": sections, "look": LOOK, "example": EXAMPLE}),
        "m",
        Seen(SEEN.changes, "", TEMPLATE),
    )

    assert draft.body.replace(SHOWN, "(example)").split("\n\n") == [
        "## What",
        WHY,
        "(example)",
        "- **Edge case:** Blank lines count.",
        "More.",
        "**Worth a look:** `n == 0` in `src/read.py`: An unfinished comment asks what happens then.",
        "Fixes #1",
        "## How was it tested?",
        "- Empty files.",
    ]


def test_under_a_template_the_place_to_look_at_stands_below_points_rather_than_prose():
    template = "## Problem\n\n## Diagnosis\n\n## Fix\n"
    sections = [
        {"heading": "Problem", "text": f"{WHY} {WHY}", "points": []},
        {"heading": "Diagnosis", "text": WHY, "points": []},
        {"heading": "Fix", "text": "", "points": [point("It reads on.")]},
    ]
    draft = read_draft(
        json.dumps({"title": "Read it", "sections": sections, "look": LOOK}), "m", Seen(SEEN.changes, "", template)
    )

    assert draft.body.split("\n\n")[-3:-1] == ["## Fix", "- It reads on."]
    assert draft.body.split("\n\n")[-1].startswith("**Worth a look:**")


def test_what_has_no_heading_of_the_template_does_not_go_on_with_another_section():
    seen = Seen(SEEN.changes, SEEN.human_text, TEMPLATE)
    sections = [
        {"heading": "What", "text": "Lines were lost.", "points": []},
        {"heading": "Invented", "text": "Nobody asked.", "points": []},
    ]

    assert write(seen, why="", sections=sections) == "## What\n\nLines were lost.\n\nNobody asked."


@pytest.mark.parametrize("has_wishes", [True, False])
def test_a_heading_that_no_template_has_is_there_only_where_somebody_may_have_asked_for_it(has_wishes):
    seen = Seen(SEEN.changes, SEEN.human_text, has_wishes=has_wishes)
    sections = [{"heading": "Risk", "text": "None is known so far.", "points": []}]

    heading = "## Risk\n\n" if has_wishes else ""
    assert write(seen, sections=sections) == f"{WHY}\n\n{heading}None is known so far."


@pytest.mark.parametrize("sections", [{"What": WHY}, [{"Heading": "What", "Text": [WHY]}]])
def test_sections_are_read_in_other_shapes(sections):
    seen = Seen(SEEN.changes, "", TEMPLATE)

    assert read_draft(json.dumps({"title": "T", "sections": sections}), "m", seen).body == f"## What\n\n{WHY}"


@pytest.mark.parametrize(
    "broken",
    [
        answer().replace("lost.", 'lost, as "all" saw.'),
        f"Here it is:\n```json\n{answer()}\n```",
        f"<think>hm</think>{answer()}",
        answer(why=[WHY]),
        answer(why=f"=====MATERIAL-{'0a' * 12}=====\n{WHY}"),
        answer(points=None, look=7, table={}, tree="x", before=[], sections=0),
        answer(points=["None", "N/A", "…", {}, [], 7]),
    ],
)
def test_an_answer_in_parts_is_read_however_it_is_wrapped(broken):
    draft = read_draft(broken, "m", SEEN)

    assert draft.title == "Read the last line"
    assert draft.body.startswith("With `--wide` the last line was lost")


@pytest.mark.parametrize(
    "parts", [{"why": "", "points": []}, {"why": "…"}, {"title": "…"}, {"title": None}, {"why": 7}]
)
def test_parts_that_say_nothing_are_no_draft(parts):
    assert read_draft(answer(**parts), "m", SEEN) is None


MARKDOWN = st.text(alphabet="ab \n#-*_`|>[]()<!/\\:1.~+=\t&;", max_size=60)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | MARKDOWN,
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.sampled_from(["text", "label", "kind", "file", "path", "heading", "points", "a"]), inner)
    ),
    max_leaves=12,
)
POINT = st.fixed_dictionaries({"text": MARKDOWN, "label": MARKDOWN, "kind": st.sampled_from(["behaviour", "x"])})


@settings(deadline=None, max_examples=150)
@given(why=MARKDOWN, points=st.lists(POINT, max_size=8), table=st.lists(st.lists(MARKDOWN, max_size=3), max_size=4))
def test_no_text_breaks_the_form_that_it_stands_in(why, points, table):
    """First paragraphs or code, then one list whose items are a line each, then one table."""
    body = write(why=f"Why is it so? {why}", points=points, table=table)
    blocks = read_tree(body)

    assert isinstance(blocks[0], Paragraph | Fence)
    lists = [block for block in blocks if isinstance(block, ListBlock)]
    assert len(lists) <= 1
    assert all(
        len(item.children) == 1 and isinstance(item.children[0], Paragraph) for one in lists for item in one.items
    )
    kinds = [type(block) for block in blocks]
    assert set(kinds) <= {Paragraph, Fence, ListBlock, Table}
    assert kinds == sorted(kinds, key=[Paragraph, Fence, ListBlock, Table].index)


@settings(deadline=None, max_examples=150)
@given(
    st.dictionaries(st.sampled_from(["why", "points", "table", "tree", "before", "after", "look", "sections"]), JSON)
)
def test_no_shape_of_an_answer_breaks_the_reader(parts):
    draft = read_draft(json.dumps({"title": "Read it"} | parts), "m", SEEN)

    assert draft is None or draft.body.strip()


@pytest.mark.slow
@pytest.mark.parametrize("piece", ["for #1 a", "`", "*a ", "| a ", "- a\n", "a: ", '"', "**a:** ", "> ", "[a](b) "])
@pytest.mark.parametrize("name", ["why", "points", "table", "look", "sections"])
def test_the_time_to_write_a_hostile_answer_grows_with_its_length_at_most(name, piece):
    def run(size):
        text = (piece * size)[:size]
        fields = {"text": text, "label": text, "heading": text, "file": text, "symbol": text, "remark": text}
        value = {"why": text, "table": [[text, "b"]] * 3, "look": fields}.get(name, [fields] * 3)
        read_draft(json.dumps({"title": "Read it", "why": WHY, name: value}), "m", SEEN)

    assert grows_linearly(run, 1_000)
