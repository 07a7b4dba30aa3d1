"""Thirty shapes of templates, each with an answer and what becomes of both: read the files, each is a small story.

A file has four parts: the template, a model's answer to it, the template filled in, and the same where no model
answers. The templates were written for these tests, after the shapes that many projects have.
"""

import re
from pathlib import Path

import pytest
from sanitize.rendering import find_alive, render

from pr_writer.context.pr_templates.filling import fill_template
from pr_writer.context.pr_templates.placeholder import find_place
from pr_writer.context.pr_templates.search import is_filled_in, is_untouched
from pr_writer.markdown.sections import drop_comments
from pr_writer.sanitize import sanitize_body
from pr_writer.summarizer.summary import Parts
from pr_writer.summarizer.template_answer import answer_template
from pr_writer.values import Commit

FOLDER = Path(__file__).parent / "shapes"
MARKS = re.compile(r"\n===== (?:answer|filled|without a model) =====\n")
SHAPES = {path.stem: MARKS.split(path.read_text().removesuffix("\n")) for path in sorted(FOLDER.glob("*.txt"))}
NAMES = list(SHAPES)
COMMITS = (Commit("c", "Retry uploads", "Closes #12", "A", False),)
PARTS = Parts(
    purpose="Uploads broke on slow networks.\n\nCloses #12",
    changes="- Retry three times\n- Log each try",
    notable="- **Breaking:** `retry` is gone\n- New dependency: `tenacity`",
    testing="Run the changed test: `test_upload.py`.",
)


def read(name):
    template, answer, filled, without_model = SHAPES[name]
    return template, answer, filled, without_model


def fill(template, answer, *, human_text="Closes #12"):
    return fill_template(
        template, answer, lambda box: box == "Tests added", lambda text: sanitize_body(text, human_text=human_text)
    )


def answer_from_commits(template):
    return answer_template("" if find_place(template) else template, PARTS, COMMITS)


def test_there_are_thirty():
    assert len(NAMES) >= 30


@pytest.mark.parametrize("name", NAMES)
def test_a_models_answer_is_where_a_maintainer_looks_for_it(name):
    template, answer, filled, _ = read(name)

    assert fill(template, answer) == filled


@pytest.mark.parametrize("name", NAMES)
def test_without_a_model_each_part_is_where_it_is_asked_for(name):
    template, _, _, filled = read(name)

    assert fill(template, answer_from_commits(template)) == filled


@pytest.mark.parametrize("name", NAMES)
def test_nothing_that_the_commits_say_is_lost_and_nothing_is_said_twice(name):
    template, *_ = read(name)
    filled = fill(template, answer_from_commits(template))

    for said in (
        "Uploads broke",
        "Retry three times",
        "`retry` is gone",
        "`tenacity`",
        "`test_upload.py`",
        "Closes #12",
    ):
        assert filled.count(said) == 1, said


@pytest.mark.parametrize("name", NAMES)
def test_a_filled_template_is_known_as_one_and_the_template_as_untouched(name):
    template, _, *filled = read(name)

    assert is_untouched(template.replace("\n", "\r\n"), [("x.md", template)])
    for body in filled:
        assert not is_untouched(body, [("x.md", template)])
        assert is_filled_in(body, template) or not drop_comments(template).strip()


ALIVE = "Hi @octocat, fixes #99.\n\n![x](https://evil.example/x.png)\n\n    @octocat #99 <img src=x>\n\n<details>"


@pytest.mark.parametrize("answer", [ALIVE, f"    {ALIVE}", f"\u200b    @octocat fixes #99\n\n{ALIVE}", f"- {ALIVE}"])
@pytest.mark.parametrize("name", NAMES)
def test_nothing_of_an_answer_is_alive_in_any_of_them(name, answer):
    template, model_answer, *_ = read(name)
    own = set(find_alive(template))
    headings = re.findall(r"(?m)^(?:#{1,4} .*|\*\*.*\*\*.*|[*-] \*\*.*|\d\. .*|[^\W\d]{2,}.*:|【.*】.*)$", model_answer)
    for told in (answer, *(f"{heading}\n\n{answer}" for heading in headings)):
        alive = [one for one in find_alive(fill(template, told, human_text="")) if one not in own]

        assert alive == []


@pytest.mark.parametrize("name", NAMES)
def test_each_heading_that_github_shows_of_a_template_is_there_afterwards(name):
    template, _, *filled = read(name)
    for body in filled:
        there = iter(re.findall(r"<h\d.*?>(.*?)</h\d>", render(body)))
        shown = re.findall(r"<h\d.*?>(.*?)</h\d>", render(template))
        left_out = r"(?i)optional|facultatif|deployment|breaking|related issues|&lt;!--"

        assert all(heading in there for heading in shown if not re.search(left_out, heading))
