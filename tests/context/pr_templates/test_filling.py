"""The repository's template is filled in: its headings and boxes kept, what nobody can fill left, comments removed."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pr_writer.context.pr_templates.filling import fill_template
from pr_writer.markdown.length import count_words
from pr_writer.markdown.sections import split_sections

TEMPLATE = """\
<!-- Thanks for contributing! -->

## Description

<!-- What and why? -->

## Type of change

- [ ] Bug fix
- [ ] New feature

## How was it tested?

<!-- Describe the tests. -->

## Screenshots

<!-- Drag them here. -->

## Checklist

- [x] I am a person
- [ ] Tests added
- [ ] I ran it locally
"""


def prove(*proven):
    return lambda box: box in proven


def headings(text):
    return [section.heading for section in split_sections(text) if section.heading]


ANSWER = "## Description\n\nIt greets.\n\n## How was it tested?\n\n`test_greet.py` covers it."


def test_each_section_is_filled_and_its_instructions_go():
    filled = fill_template(TEMPLATE, ANSWER, prove("Tests added"))

    assert headings(filled) == headings(TEMPLATE)
    assert "## Description\n\nIt greets.\n\n## Type of change" in filled
    assert "What and why?" not in filled
    assert "`test_greet.py` covers it." in filled


def test_what_nobody_filled_stays_as_it_is_with_its_instructions():
    filled = fill_template(TEMPLATE, ANSWER + "\n\n## Screenshots\n\nSee the picture.", prove())

    assert "## Screenshots\n\n<!-- Drag them here. -->" in filled
    assert "See the picture" not in filled
    assert "Thanks for contributing" not in filled


def test_a_box_is_ticked_by_proof_alone():
    answer = (
        f"{ANSWER}\n\n## Checklist\n\n- [x] Tests added\n- [x] I ran it locally\n\n## Type of change\n\n- [x] Bug fix"
    )

    filled = fill_template(TEMPLATE, answer, prove("Tests added"))

    assert "- [x] I am a person\n- [x] Tests added\n- [ ] I ran it locally" in filled
    assert "- [ ] Bug fix\n- [ ] New feature" in filled
    assert filled.count("Bug fix") == 1


@pytest.mark.parametrize(
    ("template", "answer", "expected"),
    [
        ("## What\n\n## Why\n", "### why\n\nBecause.\n\n### What\n\nThis.", "## What\n\nThis.\n\n## Why\n\nBecause."),
        ("**What:**\n\n**Why**\n", "## What\nThis.\n## Why?\nSo.", "**What:**\n\nThis.\n\n**Why**\n\nSo."),
        ("Summary\n-------\n\n<!-- x -->\n", "# Summary\nIt.", "Summary\n-------\n\nIt."),
        ("## Description\n\n## Notes\n", "Just words.\n\n- one", "## Description\n\nJust words.\n\n- one\n\n## Notes"),
        ("## Notes\n", "Just words.", "## Notes\n\nJust words."),
        ("## Description\n", "Before.\n\n## Description\n\nInside.", "## Description\n\nBefore.\n\nInside."),
        (
            "## Description\n",
            "## Description\n\nIt.\n\n### Breaking\n\nYes.",
            "## Description\n\nIt.\n\n### Breaking\n\nYes.",
        ),
        ("<!-- say why -->\n", "Because.", "Because."),
        ("- [ ] Tests added\n", "Because.\n\n- [x] Tests added", "Because.\n\n- [ ] Tests added"),
        ("## Issue\n\nFixes #\n", "## Issue\n\nFixes #", "## Issue\n\nFixes #"),
        (
            "## Notes for the reviewer\n",
            "## Notes for the reviewer\n\nSee `a`.",
            "## Notes for the reviewer\n\nSee `a`.",
        ),
        ("## Reviewers\n", "## Reviewers\n\nAda.", "## Reviewers"),
        ("## Issue\n\nFixes #\n", "## Issue\n\nFixes #12", "## Issue\n\nFixes #12"),
        (
            "## Note\n\n```release-note\n\n```\n",
            "## Note\n\n```release-note\nNONE\n```",
            "## Note\n\n```release-note\nNONE\n```",
        ),
        (
            "## A\n\n```md\n## Not a heading\n```\n\n## B\n",
            "## B\n\nIt.",
            "## A\n\n```md\n## Not a heading\n```\n\n## B\n\nIt.",
        ),
    ],
)
def test_every_kind_of_template_and_answer(template, answer, expected):
    assert fill_template(template, answer, prove()) == expected


def test_the_longest_section_gives_way_when_the_words_are_too_many():
    long = "\n".join(f"- item number {n} of the list" for n in range(200))

    filled = fill_template("## Description\n\n## Why\n", f"## Description\n\n{long}\n\n## Why\n\nBecause.", prove())

    assert count_words(filled) <= 402
    assert filled.endswith("## Why\n\nBecause.")


def test_a_box_of_the_answers_own_is_a_plain_item():
    """Reworded, or below a heading that has none: a model does not tick, and makes no list of things to do."""
    answer = (
        "## Description\n\nIt greets.\n\n- [x] Reviewed by security\n\n## Checklist\n\n- [x] I ran it, and it works"
    )

    filled = fill_template(TEMPLATE, answer, prove())

    assert "- Reviewed by security" in filled
    assert "I ran it, and it works" not in filled
    assert filled.count("[x]") == 1


FOLD = "<details>\n<summary>Pictures</summary>\n\n| a | b |\n\n</details>"
TABLE = "| Q | A |\n| --- | --- |\n| Bug? | yes/no |"
STUBS = "- Link to documentation:\n- Link to discussion:"


@pytest.mark.parametrize(
    ("own", "told", "below"),
    [
        ("Describe your change.", "It greets.", ""),
        ("_What and why?_", "It greets.", ""),
        ("```release-note\n\n```", "It greets.", "```release-note\n\n```"),
        ("```release-note\n\n```", "```release-note\nNONE\n```", ""),
        (STUBS, "It greets.", STUBS),
        ("- Link to documentation:", "- Link to documentation: none needed", ""),
        ("Fixes #", "It is no issue.", "Fixes #"),
        ("Fixes #", "Fixes #12", ""),
        ("/cc @team", "It greets.", "/cc @team"),
        (FOLD, "It.", FOLD),
        (TABLE, "It greets.", TABLE),
        (TABLE, "| Q | A |\n| --- | --- |\n| Bug? | yes |", ""),
        (FOLD, FOLD.replace("| a | b |", "One."), ""),
        ("- Bugfix\n- Feature", "Feature", ""),
        ("Yes\n\nNo", "No", ""),
        ("Low / Medium / High", "Low", ""),
        ("- [ ] Low\n- [ ] High", "Low", "- [ ] Low\n- [ ] High"),
        ("1. \n2. ", "1. Open it", ""),
        ("A clear description of the change.", "It greets.", ""),
        ("Fixes #", "Closes #12", ""),
        ("By merging this you keep all your rights.", "It greets.", "By merging this you keep all your rights."),
    ],
)
def test_what_is_the_templates_own_and_no_question_stays(own, told, below):
    filled = fill_template(f"## Description\n\n{own}\n", f"## Description\n\n{told}", prove())

    assert filled == "\n\n".join(filter(None, ("## Description", told, below)))


BREAKING = ("## Breaking change\n\n## Proposed change\n", "\n\n## Type of change")
ANGULAR = "## What is the current behavior?\n\n## What is the new behavior?\n"
LEGAL = "### Legal Boilerplate\n\nYou keep rights."
FENCED = "## What\n\n- ```\n  ## Why\n  x\n  ```"


@pytest.mark.parametrize(
    ("template", "answer", "expected"),
    [
        ("## Why <!-- explain -->\n", "## Why <!-- explain -->\n\nA.", "## Why <!-- explain -->\n\nA."),
        ("## Why <!-- explain -->\n", "## Why\n\nA.", "## Why <!-- explain -->\n\nA."),
        ("## Tests <sup>new</sup>\n", "## Tests <sup>new</sup>\n\nA.", "## Tests <sup>new</sup>\n\nA."),
        ("## Tests ([guide](https://x.test/y))\n", "## Tests\n\nA.", "## Tests ([guide](https://x.test/y))\n\nA."),
        ("## Testing (required)\n", "## Testing\n\nA.", "## Testing (required)\n\nA."),
        ("## What <!-- list\nthe changes -->\n", "## What\n\nA.", "## What\n\nA."),
        ("## A\n\n## A\n", "## A\n\nOne.\n\n## A\n\nTwo.", "## A\n\nOne.\n\n## A\n\nTwo."),
        ("## 🚀\n\n## ✅\n", "Words.", "Words.\n\n## 🚀\n\n## ✅"),
        ("".join(BREAKING), "It greets.", f"{BREAKING[0]}\nIt greets.{BREAKING[1]}"),
        (ANGULAR, "It greets.", f"{ANGULAR}\nIt greets."),
        (f"{LEGAL}\n", "It greets.", f"It greets.\n\n{LEGAL}"),
        ("## What\n\n## Why\n", FENCED, f"{FENCED}\n\n## Why"),
        ("## What\n\n## Why\n", "## What\n\nIt strips `<!--` marks.", "## What\n\nIt strips `<!--` marks.\n\n## Why"),
        ("## What\n\n## Why\n", "## What\n\nAn \\<!-- too.\n\n## Why\n\nB", "## What\n\nAn \\<!-- too.\n\n## Why\n\nB"),
        ("## What\n\n## Why\n", "## What\n\n> ```\n> x\n\n## Why\n\nB", "## What\n\n> ```\n> x\n\n## Why\n\nB"),
        (
            "**What:**\n\n**Why:**\n",
            "**What:** retries\n**Why:** it fails",
            "**What:**\n\nretries\n\n**Why:**\n\nit fails",
        ),
        ("## Issue\n\n<!-- which? -->\nFixes #\n", "## Issue\n\nNone", "## Issue\n\nNone"),
        ("## Manual testing\n\nHow?\n", "## Manual testing\n\nI logged in.", "## Manual testing\n\nHow?"),
    ],
)
def test_headings_are_found_again_however_they_are_written(template, answer, expected):
    assert fill_template(template, answer, prove()) == expected


@given(st.text(alphabet="#*-[]x `\n<!->ab", max_size=200), st.text(alphabet="#*-[]x `\n<!->ab", max_size=200))
def test_any_template_keeps_its_headings_and_boxes_in_order(template, answer):
    filled = fill_template(template, answer, prove())
    ours = [section.key for section in split_sections(template) if section.key]
    there = iter(section.key for section in split_sections(filled))

    assert all(key in there for key in ours)


@pytest.mark.parametrize(
    "text", ["#" * 30_000 + "x", "# " + "#" * 30_000 + "x", "<!--" * 8_000, "- [ ] " * 5_000, "**a" * 9_000]
)
def test_a_hostile_answer_costs_little(text):
    started = time.process_time()
    fill_template(TEMPLATE, text, prove())

    assert time.process_time() - started < 2


@pytest.mark.parametrize(
    ("told", "kept"),
    [
        ("**Testing**: Empty files.", "Empty files."),
        ("**Testing**\n\n- an empty file", "- an empty file"),
        ("- **Testing:** an empty file\n- **Edge case:** two files", "- An empty file\n- **Edge case:** two files"),
        ("Some words.\n\n- **Tests:** `read()` of two files", "Some words.\n\n- `read()` of two files"),
        ("```\n- **Testing:** code\n```", "```\n- **Testing:** code\n```"),
    ],
)
def test_no_bold_word_says_what_the_heading_says(told, kept):
    filled = fill_template("## What\n\n## Testing", f"## What\n\nWhy.\n\n## Testing\n\n{told}", lambda _: False)

    assert filled == f"## What\n\nWhy.\n\n## Testing\n\n{kept}"


@pytest.mark.parametrize(
    ("answer", "filled"),
    [
        ("Why.\n\nchangelog: keep tabs", "Why.\n\nchangelog: keep tabs"),
        ("Why.\n\nchangelog:\n\n- keep tabs\n- drop spaces", "Why.\n\nchangelog:\n\n- keep tabs\n- drop spaces"),
        ("Why.", "Why.\n\nchangelog:"),
    ],
)
def test_what_tools_read_behind_a_label_stands_on_its_line(answer, filled):
    assert fill_template("changelog:\n", answer, lambda _: False).strip() == filled


@pytest.mark.parametrize(
    ("line", "told", "left"),
    [
        ("Fixes #X.  <!-- Insert the number if applicable. -->", "Tabs.", ""),
        ("- Closes # <!-- optional -->", "Tabs.", ""),
        ("Fixes #<issue number>.\n\nIf there is no issue then describe the changes.", "Tabs.", ""),
        ("Closes #X <!-- if there is an issue -->", "Tabs.", "Closes #X"),
        ("Fixes #X.", "Tabs. Fixes #12", ""),
        ("Resolves #<issue number>", "Tabs.\n\nFixes #12", ""),
        ("Fixes #X.", "Tabs.", "Fixes #X."),
        ("Fixes # <!-- the issue -->", "Tabs.", "Fixes #"),
        ("Fix the parser <!-- if applicable -->", "Tabs.", "Fix the parser"),
    ],
)
def test_a_line_that_waits_for_an_issue_goes_where_there_is_one_or_need_not_be(line, told, left):
    filled = fill_template(f"## What\n\n{line}\n", f"## What\n\n{told}", lambda _: False)

    assert filled.replace("## What", "").replace(told, "").strip() == left


def test_boxes_stay_with_the_line_above_them():
    template = "Please follow this list.\n* [ ] Documents\n* [ ] A plan\n\nPlease describe the change.\n"

    filled = fill_template(template, "Tabs were lost.", lambda box: box == "A plan")

    assert filled == "Tabs were lost.\n\nPlease follow this list.\n* [ ] Documents\n* [x] A plan"


def test_what_answers_a_question_in_a_few_words_does_not_give_way_to_a_list():
    template = "## What\n\n## Component\n\n- API\n- UI\n"
    answer = "## What\n\nTabs were lost.\n\n- One two three four\n- Five six seven eight\n\n## Component\n\n- API\n"

    filled = fill_template(template, answer, lambda _: False, limit=9)

    assert filled.strip() == "## What\n\nTabs were lost.\n\n- One two three four\n\n## Component\n\n- API"
