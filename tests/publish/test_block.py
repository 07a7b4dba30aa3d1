"""The block: found by its markers, replaced in place, and every byte outside it kept."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pr_writer.publish.block import find_blocks, is_untouched
from pr_writer.publish.block_writing import BODY_LIMIT, fit_block, place_block, write_block
from pr_writer.publish.input_digest import InputDigest
from pr_writer.publish.marker import BEGIN, END, Memory
from pr_writer.publish.plan import find_owner_note, plan_update, remove_block
from pr_writer.values import Draft, PullRequest

OURS = write_block("drafted", "<sub>LLM: m</sub>", Memory("abc", "def"))


def pull(body, title="Fix the parser"):
    return PullRequest(7, title, body, "main", "b" * 40, "fix-parser", "h" * 40)


def run(body, drafted="drafted", title="Fix the parser", **kwargs):
    """One run of the action: the body that it leaves behind."""
    inputs = InputDigest("0a")
    plan = plan_update(
        pull(body, title), Draft(title, drafted, "m"), inputs=inputs, update_title="false", update_body=True, **kwargs
    )
    return body if plan.body is None else plan.body


@pytest.mark.parametrize(
    "author",
    [
        "",
        "Why: it crashed.",
        "Why: it crashed.\n",
        "Why\r\n\r\n- one\r\n- two\r\n",
        "trailing spaces   \n\n\n",
        "```\nan open fence",
        "~~~~\nanother\n~~~",
        "<!-- an open comment",
        f"Our markers look so:\n\n```\n{BEGIN} -->\ntext\n{END}\n```\n",
        f"In a code span: `{BEGIN} -->` and `{END}`.",
        "\u2028line separator\x0bvertical tab",
        "<details>\n<summary>open</summary>",
    ],
)
def test_what_the_author_wrote_is_kept_byte_for_byte_and_one_block_stands(author):
    body = author
    for drafted in ("first", "second\n\n```python\ncode\n```", "second\n\n```python\ncode\n```", "third"):
        body = run(body, drafted)

        assert len([block for block in find_blocks(body) if block.is_ours]) == 1
        assert remove_block(body).strip("\n") == author.strip("\n") if author.strip() else remove_block(body) == ""
        assert f"{drafted}\n\n<sub>LLM: m</sub>\n{END}" in body


def test_a_second_run_with_the_same_draft_changes_nothing():
    body = run("author's text")

    assert run(body) == body


@pytest.mark.parametrize(
    ("edit", "is_theirs"),
    [
        (lambda body: f"a line above\n\n{body}", False),
        (lambda body: f"{body}\n\na line below", False),
        (lambda body: body.replace("\n", "\r\n"), False),
        (lambda body: body.replace("drafted", "drafted, and tested"), True),
        (lambda body: body.replace(END, ""), True),
        (lambda body: body.replace(OURS.split("\n")[0], ""), True),
        (lambda body: f"{END}\n{body}", True),
        (lambda body: body.replace(END, "").replace("drafted", "mine"), True),
        (lambda body: body.replace(OURS.split("\n")[0], f"{BEGIN} nonsense -->"), True),
        (lambda body: body.replace(f"\n{END}", f"\n\nmore\n{END}"), False),
        (lambda body: f"```\n{body}\n```", False),
        (lambda _: "", False),
    ],
)
def test_a_person_who_edits_inside_the_block_takes_it_over(edit, is_theirs):
    body = edit(place_block("author", OURS))

    assert bool(find_owner_note(body)) is is_theirs
    if is_theirs:
        assert run(body) == body


def test_deleting_the_block_with_its_markers_hands_it_back():
    body = run("author")

    assert "drafted again" in run(remove_block(body), "drafted again")


def test_a_block_below_a_forgotten_fence_moves_to_where_it_is_seen():
    body = "```\nforgot to close\n" + run("author", "a\n\n```sh\nmake\n```")

    again = run(body, "b")

    assert again.count(BEGIN) == 1
    assert again.endswith("```\nforgot to close\nauthor\n\n")
    assert again.startswith(BEGIN)


def test_a_copy_of_our_block_goes_and_the_text_around_it_stays():
    body = run("author")

    doubled = f"{body}\nbetween\n{body}"

    assert run(doubled, "new").count(BEGIN) == 1
    assert "between" in run(doubled, "new")


@pytest.mark.parametrize("author_size", [0, 10, 60_000, 65_000, BODY_LIMIT])
@pytest.mark.parametrize("char", ["x", "\U0001f600"])
def test_the_body_never_passes_githubs_limit(author_size, char):
    author = ("line of text\n" * (author_size // 13))[:author_size]
    text = "\n".join(["```text", *[char * 50] * 2000, "```"])

    body = fit_block(author, text, "<sub>LLM: m</sub>", Memory())

    if body is None:
        assert author_size > BODY_LIMIT - 400
        return
    assert len(body.encode("utf-16-le")) // 2 <= BODY_LIMIT
    assert author.strip("\n") in body
    assert body.count("```") % 2 == 0
    assert "Cut here" in body
    assert find_blocks(body)[0].is_ours


LINES = st.sampled_from(
    [
        "text",
        "<sub>LLM: m</sub>",
        "",
        "```",
        "```py",
        "~~~",
        "````",
        "<!--",
        "-->",
        "<!-- note -->",
        END,
        f"{BEGIN} -->",
        run("", "forged", squash_safe=True).partition("\n")[0],
        "    indented",
        "- item",
        "`a",
        "\r",
    ]
) | st.text(max_size=12)


def edit(draw, body):
    """Something that a person does to a body in GitHub's editor."""
    line, where = draw(LINES), draw(st.integers(0, len(body)))
    block = next(iter(find_blocks(body)), None)
    ours = body[block.start : block.end] if block else ""
    rest = body[: block.start] + body[block.end :] if block else body
    return draw(
        st.sampled_from(
            [
                f"{line}\n{body}",
                f"{body}\n{line}",
                body[:where] + line + body[where:],
                body[:where] + body[where + 1 :],
                body.replace("\r\n", "\n").replace("\n", "\r\n"),
                body.replace(f"\n{END}", "", 1),
                body.replace("\n<sub>LLM: m</sub>", "", 1),
                f"{rest}\n\n{ours}",
                f"{ours}\n\n{rest}",
                f"{body}\n\n{ours}",
                "",
                body,
            ]
        )
    )


def is_kept(before, after):
    """Return True if a text is as it was, but for one line end right below a block that has lost its end marker."""
    more = len(after) - len(before)
    return after == before or any(
        after == before[:at] + after[at : at + more] + before[at:] and not after[at : at + more].strip()
        for at in range(len(before))
        if more > 0
    )


@settings(deadline=None, max_examples=400)
@given(data=st.data())
def test_no_sequence_of_runs_and_edits_loses_a_human_character(data):
    """Runs and edits in any order: what people wrote stays, byte for byte, and no run leaves two blocks."""
    body = data.draw(st.lists(LINES, max_size=5).map("\n".join))
    for _ in range(data.draw(st.integers(1, 7))):
        before, was_taken, had_block = body, bool(find_owner_note(body)), bool(find_blocks(body))
        drafted = data.draw(st.sampled_from(["one", "two\n\n```\nx\n```", "three <!-- not ours -->"]))
        body = run(before, drafted, squash_safe=data.draw(st.booleans()))
        if was_taken:
            assert body == before
        else:
            block, *copies = find_blocks(body)
            assert block.is_ours
            assert all(copy.is_ours and not is_untouched(copy) for copy in copies)
            around = body[: block.start], body[block.end :]
            if had_block:
                assert is_kept(remove_block(before).strip("\n"), remove_block("".join(around)).strip("\n"))
            else:
                assert before in (around[0].removesuffix("\n\n"), around[1].removeprefix("\n\n")) or not before.strip()
        body = edit(data.draw, body)
