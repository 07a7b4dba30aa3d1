"""What a draft is sent back for: each rule with words that break it, and with honest ones that do not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bench.drafts.lint import Fault, lint_draft, tell_faults
from bench.drafts.score import Change

TITLE = "Read tabs in files"
BODY = "Files with tabs failed to parse, because the lexer took a tab for the end of a line."
LONG = " ".join(["word"] * 29)


def list_rules(title=TITLE, body=BODY, **known):
    return [fault.rule for fault in lint_draft(title, body, Change(**known))]


def test_a_good_draft_has_no_fault():
    body = f"{BODY}\n\n- Read a tab as a blank, in strings too\n- **Unchanged:** files without tabs\n\nCloses #12"

    assert list_rules(body=body) == []


@pytest.mark.parametrize(
    ("title", "rule"),
    [
        ("", "title says nothing"),
        ("Update", "title says nothing"),
        ("fix: bugs", "title says nothing"),
        ("chore(deps): update files", "title says nothing"),
        ("Various improvements", "title says nothing"),
        ("Patch 1", "title says nothing"),
        ("Read tabs, add a flag, and 3 more changes", "title counts what it leaves out"),
        ("Read tabs " * 8, "title is long"),
        ("Read tabs in files.", "title has a full stop"),
        ("Read **tabs** in files", "title has markup"),
        ("✨ Read tabs in files", "emoji for a heading"),
        ("Read tabs in files and", "title is cut off"),
        ("Read tabs in…", "title is cut off"),
        ("Add comprehensive reading of tabs", "advertises"),
    ],
)
def test_a_titles_faults(title, rule):
    assert rule in list_rules(title.strip())


@pytest.mark.parametrize(
    "title",
    ["fix(lexer): read tabs", "Update the lexer's tables", "Fix the build on Windows", "Log in", 'Revert "Read tabs"'],
)
def test_a_title_that_says_something(title):
    assert list_rules(title) == []


@pytest.mark.parametrize(
    ("words", "rule", "said"),
    [
        ("This PR reads tabs.", "announces itself", "This PR"),
        ("In this pull request, tabs are read.", "announces itself", "In this pull request"),
        ("This change introduces tabs.", "announces itself", "This change introduces"),
        ("Adds a comprehensive test.", "advertises", "comprehensive"),
        ("The lexer is more robust now.", "advertises", "robust"),
        ("Tabs work seamlessly.", "advertises", "seamlessly"),
        ("It leverages the lexer.", "inflates", "leverages"),
        ("This ensures that tabs are read.", "inflates", "ensures that"),
        ("Reads tabs once, ensuring speed.", "inflates", "ensuring"),
        ("Various improvements to the lexer.", "is vague", "Various improvements"),
        ("Splits the lexer for better maintainability.", "is vague", "for better maintainability"),
        ("Reads tabs, blanks, and more.", "is vague", "and more"),
        ("It is significantly faster.", "measures nothing", "significantly"),
        ("A dramatic speedup of the lexer.", "measures nothing", "dramatic speedup"),
        ("This probably fixes the crash.", "hedges", "probably"),
        ("It seems to work.", "hedges", "seems to"),
        ("Note that tabs count as one.", "hedges", "Note that"),
        ("Let me know if it helps.", "talks to the reader", "Let me know"),
        ("Changes the width on line 14.", "retells the diff", "on line 14"),
    ],
)
def test_words_that_say_nothing_are_named(words, rule, said):
    assert Fault(rule, said) in lint_draft(TITLE, f"{BODY}\n\n- {words}", Change())


@pytest.mark.parametrize(
    "words",
    [
        "It is significantly faster: 1.2 s instead of 3.5 s.",
        "This changes the order of the tokens.",
        "The lexer's `robust` mode and `leverage()` go.",
        "Tabs made several tests fail.",
        "A tab is at most eight blanks wide.",
        "Make sure of the width before the lexer runs.",
        "This pulls the request's tabs out of the loop.",
        "Readers commit to a width once.",
    ],
)
def test_honest_words_are_none(words):
    assert list_rules(body=f"{BODY}\n\n- {words}") == []


@pytest.mark.parametrize(
    ("sentence", "is_long"),
    [
        (f"{LONG} end.", False),
        (f"{LONG} `a code span is one word` end.", True),
        (f"{LONG} `a b c`.", False),
        (f"{LONG}. W{LONG}.", False),
        (f"{LONG} [one more](https://example.com/a/b).", True),
    ],
)
def test_each_sentence_has_thirty_words_at_most(sentence, is_long):
    assert ("sentence is long" in list_rules(body=f"{BODY}\n\n{sentence}")) is is_long


def test_code_and_tables_are_no_prose():
    code = "```\n" + "x = 1 robust\n" * 300 + "```"
    table = "| before | after |\n| --- | --- |\n" + f"| {LONG * 2} | robust |\n" * 20

    assert list_rules(body=f"{BODY}\n\n{code}\n\n{table}") == []


def test_prose_has_two_thousand_characters_at_most():
    paragraph = "Tabs were read as the end of a line. "

    assert list_rules(body=paragraph * 54) == []
    assert list_rules(body=paragraph * 55) == ["prose is long"]


def test_headings_are_four_at_most_in_bold_too_and_the_templates_do_not_count():
    headings = [f"## Part {letter}\n\nIt reads tabs of part {letter}." for letter in "ABC"] + ["**Part D**\n\nTabs."]
    template = "## What\n\n## Why\n\n## How did you test it?"
    four, five = "\n\n".join(headings), "\n\n".join([*headings, "# Part E\n\nBlanks."])

    assert list_rules(body=four) == []
    assert list_rules(body=five) == ["many headings"]
    assert list_rules(body=f"{template}\n\n{four}", template=f"<!-- hello -->\n{template}") == []


@pytest.mark.parametrize("line", ["## 🚀 Features\n\nTabs.", "**✨ Features**\n\nTabs.", "- ✅ Tabs are read"])
def test_emoji_are_no_headings(line):
    assert list_rules(body=f"{BODY}\n\n{line}") == ["emoji for a heading"]


@pytest.mark.parametrize(
    "listing",
    [
        "### Files changed\n\nTwo.",
        "Changes `src/a.py`, `src/b.py`, `src/c.py` and `src/d.py` (+10 −2).",
        "- `src/a.py` +1\n- `src/b.py` +1\n- `docs/`: 4 files, +9 (mostly `docs/how.md`)",
    ],
)
def test_a_list_of_files_is_what_github_shows_anyway(listing):
    assert "lists files" in list_rules(body=f"{BODY}\n\n{listing}")


def test_a_few_paths_in_prose_are_no_list():
    body = f"{BODY}\n\n- Move the width from `src/a.py` to `src/b.py`, where `src/c.py` and `src/d.py` read it"

    assert list_rules(body=body) == []


def test_what_was_renamed_is_no_list():
    renamed = "- Renamed: `src/a.py` → `src/b.py`, `src/c.py` → `src/d.py`"

    assert list_rules(body=f"{BODY}\n\n{renamed}") == []


def test_bullets_by_file_and_bullets_of_mere_edits_are_told():
    by_file = "- `a.py`: tabs are blanks\n- `b.py`: blanks are tabs\n- `c.py`: neither is wide"
    edits = (
        "- Add function `read` to `a.py`\n- Updated `b.py`\n- Remove the import of `c` from `d.py`\n- Tabs are blanks"
    )
    purposes = "- Add `read` so that tabs are blanks\n- Update `b.py` for wide tabs\n- Remove `c`, which nobody called"

    assert "goes file by file" in list_rules(body=by_file)
    assert list_rules(body=edits) == ["retells the diff"]
    assert list_rules(body=purposes) == []


def test_what_people_wrote_is_not_judged_but_is_read():
    quoted = f"This PR is robust, {LONG} end."
    body = f"{BODY}\n\n- {quoted.replace('robust', '`robust`')}"

    assert list_rules(body=body) != []
    assert list_rules(body=body, people=f"Read tabs\n\n{quoted.replace(' word', chr(10) + 'word')}\n") == []
    assert list_rules("Add robust tabs.", people="Add robust tabs.\n\nThey were fragile.") == []
    assert list_rules(body=f"{quoted} " * 20, people=quoted * 20) == ["prose is long"]


def test_a_vague_title_stays_one_whoever_wrote_it():
    assert list_rules("Various fixes", people="Various fixes") == ["title says nothing"]


def test_faults_are_told_in_one_line():
    assert tell_faults([Fault("hedges", "maybe"), Fault("is vague", "etc")]) == "hedges (maybe); is vague (etc)"


@given(st.text(max_size=200), st.text(alphabet="ab `*_#-.!|<>()[]\n0🚀", max_size=400), st.text(max_size=50))
def test_whatever_a_draft_is_it_can_be_judged(title, body, known):
    for fault in lint_draft(title, body, Change(people=known, template=known)):
        assert fault.rule
