"""A model's answer is read however it is wrapped, and counts as none where it holds no title and body."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.growth import grows_linearly

from pr_writer.prompting.answer_writing import read_draft
from pr_writer.prompting.response_parser import drop_thoughts
from pr_writer.values import Draft

GOOD = Draft("Add retries", "The client gives up too early.\n\n- Add retries", "m")
PLAIN = f"{GOOD.title}\n\n{GOOD.body}"
JSON = '{"title": "Add retries", "body": "The client gives up too early.\\n\\n- Add retries"}'


@pytest.mark.parametrize(
    "answer",
    [
        PLAIN,
        f"\n\n{PLAIN}\n\n",
        PLAIN.replace("\n", "\r\n"),
        f"```markdown\n{PLAIN}\n```",
        f"```\n{PLAIN}\n```",
        f"~~~md\n{PLAIN}\n~~~",
        f"<think>What is this?\nTitle: nonsense</think>\n\n{PLAIN}",
        f"What is this?</think>\n{PLAIN}",
        f"<thinking>hm</thinking>{PLAIN}",
        f"Title: Add retries\n\nBody: {GOOD.body}",
        f"**Title:** Add retries\n\n**Description:**\n{GOOD.body}",
        f"Title: Add retries\nDescription:\n{GOOD.body}",
        f"## Title\nAdd retries\n\n## Description\n{GOOD.body}",
        f"Sure! Here is the description:\n\n{PLAIN}",
        f"Here's the title and description:\n```\n{PLAIN}\n```",
        f"{PLAIN}\n\nLet me know if you need anything else!",
        JSON,
        f"```json\n{JSON}\n```",
        f"Here you go:\n{JSON}\nI hope this helps.",
        f"<think>{{}}</think>{JSON}",
        JSON.replace('"body"', '"description"'),
        f"{PLAIN}\n\n=====MATERIAL-{'0a' * 12}=====\n",
        JSON.replace('"title"', '"Title"').replace('"body"', '"Body"'),
        f'The set {{1, 2}} is {{"closed": true}}.\n\n{JSON}\n\nIs that {{fine}}?',
        f"[{JSON}]",
        JSON.replace("\\n", "\n"),
        JSON.replace("\\n", "\\\\n"),
        '{"title": "Add retries", "body": ["The client gives up too early.", "", "- Add retries"]}',
        '{"title": "Add retries", "why": "x", "body": "The client gives up too early.\\n\\n- Add retries"}',
    ],
)
def test_a_draft_is_found_in(answer):
    assert read_draft(answer, "m") == GOOD


@pytest.mark.parametrize(
    "answer",
    [
        "",
        "   \n\n ",
        "<think>still thinking",
        "<think>all thought</think>",
        "Add retries",
        "I'm sorry, but I can't help with that.",
        "This pull request adds retries to the client so that it survives an outage of the server behind it.",
        "This pull request adds retries to the client. It survives outages.\nIt also adds tests.",
        "This pull request looks good to me, and I would merge it as it stands: it is well tested.\n\nNice work!",
        "Sure! Here is the description:",
        "{}",
        '{"title": "Add retries"}',
        '{"title": "Add retries", "body": null}',
        '{"title": "", "body": "x"}',
        "[1, 2]",
        "```\n```",
        "Could you share the diff?\n\nI cannot see it.",
        "x" * 300 + "\n\nbody",
        '{"title": "…", "body": "the description, in Markdown"}',
        '{"title": "Add retries", "body": "The description, in Markdown."}',
        f"=====MATERIAL-{'0a' * 12}=====\n\nbody",
    ],
)
def test_no_draft_is_found_in(answer):
    assert read_draft(answer) is None


def test_an_object_with_unescaped_quotes_is_mended():
    draft = read_draft('{"title": "Quote it", "body": "It says "no" now.\\n\\n- A \\"b\\""}')

    assert draft == Draft("Quote it", 'It says "no" now.\n\n- A "b"')


@pytest.mark.parametrize(
    ("text", "rest"),
    [
        ("<think>a</think>\n- fact", "- fact"),
        ("a\n</think>\n- fact", "- fact"),
        ("a</thinking>\n- fact", "- fact"),
        ("<think>a</think><think>b</think>- fact", "- fact"),
        ("<think>never ends", ""),
        ("- strips `<think>` tags\n- more", "- strips `<think>` tags\n- more"),
        ("- handles `</think>`\n- more", "- handles `</think>`\n- more"),
        ("A title\n\nStrips `</think>` ends.", "A title\n\nStrips `</think>` ends."),
        ("- fact", "- fact"),
    ],
)
def test_thoughts_stand_before_a_text_and_not_in_it(text, rest):
    assert drop_thoughts(text) == rest


@pytest.mark.parametrize(
    "body", ["Uses <think> tags.", "Drops `</think>` alone, too.", "Writes C:\\\\new\\\\table.", "Splits at `\\\\n- `."]
)
def test_what_a_body_speaks_of_is_left_in_it(body):
    draft = read_draft(f'{{"title": "Add it", "body": "{body}"}}')

    assert draft.body == body.replace("\\\\", "\\")


def test_code_in_the_body_is_left_as_it_is():
    body = "Use it so:\n\n```python\nretry(3)\n```"

    assert read_draft(f"Add retries\n\n{body}").body == body


@settings(deadline=None)
@given(st.text(max_size=300))
def test_no_answer_breaks_the_reader(answer):
    draft = read_draft(answer)

    assert draft is None or (draft.title.strip() and draft.body.strip())


@pytest.mark.slow
@pytest.mark.parametrize(
    "piece", ["<think>", "`", "{", '{"title"', "[", "a\n", '"title":"a","body":"', "</think>", "Sure!\n", "~~~\n"]
)
def test_the_time_to_read_a_hostile_answer_grows_with_its_length_at_most(piece):
    assert grows_linearly(lambda size: read_draft((piece * size)[:size]), 8_000)
