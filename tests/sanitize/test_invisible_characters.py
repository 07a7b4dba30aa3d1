"""Hidden characters are shown to the model, and counted."""

import pytest

from pr_writer.sanitize import reveal_invisible
from pr_writer.sanitize.invisible_characters import strip_hidden


@pytest.mark.parametrize(
    ("text", "revealed", "count"),
    [
        ("plain\ttext\r\n", "plain\ttext\r\n", 0),
        ("a\u202eb", "a⟨U+202E⟩b", 1),
        ("\u2066a\u2069", "⟨U+2066⟩a⟨U+2069⟩", 2),
        ("a\u200bb\ufeff", "a⟨U+200B⟩b⟨U+FEFF⟩", 2),
        ("\U000e0041\U000e007f", "⟨U+E0041⟩⟨U+E007F⟩", 2),
        ("a\U000e0100", "a⟨U+E0100⟩", 1),
        ("a\u200db", "a⟨U+200D⟩b", 1),
        ("\x1b[31m\x00\x9b", "⟨U+001B⟩[31m⟨U+0000⟩⟨U+009B⟩", 3),
        ("a\u2028b\x85", "a⟨U+2028⟩b⟨U+0085⟩", 2),
        ("soft\xadhyphen", "soft⟨U+00AD⟩hyphen", 1),
        ("👩‍💻 می‌شود ❤️", "👩‍💻 می‌شود ❤️", 0),
        ("日本語 é ñ", "日本語 é ñ", 0),
    ],
)
def test_hidden_characters_are_spelled_out(text, revealed, count):
    assert reveal_invisible(text) == (revealed, count)


@pytest.mark.parametrize("character", [chr(code) for code in range(128)], ids=repr)
def test_an_ascii_text_hides_what_it_would_hide_beside_other_letters(character):
    revealed, count = reveal_invisible(f"é{character}")

    assert reveal_invisible(character) == (revealed[1:], count)
    assert strip_hidden(character) == strip_hidden(f"é{character}")[1:] == character * (not count)
