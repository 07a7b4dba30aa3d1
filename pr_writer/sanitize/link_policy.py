"""Which addresses a body may link to: the GitHub server's own, and relative ones."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from pr_writer.markdown.references import References, closes, name_target

BARE = re.compile(
    r"(?:(?<![A-Za-z0-9])[a-z][a-z0-9+.-]{0,30})?(?:https?|ftps?)://[^\s<`\x00]+"
    r"|(?<![A-Za-z0-9])www\.[^\s<`\x00]*"
    r"|(?<![A-Za-z0-9])(?:mailto|xmpp):[^\s<`\x00@]{1,320}@[^\s<`\x00]+",
    re.IGNORECASE,
)
_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*:", re.IGNORECASE)
_ODD = re.compile(r"[\x00-\x20\x7f\\]")
_TRAILING = "?!.,:;*_~'\"]"
_GFM_TRAILING = "?!.,:*_~'\""  # what the renderer leaves out of a link


def is_own(href: str, server_url: str) -> bool:
    """Whether a link stays on the server: relative, an anchor, or absolute with exactly its host."""
    href = href.strip()
    if "\\" in href or href.startswith("//") or re.search(r"[\x00-\x1f\x7f]", href):
        return False
    if not _SCHEME.match(href):
        return True
    return not _ODD.search(href) and _has_host(href, urlsplit(server_url).netloc)


def may_stay(href: str, before: str, server_url: str, references: References) -> bool:
    """Whether a link may stay as it is: it is the server's, and leads to no issue that the author did not name."""
    if not is_own(href, server_url):
        return False
    target = name_target(href)
    return target is None or references.allow(target, closing=closes(before))


def bare_may_stay(seen: str, raw: str, before: str, server_url: str, references: References) -> bool:
    """Whether a bare address may stay, both as it is read and as a renderer finds it in the source, ``raw``."""
    if "`" in raw:
        return False  # a link takes the backtick along, and a code span is none
    as_written = trim_bare(raw, _GFM_TRAILING)
    return all(
        _SCHEME.match(url) is not None
        and not url.lower().startswith("www.")
        and may_stay(url, before, server_url, references)
        for url in (seen, as_written)
    )


def trim_bare(url: str, trailing: str = _TRAILING) -> str:
    """A bare address without the punctuation of the sentence around it."""
    while url:
        if (url[-1] == ")" and url.count(")") > url.count("(")) or url[-1] in trailing:
            url = url[:-1]
        else:
            break
    return url


def _has_host(href: str, netloc: str) -> bool:
    lowered = href.lower()
    starts = (f"https://{netloc}".lower(), f"http://{netloc}".lower())
    return any(
        lowered.startswith(start) and lowered[len(start) : len(start) + 1] in ("", "/", "?", "#") for start in starts
    )
