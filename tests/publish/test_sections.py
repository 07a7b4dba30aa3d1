"""Ownership by section: what a person changed inside the block is theirs, and the rest goes on being updated."""

import random
import re

import pytest

from pr_writer.publish.block import find_blocks
from pr_writer.publish.input_digest import InputDigest
from pr_writer.publish.marker import BEGIN, END, digest
from pr_writer.publish.plan import KEPT, find_owner_note, plan_update
from pr_writer.values import Draft, PullRequest

FOOTER = "<sub>LLM: m</sub>"


def plan(body, draft, **kwargs):
    pull = PullRequest(7, "Fix it", body, "main", "b" * 40, "fix", "h" * 40)
    inputs = InputDigest("0a")
    return plan_update(
        pull, Draft("Fix it", draft, "m"), inputs=inputs, update_title="false", update_body=True, **kwargs
    )


def run(body, draft, **kwargs):
    """Return the body that one run of the action leaves behind."""
    planned = plan(body, draft, **kwargs)
    return body if planned.body is None else planned.body


def read(body):
    """Return what stands in the block, its footer cut off."""
    (block,) = find_blocks(body)
    assert block.text.rstrip("\r\n").endswith(FOOTER)
    return block.text.replace("\r\n", "\n").rstrip("\n").removesuffix(FOOTER).strip("\n")


HEADED = (
    "Lead {n}.\n\n## What\n\n- changed {n}\n- more {n}\n\n## Why\n\nBecause {n}.\n\n"
    "## Checklist\n\n- [ ] Tests\n- [ ] Docs"
)
PLAIN = "First {n}.\n\n- one {n}\n- two {n}\n\nLast {n}."


def draft(n, template=HEADED):
    return template.format(n=n)


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        pytest.param("Because 1.", "Because I say so.", ("Because 2.", "Because I say so."), id="a corrected word"),
        pytest.param(
            "- more 1", "- more 1\n- mine", ("- changed 2\n- more 2", "- changed 1\n- more 1\n- mine"), id="an item"
        ),
        pytest.param("\n- more 1", "", ("- changed 2\n- more 2", "- changed 1"), id="an item deleted"),
        pytest.param("Lead 1.", "My lead.", ("Lead 2.", "My lead."), id="the lead"),
        pytest.param("Lead 1.\n\n", "", ("Lead 2.\n\n", ""), id="the lead deleted"),
        pytest.param("## Why\n\nBecause 1.\n\n", "", ("## Why\n\nBecause 2.\n\n", ""), id="a section deleted"),
        pytest.param(
            "## Why\n\nBecause 1.",
            "## Why\n\nBecause 1.\n\nAnd mine.",
            ("Because 2.", "Because 1.\n\nAnd mine."),
            id="a paragraph added",
        ),
        pytest.param("## Why", "## Mine\n\nx\n\n## Why", ("## Why", "## Mine\n\nx\n\n## Why"), id="a section added"),
        pytest.param("## Why", "## Reason", ("## Why\n\nBecause 2.", "## Reason\n\nBecause 1."), id="another heading"),
        pytest.param("## Why\n\n", "", ("## Why\n\nBecause 2.", "Because 1."), id="a heading deleted"),
        pytest.param("- [ ] Tests", "- [x] Tests", ("- [ ] Tests", "- [x] Tests"), id="a box ticked"),
        pytest.param("- [ ] Tests\n", "", ("- [ ] Tests\n", ""), id="a box deleted"),
    ],
)
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_what_a_person_changed_stays_and_every_other_section_is_updated(old, new, expected, newline):
    first = run("author", draft(1))
    edited = first.replace(old, new).replace("\n", newline)
    assert edited != first.replace("\n", newline)

    second = run(edited, draft(2))
    third = run(second, draft(2))

    assert read(second) == draft(2).replace(*expected)
    assert third == second
    assert read(run(third, draft(1))) == draft(1).replace(expected[0].replace("2", "1"), expected[1])


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        pytest.param("First 1.", "Mine.", "Mine.\n\n- one 2\n- two 2\n\nLast 2.", id="a paragraph"),
        pytest.param("- two 1", "- mine", "First 2.\n\n- one 1\n- mine\n\nLast 2.", id="a list"),
        pytest.param("- one 1\n- two 1\n\n", "", "First 2.\n\nLast 2.", id="a list deleted"),
        pytest.param(
            "Last 1.", "Last 1.\n\nMine.", "First 2.\n\n- one 2\n- two 2\n\nLast 2.\n\nMine.", id="added below"
        ),
        pytest.param(
            "First 1.", "Mine.\n\nFirst 1.", "Mine.\n\nFirst 2.\n\n- one 2\n- two 2\n\nLast 2.", id="added above"
        ),
        pytest.param(
            "Last", "## Mine\n\nLast", "First 2.\n\n- one 2\n- two 2\n\n## Mine\n\nLast 2.", id="a heading added"
        ),
    ],
)
def test_without_headings_each_paragraph_and_list_is_a_section(old, new, expected):
    edited = run("", draft(1, PLAIN)).replace(old, new)

    second = run(edited, draft(2, PLAIN))

    assert read(second) == expected
    assert read(run(second, draft(3, PLAIN))) == expected.replace("2", "3")


def test_a_tick_stays_whatever_later_drafts_say_and_the_words_around_it_are_updated():
    words = "## Checks\n\nSee {n}.\n\n- [ ] Tests\n- [x] Docs"
    body = run("", words.format(n=1)).replace("[ ] Tests", "[x] Tests").replace("[x] Docs", "[ ] Docs")

    for n in (2, 3):
        body = run(body, words.format(n=n))
        assert read(body) == f"## Checks\n\nSee {n}.\n\n- [x] Tests\n- [ ] Docs"
        body = run(body, words.format(n=n).replace("[ ]", "[x]"))
        assert read(body) == f"## Checks\n\nSee {n}.\n\n- [x] Tests\n- [ ] Docs"


def test_a_box_of_ours_that_nobody_touched_follows_the_draft():
    body = run("", "- [ ] Tests\n- [ ] Docs").replace("[ ] Docs", "[X] Docs")

    assert read(run(body, "- [x] Tests\n- [ ] Docs")) == "- [x] Tests\n- [X] Docs"


def test_a_ticked_box_that_the_draft_has_no_more_keeps_its_section():
    body = run("", "Words 1.\n\n- [ ] Tests").replace("[ ]", "[x]")

    assert read(run(body, "Words 2.\n\n- [ ] Docs")) == "Words 2.\n\n- [x] Tests"


def test_sections_stay_where_a_person_has_moved_them():
    body = run("", "## A\n\na1\n\n## B\n\nb1\n\n## C\n\nc1")
    moved = body.replace("## A\n\na1\n\n", "").replace("c1", "c1\n\n## A\n\na1")

    assert read(run(moved, "## A\n\na2\n\n## B\n\nb2\n\n## C\n\nc2")) == "## B\n\nb2\n\n## C\n\nc2\n\n## A\n\na2"


def test_sections_that_nobody_has_moved_stand_as_the_draft_has_them():
    body = run("", "## A\n\na1\n\n- [ ] x\n\n## B\n\nb1").replace("[ ]", "[x]")

    assert read(run(body, "## B\n\nb2\n\n## A\n\na2\n\n- [ ] x")) == "## B\n\nb2\n\n## A\n\na2\n\n- [x] x"


def test_a_new_section_comes_where_the_draft_has_it_and_an_old_one_of_ours_goes():
    body = run("", "## A\n\na1\n\n## C\n\nc1").replace("a1", "mine")

    assert read(run(body, "## A\n\na2\n\n## B\n\nb2")) == "## A\n\nmine\n\n## B\n\nb2"


def test_a_deleted_section_stays_away_when_a_draft_between_had_none():
    body = run("", "## A\n\na1\n\n## B\n\nb1").replace("## B\n\nb1\n\n", "")
    for text in ("## A\n\na2", "Plain.", "## A\n\na3\n\n## B\n\nb3"):
        body = run(body, text)

    assert read(body) == "## A\n\na3"


def test_a_section_that_a_person_wrote_is_not_written_again():
    body = run("", "## A\n\na1").replace("a1", "a1\n\n## Testing\n\nBy hand.")

    assert read(run(body, "## A\n\na2\n\n## Testing\n\nUnit.")) == "## A\n\na2\n\n## Testing\n\nBy hand."


@pytest.mark.parametrize("template", [HEADED, PLAIN])
def test_a_drafts_form_may_change_and_a_persons_paragraph_stays(template):
    body = run("", draft(1, PLAIN)).replace("- two 1", "- mine")
    for n, form in enumerate((HEADED, template, HEADED, PLAIN), 2):
        body = run(body, draft(n, form))

        assert "- one 1\n- mine" in read(body)
        assert all(f" {n}" in line for line in read(body).split("\n") if re.search(r"\d", line) and "one 1" not in line)


def test_text_below_the_footer_stays_and_the_footer_comes_last():
    body = run("author", draft(1)).replace(f"\n{END}", f"\n\nA word of mine.\n{END}")

    assert read(run(body, draft(2))) == f"{draft(2)}\n\nA word of mine."
    assert read(run(run(body, draft(2)), draft(3))) == f"{draft(3)}\n\nA word of mine."


def test_a_footer_that_a_person_changed_is_kept_and_ours_comes_last():
    body = run("author", draft(1)).replace(FOOTER, "<sub>LLM: m, and me</sub>")

    assert "<sub>LLM: m, and me</sub>" in read(run(body, draft(2)))


def test_the_marker_is_one_short_line():
    marker = run("", draft(1)).split("\n")[0]

    assert len(marker) < 200


def test_where_nothing_is_left_to_update_the_block_is_the_persons():
    body = run("", "One.\n\nTwo.").replace("One", "1").replace("Two", "2")

    assert find_owner_note(body)
    assert plan(body, "Three.\n\nFour.\n\nFive.").blocked == "edited-by-a-person"


def test_what_is_kept_is_said():
    body = run("", "One.\n\nTwo.").replace("One", "1")

    assert KEPT in plan(body, "Three.\n\nFour.").notes
    assert KEPT not in plan(run("", "One."), "Two.").notes


@pytest.mark.parametrize(("edit", "is_ours"), [("", True), ("!", False)])
def test_an_older_marker_with_one_digest_is_read(edit, is_ours):
    inner = f"One.\n\nTwo.\n\n{FOOTER}\n"
    body = f"author\n\n{BEGIN} block={digest(inner)} title=- work=0a -->\n{inner.replace('Two', f'Two{edit}')}{END}\n"

    assert bool(find_owner_note(body)) is not is_ours
    assert (run(body, "Three.") == body) is not is_ours
    assert "author" in run(body, "Three.")


NAMES = ("Summary", "What changed", "Why", "How", "Testing", "Notes")


def make_draft(rng, run_number, names):
    """Return a draft whose every line tells which run wrote it."""
    sections = []
    for name in names:
        lines = [f"- {name} point {i} of run {run_number}" for i in range(rng.randint(1, 3))]
        boxes = [f"- [ ] {name} box"] if name == "Testing" else []
        sections.append("\n".join([f"## {name}", "", f"{name} prose of run {run_number}.", "", *lines, *boxes]))
    return "\n\n".join(sections)


def cut_sections(text):
    """Return heading → text of the sections in a block, told by our own drafts' form alone."""
    parts = re.split(r"(?m)^(?=## )", text.replace("\r\n", "\n"))
    return {part.split("\n")[0][3:]: part.strip("\n") for part in parts if part.strip("\n")}


def edit_section(rng, text, word):  # the ways in which people edit
    """Return what a person makes of a section, and whether its words are touched."""
    lines = text.split("\n")
    if len(lines) < 3:
        return "", True
    row = rng.randrange(2, len(lines))
    kind = rng.choice(["word", "word", "line", "paragraph", "delete line", "delete", "add section", "tick"])
    if kind == "tick":
        return text.replace("- [ ]", "- [x]"), False
    if kind == "word":
        at = rng.randint(0, len(lines[row]))
        lines[row] = f"{lines[row][:at]} {word} {lines[row][at:]}"
    elif kind == "line":
        lines.insert(row, f"- {word}")
    elif kind == "paragraph":
        lines += ["", f"A paragraph: {word}."]
    elif kind == "delete line":
        rows = [row for row in range(2, len(lines)) if lines[row]] or [row]
        del lines[rng.choice(rows)]
    elif kind == "add section":
        return "\n".join([*lines, "", f"## Mine {word}", "", f"Words {word}."]), False
    else:
        return "", True
    return "\n".join(lines), True


class Person:
    """Somebody who edits inside the block, and knows what of it is theirs since."""

    def __init__(self, rng):
        self.rng = rng
        self.owned = {}  # heading → text; "" where it was deleted
        self.words = set()
        self.has_ticked = False

    def edit(self, body, word):
        there = cut_sections(read(body))
        name = self.rng.choice(list(there))
        before = there[name]
        text, is_touched = edit_section(self.rng, before, word)
        if is_touched or name in self.owned:
            self.owned[name] = text.split("\n\n## Mine")[0].strip("\n")
        if not is_touched and word in text:
            self.owned[f"Mine {word}"] = f"## Mine {word}\n\nWords {word}."
        self.words = {known for known in self.words if known not in before or known in text}
        if word in text:
            self.words.add(word)
        self.has_ticked |= "[x]" in text
        return body.replace("\r\n", "\n").replace(before, text)

    def expect(self, body, drafted):
        """Return heading → text of what a run should leave in the block."""
        if self.has_ticked and "## Testing" not in drafted:  # there is no place for the tick any more
            self.owned.setdefault("Testing", cut_sections(body).get("Testing", ""))
        fresh = drafted.replace("- [ ]", "- [x]") if self.has_ticked else drafted
        return {name: text for name, text in (cut_sections(fresh) | self.owned).items() if text}


@pytest.mark.parametrize("seed", range(4))
def test_over_200_runs_no_word_of_a_person_is_lost_and_no_other_section_is_frozen(seed):
    rng = random.Random(seed)  # noqa: S311 - not for secrets
    for number in range(200):
        if not number % 25:
            body, person = "An author's text.", Person(rng)  # the block was deleted, and so is handed back
        drafted = make_draft(rng, number, [name for name in NAMES if rng.random() < 0.9] or ["Why"])
        is_theirs = bool(find_owner_note(body))
        before, body = body, run(body, drafted, squash_safe=rng.random() < 0.5)

        assert body.startswith("An author's text.")
        assert all(word in body for word in person.words)
        assert (
            body == before
            if is_theirs
            else cut_sections(read(body)) == person.expect(read(before) if number % 25 else "", drafted)
        )

        if not is_theirs and rng.random() < 0.5:
            body = person.edit(body, f"word{number}x")
        if rng.random() < 0.2:
            body = body.replace("\r\n", "\n").replace("\n", "\r\n")


def make_any_draft(rng, n):
    """Return a draft of any form: with headings of either kind, or without."""
    parts = [
        f"Para {n}.",
        f"- a {n}\n- b",
        f"```\ncode {n}\n\n## not a heading\n```",
        f"> quote {n}",
        f"| a | b |\n| - | - |\n| {n} | 2 |",
        f"- [ ] box A\n- [x] box B {n}",
        f"<details><summary>s {n}</summary>\n\ninner\n\n</details>",
        f"Text {n}:\n- l",
    ]
    heads = rng.choice([(), ("## A", "## B"), ("**C**", "### D", "F\n---"), ("## A", "## A", "## E ##")])
    sections = [rng.sample(parts, rng.randint(1, 3)) for _ in range(len(heads) + 1)]
    return "\n\n".join(
        part for head, some in zip(("", *heads), sections, strict=True) for part in (head, *some) if part
    )


@pytest.mark.parametrize("seed", range(40))
def test_whatever_form_the_drafts_have_no_word_of_a_person_is_lost_and_untouched_drafts_stand_whole(seed):
    rng = random.Random(seed)  # noqa: S311 - not for secrets
    body, words = "author", set()
    for n in range(12):
        drafted = make_any_draft(rng, n)
        squash_safe = rng.random() < 0.5
        before, body = body, run(body, drafted, squash_safe=squash_safe)

        assert {word for word in words if word in before} == {word for word in words if word in body}
        assert words or read(body) == drafted
        assert run(body, drafted, squash_safe=squash_safe) == body

        if n > 2 and rng.random() < 0.6:
            block, word = find_blocks(body)[0], f"Q{n}Q"
            start = body.index("\n", block.start) + 1
            at = rng.randint(start, start + len(block.text) - 1)
            put = rng.choice(
                ["{}", " {} ", "\n\n{}\n\n", "\n- {}\n", "\n## {}\n", "\n```\n{}\n", "<!-- {}", "\n- [x] {}\n"]
            )
            body = body[:at] + put.format(word) + body[at:]
            words.add(word)
