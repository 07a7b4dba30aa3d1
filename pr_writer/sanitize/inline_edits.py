"""The text of one block → the edits that leave nothing alive in it."""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pr_writer.markdown.references import REFERENCE, References, closes, name_reference
from pr_writer.sanitize.html_tags import last_word, tame_tag
from pr_writer.sanitize.link_policy import BARE, bare_may_stay, is_own, may_stay, trim_bare

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pr_writer.sanitize.markdown_spans import Run, Span
    from pr_writer.sanitize.tool_commands import Edit

_MENTION = re.compile(r"@[A-Za-z0-9][\w-]*(?:\.[\w-]+)*(?:/[\w.-]*\w)?")
_EMAIL_BEFORE = re.compile(r"[A-Za-z0-9](?:[\w.+%-]*[A-Za-z0-9])?\Z")
_DEFINITION = re.compile(r"\]:[ \t\n]*<?([^\s<>\x00]+)")
_ALIVE = re.compile(r"[@<`]|#\d|://|www\.|\]\(|\]:|!\[|gh-\d|:.*@", re.IGNORECASE)
_FOOTNOTE_NUMBER = re.compile(r"(?<!\\)\[\^(?![\w.-]+\])")
_LANGUAGE = re.compile(r"(?<![A-Za-z0-9])[A-Za-z]\Z")
_COMMENT = re.compile(r"<(?=!--|\?|!\[|![A-Za-z])")
_PROGRAM_AUTOLINK = re.compile(r"(?!https?:|ftp:|javascript:|vbscript:|data:|file:|mailto:)[\w.+-]+::", re.IGNORECASE)
_UNBROKEN = re.compile(r"[^\s<]*")
_EDGE = "\x00"  # where a text node ends: a mention that starts one is alive, whatever stands before it
_MAX_DEPTH = 40


@dataclass(frozen=True, slots=True)
class _Text:
    """What a reader sees of a run, and where each character of it stands in the run."""

    seen: str
    starts: list[int]
    ends: list[int]


def defuse_run(run: Run, server_url: str, references: References) -> Iterator[Edit]:
    """The edits, in the source, for one block of inline content."""
    if not run.spans:
        return
    text = _read_text(run)
    edits = [*_defuse_spans(run, text, server_url, references), *_defuse_text(run, text, server_url, references)]
    edits += [*_join_code(run), *_escape_footnotes(run)]
    if any("`" in new for _, _, new in edits) or any(
        span.kind == "code" and _ALIVE.search(span.text) for span in run.spans
    ):
        # A stray backtick would pair with the ones that are added, and cmark misses code spans behind one.
        edits += [(start, start, "\\") for start in _stray_backticks(run)]
    if _depth(run) > _MAX_DEPTH:
        edits += [
            (i, i + 1, "")
            for span in run.spans
            if span.kind == "text"
            for i in range(span.start, span.end)
            if run.content[i] in "[]"
        ]
    for start, end, new in edits:
        yield run.at[start], _end_at(run, start, end), new


def defuse_block_text(block: str, server_url: str, references: References) -> str:
    """The text of an HTML block, in which code spans and escapes do not work: what is alive loses its sign."""
    block = re.sub(r"&(?:#0*64|#x0*40|commat);", "@", block, flags=re.IGNORECASE)
    block = re.sub(r"&(?:#0*35|#x0*23|num);", "#", block, flags=re.IGNORECASE)
    block = re.sub(r"!\[([^\[\]]*)\](?:\([^()\s]*\)|\[[^\[\]]*\])", r"\1", block)
    block = re.sub(
        r"\[([^\[\]]*)\]\(([^()\s]*)\)", lambda found: found[0] if is_own(found[2], server_url) else found[1], block
    )
    block = REFERENCE.sub(lambda found: _say_reference(found, block, references), block)
    return re.sub(r"(?<![A-Za-z0-9])@(?=[A-Za-z0-9])", "", block)


def _say_reference(found: re.Match[str], block: str, references: References) -> str:
    if references.allow(name_reference(found), closing=closes(_before(block, found.start()))):
        return found[0]
    return f"{name_reference(found).replace('#', ' no. ').strip()}"


def _read_text(run: Run) -> _Text:
    seen: list[str] = []
    starts: list[int] = []
    ends: list[int] = []

    def add(characters: str, start: int, end: int, *, each: bool = False) -> None:
        for index, character in enumerate(characters):
            seen.append(character)
            starts.append(start + index if each else start)
            ends.append(start + index + 1 if each else end)

    closing: list[int] = []
    for span in run.spans:
        while closing and span.start >= closing[-1]:
            add(_EDGE, closing[-1], closing.pop())
        if span.kind == "text":
            raw = run.content[span.start : span.end]
            add(span.text, span.start, span.end, each=raw == span.text)
        elif span.kind == "break":
            add("\n", span.start, span.end)
        else:
            add(_EDGE, span.start, span.start)
        if span.kind == "link":
            closing.append(span.label[1])
    return _Text("".join(seen), starts, ends)


def _defuse_spans(run: Run, text: _Text, server_url: str, references: References) -> Iterator[Edit]:
    for span in run.spans:
        before = _seen_before(text, span.start)
        if span.kind == "image":
            label = run.content[span.label[0] : span.label[1]]
            yield span.start, span.end, label
        elif span.kind == "link" and not may_stay(span.href, before, server_url, references):
            yield span.start, span.label[0], ""
            yield span.label[1], span.end, ""
        elif span.kind == "autolink" and not _autolink_may_stay(span, before, server_url, references):
            yield span.start, span.end, _code(run, span.text, span.start, span.end)
        elif span.kind == "html":
            tamed = tame_tag(span.text, last_word(run.content, span.start), run.content[span.end : span.end + 1])
            if tamed != span.text:
                yield span.start, span.end, tamed


def _autolink_may_stay(span: Span, before: str, server_url: str, references: References) -> bool:
    if span.href.startswith("mailto:") and not span.text.lower().startswith("mailto:"):
        return True
    if _PROGRAM_AUTOLINK.match(span.text) and not REFERENCE.search(span.text):
        return True
    return may_stay(span.href, before, server_url, references)


def _defuse_text(run: Run, text: _Text, server_url: str, references: References) -> Iterator[Edit]:
    position = 0
    for start, end in sorted(_find_live(run, text, server_url, references), key=lambda place: (place[0], -place[1])):
        if start < position:
            continue
        position = end
        first, last = text.starts[start], text.ends[end - 1]
        yield first, last, _code(run, text.seen[start:end], first, last)
    for found in _DEFINITION.finditer(text.seen):
        if not is_own(found[1].strip("`"), server_url):
            first = text.starts[found.start()]
            if text.ends[found.start()] - first == 1:
                yield first, first, "\\"
    for found in _COMMENT.finditer(text.seen):
        first = text.starts[found.start()]
        if text.ends[found.start()] - first == 1:
            yield first, first, "\\"


def _find_live(run: Run, text: _Text, server_url: str, references: References) -> Iterator[tuple[int, int]]:
    """Where an address, an issue or a mention stands that a renderer would bring to life."""
    masked: list[tuple[int, int]] = []
    bracket = text.seen.find("[")
    for found in BARE.finditer(text.seen):
        url = trim_bare(found[0])
        start, end = found.start(), found.start() + len(url)
        before = _before(text.seen, start)
        word = _UNBROKEN.match(run.content, text.starts[start])
        if not url or word is None:
            continue
        is_surely_linked = _is_surely_linked(url, before, is_bracketed=0 <= bracket < start)
        if is_surely_linked and bare_may_stay(url, word[0], before, server_url, references):
            masked.append((start, end))
        else:
            yield start, end
    seen = _mask(text.seen, masked)
    for found in REFERENCE.finditer(seen):
        if _is_language(found, seen):
            continue
        if not references.allow(name_reference(found), closing=closes(_before(seen, found.start()))):
            yield found.span()
    last = -1
    for found in _MENTION.finditer(seen):
        if found.start() == last or not _is_email(found, seen):
            last = found.start() + len(found[0].rstrip("_-."))
            yield found.start(), last


def _before(seen: str, position: int) -> str:
    return seen[max(0, position - 64) : position]


def _mask(seen: str, links: list[tuple[int, int]]) -> str:
    """The text with links that stay blotted out: nothing inside a link is a mention."""
    pieces, position = [], 0
    for start, end in links:
        pieces += [seen[position:start], _EDGE * (end - start)]
        position = end
    return "".join([*pieces, seen[position:]])


def _is_surely_linked(url: str, before: str, *, is_bracketed: bool) -> bool:
    """Behind an open bracket or a mention's sign an address stays text, and so do a mention and an issue in it."""
    if before[-1:].isalnum() or before.endswith("@"):
        return False
    return not is_bracketed or not (_MENTION.search(url) or REFERENCE.search(url))


def _is_language(found: re.Match[str], seen: str) -> bool:
    """``C#12`` and ``F#8`` are languages."""
    before = seen[max(0, found.start() - 2) : found.start()]
    return found["number"] is not None and found["user"] is None and _LANGUAGE.search(before) is not None


def _is_email(found: re.Match[str], seen: str) -> bool:
    return _EMAIL_BEFORE.search(_before(seen, found.start())) is not None


def _code(run: Run, seen: str, start: int, end: int) -> str:
    """A code span of what is seen, with a fence that no other backtick in the block can take for its own."""
    longest = {len(ticks) for ticks in re.findall("`+", seen)}
    fence = "`"
    while len(fence) in longest:
        fence += "`"
    pad = " " if "`" in (seen[:1], seen[-1:]) else ""
    if "\\|" in run.content[start:end] or run.at[end] - run.at[start] != end - start:
        seen = seen.replace("|", "\\|")
    left = " " if run.content[max(0, start - 1) : start] == "`" else ""
    right = " " if run.content[end : end + 1] == "`" else ""
    return f"{left}{fence}{pad}{seen}{pad}{fence}{right}"


def _join_code(run: Run) -> Iterator[Edit]:
    """Code spans over several lines, in one: it shows the same, and no renderer can see another block begin in it."""
    for span in run.spans:
        raw = run.content[span.start : span.end]
        if span.kind == "code" and "\n" in raw and _ALIVE.search(raw):
            yield span.start, span.end, re.sub(r"\s*\n\s*", " ", raw)


def _escape_footnotes(run: Run) -> Iterator[Edit]:
    """``[^…]`` is a footnote's number, or else is shown as it was written, its code spans undone."""
    for found in _FOOTNOTE_NUMBER.finditer(run.content):
        is_text = any(
            span.kind == "text" and span.start <= found.start() < span.end and span.text[:1] != "\\"
            for span in run.spans
        )
        if is_text and _ALIVE.search(run.content, found.end()):
            yield found.start(), found.start(), "\\"


def _stray_backticks(run: Run) -> Iterator[int]:
    for span in run.spans:
        if span.kind == "text" and span.text.startswith("`") and run.content[span.start] == "`":
            yield from range(span.start, span.end)


def _seen_before(text: _Text, position: int) -> str:
    return _before(text.seen, bisect_left(text.starts, position))


def _depth(run: Run) -> int:
    depth = deepest = 0
    for character in run.content:
        depth += (character == "[") - (character == "]" and depth > 0)
        deepest = max(deepest, depth)
    return deepest


def _end_at(run: Run, start: int, end: int) -> int:
    """Where an edit ends: right behind its last character, before any container's prefix of the next line."""
    return run.at[end - 1] + 1 if end > start else run.at[start]
