"""Sentences and code are found where they stand; their words are what a reader sees."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pr_writer.grounding.sentences import CODE, read_text_blocks, split_sentences


@pytest.mark.parametrize(
    ("source", "sentences"),
    [
        ("One. Two.", ["One.", "Two."]),
        ("One, e.g. this. two", ["One, e.g. this. two"]),
        ("Uses v1.2. Then more", ["Uses v1.2.", "Then more"]),
        ("已测试。好的！再见", ["已测试。", "好的!", "再见"]),
        ("One line\nAnother line", ["One line", "Another line"]),
        ("One line that is wrapped by its author goes on and on until it is as long as this\nLine", 1),
        ("One\nand two", ["One and two"]),
        ("Done ✅ Next ✅", ["Done ✅", "Next ✅"]),
        ("✅ Done", ["✅ Done"]),
        ("Calls `a. B` now. Ends.", [f"Calls {CODE} now.", "Ends."]),
        ("See [a. B](c.d). Ends.", ["See a. B.", "Ends."]),
        ("I te**st**ed _it_. \\*Ends\\*.", ["I tested it.", "*Ends*."]),
        ("Some `` a`b `` and \\`c d`.", [f"Some {CODE} and `c d`."]),
        ("- One\n- [x] Two\n  - Three. Four", ["One", "Two", "Three.", "Four"]),
        ("> One.\n> Two.", ["One.", "Two."]),
        ("| A | B |\n|---|---|\n| One. Two | Three\\|Four |", ["A", "B", "One.", "Two", "Three|Four"]),
        ("```\nOne.\n```\n\n    Two.\n\n<!-- Three. -->\n", []),
        ("９３％", ["93%"]),
        ("", []),
    ],
)
def test_a_text_is_read_sentence_by_sentence(source, sentences):
    found = split_sentences(source)

    assert len(found) == sentences if isinstance(sentences, int) else found == sentences


@pytest.mark.parametrize(
    ("source", "labels"),
    [
        ("# One\n\nTwo", [(True, 1), (False, 0)]),
        ("One\n---\n", [(True, 2)]),
        ("**One**\nTwo", [(True, 7), (False, 0)]),
        ("**One** two", [(False, 0)]),
        ("- [ ] One\n- [x] Two\n", [(True, 0), (False, 0)]),
        ("| One |\n|---|\n| Two |", [(True, 0), (False, 0)]),
    ],
)
def test_what_asks_is_told_from_what_says(source, labels):
    assert [(block.is_label, block.heading_level) for block in read_text_blocks(source)] == labels


PIECES = ["One. ", "Two", "`a`", "`", "``", "\\", "[x](y)", "[", "**", "\n", "\n\n", "> ", "- ", "  - ",
          "| a |\n|--|\n| b |", "# ", "```\n", "。", "✅", ", and ", "\t", "[x] ", "- [x] "]  # fmt: skip


@settings(deadline=None, max_examples=400)
@given(st.lists(st.sampled_from(PIECES), max_size=14).map("".join))
def test_each_piece_stands_where_it_is_said_to_stand(source):
    position = 0
    for block in read_text_blocks(source):
        for sentence in block.sentences:
            assert position <= sentence.start < sentence.end <= len(source)
            assert source[sentence.start : sentence.end].strip()
            position = sentence.end
            if sentence.tail:
                assert sentence.start < sentence.tail.start < sentence.tail.end <= sentence.end
        for span in block.code:
            assert source[span.start] == source[span.end - 1] == "`"
            assert block.start <= span.start < span.end <= block.end
