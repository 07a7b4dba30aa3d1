"""A template's own words below a heading, and what was answered there → those of them that still belong there."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pr_writer.pull_template.sections import CHECKBOX, FENCE, read_key

# Words that ask for what now stands there.
_ASKS = re.compile(
    r"\b(?:please|describe|explain|provide|list|include|add|mention|summari[sz]e|what|why|how|which"
    r"|if (?:any|applicable|relevant|needed|so|yes|no)|e\.g\.|for example|replace|remove|delete|fill|write|todo|tbd"
    r"|n/?a|none|here|your (?:changes?|descriptions?|answers?|text))\b|\?|\.\.\.|…|^[_*].*[_*]$|^\[.*\]$",
    re.IGNORECASE | re.DOTALL,
)
_ASKED_IN = 80  # words: what is longer is there to be read


def keep_own(own: str, told: str) -> str:
    """Return the template's blocks that an answer does not stand in for.

    Boxes, folds, tables, fences, commands for bots and lines that end in a colon stay, unless the answer has them;
    what only asks for an answer goes.
    """
    said = {read_key(line) for line in told.split("\n")} - {""}
    fences = {match["info"] for line in told.split("\n") if (match := FENCE.match(line))}
    return "\n\n".join(block for block in _split_blocks(own) if _is_kept(block, said, fences))


def _is_kept(block: str, said: set[str], fences: set[str]) -> bool:
    first = block.split("\n", 1)[0].strip()
    if fence := FENCE.match(first):
        return fence["info"] not in fences
    if first.startswith("<") or CHECKBOX.fullmatch(first):
        return True
    keys = [key for line in block.split("\n") if (key := read_key(line))]
    if all(any(one.startswith(key) for one in said) for key in keys):
        return False
    if first.startswith(("/", "|")) or block.rstrip().endswith((":", "#")) or re.match(r"[-*+] .*[:#]\s*$", first):
        return True
    return len(block.split()) > _ASKED_IN or not _ASKS.search(block)


def _split_blocks(text: str) -> Iterator[str]:
    """Yield what blank lines part; a fence and a fold are whole."""
    block: list[str] = []
    closing = ""
    for line in [*text.split("\n"), ""]:
        if not (closing or line.strip()):
            if block:
                yield "\n".join(block)
            block = []
            continue
        block.append(line)
        if closing:
            closing = "" if line.strip().startswith(closing) else closing
        elif fence := FENCE.match(line):
            closing = fence["fence"]
        elif "<details" in line and "</details>" not in line:
            closing = "</details>"
    if block:
        yield "\n".join(block)
