"""A template's own words below a heading, and what was answered there → those of them that still belong there."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pr_writer.context.pr_templates.check_boxes import has_boxes
from pr_writer.context.pr_templates.guidance import allows_nothing, is_asking, is_greeting
from pr_writer.lazy_pattern import compile_lazily
from pr_writer.markdown.blocks import scan_blocks
from pr_writer.markdown.sections import read_key

_STUB = compile_lazily(r"(?:[-*+][ \t]+)?\S.*[:#][ \t]*")  # a line that waits for something at its end
_ITEM = compile_lazily(r"[ \t]*(?:[-*+]|\d{1,3}[.)])(?:[ \t]|$)")
# A line that waits for an issue: "Fixes #", "- Closes #X.", "Resolves #<issue number>", "Related to: [link]".
_REFERS = compile_lazily(
    r"(?:fix(?:es)?|clos(?:es|e)|resolves?|relate[sd]?(?: to)?|refs?|part of|issues?|tickets?)\b\W{0,8}"
    r"(?:(?:x{1,6}|n{1,6}|0{1,6}|<[^<>\n]{1,80}>|\([^()\n]{1,80}\)|\[[^\[\]\n]{1,80}\]|\{[^{}\n]{1,80}\}"
    r"|(?:the )?(?:issue|ticket)(?:[ _-]?(?:numbers?|ids?|links?))?)\W{0,8})?",
    re.IGNORECASE,
)
_NO_ISSUE = compile_lazily(
    r"\bif (?:there(?:'s| is)|you have|it has) (?:no|not an?) (?:issue|ticket|bug)s?\b", re.IGNORECASE
)
_NOTHING = frozenset({"none", "n a", "na", "not applicable"})


def keep_own(own: str, told: str) -> str:
    """Return the template's blocks that an answer does not stand in for.

    Boxes, folds, tables, fences, commands for bots and lines that wait for something stay, unless the answer has
    them; what only asks for an answer, and what there was to choose from, goes.
    """
    return "\n\n".join(filter(None, (_keep(block, told) for block in split_blocks(own))))


def drop_own_folds(told: str, own: str) -> str:
    """Return an answer without its copies of the template's folds that hold check boxes: those stay the template's."""
    if "<details" not in own or "<details" not in told:
        return told
    folds = [block for block in split_blocks(own) if "<details" in block and has_boxes(block)]
    if not folds:
        return told
    kept = (block for block in split_blocks(told) if not any(_has_fold(block, fold) for fold in folds))
    return "\n\n".join(kept)


def drop_greetings(own: str) -> str:
    """Return what comes before a template's first heading without what only greets the author."""
    blocks = list(split_blocks(own))
    kept = [block for block in blocks if not is_greeting(block)]
    return own if len(kept) == len(blocks) else "\n\n".join(kept)


def drop_optional_lines(own: str) -> str:
    """Return a section without the lines that wait for an issue where it says that there may be none.

    It says so in a comment behind the line, or in words of its own: "If there is no issue, describe the changes".
    """
    if _NO_ISSUE.search(own):
        return "\n".join(line for line in own.split("\n") if not waits_for_issue(line))
    return "\n".join(line for line in own.split("\n") if not _is_optional_line(line)) if "<!--" in own else own


def waits_for_issue(line: str) -> bool:
    """Return True if a line of a template is there for an issue's number: "Fixes #", "- Closes #XXXX"."""
    return _REFERS.fullmatch(line.strip(" \t-*+")) is not None


def _is_optional_line(line: str) -> bool:
    words, opening, comment = line.partition("<!--")
    is_waiting = bool(words.strip()) and waits_for_issue(words)
    return bool(opening) and is_waiting and comment.rstrip().endswith("-->") and allows_nothing(comment)


def _keep(block: str, told: str) -> str:
    first = block.split("\n", 1)[0].strip()
    if scan_blocks(block)[0].kind == "fence":
        return "" if _list_fences(block)[0] in _list_fences(told) else block
    if first.startswith("<"):
        return "" if _has_fold(told, block) else block
    if first.startswith("|"):
        heads = {read_key(line) for line in told.split("\n") if line.lstrip().startswith("|")}
        return "" if read_key(first) in heads else block
    return block if has_boxes(block) or first.startswith("/") else _keep_words(block, told)


def _keep_words(block: str, told: str) -> str:
    """Return of a list the lines that still wait for something, of other words all or nothing."""
    said = {read_key(line) for line in told.split("\n")} - {""}
    lines = [line for line in block.split("\n") if not _is_issue_named(line, said, told)]
    if not lines:
        return ""
    block = "\n".join(lines)
    if _ITEM.match(lines[0]) or all(map(_STUB.fullmatch, lines)):
        return "\n".join(line for line in lines if _STUB.fullmatch(line) and not _is_answered(line, said, told))
    keys = [key for line in lines if (key := read_key(line))]
    is_said = all(any(one.startswith(key) for one in said) for key in keys) or any(key in said for key in keys)
    return "" if is_said or is_asking(block) else block


def _is_answered(line: str, said: set[str], told: str) -> bool:
    """Return True if the answer goes on where a line waits, or has what the line waits for."""
    key = read_key(line)
    return any(one.startswith(key) for one in said) or _is_issue_named(line, said, told)


def _is_issue_named(line: str, said: set[str], told: str) -> bool:
    """Return True if a line waits for an issue, and the answer names one, or says that there is none."""
    is_settled = said <= _NOTHING or re.search(r"#\d|/issues/\d", told) is not None
    return is_settled and waits_for_issue(line)


def _has_fold(told: str, block: str) -> bool:
    summary = re.search(r"<summary>(.{1,200}?)</summary>", block, re.DOTALL)
    return summary is not None and f"<summary>{summary[1].strip()}" in told.replace("<summary> ", "<summary>")


def _list_fences(text: str) -> list[str]:
    """Return the first word behind each fence of a text."""
    return [block.info.partition(" ")[0] for block in scan_blocks(text) if block.kind == "fence"]


def split_blocks(text: str) -> Iterator[str]:
    """Yield what blank lines part; a fence and a fold are whole."""
    start = end = 0
    is_folded = False
    for block in scan_blocks(text):
        own = text[block.start : block.end]
        if block.kind == "blank" and not block.markers and not is_folded:
            if text[start:end].strip():
                yield text[start:end].rstrip("\n")
            start = block.end
        elif not block.is_code and "<details" in own:
            is_folded = True
        if is_folded and not block.is_code and "</details>" in own:
            is_folded = False
        end = block.end
    if text[start:end].strip():
        yield text[start:end].rstrip("\n")
