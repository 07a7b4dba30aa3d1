"""Whatever an answer holds and wherever the template has it cut, nothing of it comes alive."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sanitize.rendering import find_alive, render

from pr_writer.context.pr_templates.filling import fill_template
from pr_writer.markdown.sections import split_sections
from pr_writer.publish.block import find_blocks
from pr_writer.sanitize import sanitize_body

PIECES = [
    *(
        "`",
        "``",
        "```\n",
        "````\n",
        "~~~\n",
        "<!--",
        "-->",
        "<!-",
        "- pr-writer:end -->",
        "<!-- pr-writer:begin x -->\n",
    ),
    *(
        "\n## What\n",
        "\n## Why\n",
        "**Why**",
        "@octocat",
        " fixes #20 ",
        "![x](https://evil.example/x.png)",
        "<img src=x>",
    ),
    *(
        "<details>",
        "</details>",
        "\n- ",
        "\n  ",
        "\n\n",
        "word " * 30,
        "[x]: https://evil.example\n",
        "[x]",
        "\\",
        "> ",
    ),
    *(
        "- [x] done\n",
        "|a|b|\n|-|-|\n",
        "<sub>\n",
        "</sub>",
        "<summary>a|b</summary>\n",
        "-|-\n",
        "\n    ",
        "---\n",
        ">> x\n",
        "|Q|A|\n|-|-|\n|Bug?|",
        "|\n",
        "| |",
        "**Bug?** ",
        "Why: ",
        "\n* **What**\n\n",
        "\n## Release notes\n",
        "```release-note\n",
        "\u200b    ",
    ),
]
TEMPLATES = [
    "## What\n\n## Why\n",
    "## What\n\n- [ ] Tests added\n\n## Why\n\nDescribe.\n\n## Screenshots\n",
    "Say why.\n",
    "",
    "* **What** (in short)\n\n* **Why**\n\n1. **How**\n",
    "| Q | A |\n| - | - |\n| Bug? | yes/no |\n| Issue | #... |\n| What | |\n",
    "## What\n\n| a | b |\n| - | - |\n| | |\n\n## Release notes\n\n```release-note\n\n```\n",
    "What:\n\nWhy:\n",
    "Above\n<!-- pr-writer -->\nBelow\n",
    "<h2>What</h2>\n\n_Say why._\n\n<details>\n<summary>Why</summary>\n\n- [ ] a\n\n</details>\n",
]


def never(_):
    return False


@settings(deadline=None, max_examples=1_000)
@given(st.sampled_from(TEMPLATES), st.lists(st.sampled_from(PIECES), max_size=24).map("".join), st.integers(1, 80))
def test_nothing_of_an_answer_is_alive_below_a_templates_headings(template, answer, limit):
    filled = fill_template(template, answer, never, sanitize_body, limit=limit)
    ours = re.findall(r"<h2>(.*?)</h2>", render(template))
    there = iter(re.findall(r"<h2>(.*?)</h2>", render(filled)))

    assert set(find_alive(filled)) <= set(find_alive(template))
    assert find_blocks(filled) == ()
    assert all(heading in there for heading in ours)


@pytest.mark.parametrize("answer", ["```\ncode", "<details>\n\nmore", "<!-- open", "> ```\n> x", "- ~~~\n  x", "<b>"])
def test_what_an_answer_leaves_open_swallows_no_heading(answer):
    filled = fill_template(TEMPLATES[1], f"## What\n\n{answer}", never, sanitize_body)

    assert [section.key for section in split_sections(filled) if section.key] == ["what", "why", "screenshots"]
    assert "- [ ] Tests added" in filled
