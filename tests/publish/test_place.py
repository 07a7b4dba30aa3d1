"""Where a repository's template marks a place for the draft, the block goes there and the rest stays the author's."""

import time

import pytest

from pr_writer.publish.block import find_blocks, has_place
from pr_writer.publish.input_digest import InputDigest
from pr_writer.publish.marker import BEGIN, END
from pr_writer.publish.plan import find_owner_note, plan_update, remove_block
from pr_writer.values import Draft, PullRequest

PLACE = "<!-- pr-writer -->"
PAIR = f"{BEGIN} -->\n{END}"
F = "`" * 3


def plan(body, draft="Drafted.", template=None):
    pull = PullRequest(7, "Fix it", body, "main", "b" * 40, "fix", "h" * 40)
    return plan_update(
        pull,
        Draft("Fix it", draft, "m"),
        inputs=InputDigest("0a"),
        update_title="false",
        update_body=True,
        templates=((".github/pull_request_template.md", body if template is None else template),),
    )


@pytest.mark.parametrize(
    "place",
    [
        PLACE,
        "<!--pr-writer-->",
        "<!--  pr-writer  -->  ",
        PAIR,
        f"{BEGIN} -->\n\n<!-- the draft goes here -->\n\n{END}",
    ],
)
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
@pytest.mark.parametrize(
    ("above", "below"),
    [("## What\n\n", "\n\n## Checklist\n\n- [ ] Tests\n"), ("", ""), ("Text\n", "\ntext"), ("- item\n", "\n- item")],
)
def test_the_block_goes_into_the_marked_place_and_the_rest_stays(place, newline, above, below):
    template = f"{above}{place}{below}"
    body = template.replace("\n", newline)
    assert has_place(body)
    assert not find_owner_note(body)

    for draft in ("Drafted.", "Drafted anew."):
        body = plan(body, draft, template).body

        (block,) = find_blocks(body)
        assert (block.is_ours, block.is_place) == (True, False)
        assert body[: block.start] == above.replace("\n", newline)
        assert body[block.end :].lstrip(" ") == below.replace("\n", newline)
        assert block.draft == draft


def test_a_template_without_a_place_is_no_text_and_one_with_a_place_is():
    assert plan("## What\n").body.startswith(BEGIN)
    assert plan(f"## What\n\n{PLACE}\n").body.startswith("## What\n\n<!-- pr-writer:begin")


def test_a_template_that_was_pasted_in_again_goes_and_a_persons_section_stays():
    body = plan("", "One.\n\nTwo.", template="").body.replace("One", "Mine")

    after = plan(f"## What\n\n{body}", "Three.\n\nFour.", template="## What\n").body

    assert after.startswith(BEGIN)
    assert "Mine.\n\nFour." in after


def test_what_a_template_has_between_the_markers_is_replaced():
    template = f"## What\n\n{BEGIN} -->\n_The draft goes here._\n{END}\n"

    assert not find_owner_note(template)
    assert "_The draft goes here._" not in plan(template.replace("\n", "\r\n"), template=template).body


def test_what_a_person_has_between_bare_markers_is_theirs():
    body = f"{BEGIN} -->\nMy own words.\n{END}\n"

    assert plan(body, template="").blocked == "edited-by-a-person"


@pytest.mark.parametrize(
    "text",
    [
        f"Write `{PLACE}` into the template.",
        f"Here {PLACE} it is.",
        f"{F}\n{PLACE}\n{F}\n",
        f"    {PLACE}",
        f"- {PLACE}",
        f"<!--\nsee\n{PLACE}\n-->",
        f"<pre>\n{PLACE}\n</pre>",
        "<!-- pr-writer: a note -->",
        f"{F}\n{PAIR}\n{F}",
    ],
)
def test_what_only_speaks_of_the_place_is_none(text):
    assert not has_place(text)
    assert plan(text, template="").body.startswith(f"{text}\n\n{BEGIN}")


def test_an_old_block_beside_a_place_goes_on_being_the_block():
    body = plan("author", template="").body

    again = plan(f"{PLACE}\n\n{body}", "Anew.", template="").body

    assert again.startswith(f"{PLACE}\n\nauthor\n\n{BEGIN}")
    assert again.count("Anew.") == 1


def test_the_authors_words_are_told_without_the_place():
    assert remove_block(f"## What\n\n{PLACE}\n\nx") == "## What\n\n\n\nx"


TOO_LONG = 65_000


@pytest.mark.parametrize(
    "piece",
    [
        *(f"{F}\n", "~~~\n", f"- {F}\n", f"> {F}\n", "<!--\n", "<details>\n", "<pre>\n", "<b", "<!-- x", f"{PLACE}\n"),
        *(f"{BEGIN} -->\n", f"{END}\n", f"{PAIR}\n", f"{BEGIN} title=- work=- footer=- sections=.0 -->\nx\n{END}\n"),
        *(f"{BEGIN} title=- work=- footer=0a sections=.0 end=footer -->\n<sub>\n", "<sub>LLM: m</sub>\n"),
        *("- [ ] a\n", "## a\n", "a\n\n", "> ", "- ", "<sub>\n", "<a href='", '<a "', "**a**\n\n", "[x] "),
    ],
)
def test_a_hostile_body_is_read_and_written_in_time_that_grows_as_it_does(piece):
    def count_seconds(size):
        body = piece * (size // len(piece))
        draft = "\n\n".join(f"## Heading {n}\n\nText {n}." for n in range(200))
        start = time.process_time()
        planned = plan(body, draft, template="")
        if planned.body:
            plan(planned.body.replace("Text 7.", piece * 100), draft.replace("Text", "Words"), template="")
        return time.process_time() - start

    few, many = count_seconds(TOO_LONG // 8), count_seconds(TOO_LONG)

    assert many < 8 * 3 * few + 1.0


def test_two_hundred_headings_are_two_hundred_sections():
    draft = "\n\n".join(f"## Heading {n}\n\nText {n}." for n in range(200))
    body = plan("", draft, template="").body.replace("Text 7.", "Mine.").replace("## Heading 9\n\nText 9.\n\n", "")

    after = plan(body, draft.replace("Text", "Words"), template="").body

    assert after.count("Words") == 198
    assert "## Heading 7\n\nMine.\n\n## Heading 8\n\nWords 8.\n\n## Heading 10\n" in after
