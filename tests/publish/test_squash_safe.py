"""With squash-safe the block is one comment, the draft and one line; runs with and without it find each other's."""

import re

import pytest
from cmarkgfm import github_flavored_markdown_to_html as render
from cmarkgfm.cmark import Options

from pr_writer.publish.block import find_blocks
from pr_writer.publish.block_writing import MAX_SECTIONS
from pr_writer.publish.input_digest import InputDigest
from pr_writer.publish.marker import BEGIN, END, UNSIGNED, Memory, Signer, read_marker, write_marker
from pr_writer.publish.plan import find_owner_note, is_done, plan_update, read_block, remove_block
from pr_writer.values import Draft, PullRequest

FOOTER = "<sub>LLM: m</sub>"
SIGNER = Signer("a key of 32 characters, or more..", 7)
INPUTS = InputDigest("0a")


def pull(body):
    return PullRequest(7, "Fix it", body, "main", "b" * 40, "fix", "h" * 40)


def run(body, draft="Drafted.", *, squash_safe=True, **kwargs):
    """Return the body that one run of the action leaves behind."""
    planned = plan_update(
        pull(body),
        Draft("Fix it", draft, kwargs.pop("model", "m")),
        inputs=INPUTS,
        update_title="false",
        update_body=True,
        squash_safe=squash_safe,
        **kwargs,
    )
    return body if planned.body is None else planned.body


@pytest.mark.parametrize(
    ("coverage", "last"),
    [("", FOOTER), ("Read 3 of 5 files.", f"<sub>Read 3 of 5 files.</sub> {FOOTER}")],
)
def test_the_block_is_one_short_comment_the_draft_and_one_line(coverage, last):
    body = run("author", "## What\n\n- a\n- b", coverage=coverage)

    above, marker, rest = re.fullmatch(r"(.*\n\n)(<!-- [^\n]{0,200} -->)\n(.*)", body, re.DOTALL).groups()
    assert (above, rest) == ("author\n\n", f"## What\n\n- a\n- b\n\n{last}")
    assert " end=footer " in marker
    assert read_block(body) == "## What\n\n- a\n- b"
    assert is_done(pull(body), INPUTS)
    assert run(body, "## What\n\n- a\n- b", coverage=coverage) == body


def test_without_it_a_marker_says_nothing_new():
    assert "end=" not in run("", squash_safe=False)


AROUND = [
    ("", ""),
    ("author\n\n", "\n\nbelow"),
    ("author\r\n\r\n", "\r\n\r\n- below\r\n"),
    ("```\nopen\n```\n\n", "\n\n```\nopen"),
    ("a\n\n", f"\n\n> {FOOTER}\n\n{FOOTER}\n"),
    ("a\n\n", "\n\n<sub>small print of mine</sub>\n"),
]


@pytest.mark.parametrize(("above", "below"), AROUND)
@pytest.mark.parametrize("order", [(True, False), (False, True), (True, True)])
def test_a_switch_writes_the_block_anew_and_what_is_around_it_stays(above, below, order):
    body = f"{above}{run('', 'First.', squash_safe=order[0])}{below}"

    for draft in ("First.", "Second."):
        for squash_safe in order[::-1]:
            body = run(body, draft, squash_safe=squash_safe)

            assert (END in body, body.count(BEGIN)) == (not squash_safe, 1)
            assert (body.startswith(above), body.endswith(below)) == (True, True)
            assert remove_block(body) == above + below
            assert read_block(body) == draft


@pytest.mark.parametrize("squash_safe", [True, False])
@pytest.mark.parametrize("was_safe", [True, False])
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_a_persons_section_stays_and_the_others_are_updated(was_safe, squash_safe, newline):
    body = run("author", "## A\n\na1\n\n## B\n\nb1\n\n- [ ] box", squash_safe=was_safe)
    body = body.replace("a1", "mine").replace("[ ]", "[x]").replace("\n", newline)

    body = run(body, "## A\n\na2\n\n## B\n\nb2\n\n- [ ] box", squash_safe=squash_safe)

    assert read_block(body) == "## A\n\nmine\n\n## B\n\nb2\n\n- [x] box"


def test_text_between_footer_and_end_marker_stays_when_the_marker_goes():
    body = run("author", squash_safe=False).replace(f"\n{END}", f"\n\nA word of mine.\n{END}")

    assert read_block(run(body, "Anew.")) == "Anew.\n\nA word of mine."


def test_a_block_in_which_a_person_quotes_the_footer_keeps_its_end_marker():
    body = run("author", "## A\n\na1\n\n## B\n\nb1", squash_safe=False).replace("a1", f"a1\n{FOOTER}\nmine")

    for n in (2, 3):
        body = run(body, f"## A\n\na{n}\n\n## B\n\nb{n}")

        assert read_block(body) == f"## A\n\na1\n{FOOTER}\nmine\n\n## B\n\nb{n}"


@pytest.mark.parametrize("below", ["\n---\n", "\nmine", "\r\nmine"])
def test_what_stands_right_below_looks_the_same_when_the_marker_goes(below):
    body = run("", squash_safe=False) + below

    after = run(body)

    assert after.endswith(below)
    assert remove_block(after).strip() == below.strip()
    assert f"<p>{FOOTER}</p>" in render(after, Options.CMARK_OPT_UNSAFE)
    assert run(run(after, "Anew."), "Anew anew.").removeprefix(run("", "Anew anew.")) == remove_block(after)


@pytest.mark.parametrize("below", ["\nmine", "\n---", "\n\nmine", "  \nmine"])
def test_what_a_person_writes_right_below_the_footer_stays_byte_for_byte(below):
    body = f"{run('')}{below}"

    assert not find_owner_note(body)
    assert remove_block(run(body, "Anew.")) == below
    assert read_block(run(body, "Anew.")) == "Anew."


@pytest.mark.parametrize(
    "edit",
    [
        lambda body: body.replace(FOOTER, ""),
        lambda body: body.replace(FOOTER, "<sub>LLM: m, and me</sub>"),
        lambda body: body.replace("Drafted.", f"Drafted.\n{END}"),
        lambda body: f"{body}\n{END}",
        lambda body: body.replace(FOOTER, END),
    ],
)
def test_a_block_that_has_lost_its_end_is_the_persons(edit):
    body = edit(run("author"))

    assert find_owner_note(body)
    assert run(body, "Anew.") == body
    assert run(body, "Anew.", squash_safe=False) == body


def test_a_copy_of_the_block_goes_and_the_text_between_stays():
    body = run("author")

    after = run(f"{body}\n\nbetween\n\n{body}", "Anew.")

    assert (after.count(BEGIN), "between" in after) == (1, True)


def test_a_block_in_code_is_somebodys_text():
    quoted = f"```\n{run('')}\n```"

    assert not find_blocks(quoted)
    assert quoted in run(quoted)


def test_a_signature_covers_how_the_block_ends():
    body = run("author", "One.\n\nTwo.", signer=SIGNER)

    assert is_done(pull(body), INPUTS, SIGNER)
    assert read_block(run(body, "Anew.", squash_safe=False, signer=SIGNER), SIGNER) == "Anew."
    assert run(body, "Anew.", signer=UNSIGNED) == body
    assert not find_blocks(f"{body.replace(' end=footer', '')}\n{END}", SIGNER)


def test_a_draft_of_more_sections_than_are_remembered_is_found_again():
    long = "\n\n".join(f"## H{n}\n\nText." for n in range(MAX_SECTIONS + 1))

    body = run("author", long)

    assert len(body.split("\n")[2]) < 200
    assert read_block(body) == long
    assert read_block(run(body, "Short.", squash_safe=False)) == "Short."
    assert find_owner_note(body.replace("Text.", "Mine.", 1))


@pytest.mark.parametrize("memory", [Memory("aa", "bb", "cc", ()), Memory("aa", "bb", "cc", None, "dd")])
def test_the_marker_holds_how_the_block_ends(memory):
    written = write_marker(Memory(memory.title, "bb", "cc", memory.sections, memory.block, ends_with_footer=True))

    assert read_marker(written) == Memory("aa", "bb", "cc", memory.sections, memory.block, ends_with_footer=True)


@pytest.mark.parametrize("fields", ["end=footer", "title=- work=- block=- end=footer", "title=- work=- end=marker"])
def test_a_marker_that_ends_in_no_way_of_ours_says_nothing(fields):
    assert read_marker(f"{BEGIN} {fields} -->") is None
    assert find_owner_note(f"{BEGIN} {fields} -->\nmine\n{END}")
