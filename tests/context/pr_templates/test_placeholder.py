"""A template may mark where the draft goes; we see the mark where the helper that writes the body sees it."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.drafting import changes, commit, pull

from pr_writer.context.drafting_context import gather_context
from pr_writer.context.guidelines import RepoGuidelines
from pr_writer.context.pr_templates.filling import fill_template
from pr_writer.context.pr_templates.placeholder import find_place
from pr_writer.context.pr_templates.search import is_untouched
from pr_writer.publish.block import find_blocks
from pr_writer.publish.plan import remove_block

MARK = "<!-- pr-writer -->"
PAIR = "<!-- pr-writer:begin -->\n<!-- pr-writer:end -->"
FENCED = f"```\n{MARK}\n```\n"
TEMPLATE = "## Description\n\n{}\n\n## Checklist\n\n- [ ] Tests added\n"


def never(_):
    return False


@pytest.mark.parametrize("mark", [MARK, "<!--pr-writer-->", "<!--  pr-writer  -->  ", PAIR])
def test_the_whole_draft_goes_where_the_template_marks_it(mark):
    filled = fill_template(TEMPLATE.format(mark), "It greets.\n\n## Checklist\n\n- [x] Tests added", never)

    assert filled == TEMPLATE.format("It greets.\n\n## Checklist\n\n- Tests added").rstrip("\n")


@pytest.mark.parametrize(
    ("template", "expected"),
    [
        (MARK, "It greets."),
        (f"Words.\n{MARK}\nMore.", "Words.\n\nIt greets.\n\nMore."),
        (f"<div>\n{MARK}\n</div>", "<div>\n\nIt greets.\n\n</div>"),
        (f"{FENCED}\n{MARK}", f"{FENCED}\nIt greets."),
    ],
)
def test_blank_lines_part_the_draft_from_what_is_around_it(template, expected):
    assert fill_template(template, "It greets.", never) == expected


@pytest.mark.parametrize(
    "template", [FENCED, f"<pre>\n{MARK}\n</pre>", f"Put `{MARK}` here", f"<!--\n{MARK}\n-->", "## What"]
)
def test_a_mark_in_code_or_in_a_comment_is_none(template):
    assert find_place(template) is None


PIECES = [
    MARK,
    PAIR,
    "<!-- pr-writer:begin -->",
    "<!-- pr-writer:end -->",
    "```",
    "~~~",
    "<!--",
    "-->",
    "<pre>",
    "</pre>",
]
PIECES += ["<div>", "words", "- ", "> ", "    ", "", "## What", "|a|b|\n|-|-|"]


@settings(deadline=None, max_examples=500)
@given(st.lists(st.sampled_from(PIECES), max_size=9).map("\n".join))
def test_the_mark_is_seen_where_the_body_would_get_its_block(template):
    assert (find_place(template) is not None) == any(block.is_place for block in find_blocks(template))


@pytest.mark.parametrize("mark", [MARK, PAIR])
def test_an_untouched_body_with_the_mark_gets_a_draft_of_its_own_form(mark):
    template = TEMPLATE.format(mark)
    guidelines = RepoGuidelines(None, (("x.md", template),), "")
    made = changes([commit("Greet")], [])
    bodies = [template, remove_block(template.replace("\n", "\r\n"))]
    contexts = [gather_context(pull(body=body), made, guidelines) for body in bodies]

    assert [(one.pull.body, one.template, one.form) for one in contexts] == [("", "", "")] * 2
    assert is_untouched(bodies[1], guidelines.templates)


def test_a_body_that_is_empty_gets_the_template_around_a_draft_of_its_own_form():
    template = TEMPLATE.format(MARK)
    guidelines = RepoGuidelines(None, (("x.md", template),), "")

    context = gather_context(pull(body=""), changes([commit("Greet")], []), guidelines)

    assert (context.template, context.form) == (template, "")
