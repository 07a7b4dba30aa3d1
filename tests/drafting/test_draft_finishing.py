"""What comes out of a draft can only describe, and the way there is short whatever a stranger wrote."""

import time

import pytest

from pr_writer.context.drafting_context import Context, list_human_text
from pr_writer.context.guidelines import RepoGuidelines
from pr_writer.drafting.draft_finishing import finish_draft
from pr_writer.drafting.draft_sanitizer import DraftSanitizer
from pr_writer.values import Changes, Commit, Draft, FileChange, PullRequest

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
