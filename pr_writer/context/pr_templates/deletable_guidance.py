"""A template that asks for its guidance to be deleted before the merge → the template without it."""

from __future__ import annotations

import re

from pr_writer.context.pr_templates.check_boxes import has_boxes
from pr_writer.context.pr_templates.guidance import is_guidance
from pr_writer.context.pr_templates.unanswered_blocks import split_blocks, waits_for_issue
from pr_writer.lazy_pattern import compile_lazily
from pr_writer.markdown.sections import split_sections

READ = 20_000  # characters of a template in which it may ask for that

_DELETE = r"(?<!n't )(?<!not )(?<!never )(?<![^\W_])(?:delete|remove|erase|strip)\b"
_ASKS_FOR_GUIDANCE = compile_lazily(
    rf"{_DELETE}[^.!?\n]{{0,40}}\b(?:guidance|guidelines?|instructions?|prompts?|hints?|(?:block ?)?quotes?|quoted"
    r"|help(?:er|ful)? text|explanat(?:ion|ory)\w*|italic\w*)\b",
    re.IGNORECASE,
)
# A clause of what somebody or something does, or must not: "Does this remove any prompts?", "if you remove hints".
_TELLS = compile_lazily(
    r"\b(?:does|did|if (?:you|it|th(?:is|ese))|we|never|not(?! forget)|(?!don['’]t forget)\w+n['’]t|bots?|will)\b"
    r"[^.,;:!?\n]*\Z",
    re.IGNORECASE,
)
_CLAUSE = 200  # characters before the verb in which its clause begins
_ASKS_FOR_LINES = compile_lazily(
    rf"{_DELETE}[^.!?\n]{{0,30}}\blines?\b[^.!?\n]{{0,20}}"
    r"(?:as (?:appropriate|needed|necessary)|that (?:do(?:es)?n't|do(?:es)? not))\b",
    re.IGNORECASE,
)


def drop_deletable(template: str) -> str:
    """Return a template without what it asks its author to delete; one that asks for nothing as it is.

    Where it speaks of its guidance, all block quotes go, and what is in italics and said to the author. Where it speaks
    of the lines that do not apply, those go that wait for an issue, in the section that says so.
    """
    head = template[:READ]
    has_guidance = _asks_for_guidance(head)
    if not has_guidance and not _ASKS_FOR_LINES.search(head):
        return template
    parts = []
    for section in split_sections(template):
        text = _drop_waiting_lines(section.text) if _ASKS_FOR_LINES.search(section.text[:READ]) else section.text
        text = _drop_guidance(text) if has_guidance else text
        parts.append("\n".join(filter(None, (section.heading, text))))
    return "\n".join(parts)


def _asks_for_guidance(text: str) -> bool:
    """Return True if a text asks its reader to delete its guidance."""
    found = (one.start() for one in _ASKS_FOR_GUIDANCE.finditer(text))
    return any(not _TELLS.search(text[max(0, start - _CLAUSE) : start]) for start in found)


def _drop_guidance(text: str) -> str:
    blocks = list(split_blocks(text))
    kept = [
        block
        for block in blocks
        if _is_to_fill_in(block) or not (_is_quote(block) or is_guidance(block) or _is_plea(block))
    ]
    if len(kept) == len(blocks):
        return text
    return "\n{}\n".format("\n\n".join(kept)) if kept else ""


def _is_to_fill_in(block: str) -> bool:
    """Return True for boxes, a table, a fence or a command to a bot: those are a person's, whatever words they have."""
    bare = re.sub(r"(?m)^[ \t]*>[ \t]?", "", block)
    return has_boxes(bare) or block.lstrip().startswith(("|", "/", "```", "~~~"))


def _is_quote(block: str) -> bool:
    return all(line.lstrip().startswith(">") for line in block.split("\n"))


def _is_plea(block: str) -> bool:
    """Return True if a block is the very sentence that asks; a comment that does goes with the other comments."""
    return not block.lstrip().startswith("<!--") and _asks_for_guidance(block)


def _drop_waiting_lines(text: str) -> str:
    return "\n".join(line for line in text.split("\n") if not waits_for_issue(line))
