"""A claims check takes time in proportion to the text, whatever a stranger writes."""

# ruff: noqa: E501 -- a table of pieces

import sys
import time

import pytest

from pr_writer.grounding.checkbox_rules import is_proven
from pr_writer.grounding.claim_check import check_claims
from pr_writer.values import Changes, Commit, Draft, FileChange

PATCH = "@@ -1 +1 @@\n-a\n+b\n"
FILES = (FileChange("src/a.py", None, "modified", "100644", "100644", "a", "b", 1, 1, patch=PATCH, shown="whole"),)
CHANGES = Changes("a" * 40, "b" * 40, (Commit("c" * 40, "Change it", "", "A", is_merge=False),), FILES, 1)

HOSTILE = [
    "`", "` ", "`a` ", "``` ", "\\`", "[", "](", "[a](", "[a](b) ", "[^a]: ", "*", "**", "**a** ", "_", "~~", "<", "<a>", "<!--",
    "\\", "|", "| a ", "|a|b|\n", "> ", "- ", "1. ", "- a\n", "  - a\n", "# ", "# a\n", "**a**\n", "a\n", "a\n\n", "=\n", "===\n", "---\n",
    "```\n", "~~~\n", "\t", " ", "\n", ".", ". ", "A. ", "!", "(", ")", "()", ", ", "; ", ": ", "–", " – ", "and ", ", and ", "a, and ",
    "all ", "all tests ", "tests ", "tests pass ", "Tests pass. ", "passed ", "ci ", "tested ", "Tested on ", "verified ", "manually ",
    "i have tested ", "we ", "ich habe ", "wir haben das ", "wurde ", "j'ai ", "nous avons ", "he ", "hemos ", "se ", "ho ", "я ",
    "was ", "has been ", "has been tested ", "a was ", "in the ", "on ", "no ", "no errors ", "not ", "if ", "when ", "the ", "x/", "a.b/",
    "coverage ", "coverage 4% ", "performance ", "faster ", "40% ", "40% faster ", "improved by 4% ", "from 4 to 5 ms ", "4 ms ",
    "12 files, ", "adds 12 files and ", "+3", "+3/-4 ", "+3 lines ", "1,", "1,000 ", "12 passed, ", "adds ", "adds a new ", "adds a test ",
    "#1 ", "fixes #1 ", "see #1 ", "gh-1 ", "a/b#1 ", "https://github.com/a/b/issues/1 ", "://", "www.", "@", "&", "$",
    "已", "已测试", "测试", "测试通过", "测试通过 ", "。", "，", "我们", "不", "覆盖率", "テスト", "テストしました。", "しました", "カバレッジ 1", "테스트",
    "테스트 ", "✅", "✅ A ", "Tests ✅ ", "Tested on:\n", "- x\n  - y\n", "ß", "ﷺ", "\u0301", "\u200d", "\U0001f469", "## Testing\n", "Ran ", "ran the ",
]  # fmt: skip


def measure(size, piece):
    body = (piece * size)[:size]
    draft = Draft("t", body, "m")
    best = sys.float_info.max
    for _ in range(2):
        start = time.process_time()
        check_claims(draft, CHANGES, human_text=f"Change it {size}")
        best = min(best, time.process_time() - start)
    return best


@pytest.mark.slow
@pytest.mark.parametrize("piece", HOSTILE)
def test_four_times_the_text_takes_about_four_times_as_long(piece):
    small, large = measure(4_000, piece), measure(16_000, piece)

    # Quadratic would be sixteen times; a few milliseconds are noise.
    assert large < 9 * small + 0.05


@pytest.mark.slow
@pytest.mark.parametrize("piece", ["added ", "tests ", "and ", "(", "i have ", "a", "_"])
def test_a_box_of_any_length_is_judged_at_once(piece):
    start = time.process_time()

    is_proven(piece * 20_000, CHANGES)

    assert time.process_time() - start < 1
