"""What a template says to the author, in italics or as a greeting, is guidance: it goes where something stands now."""

import pytest

from pr_writer.context.pr_templates.filling import fill_template
from pr_writer.context.pr_templates.guidance import is_asking, is_greeting, is_guidance
from pr_writer.context.pr_templates.search import is_untouched
from pr_writer.summarizer.summary import Parts
from pr_writer.summarizer.template_answer import answer_template
from pr_writer.values import Commit

# In words of our own, after what the templates of well-known projects say.
ITALICS = [
    "_Say which problem this solves, and how._",
    "_Link the tickets that this belongs to, or pull requests of other repositories that it needs_",
    "_Show how it was tested._",
    "_Outline the motivation for it._\n_An overview first, then the details, is best._",
    "_Walk us through the change and show how we can try it._\n_The smoother, the sooner it is merged. Thanks!_",
    '*One short sentence for the changelog, please (or "none" where users see nothing)*',
    "*Reviewers check clarity and style.*",
    "_All italic lines are to be taken out before submitting, this one too_",
    "_Enumerate what was changed_",
    "> _E.g. does the setup need anything for this to run?_",
    "_Put an x in the boxes that apply_",
    "*(Optional) Screenshots of before and after*",
    "_Before merging, make sure that CI is green._",
    "_N/A if not relevant_",
    "*Steps to reproduce the problem*",
    "_A few words on risk_",
    "_Ticket number_",
    "*If this closes an issue, name it: closes #123*",
    "***Read CONTRIBUTING first!***",
    "_Kurze Beschreibung der Änderung_",
    "_変更内容を記載してください_",
]
GREETINGS = [
    "Thank you for your contribution to this project! Fill in the sections below.",
    "**Thank you for contributing! Please fill in the form below.**",
    "_Thanks for sending this 🎉!_\n_Have a look at the guide first: <https://example.org/contrib/>._",
    "Hi there 👋 Before you open this, have a look at our guide.",
    "Gracias por este PR :tada: Siga los pasos de abajo.",
    "Please delete this block before you submit.",
]
STATEMENTS = [
    "_This replaces the cache of 2019._",
    "_Breaking for users of 1.x._",
    "*Note:* it is slow",
    "_Tests were added for tabs._",
    "*Part of the 3.0 work.*",
    "_Depends on the parser's rewrite._",
    "_Describe_ the change",
    "Do not delete this line: the bot reads it.",
]


@pytest.mark.parametrize("line", ITALICS)
def test_italics_that_speak_to_the_author_are_guidance(line):
    assert is_guidance(line)
    assert is_asking(line)
    assert is_greeting(line)


@pytest.mark.parametrize("line", GREETINGS)
def test_a_greeting_is_one(line):
    assert is_greeting(line)


@pytest.mark.parametrize("line", STATEMENTS)
def test_italics_that_state_something_are_none(line):
    assert not is_guidance(line)
    assert not is_greeting(line)


PARTS = Parts(purpose="It greets in the visitor's language.", changes="- Read the language", notable="", testing="")
COMMITS = (Commit("c", "Greet", "", "A", is_merge=False),)


@pytest.mark.parametrize("line", [*ITALICS, GREETINGS[0], GREETINGS[2]])
@pytest.mark.parametrize("head", ["## Description", "**Description**", "### What does this PR do?"])
def test_once_a_section_is_filled_its_guidance_is_gone_with_and_without_a_model(head, line):
    template = f"{GREETINGS[2]}\n\n{head}\n{line}\n\n## Checklist\n- [ ] Tests added\n"
    answers = (f"{head}\n\nIt greets.", "It greets.", answer_template(template, PARTS, COMMITS))

    for answer in answers:
        filled = fill_template(template, answer, lambda _: False)
        assert line not in filled
        assert GREETINGS[2] not in filled
        assert "It greets" in filled
        assert filled.endswith("## Checklist\n- [ ] Tests added")


TEMPLATE = (
    f"{GREETINGS[0]}\n\n## Why\n{ITALICS[0]}\n\n## Tests\n<!-- which? -->\n\n{ITALICS[2]}\n\n- [ ] Run\n- [ ] Read\n"
)
FILES = [("pull_request_template.md", TEMPLATE)]


@pytest.mark.parametrize(
    ("body", "untouched"),
    [
        (TEMPLATE, True),
        (TEMPLATE.replace(GREETINGS[0], ""), True),
        (TEMPLATE.replace(ITALICS[0], "").replace("<!-- which? -->", ""), True),
        ("## Why\r\n\r\n## Tests\r\n\r\n- [ ] Run\r\n- [ ] Read", True),
        # A choice among the boxes, a heading taken out, a word: somebody has been here.
        (TEMPLATE.replace("- [ ] Read\n", ""), False),
        (TEMPLATE.replace("- [ ] Read", "- [x] Read"), False),
        (TEMPLATE.replace("## Tests\n", ""), False),
        (TEMPLATE.replace(ITALICS[0], "It is slow."), False),
        (TEMPLATE.replace(ITALICS[0], "_Please merge after #12._"), False),
        (f"{TEMPLATE}\n<!-- please wait -->", False),
        ("", False),
    ],
)
def test_who_only_took_guidance_out_wrote_nothing_yet(body, untouched):
    assert is_untouched(body, FILES) is untouched


def test_a_template_of_guidance_alone_is_untouched_only_as_it_is():
    files = [("pull_request_template.md", ITALICS[0])]

    assert is_untouched(ITALICS[0], files)
    assert not is_untouched("", files)
