"""A draft → the draft without the code, the counts, the issues and the deeds that nothing bears out."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache, partial

from pr_writer.grounding.claim_patterns import find_falsehood, quote_words
from pr_writer.grounding.count_claims import count_changes
from pr_writer.grounding.evidence import Evidence, is_supported, read_evidence
from pr_writer.grounding.person_headings import HeadingKind, read_heading_kind
from pr_writer.grounding.sentences import CodeSpan, TextBlock, read_text_blocks
from pr_writer.lazy_pattern import compile_lazily
from pr_writer.markdown.references import References, read_references
from pr_writer.values import Changes, Draft

_MAX_PASSES = 4
_FEW_WORDS = 5  # "on a phone", "Node 20 and 22": no statement of its own
_BULLET = compile_lazily(r"[ \t>]*(?:(?:[-*+]|\d{1,9}[.)])[ \t]+)+(?:\[[ xX]\][ \t]+)?")
_WORD_ESCAPES = compile_lazily(r"[\\`*\[\]<>|~]|(?<!\w)_|_(?!\w)")
_ESCAPES = compile_lazily(r"([\\`*_\[\]<>|~])")


@dataclass(frozen=True, slots=True)
class _Correction:
    """What to write in place of a piece of the source, and why; no reason where another correction gives it."""

    start: int
    end: int
    replacement: str = ""
    reason: str = ""


def check_claims(
    draft: Draft, changes: Changes, *, human_text: str, home: str = "", past_pulls: Collection[str] = ()
) -> tuple[Draft, tuple[str, ...]]:
    """Return the draft without unsupported claims, and one sentence for each correction, in the draft's order.

    Code spans that name what the change does not have become plain text; sentences that the change contradicts, or
    that tell of a deed which nobody bears out, are struck, and with them a heading that has nothing left below it.
    ``human_text`` is all that the author, the commits and the branch say, read at ``home``; ``past_pulls``, as ``#12``,
    brought what is changed, and may be named. The notes are plain text that may quote the draft. What is right comes
    out byte for byte.
    """
    evidence = read_evidence(changes, human_text)
    references = read_references(human_text, home)
    title, reasons = _apply(draft.title, _check_code(read_text_blocks(draft.title), evidence))
    body = draft.body
    # What is left where a piece went may read as something else than before.
    for _ in range(_MAX_PASSES):
        body, new_reasons = _check_body(body, changes, evidence, references, past_pulls)
        reasons += new_reasons
        if not new_reasons:
            break
    return replace(draft, title=title, body=body), tuple(reasons)


def _check_body(
    body: str, changes: Changes, evidence: Evidence, references: References, past_pulls: Collection[str]
) -> tuple[str, list[str]]:
    blocks = list(read_text_blocks(body))
    struck = list(_strike_sentences(body, blocks, changes, evidence, references, past_pulls))
    struck += _strike_empty_headings(body, blocks, struck)
    return _apply(body, [*struck, *_check_code(blocks, evidence)])


def _apply(text: str, corrections: Iterable[_Correction]) -> tuple[str, list[str]]:
    pieces, reasons, position = [], [], 0
    is_after_blank = True  # nothing, or a blank line, is before what comes next
    # A sentence that goes takes its code with it: where two begin alike, the longer is done.
    for each in sorted(corrections, key=lambda each: (each.start, -each.end)):
        if each.end <= position:
            continue
        if kept := text[position : each.start] + each.replacement:
            is_after_blank = kept.endswith("\n\n")
        pieces.append(kept)
        reasons += [each.reason] if each.reason else []
        position = each.end
        # Of the blank lines around whole lines that go, one is left.
        while is_after_blank and text.startswith("\n", position) and text[each.end - 1] == "\n":
            position += 1
    return "".join([*pieces, text[position:]]), reasons


def _check_code(blocks: Iterable[TextBlock], evidence: Evidence) -> Iterator[_Correction]:
    is_right = cache(partial(is_supported, evidence))
    for block in blocks:
        for span in block.code:
            if not is_right(span.text):
                yield _Correction(span.start, span.end, _escape(span.text), _explain_code(span))


def _explain_code(span: CodeSpan) -> str:
    return f"The draft put {quote_words(span.text)} in code; the change does not have it."


def _escape(code: str) -> str:
    """Return code as text: the characters that would begin something else are escaped."""
    return _ESCAPES.sub(r"\\\1", code) if _WORD_ESCAPES.search(code) else code


def _strike_sentences(
    source: str,
    blocks: list[TextBlock],
    changes: Changes,
    evidence: Evidence,
    references: References,
    past_pulls: Collection[str],
) -> Iterator[_Correction]:
    explain = partial(
        find_falsehood,
        counts=count_changes(changes),
        evidence=evidence,
        references=references,
        past_pulls=past_pulls,
    )
    headings: list[tuple[int, HeadingKind | None]] = []
    struck_above: TextBlock | None = None  # a block that went as a whole, while what follows belongs to it
    for block in blocks:
        if block.heading_level:
            while headings and headings[-1][0] >= block.heading_level:
                headings.pop()
            headings.append((block.heading_level, read_heading_kind(block.words)))
        if struck_above and _belongs_to(block, struck_above):
            yield _strike_block(source, block, "")
            continue
        struck_above = None
        if block.is_label:
            continue  # it asks, and may be a template's
        heading = next((kind for _, kind in reversed(headings) if kind), None)
        false = [(sentence, why) for sentence in block.sentences if (why := explain(sentence.words, heading=heading))]
        tails = [
            _Correction(sentence.tail.start, sentence.tail.end, "", why)
            for sentence, _ in false
            if sentence.tail and (why := explain(sentence.tail.words)) and not explain(sentence.head, heading=heading)
        ]
        if false and len(false) == len(block.sentences) and not tails:
            struck_above = block
            yield _strike_block(source, block, false[0][1])
            continue
        yield from tails
        cut = {tail.end for tail in tails}
        whole = {sentence.start: why for sentence, why in false if not (sentence.tail and sentence.tail.end in cut)}
        yield from _strike_some(source, block, whole)


def _belongs_to(block: TextBlock, struck: TextBlock) -> bool:
    """Return True if a block is in a list that a struck lead-in announces, or a few words below a struck item."""
    if block.heading_level or block.items <= struck.items:
        return False
    if struck.sentences[-1].words.endswith(":"):
        return True
    return bool(struck.items) and sum(len(sentence.words.split()) for sentence in block.sentences) <= _FEW_WORDS


def _strike_some(source: str, block: TextBlock, reasons: Mapping[int, str]) -> Iterator[_Correction]:
    """Yield the sentences that begin where ``reasons`` says, with the space before each, behind the first."""
    is_first = True
    for sentence in block.sentences:
        end = sentence.end
        if reason := reasons.get(sentence.start):
            while is_first and end < block.end and source[end] in " \t":
                end += 1
            yield _Correction(sentence.start, end, "", reason)
        else:
            is_first = False


def _strike_block(source: str, block: TextBlock, reason: str) -> _Correction:
    start, end = (block.start, block.end) if block.is_cell else _find_whole_lines(source, block.start, block.end)
    return _Correction(start, end, "", reason)


def _find_whole_lines(source: str, start: int, end: int) -> tuple[int, int]:
    """Return where the lines of a block are; of what stands in a quote in an item, the block alone."""
    first = source.rfind("\n", 0, start) + 1
    last = source.find("\n", end)
    last = len(source) if last < 0 else last + 1
    if source[first:start].strip("> \t") and not _BULLET.fullmatch(source, first, start):
        return start, end  # a quote in an item: its frame stays
    return first, last


def _strike_empty_headings(source: str, blocks: list[TextBlock], struck: list[_Correction]) -> Iterator[_Correction]:
    """Yield the headings that had something below them, all of which is struck."""
    headings = [block for block in blocks if block.heading_level]
    gone = sorted(struck, key=lambda each: each.start)
    index = 0
    for number, heading in enumerate(headings):
        end = headings[number + 1].start if number + 1 < len(headings) else len(source)
        position, rest, had = heading.end, "", index
        while index < len(gone) and gone[index].start < end:
            rest += source[position : gone[index].start].strip()
            position = max(position, gone[index].end)
            index += 1
        if index > had and not (rest + source[position:end]).strip():
            yield _Correction(*_find_heading_lines(source, heading))


def _find_heading_lines(source: str, heading: TextBlock) -> tuple[int, int]:
    first = source.rfind("\n", 0, heading.start) + 1
    last = heading.end
    while last < len(source) and source[last] in " \t\n":
        last += 1
    return first, source.rfind("\n", first, last) + 1 or last
