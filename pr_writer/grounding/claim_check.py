"""A draft → the draft without the code, the counts and the issues that its change does not bear out."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from pr_writer.grounding.claim_patterns import find_falsehood
from pr_writer.grounding.evidence import Evidence, bears_out, read_evidence
from pr_writer.markdown.references import References, read_references
from pr_writer.sanitize.markdown_spans import Run, read_markdown

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pr_writer.values import Changes, Draft

_SENTENCE_END = re.compile(r"(?<=[.!?])(?<!e\.g\.)(?<!i\.e\.)(?<!etc\.)(?<!vs\.)[\"')\]*_]*(?=\s+[^\sa-z])")
_BULLET = re.compile(r"[ \t>]*(?:[-*+]|\d{1,9}[.)])[ \t]+(?:\[[ xX]\][ \t]+)?")
_LABEL = re.compile(
    r"[ \t>]*(?:#{1,6}[ \t]|(?:[-*+]|\d{1,9}[.)])[ \t]+\[[ xX]?\]|(?:\*\*|__)[^*_\n]{1,120}(?:\*\*|__):?[ \t]*$)",
    re.MULTILINE,
)

_Correction = tuple[int, int, str, str]  # start, end, what to write there, why


def check_claims(draft: Draft, changes: Changes, *, human_text: str) -> tuple[Draft, tuple[str, ...]]:
    """The draft with unknown code un-ticked and false sentences dropped, and one sentence for each correction.

    ``human_text`` is all that the author, the commits and the branch say.
    """
    evidence = read_evidence(changes, human_text)
    references = read_references(human_text)
    title, of_title = _correct(draft.title, _check_code(draft.title, evidence))
    corrections = [*_check_code(draft.body, evidence), *_check_sentences(draft.body, changes, evidence, references)]
    body, of_body = _correct(draft.body, corrections)
    return replace(draft, title=title, body=body), (*of_title, *of_body)


def _correct(text: str, corrections: Iterator[_Correction] | list[_Correction]) -> tuple[str, list[str]]:
    pieces, reasons, position = [], [], 0
    # A sentence that goes takes its code with it: where two begin alike, the longer is done.
    for start, end, replacement, reason in sorted(corrections, key=lambda each: (each[0], -each[1])):
        if start < position:
            continue
        pieces += [text[position:start], replacement]
        reasons.append(reason)
        position = end
    return "".join([*pieces, text[position:]]), reasons


def _check_code(text: str, evidence: Evidence) -> Iterator[_Correction]:
    for run in _read_runs(text):
        for span in run.spans:
            if span.kind == "code" and not bears_out(evidence, span.text):
                start, end = run.at[span.start], run.at[span.end - 1] + 1
                yield start, end, _escape(span.text), f"It put {span.text} in code, and the change does not have it."


def _read_runs(text: str) -> list[Run]:
    return [] if "\r" in text else read_markdown(text).runs


def _escape(code: str) -> str:
    """Code as text: the characters that would begin something else are escaped."""
    return re.sub(r"([\\`*_\[\]<>|~])", r"\\\1", code) if re.search(r"[\\`*\[\]<>|~]|(?<!\w)_|_(?!\w)", code) else code


def _check_sentences(text: str, changes: Changes, evidence: Evidence, references: References) -> Iterator[_Correction]:
    for run in _read_runs(text):
        if _LABEL.match(text, text.rfind("\n", 0, run.at[0]) + 1 if run.content else 0):
            continue  # a heading or a box asks, and may be a template's
        sentences = list(_split(run))
        false = [
            (start, end, why)
            for start, end in sentences
            if (why := find_falsehood(_said(run, start, end), changes, evidence, references))
        ]
        for start, end, why in false:
            if len(false) == len(sentences):
                first, last = _whole_lines(text, run.at[0], run.at[len(run.content) - 1] + 1)
            else:
                first, last = run.at[start], run.at[end - 1] + 1
            yield first, last, "", why


def _split(run: Run) -> Iterator[tuple[int, int]]:
    """Where the sentences of a block begin and end; each but the first takes the space before it along."""
    start = 0
    for found in _SENTENCE_END.finditer(run.content):
        if not any(span.start < found.end() < span.end for span in run.spans if span.kind in ("code", "link", "image")):
            yield start, found.end()
            start = found.end()
    if run.content[start:].strip():
        yield start, len(run.content)


def _said(run: Run, start: int, end: int) -> str:
    """A sentence without its code, which is judged by itself."""
    pieces, position = [], start
    for span in run.spans:
        if span.kind == "code" and start <= span.start and span.end <= end:
            pieces += [run.content[position : span.start], "\x01"]
            position = span.end
    return "".join([*pieces, run.content[position:end]])


def _whole_lines(text: str, start: int, end: int) -> tuple[int, int]:
    """A block with its bullet, and with one of the blank lines around it."""
    first = text.rfind("\n", 0, start) + 1
    last = text.find("\n", end)
    last = len(text) if last < 0 else last + 1
    if text[first:start].strip() and not _BULLET.fullmatch(text, first, start):
        return start, end  # a heading's sign, a cell's bar, a quote: its frame stays
    if text[last : last + 1] == "\n" and not text[first:start].strip():
        last += 1
    return first, last
