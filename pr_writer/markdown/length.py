"""Keep a description as short as it was asked to be: whole items, forms, paragraphs and sentences go, from the end."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from pr_writer.lazy_pattern import compile_lazily
from pr_writer.markdown.blocks import Block, scan_blocks

WORD_LIMIT = 400
SHORT_ANSWER = 12  # words

_BOLD_LINE = compile_lazily(r"(?:\*\*|__)[^*_]+(?:\*\*|__)[ \t]*:?")
# Scripts without spaces: about two characters make a word.
_UNSPACED = compile_lazily(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_SENTENCE_END = compile_lazily(r"(?<=[^\s.][.!?])(?=[)\"'*_]{0,3}\s+[^\sa-z])|(?<=[。！？])")

# In this order things go: list items, tables, paragraphs, how the change relates to others, sentences of a reason.
_ITEM, _FORM, _PARAGRAPH, _RELATED, _SENTENCE, _FIRST_SENTENCE = range(6)


@dataclass(slots=True)
class _Piece:
    """What goes or stays as a whole: an item with all that is in it, a table, a paragraph, or one of its sentences.

    ``lead`` is the piece that only introduces this one and others, of which ``led`` are left.
    """

    text: str
    rank: int = _PARAGRAPH
    words: int = 0
    lead: _Piece | None = None
    led: int = 0
    is_blank: bool = False
    is_gone: bool = False

    def drop(self) -> int:
        """Let the piece go, and what introduces nothing without it; return how many words that are."""
        self.is_gone = True
        words = self.words
        if self.lead:
            self.lead.led -= 1
            if not self.lead.led and not self.lead.is_gone:
                words += self.lead.drop()
        return words


def count_words(text: str) -> int:
    """Return how many words a text has; marks that stand alone, such as a list's, are none."""
    spaced = sum(any(char.isalnum() for char in word) for word in text.split())
    return spaced if text.isascii() else spaced + len(_UNSPACED.findall(text)) // 2


def count_prose(text: str) -> int:
    """Return how many words a Markdown text has outside of blocks of code."""
    return sum(count_words(text[block.start : block.end]) for block in scan_blocks(text) if not block.is_code)


def shorten(text: str, limit: int = WORD_LIMIT) -> str:
    """Return the text with at most ``limit`` words outside of code; see `shorten_all`."""
    return shorten_all([text], limit)[0]


def shorten_all(texts: Sequence[str], limit: int) -> list[str]:
    """Return texts that are read one after the other with at most ``limit`` words in all, not counting code.

    What goes are whole list items from the end, then tables, then paragraphs, then sentences of each text's first
    paragraph; and headings and lead-ins with nothing left below them. Short texts come back as they are. Where not even
    the first sentence fits, it is cut at a word: what was in code may not be any more, so a text is made harmless after
    this and not before. What answers a question of a form in a few words goes late.
    """
    if sum(map(count_prose, texts)) <= limit:
        return list(texts)
    outlines = [_outline(text) for text in texts]
    for outline in outlines[1:]:
        said = [piece for piece in outline if piece.words]
        if len(said) == 1 and said[0].words <= SHORT_ANSWER:
            said[0].rank = _RELATED
    pieces = [piece for outline in outlines for piece in outline]
    over = sum(piece.words for piece in pieces) - limit
    heart = next((piece for piece in pieces if piece.words and not piece.led), None)
    for _, piece in sorted(enumerate(pieces), key=lambda one: (one[1].rank, -one[0])):
        if over > 0 and piece is not heart and piece.words and not piece.led and not piece.is_gone:
            over -= piece.drop()
    kept = [_write(outline) for outline in outlines]
    room = limit
    for at, text in enumerate(kept):
        if (words := count_prose(text)) > room:  # one long sentence, or a text that reads as another without its end
            kept[at] = _cut_words(text, room) if room else ""
        room = max(room - words, 0)
    return kept


def cut_blocks(text: str, limit: int, count: Callable[[str], int]) -> str:
    """Return the text without its last blocks, at most ``limit`` by ``count`` of it; what they were in is closed.

    No block is cut, so that the cut opens nothing; "" where not even the first one fits. What closes a fold comes on
    top of the limit.
    """
    from pr_writer.markdown.open_ends import find_open_ends  # only a body of 65,536 characters has a use for it

    kept = _keep_blocks(text, limit, count)
    return "\n\n".join([kept, *(open_end.closing for open_end in find_open_ends(kept))])


def _outline(text: str) -> list[_Piece]:
    """Return a text in pieces, which joined are the text again."""
    pieces: list[_Piece] = []
    is_first = True  # up to the first piece that says anything
    heading: _Piece | None = None  # what introduces all up to the next of its kind
    opening: _Piece | None = None  # a paragraph that ends in a colon introduces what follows at once
    for block in scan_blocks(text):
        source = text[block.start : block.end]
        if block.kind == "blank" and not block.items:
            pieces.append(_Piece(source, is_blank=True))
            continue
        if block.items and not block.markers and _join_item(pieces, source, block):
            continue
        made = _make_pieces(block, source, is_first=is_first)
        pieces += made
        if _is_introduction(block, text) and not block.items:
            heading, opening = made[0], None
            continue
        is_first = is_first and not any(piece.words for piece in made)
        if made[0].rank not in (_ITEM, _FORM):
            opening = None
        for piece in made:
            piece.lead = opening or heading
            if piece.lead:
                piece.lead.led += 1
        if block.kind == "paragraph" and not block.items and source.rstrip().endswith((":", "：")):
            opening = made[-1]
    return pieces


def _make_pieces(block: Block, source: str, *, is_first: bool) -> list[_Piece]:
    words = 0 if block.is_code else count_words(source)
    if block.items:
        return [_Piece(source, _ITEM, words)]
    if block.kind == "table" or block.is_code:
        return [_Piece(source, _FORM, words)]
    from pr_writer.markdown.relations import is_relations  # patterns that only a text that is cut has a use for

    if is_first and block.kind == "paragraph":
        first, *others = _split_sentences(source)
        rest = (_Piece(sentence, _SENTENCE, count_words(sentence)) for sentence in others)
        return [_Piece(first, _FIRST_SENTENCE, count_words(first)), *rest]
    return [_Piece(source, _RELATED if is_relations(source) else _PARAGRAPH, words)]


def _join_item(pieces: list[_Piece], source: str, block: Block) -> bool:
    """Add what goes on with an item to that item; False where there is none."""
    last = next((at for at in reversed(range(len(pieces))) if not pieces[at].is_blank), None)
    if last is None or pieces[last].rank != _ITEM:
        return False
    pieces[last].text += "".join(piece.text for piece in pieces[last + 1 :]) + source
    pieces[last].words += 0 if block.is_code else count_words(source)
    del pieces[last + 1 :]
    return True


def _split_sentences(text: str) -> list[str]:
    """Return a paragraph's sentences, each with the space behind it; a full stop in code ends none."""
    sentences: list[str] = []
    start = 0
    for found in _SENTENCE_END.finditer(text):
        end = found.end()
        while end < len(text) and (text[end].isspace() or text[end] in ")\"'*_"):
            end += 1
        if text.count("`", start, end) % 2 == 0 and end < len(text):
            sentences.append(text[start:end])
            start = end
    return [*sentences, text[start:]]


def _write(pieces: Sequence[_Piece]) -> str:
    """Return what is left, with one blank line where something went."""
    parts: list[str] = []
    was_cut = False
    for piece in pieces:
        if piece.is_gone:
            was_cut = True
            continue
        if was_cut and parts and piece.rank != _SENTENCE:
            parts[-1] = parts[-1].rstrip() + "\n"
        if piece.is_blank and (not parts or not parts[-1].strip()):
            continue
        parts.append(piece.text)
        was_cut = False
    return "".join(parts).rstrip()


def _keep_blocks(text: str, limit: int, count: Callable[[str], int]) -> str:
    """Return a text's first blocks that are within the limit together, without a heading that has lost its text."""
    kept: list[Block] = []
    for block in scan_blocks(text):
        limit -= count(text[block.start : block.end])
        if limit < 0:
            break
        kept.append(block)
    while kept and _is_introduction(kept[-1], text):
        kept.pop()
    return text[: kept[-1].end].rstrip() if kept else ""


def _is_introduction(block: Block, text: str) -> bool:
    """Return True if a block is blank, or says something only of what follows it."""
    return block.kind in ("blank", "heading") or _BOLD_LINE.fullmatch(text[block.start : block.end].strip()) is not None


def _cut_words(text: str, limit: int) -> str:
    """Return the start of a text that is one block, up to a sentence's end where one is in its second half."""
    low, high = 0, len(text)
    while low < high:  # the longest start that is short enough
        middle = (low + high + 1) // 2
        low, high = (middle, high) if count_words(text[:middle]) <= limit else (low, middle - 1)
    cut = text[:low]
    if text[low - 1 : low + 1].isalnum():  # in the middle of a word
        cut = cut.rpartition(" ")[0] or cut
    cut = re.sub(r"</?[\w-]*$", "", cut).rstrip()  # half a tag
    end = max(f"{cut} ".rfind(mark) for mark in (". ", ".\n", "! ", "? ", "。"))
    return cut[: end + 1] if end > len(cut) // 2 else f"{cut} …"
