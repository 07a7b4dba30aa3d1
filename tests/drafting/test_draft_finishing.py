"""What comes out of a draft can only describe, and the way there is short whatever a stranger wrote."""

import time

import pytest
from support.drafting import patched

from pr_writer.context.drafting_context import Context, list_commit_text, list_diff_text, list_human_text
from pr_writer.context.guidelines import RepoGuidelines
from pr_writer.drafting.draft_finishing import finish_draft
from pr_writer.drafting.draft_sanitizer import DraftSanitizer
from pr_writer.summarizer.summary import summarize_changes
from pr_writer.values import Changes, Commit, Draft, FileChange, Issue, PullRequest

FILES = (
    FileChange("a.py", None, "modified", "100644", "100644", "", "", 1, 1, patch="+x", shown="whole", shown_lines=1),
)


def finish(title, body, *, human_text="", model="m"):
    pull = PullRequest(7, "The author's title", human_text, "main", "b", "fix/12-parser", "h")
    changes = Changes("b", "h", (Commit("c", "Fix it", "", "A", False),), FILES, 1)
    sanitizer = DraftSanitizer("https://github.com", ("s3cr3t-of-the-job",), list_human_text(pull, changes))
    context = Context(pull, RepoGuidelines(None, (), ""))
    return finish_draft(Draft(title, body, model), context, changes, sanitizer)[0]


def test_an_ordinary_draft_comes_out_as_it_went_in():
    body = "The parser failed on tabs.\n\n- Read tabs in `a.py`\n- Keep `List<int>` as it is"

    assert finish("Read tabs", body) == Draft("Read tabs", body, "m")


@pytest.mark.parametrize("model", ["m", None])
@pytest.mark.parametrize(
    ("written", "gone"),
    [
        ("It was s3cr3t-of-the-job.", "s3cr3t"),
        ("![x](https://evil.test/a.png)", "![x]("),
        ("<script>alert(1)</script> text", "<script>"),
        ("Closes #99 text", "Closes #99"),
        ("text\n\nSigned-off-by: A <a@x.test>", "\nSigned-off-by: A <a@x.test>"),
        ("<!-- pr-writer:end --> text", "pr-writer:end"),
    ],
)
def test_what_would_do_something_is_gone_whoever_wrote_it(written, gone, model):
    assert gone not in finish("Title", f"Why.\n\n{written}", model=model).body


@pytest.mark.parametrize("box", ["- [ ] ", "- [x] ", "* [X] "])
def test_a_box_of_an_answer_claims_as_much_as_a_sentence(box):
    finished = finish("Read tabs", f"The parser failed on tabs.\n\n{box}I have run the tests locally")

    assert "run the tests" not in finished.body


def test_an_issue_that_the_author_closes_may_be_closed():
    assert "Closes #12" in finish("Title", "Why.\n\nCloses #12", human_text="Closes #12").body


def test_a_title_of_which_nothing_is_left_is_named_after_the_branch():
    assert finish("\u200b", "Why.").title == "Update fix/12-parser"


@pytest.mark.slow
@pytest.mark.parametrize(
    "word",
    ["x", "_.-", "a/", "#1", "#1 ", "1-a-", "https://", "@a", "QUJD/+", "`a", "[", "<a", "*a ", "![a](b) ", "mailto:"],
)
def test_sixty_thousand_characters_of_anything_take_seconds_at_the_most(word):
    """The bound is wide, for a slow machine: what costs the square of its length takes minutes."""
    text = (word * 60_000)[:60_000]
    start = time.monotonic()

    finish(text[:256], text[:32_000], human_text=text)

    assert time.monotonic() - start < 60


ISSUES_FORM = "## What\n\n<!-- why -->\n\n## Related issues\n\n<!-- Fixes #... -->\n\n## Checklist\n\n- [ ] Tests\n"
PLAIN_FORM = "## Description\n\n<!-- why -->\n\n## Checklist\n\n- [ ] Tests\n"


def finish_commits(body, *messages, author="", template="", model="m", limit=400):
    pull = PullRequest(7, "Keep tabs", author, "main", "b", "tabs", "h")
    commits = tuple(Commit(text, *(text.partition("\n\n")[::2]), "A", False) for text in messages)
    changes = Changes("b", "h", commits, FILES, len(commits))
    human_text = list_human_text(pull, changes)
    sanitizer = DraftSanitizer("https://github.com", (), human_text, commit_text=list_commit_text(changes))
    context = Context(pull, RepoGuidelines(None, (), ""), template)
    return finish_draft(Draft("Keep tabs", body, model), context, changes, sanitizer, limit=limit)[0].body


@pytest.mark.parametrize("model", ["m", None])
@pytest.mark.parametrize(
    ("messages", "author", "last"),
    [
        (["Keep tabs\n\nPart of #12."], "", "\n\nPart of #12"),
        (["Keep tabs\n\nRefs: #12", "Test tabs\n\nFixes #13"], "", "\n\nRefs #12\nFixes #13"),
        (["Keep tabs\n\nSee https://docs.example.org/tabs"], "", "\n\nSee https://docs.example.org/tabs"),
        (
            ["Keep tabs\n\nDepends-on: https://github.com/o/r/pull/3"],
            "",
            "\n\nDepends on https://github.com/o/r/pull/3",
        ),
        (["Keep tabs\n\nPart of #12."], "Part of #12, as said.", ""),
        (["Keep tabs (#12)"], "", ""),
        (["Keep tabs\n\nPart of #12", 'Revert "Keep tabs"\n\nThis reverts commit x.'], "", "\n\nPart of #12"),
        (["Keep tabs"], "Part of #12", ""),
        ([f"Keep {number}\n\nFixes #{number}" for number in range(20, 26)], "", ""),
    ],
)
def test_a_relation_that_only_the_commits_state_is_the_last_line(messages, author, last, model):
    assert finish_commits("Tabs were lost.", *messages, author=author, model=model) == f"Tabs were lost.{last}"


def test_a_relation_that_the_draft_has_is_not_said_twice_and_one_that_it_made_more_of_is_set_right():
    message = "Keep tabs\n\nPart of #12."

    assert finish_commits("Tabs were lost. Part of #12.", message) == "Tabs were lost. Part of #12."
    assert finish_commits("Tabs were lost.\n\nCloses #12.", message) == "Tabs were lost.\n\nPart of #12."
    assert finish_commits("Tabs.\n\nFixes #12", "Keep tabs", author="Part of #12") == "Tabs.\n\nPart of #12"


@pytest.mark.parametrize("hidden", ["\u200b", "\u202e", "\u2060"])
def test_a_relation_in_which_a_commit_hides_characters_is_not_said_twice(hidden):
    message = f"Keep tabs\n\nSee https://docs.example.org/{hidden}tabs"

    body = finish_commits("Tabs were lost.\n\nSee https://docs.example.org/tabs", message)

    assert body.count("docs.example.org") == 1


@pytest.mark.parametrize("text", ["Tabs were lost. Fixes #12.", "Tabs were lost.\n\nFixes #12."])
@pytest.mark.parametrize("branch", ["fix-issue-12", "tabs"])
def test_an_issue_that_only_the_branch_or_the_diff_names_is_referred_to_and_not_closed(text, branch):
    pull = PullRequest(7, "Keep tabs", "", "main", "b", branch, "h")
    changes = Changes("b", "h", (Commit("c", "Keep tabs", "", "A", False),), FILES, 1)
    issues = () if branch == "fix-issue-12" else (Issue(12, "Tabs are lost", ""),)
    sanitizer = DraftSanitizer("https://github.com", (), list_human_text(pull, changes, issues))
    context = Context(pull, RepoGuidelines(None, (), ""), issues=issues)

    body = finish_draft(Draft("Keep tabs", text, "m"), context, changes, sanitizer)[0].body

    assert body == text.replace("Fixes", "Refs")


@pytest.mark.parametrize(
    ("template", "answer", "finished"),
    [
        (ISSUES_FORM, "## What\n\nTabs.", "## What\n\nTabs.\n\n## Related issues\n\nPart of #12\n\n## Checklist"),
        (
            ISSUES_FORM,
            "## What\n\nTabs.\n\n## Related issues\n\nSee the commit.\n\n## Checklist\n\nNone.",
            "## What\n\nTabs.\n\n## Related issues\n\nSee the commit.\n\nPart of #12\n\n## Checklist",
        ),
        (PLAIN_FORM, "## Description\n\nTabs.", "## Description\n\nTabs.\n\nPart of #12\n\n## Checklist"),
    ],
)
def test_in_a_template_a_relation_stands_in_the_section_for_it(template, answer, finished):
    assert finish_commits(answer, "Keep tabs\n\nPart of #12.", template=template).startswith(finished)


@pytest.mark.parametrize("template", ["", PLAIN_FORM])
def test_a_relation_that_people_stated_takes_no_room_from_the_drafts_own_words(template):
    answer = "Tabs were lost in names. They stay.\n\n- One\n- Two"
    finished = finish_commits(answer, "Keep tabs\n\nPart of #12.\nRefs #3", template=template, limit=7)

    assert "Tabs were lost in names. They stay.\n\nPart of #12\nRefs #3" in finished


def test_a_models_own_links_go_and_those_of_a_commit_stay():
    said = "Tabs were lost, see https://docs.example.org/tabs and [the wiki](https://github.com/o/r/wiki/Tabs)."
    body = f"{said} More: https://github.com/o/r/wiki, [it](https://github.com/o/r/wiki/Other)."

    finished = finish_commits(body, f"Keep tabs\n\n{said}")

    assert finished == f"{said} More: `https://github.com/o/r/wiki`, it."


def test_the_template_draft_carries_the_links_of_the_commit_that_it_quotes_and_of_the_changelog():
    why = "Tabs were lost, see https://docs.example.org/tabs and [the wiki](https://github.com/o/r/wiki/Tabs)."
    entry = "Keep tabs ([#3](https://github.com/o/r/pull/3), [guide](https://docs.example.org/guide))"
    pull = PullRequest(7, "", "", "main", "b", "tabs", "h")
    commits = (Commit("c", "Keep tabs", f"{why}\n\nRefs: #12", "A", False),)
    changes = Changes("b", "h", commits, (patched("CHANGELOG.md", f"+- {entry}"),), 1)
    texts = (list_human_text(pull, changes), list_commit_text(changes), list_diff_text(changes))
    context = Context(pull, RepoGuidelines(None, (), ""))

    finished = finish_draft(
        summarize_changes(pull, changes), context, changes, DraftSanitizer("https://github.com", (), *texts)
    )

    body = finished[0].body
    assert why in body
    assert "[#3](https://github.com/o/r/pull/3), guide)" in body
    assert body.endswith("\n\nRefs #12")


def test_of_the_diff_only_what_it_adds_for_people_is_read_for_links():
    page = "https://github.com/o/r/wiki"
    files = (
        patched("a.py", f"+# see {page}/1", f"-# see {page}/2", f" # see {page}/3", f"+x = '{page}/4'"),
        patched("CHANGELOG.md", f"+- See {page}/5", f"-- See {page}/6", f" - See {page}/7"),
        patched("docs/a.md", f"+See {page}/8"),
    )

    read = list_diff_text(Changes("b", "h", (), files))

    assert [number for number in range(1, 9) if f"{page}/{number}" in read] == [1, 5]
