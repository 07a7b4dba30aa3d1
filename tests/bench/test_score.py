"""The scorer: each measure is a table, and a draft that says nothing is worth little."""

from dataclasses import replace

import pytest

from bench.drafts.score import (
    Change,
    Fact,
    drop_listing,
    find_form,
    find_unknown_paths,
    judge_title,
    list_measures,
    looks_imperative,
    read_draft,
    score_draft,
    starts_with_why,
)

CHANGE = Change(
    changed_paths=frozenset({"src/parser.py", "tests/test_parser.py"}),
    all_paths=frozenset({"src/parser.py", "src/lexer/tokens.py", "tests/test_parser.py", "README.md", "Makefile"}),
    lines=80,
)
TINY = replace(CHANGE, changed_paths=frozenset({"src/parser.py"}), lines=2)
CONVENTIONAL = (
    "fix: read tabs",
    "feat(cli): add a flag",
    "docs: tell how",
    "fix(lexer): stop at the end",
    "chore: tidy up",
)
TICKETS = ("ABC-1: Read tabs", "ABC-12 Add a flag", "[ABC-3] Tell how", "ABC-4: Stop", "Tidy up")
PREFIXES = ("parser: read tabs", "cli: add a flag", "docs/how: tell", "lexer.c: stop", "net: tidy up")
PLAIN = ("Read tabs", "Add a flag", "Tell how", "Stop at the end", "Tidy up")
GOOD = """\
Files with tabs failed to parse, because the lexer took a tab for the end of a line.

- Read a tab as a blank, in strings too
- Cover tabs with tests in `tests/test_parser.py`
"""
LISTING = """\
2 files changed (+60 −20).

### Files

- `src/`
  - `parser.py` +50 −20
- `tests/`: 1 file, +10 (mostly `test_parser.py`)
"""


def test_a_good_draft_has_all_there_is():
    facts = [Fact("tabs", (r"\btabs?\b",)), Fact("why", ("fail", "crash"))]

    score = score_draft("Read tabs in files", GOOD, must_mention=facts, change=CHANGE)

    assert score.total == 100
    assert score.facts_missing == score.unknown_paths == score.html == score.mentions == ()


def test_a_list_of_files_says_nothing_however_true_it_is():
    facts = [Fact("the parser", ("parser",))]

    score = score_draft("Read tabs", LISTING, must_mention=facts, change=CHANGE)

    assert score.facts_missing == ("the parser",)
    assert score.prose_words == 0
    assert not score.is_right_length
    assert not score.starts_with_why_heuristic
    assert score.total < 40


def test_an_empty_draft_is_worth_nothing():
    assert score_draft("", "", change=CHANGE).total == 0
    assert score_draft("Read tabs", "", change=CHANGE).total == 0


@pytest.mark.parametrize(("said", "total"), [(0, 0), (1, 45), (2, 80), (4, 100)])
def test_form_counts_in_full_from_half_of_the_facts_on(said, total):
    facts = [Fact(str(number), ("tab" if number < said else "never",)) for number in range(4)]

    assert score_draft("Read tabs", GOOD, must_mention=facts, change=CHANGE).total == pytest.approx(total, abs=5)


def test_a_false_claim_costs_more_than_a_missing_word():
    claims = [Fact("a new dependency", ("new dependenc",))]

    honest = score_draft("Read tabs", GOOD, must_not_claim=claims, change=CHANGE)
    wrong = score_draft("Read tabs", f"{GOOD}- It has a new dependency", must_not_claim=claims, change=CHANGE)

    assert wrong.false_claims == ("a new dependency",)
    assert wrong.total == honest.total - 15


def test_what_cannot_be_measured_does_not_count():
    score = score_draft("Read tabs", GOOD)

    assert score.facts_share is None
    assert score.unknown_paths == ()
    assert "follows_convention" not in score.title_checks
    assert score.total == 100


def test_the_measures_are_plain_json():
    measures = list_measures(score_draft("Read tabs", GOOD, change=CHANGE))

    assert measures["unknown_paths"] == []
    assert measures["title_checks"]["is_short"] is True


@pytest.mark.parametrize(
    ("text", "unknown"),
    [
        ("`src/parser.py` and `parser.py`, `./src/lexer/`, `Makefile`", []),
        ("`src/praser.py` once, `src/praser.py` twice", ["src/praser.py"]),
        ("See src/praser.py and/or read/write it", ["src/praser.py"]),
        ("`lexer/tokens.py` by its end, `okens.py` is no file", ["okens.py"]),
        ("`actions/checkout`, `owner/name`, `src/praser`", ["src/praser"]),
        ("`np.array`, `a / b`, `--flag`, `https://x.test/a.py`, Node.js", []),
        ("Read https://x.test/docs/a.py there", []),
        ("```\nmade/up.py\n```\n\nIt is only shown.", []),
    ],
)
def test_paths_are_those_of_the_change_or_of_the_trees_around_it(text, unknown):
    assert list(find_unknown_paths(text, CHANGE)) == unknown


@pytest.mark.parametrize(
    ("words", "is_imperative"),
    [
        ("Read tabs", True),
        ("Address the review", True),
        ("Bring it back", True),
        ("Re-add the flag", True),
        ("Document the flag", True),
        ("Reads tabs", False),
        ("Added a flag", False),
        ("Adding a flag", False),
        ("The parser reads tabs", False),
        ("New flag", False),
        ("What the parser reads", False),
        ("API for tabs", False),
        ("MATERIAL-eb929a77", False),
        ("Implementation of a flag", False),
        ("`code` first", False),
        ("", False),
    ],
)
def test_a_title_begins_with_a_verb(words, is_imperative):
    assert looks_imperative(words) is is_imperative


@pytest.mark.parametrize(
    ("subjects", "form"),
    [
        (CONVENTIONAL, "Conventional Commits"),
        (TICKETS, "a ticket's key"),
        (PREFIXES, "a prefix before a colon"),
        (PLAIN, ""),
        (CONVENTIONAL[:4], ""),
        ((*CONVENTIONAL, *("Merge pull request #1 from a/b",) * 9), "Conventional Commits"),
    ],
)
def test_the_bases_form_is_what_most_of_its_subjects_have(subjects, form):
    assert find_form(subjects) == form


@pytest.mark.parametrize(
    ("title", "subjects", "failed"),
    [
        ("Read tabs", PLAIN, []),
        ("fix: read tabs", CONVENTIONAL, []),
        ("Read tabs", CONVENTIONAL, ["follows_convention"]),
        ("perf: read tabs", CONVENTIONAL, ["follows_convention"]),
        ("ABC-9: Read tabs", TICKETS, []),
        ("Read tabs", TICKETS, ["follows_convention"]),
        ("parser: read tabs", PREFIXES, []),
        ("fix: reads tabs", CONVENTIONAL, ["looks_imperative"]),
        ("Read tabs.", PLAIN, ["has_no_full_stop"]),
        ("Read tabs...", PLAIN, []),
        ("Read `tabs`", PLAIN, ["has_no_markup"]),
        ("Read " + "tabs " * 20, PLAIN, ["is_short"]),
        ("Read\ntabs", PLAIN, ["is_one_line"]),
    ],
)
def test_a_title_is_held_against_its_form(title, subjects, failed):
    _, checks = judge_title(title, subjects)

    assert [name for name, holds in checks.items() if not holds] == failed


@pytest.mark.parametrize(
    ("body", "says_why"),
    [
        (GOOD, True),
        ("## Summary\n\nTabs no longer end a line.", True),
        ("Read tabs, to keep Makefiles whole.", True),
        ("This reads tabs.\n\nBecause they failed.", False),
        ("- Tabs failed", False),
        (LISTING, False),
        ("One file: `because.py` +3.", False),
        ("`because` is a variable", False),
        ("", False),
    ],
)
def test_the_first_paragraph_gives_the_reason(body, says_why):
    assert starts_with_why(body) is says_why


@pytest.mark.parametrize(
    ("body", "change", "is_right"),
    [
        ("A tab ended the line; now it is a blank.", TINY, True),
        ("A tab ended the line.\n\n- Read it\n- Test it\n- Tell of it", TINY, False),
        ("tab " * 80, TINY, False),
        ("tab " * 80, CHANGE, True),
        ("tab " * 401, CHANGE, False),
        ("Reads tabs.", CHANGE, False),
    ],
)
def test_the_length_follows_the_change(body, change, is_right):
    assert score_draft("Read tabs", body, change=change).is_right_length is is_right


def test_bullets_that_begin_with_a_path_are_a_list_of_files():
    body = "Why.\n\n- `src/parser.py`: reads tabs\n- **README.md** tells\n- Makefile: has a target\n- Keeps `a.b`"

    changed = replace(CHANGE, changed_paths=CHANGE.changed_paths | {"Makefile"})

    score = score_draft("Read tabs", body, change=changed)

    assert (score.bullets, score.path_bullets_share_heuristic) == (4, 0.75)


def test_only_what_would_be_rendered_is_html_an_image_or_a_mention():
    body = "<details>x</details> ![a](b) @someone and @org/team\n\n`<b>` `@decorator` a@b.c\n\n```\n<i> @x\n```"

    score = score_draft("Read tabs", body)

    assert score.html == ("<details>", "</details>")
    assert score.images == 1
    assert score.mentions == ("@someone", "@org/team")


def test_a_draft_that_says_the_prompt_again_or_itself_is_not_plain():
    good = score_draft("Read tabs", GOOD, change=CHANGE)
    leaky = score_draft("Read tabs", f"{GOOD}\n=====MATERIAL-1f=====\n\n## Files changed: 2\n", change=CHANGE)
    stuck = score_draft("Read tabs", GOOD + "- The code was merged into one file.\n" * 3, change=CHANGE)

    assert score_draft("MATERIAL-fe3c029f", GOOD).prompt_leaks == ("MATERIAL-fe3c029f",)
    assert leaky.prompt_leaks == ("=====MATERIAL-1f=====", "## Files changed: 2")
    assert stuck.repeated_lines == 2
    assert leaky.total == stuck.total < good.total


def test_the_line_that_names_the_model_is_nobodys_words():
    assert read_draft("Title\n\nBody\n\n<sub>LLM: gpt-4o-mini</sub>\n") == ("Title", "Body")
    assert score_draft("Read tabs", f"{GOOD}\n\n<sub>LLM: none (template)</sub>").html == ()


def test_lines_of_nothing_but_paths_and_sizes_are_a_listing():
    sizes = "Changes `a.py` and `b.py` (+3 −2).\n- `b.png` (binary, 5 → 9 bytes)"
    kept = "- New dependencies: `cmarkgfm`\n- Renamed the reader to `reader.py`\nIt reads tabs."

    assert drop_listing(f"{LISTING}\n{sizes}\n{kept}").strip() == kept


def test_what_the_template_has_is_not_the_drafts():
    template = (
        "## Is this a breaking change?\n<!-- Say\nso. -->\n- [ ] Yes, see `docs/none.md`\n- [ ] No, &lt;none&gt;\n"
    )
    claims = [Fact("a breaking change", ("breaking change",))]
    body = f"{GOOD}\n{template.replace('[ ] No', '[x] No').replace('&lt;none&gt;', '<none>')}"

    known = score_draft("Read tabs", body, must_not_claim=claims, change=replace(CHANGE, template=template))
    unknown = score_draft("Read tabs", body, must_not_claim=claims, change=CHANGE)

    assert (known.false_claims, known.unknown_paths, known.html, known.words) == (
        (),
        (),
        (),
        score_draft("", GOOD).words,
    )
    assert unknown.false_claims == ("a breaking change",)
    assert unknown.unknown_paths == ("docs/none.md",)
    assert unknown.html
