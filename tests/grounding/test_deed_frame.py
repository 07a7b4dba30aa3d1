"""What a frame says that it needs is in everything that it fits: read off the pattern's own tree, path by path."""

from __future__ import annotations

import re
from re import _constants as sre
from re import _parser as parser

import pytest

from pr_writer.grounding import count_claims, deed_frames
from pr_writer.grounding.deed_frame import Frame, put_words

FRAMES = {name: frame for name, frame in vars(deed_frames).items() if isinstance(frame, Frame)}


def stand_in(pattern, lists):
    """Put a private letter in for each list of words: it can only be matched by itself."""
    for index, name in enumerate(lists):
        pattern = pattern.replace(f"<{name}>", chr(0xE000 + index))
    return put_words(pattern)


def always_has(tree, needs, before=""):
    """Say whether every text that a parsed pattern fits has, in what it fits, a match of ``needs``.

    ``before`` is what is written right before it.
    """
    written = before
    for kind, value in tree:
        if kind is sre.LITERAL:
            written += chr(value)
            if needs.search(written):
                return True
        elif item_always_has(kind, value, needs, written):
            return True
        else:
            written = ""
    return False


def item_always_has(kind, value, needs, before):
    if kind is sre.BRANCH:
        return all(always_has(each, needs, before) for each in value[1])
    if kind is sre.SUBPATTERN:
        return always_has(value[-1], needs, before)
    if kind in (sre.MAX_REPEAT, sre.MIN_REPEAT):
        return value[0] > 0 and always_has(value[2], needs)
    if kind is sre.IN:
        return all(needs.search(write_member(*member)) for member in value)
    return False


def write_member(kind, value):
    """Return a member of a class of characters as a text; "" where it may be many."""
    if kind is sre.LITERAL:
        return chr(value)
    return "0" if value is sre.CATEGORY_DIGIT else ""


@pytest.mark.parametrize("name", [name for name, frame in FRAMES.items() if frame.needs])
def test_a_frame_fits_nothing_without_what_it_needs(name):
    frame = FRAMES[name]
    lists = re.findall(r"<([A-Z_]+)>", frame.needs)

    assert always_has(parser.parse(stand_in(frame.pattern, lists)), re.compile(stand_in(frame.needs, lists)))


@pytest.mark.parametrize(
    ("pattern", "needs", "expected"),
    [
        ("a(?:b|c)d", "d", True),
        ("a(?:b|c)d", "b", False),
        ("(?:ab|cb)", "b", True),
        ("(?:ab)?c", "b", False),
        ("(?:ab)+c", "b", True),
        ("(?=b)c", "b", False),
        ("ab", "ab", True),
        ("a(x)?b", "ab", False),
        ("x[\\d.]", "\\d", False),
        ("x\\d", "\\d", True),
        ("x[bc]", "b", False),
        ("x[bc]", "b|c", True),
        ("x(?:bad|bed)", "bad|bed", True),
        ("x(?:bad|bed|)", "bad|bed", False),
        ("b(?:a)?d", "bd", False),
    ],
)
def test_the_proof_tells_what_is_always_there(pattern, needs, expected):
    assert always_has(parser.parse(pattern), re.compile(needs)) is expected


@pytest.mark.parametrize("name", FRAMES)
def test_a_frame_names_words_that_there_are(name):
    re.compile(put_words(FRAMES[name].pattern))
    re.compile(put_words(FRAMES[name].needs))


def test_a_name_that_is_none_is_told():
    with pytest.raises(AttributeError, match="NOWHERE"):
        Frame("<NOWHERE>").match("a")


@pytest.mark.parametrize("claim", count_claims._CLAIMS, ids=lambda claim: claim.noun)
def test_every_count_has_a_figure(claim):
    assert always_has(parser.parse(claim.pattern.pattern), re.compile(r"\d"))
