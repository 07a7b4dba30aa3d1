"""One piece of text → the same with what a renderer would bring to life in code spans: addresses, issues, mentions."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pr_writer.lazy_pattern import compile_lazily
from pr_writer.markdown.references import REFERENCE, closes
from pr_writer.sanitize.link_policy import BARE_URL, LinkPolicy
from pr_writer.sanitize.markdown_tree import Code, Inline, Link, Text
from pr_writer.sanitize.people_links import find_mails, trim_url

_MENTION = compile_lazily(r"@[A-Za-z0-9][\w-]*(?:\.[\w-]+)*(?:/[\w.-]*\w)?")
_ALNUM = compile_lazily(r"[A-Za-z0-9]\Z")
_LANGUAGE = compile_lazily(
    r"(?:^|[\s(\"'])[A-Za-z]\Z"
)  # C#12; behind an "@" GitHub may make a mail address of the letter
_ALIVE = compile_lazily(r"@[A-Za-z0-9]|#\d|://|www\.|gh-\d|mailto:|xmpp:", re.IGNORECASE)
_NEAR = 64  # characters before a reference in which a closing keyword is looked for


def split_live(text: str, before: str, policy: LinkPolicy, *, in_link: bool) -> list[Inline]:
    """Return a text as texts, links that may stay and code spans.

    ``before`` is what is read in front of it. A mention is alive at a text's beginning whatever stands in front, and
    where a text begins changes with what is cut out of it: so what is left is looked at again.
    """
    if not _ALIVE.search(text):
        return [Text(text)]
    pieces = list(_split(text, before, policy, in_link=in_link))
    if len(pieces) == 1 and isinstance(pieces[0], Text):
        return pieces
    checked: list[Inline] = []
    for piece in pieces:
        checked += split_live(piece.text, before, policy, in_link=in_link) if isinstance(piece, Text) else [piece]
        before = f"{before}{piece.text if isinstance(piece, Text) else ' '}"[-_NEAR:]
    return checked


def _split(text: str, before: str, policy: LinkPolicy, *, in_link: bool) -> Iterator[Inline]:
    position = 0
    found = _find_live(text, before, policy, in_link=in_link)
    for start, end, is_link in sorted(found, key=lambda place: (place[0], -place[1])):
        if start < position:
            continue
        if position < start:
            yield Text(text[position:start])
        seen = text[start:end]
        yield Link(seen, (Text(seen),), is_bare=True) if is_link else Code(seen)
        position = end
    if position < len(text):
        yield Text(text[position:])


def _find_live(text: str, before: str, policy: LinkPolicy, *, in_link: bool) -> Iterator[tuple[int, int, bool]]:
    """Yield where each live thing starts and ends, and whether it is a link that may stay."""

    def near(position: int) -> str:
        return (before + text[max(0, position - _NEAR) : position])[-_NEAR:]

    for found in BARE_URL.finditer(text):
        url = trim_url(found[0])
        if url:
            form = policy.choose_form(url, url, closing=closes(near(found.start())))
            may_stay = not in_link and form != "none"
            yield found.start(), found.start() + len(url), may_stay
    for found in REFERENCE.finditer(text):
        is_language = found["number"] and not found["user"] and _LANGUAGE.search(text[: found.start()][-2:])
        is_closing = closes(near(found.start()))
        if not is_language and not policy.references.allow(policy.references.name(found), closing=is_closing):
            yield found.start(), found.end(), False
    for start, end in find_mails(text):
        if text[start:end] not in policy.links.mails:
            yield start, end, False
    last = -1
    for found in _MENTION.finditer(text):
        if found.start() == last or not _ALNUM.search(text, max(0, found.start() - 1), found.start()):
            last = found.start() + len(found[0].rstrip("_-."))
            yield found.start(), last, False
