"""Pieces of prose and Markdown: how they are joined, counted and cut to a room of so many words."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import accumulate, takewhile

from pr_writer.lazy_pattern import compile_lazily
from pr_writer.markdown.length import count_words

# A line that begins something of its own: an item, a quote, a table's row, a heading, a tag, code, a footnote.
_OWN_LINE = compile_lazily(
    r"[ \t]*(?:[-*+•][ \t]|\d{1,9}[.)][ \t]|>|\||#{1,6}[ \t]|</?[A-Za-z!]|\[[^\[\]]{1,60}\]:|[ \t]{6,}\S)"
)
_OWN_LINE_ABOVE = compile_lazily(r"[ \t]*(?:>|\||#{1,6}[ \t]|\[[^\[\]]{1,60}\]:)")
_ENDS_LINE = compile_lazily(r"(?:\\|<br ?/?>)$")
# "Fixes #12" alone is GitHub's, whatever stands around it.
_RELATION = compile_lazily(
    r"(?i:[ \t]*(?:fix(?:e[sd])?|close[sd]?|resolve[sd]?|refs?|references|related to|part of|see|see also):?[ \t]+"
    r"(?:\S{0,200}#\d{1,9}|https?://\S{1,300})(?:,? (?:and )?\S{0,200}#\d{1,9}){0,20}\.?)"
)
_UNSPACED = r"[\u0e00-\u0eff\u3000-\u30ff\u3400-\u9fff\uff00-\uffef]"  # no space between two lines of these
_UNSPACED_JOINT = compile_lazily(rf"{_UNSPACED}\n{_UNSPACED}")
_LABELLED = compile_lazily(r"[ \t]*[A-Z][\w -]{0,30}: \S")

LONG_WORD = 40  # characters; what is longer counts as several words, so that a room bounds the characters too
CUT_WORD = 200


def measure_words(text: str) -> int:
    """Return how many words a text takes the room of: its own, no fewer than its characters would make, and one."""
    return max(count_words(text), len(text) // LONG_WORD, bool(text))


def plural(count: int, noun: str) -> str:
    """Return a count with its noun, as in ``1 file``, ``1,200 files`` and ``2 entries``."""
    if count == 1:
        return f"1 {noun}"
    return f"{count:,} {noun[:-1]}ies" if noun.endswith(("cy", "ry")) else f"{count:,} {noun}s"


def join_words(words: Sequence[str]) -> str:
    """Return ``a``, ``a and b`` or ``a, b and c``."""
    return " and ".join(part for part in (", ".join(words[:-1]), *words[-1:]) if part)


def join_some(words: Sequence[str], most: int) -> str:
    """Return the words joined, all but the first few counted."""
    more = len(words) - most
    return join_words(words) if more <= 0 else f"{', '.join(words[:most])} and {more:,} more"


def quote_code(text: str) -> str:
    """Return a path or a name as a code span, whatever is in it."""
    text = clip_word(text if text.isprintable() else text.encode("unicode_escape").decode("ascii"))
    fence = "`" * (max((len(run) for run in re.findall(r"`+", text)), default=0) + 1)
    pad = " " if text.startswith("`") or text.endswith("`") else ""
    return f"{fence}{pad}{text}{pad}{fence}"


def clip_word(word: str) -> str:
    """Return the word, without its middle where it is longer than anybody reads."""
    return word if len(word) <= CUT_WORD else f"{word[: CUT_WORD // 2]}…{word[-CUT_WORD // 2 :]}"


def clip_line(text: str, room: int) -> str:
    """Return one line of at most so many words, cut after a sentence where there is one."""
    if measure_words(text) <= room:
        return text
    kept: list[str] = []
    left = room - 1  # for the word that carries the mark
    for word in map(clip_word, text[: LONG_WORD * room].split()):
        left -= measure_words(word)
        if left < 0:
            break
        kept.append(word)
    ends = [at for at, word in enumerate(kept, 1) if word.endswith((".", "!", "?")) and at * 2 > len(kept)]
    return " ".join(kept[: ends[-1]]) if ends else f"{' '.join(kept)} …".strip()


def clip_text(text: str, room: int) -> str:
    """Return the first blocks of a Markdown text that fit, the very first one cut to fit; blocks are never torn."""
    kept: list[str] = []
    left = room
    for block in split_blocks(text):
        left -= measure_words(block)
        if left < 0:
            if not kept:
                kept.append(_clip_block(block, room))
            break
        kept.append(block)
    return "\n\n".join(block for block in kept if block)


def split_blocks(text: str) -> Iterator[str]:
    """Yield the paragraphs of a text; what is fenced is one of its own, and a fence that stays open is closed."""
    block: list[str] = []
    fence = ""
    for line in text.splitlines():
        bare = line.strip()
        opens = not fence and bare.startswith(("```", "~~~"))
        if block and (opens or not (bare or fence)):
            yield "\n".join(block)
            block = []
        if bare or fence:
            block.append(line.rstrip())
        if fence and bare == fence:
            yield "\n".join(block)
            block, fence = [], ""
        elif opens:
            fence = bare[: len(bare) - len(bare.lstrip(bare[0]))]
    if block:
        yield "\n".join([*block, fence] if fence else block)


def unwrap(text: str) -> str:
    """Return a text whose paragraphs and list items are one line each, as GitHub shows each line break as one.

    What is fenced, indented as code, quoted, a table, a heading or a row of "Label: value" lines keeps its lines.
    """
    return "\n\n".join(unwrap_block(block) for block in split_blocks(text))


def fit_items(items: Sequence[str], room: int, noun: str, *, beyond: int = 0) -> str:
    """Return a list of as many items, a line or more each, as fit, with the number of those that do not.

    ``beyond`` is how many more there are that are not even among the items.
    """
    totals = accumulate(map(measure_words, items))
    fitting = sum(1 for _ in takewhile(lambda total: total <= room, totals))
    if fitting == len(items) and not beyond:
        return "\n".join(items)
    kept: list[str] = []
    left = room - 5  # for the line that counts the rest
    for item in items:
        left -= measure_words(item)
        if left < 0:
            break
        kept.append(item)
    return "\n".join([*kept, f"- … and {plural(len(items) + beyond - len(kept), f'more {noun}' if kept else noun)}"])


def unwrap_block(block: str) -> str:
    """Return one paragraph or list without blank lines in it, each paragraph and item of it on a line; see `unwrap`."""
    lines = block.splitlines()
    if lines[0].lstrip().startswith(("```", "~~~")) or all(line.startswith(("    ", "\t")) for line in lines):
        return block
    if len(lines) > 1 and all(_LABELLED.match(line) for line in lines):
        return block
    joined: list[list[str]] = []
    for at, line in enumerate(lines):
        above = lines[at - 1] if at else ""
        if not at or begins_anew(above, line):
            joined.append([line])
        else:
            is_unspaced = _UNSPACED_JOINT.fullmatch(f"{above[-1:]}\n{line.strip()[:1]}")
            joined[-1] += [] if is_unspaced else [" "]
            joined[-1].append(line.strip())
    return "\n".join(map("".join, joined))


def begins_anew(above: str, line: str) -> bool:
    """Return True if a line does not go on with what the line above it says, whatever its length."""
    return bool(_OWN_LINE.match(line) or _RELATION.fullmatch(line)) or _stands_alone(above)


def _stands_alone(line: str) -> bool:
    """Return True if nothing goes on after a line of a paragraph."""
    return bool(_ENDS_LINE.search(line) or _OWN_LINE_ABOVE.match(line) or _RELATION.fullmatch(line))


def _clip_block(block: str, room: int) -> str:
    lines = block.splitlines()
    if lines[0].lstrip().startswith(("```", "~~~")):
        return ""
    if lines[0].lstrip().startswith(("- ", "* ", "+ ", "|", ">", "1.")):
        totals = accumulate(map(measure_words, lines))
        return "\n".join(line for line, total in zip(lines, totals, strict=True) if total <= room)
    return clip_line(" ".join(lines), room)
