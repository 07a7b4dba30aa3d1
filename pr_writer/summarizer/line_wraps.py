"""Lines that were wrapped at a width, as a commit message's are: GitHub shows each line break of a body as one."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from pr_writer.lazy_pattern import compile_lazily
from pr_writer.summarizer.text_limits import begins_anew, unwrap_block

NARROWEST, WIDEST = 60, 100  # columns that people and models wrap at; 72 is git's own
_FENCE = compile_lazily(r"[ \t]*(`{3,}|~{3,})")
_QUOTED = compile_lazily(r"[ \t]{0,3}> ?")
_LABEL = compile_lazily(r"[ \t]*(?:(?:\*\*|__)[^*_\n]{1,60}(?:\*\*|__)|[A-Z][\w -]{0,30}: \S)")
_GOES_ON = compile_lazily(r"[^.!?:;\\|>]\Z")


def join_wrapped(text: str, *, max_quotes: int = 3) -> str:
    """Return a text whose wrapped paragraphs, items and quotes are one line each; any other line break stays.

    A paragraph counts as wrapped where every line is so long that the next one's first word had no room on it.
    Quotes in quotes are looked into as far as ``max_quotes``.
    """
    done: list[str] = []
    group: list[str] = []
    fence = ""
    for line in [*text.split("\n"), ""]:
        found = _FENCE.match(line)
        if fence or found or not line.strip():
            done += [*_join_group(group, max_quotes), line]
            group = []
            is_end = found and fence and found[1].startswith(fence) and not line.strip().strip(fence[0])
            fence = "" if is_end else fence or (found[1] if found else "")
        else:
            group.append(line)
    return "\n".join(done[:-1])


def _join_group(lines: list[str], max_quotes: int) -> list[str]:
    if len(lines) < 2:
        return lines
    if max_quotes and all(map(_QUOTED.match, lines)):
        text = "\n".join(_QUOTED.sub("", line, count=1) for line in lines)
        inner = join_wrapped(text, max_quotes=max_quotes - 1).split("\n")
        return [f"> {line}".rstrip() for line in inner] if len(inner) < len(lines) else lines
    return unwrap_block("\n".join(lines)).split("\n") if _is_wrapped(lines) else lines


def _is_wrapped(lines: Sequence[str]) -> bool:
    width = max(len(line.rstrip()) for line in lines)
    joints = [(above, line) for above, line in pairwise(lines) if not begins_anew(above, line)]
    return (
        NARROWEST <= width <= WIDEST
        and not any(" | " in line or _LABEL.match(line) for line in lines[1:])
        and all(len(above) + 1 + len(line.split(None, 1)[0]) > width and above[-2:] != "  " for above, line in joints)
        and any(_GOES_ON.search(above) for above, _ in joints)
    )
