"""A title as a maintainer would write it: one line, no full stop, no markup, short where the words allow."""

from __future__ import annotations

import re

GOOD_LENGTH = 72
LIMIT = 256

_GENERIC = re.compile(
    r"(wip|work in progress|update[sd]?|fix(es|ed)?|bug ?fix(es)?|chang(e|es|ed)|patch(-\d+)?|misc|minor( \w+)?|"
    r"tweaks?|clean ?up|refactor(ing)?|feature|test(s|ing)?|draft|todo|tbd|temp|tmp|stuff|improvements?|"
    r"(new |my )?(pr|pull request|branch|changes)|(updates?|edits?|creates?|adds?) (file|files|code|readme(\.md)?)|"
    r"merge .* into .*|\.+|-+|x+|asdf+)",
    re.IGNORECASE,
)
_LIST_OR_HEADING = re.compile(r"^\s*(?:#{1,6}\s+|[-*+]\s+|>\s+|\d+[.)]\s+)")
_LABEL = re.compile(r"^(?:pr |pull request )?title\s*[:：-]\s*", re.IGNORECASE)
# What stands inside never has the opening sign again, so that a row of those is read once and not once for each.
_LINK = re.compile(r"!?\[([^\[\]]*)\]\((?:[^()]|\([^()]*\))*\)")
_EMPHASIS = (
    re.compile(r"(?<!\S)(\*{1,3})(?=[^\s*.])([^*]*[^\s*])\1(?![\w*_.])"),
    # Around one word they are part of a name, as in __init__.
    re.compile(r"(?<!\S)(__?)(?=[^\s_]+\s)([^_]*[^\s_])\1(?![\w*_.])"),
    re.compile(r"(?<!\S)(~~)(?=[^\s~])([^~]*[^\s~])\1(?![\w*_.])"),
)
_QUOTES = (('"', '"'), ("'", "'"), ("“", "”"), ("‘", "’"), ("«", "»"))
_DANGLING = re.compile(
    r"[\s,;:–—-]+(?:a|an|the|and|or|but|of|to|in|on|at|for|from|by|with|as|into|so|that|when|which|while|via|is|are)?$",
    re.IGNORECASE,
)


def shape_title(text: str) -> str:
    """Return the title in its plain form, at most 72 characters where a word ends there, never over 256."""
    title = " ".join(text.split())
    title = _LABEL.sub("", _LIST_OR_HEADING.sub("", title))
    title = _LINK.sub(r"\1", _LINK.sub(r"\1", title)).replace("`", "")  # twice: a badge is a picture in a link
    for emphasis in _EMPHASIS * 2:
        title = emphasis.sub(r"\2", title)
    for opening, closing in _QUOTES:
        if len(title) > 2 and title[0] == opening and title[-1] == closing and opening not in title[1:-1]:
            title = title[1:-1].strip()
    title = _LABEL.sub("", title).strip()
    if title.endswith(".") and not title.endswith(".."):
        title = title[:-1].rstrip()
    return _shorten(title)


def is_generic_title(title: str, head_ref: str, commit_subjects: tuple[str, ...] = ()) -> bool:
    """Say whether nobody really wrote this title: the branch's name, the only commit's subject, or a filler word."""
    words = _plain(title)
    if not words or _GENERIC.fullmatch(title.strip().rstrip(".!")):
        return True
    if words in {_plain(head_ref), _plain(head_ref.rpartition("/")[2])}:
        return True
    return len(commit_subjects) == 1 and words == _plain(commit_subjects[0])


def _plain(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.casefold().replace("_", " ")))


def _shorten(title: str) -> str:
    if len(title) <= GOOD_LENGTH:
        return title
    kept = re.sub(r"\s*\([^()]*\)$", "", title)
    if GOOD_LENGTH // 3 < len(kept) <= GOOD_LENGTH:
        return kept
    cut = title[: GOOD_LENGTH + 1].rpartition(" ")[0]
    for _ in range(3):
        cut = _DANGLING.sub("", cut)
    return cut if len(cut) > GOOD_LENGTH // 3 else title[:LIMIT].rstrip()
