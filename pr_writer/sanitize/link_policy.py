"""Which addresses a body may link to: the GitHub server's own, and relative ones."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import urlsplit

from pr_writer.markdown.references import References, name_target, read_references

BARE_URL = re.compile(
    r"(?:(?<![A-Za-z0-9])[a-z][a-z0-9+.-]{0,30})?(?:https?|ftps?)://[^\s<`]+"
    r"|(?<![A-Za-z0-9])www\.[^\s<`]*"
    r"|(?<![A-Za-z0-9])(?:mailto|xmpp):[^\s<`@]{1,320}@[^\s<`]+",
    re.IGNORECASE,
)
_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*:", re.IGNORECASE)
_ODD = re.compile(r"[\x00-\x20\x7f\\]")
_WRITABLE = re.compile(r"https?://[^\s<>|\\`\"]+", re.IGNORECASE)
_ENTITY = re.compile(r"&#?\w{1,40};")  # which GitHub decodes in an address as well, and others do not
_TRAILING = "?!.,:;*_~'\"]"


@dataclass(frozen=True, slots=True)
class LinkPolicy:
    """What may stay alive of links and issues: ``human_text`` is all that the author, the commits and the branch say.

    ``only_human`` drops also those links to the server that stand nowhere in ``human_text``, byte for byte.
    """

    server_url: str
    references: References
    human_text: str = ""
    only_human: bool = False

    def allows_bare(self, url: str, *, closing: bool) -> bool:
        """Return True if an address may stay as a link of its own, which has to be one that every parser ends alike."""
        is_writable = _WRITABLE.fullmatch(url) and not _ENTITY.search(url)
        return bool(is_writable) and self.allows(url, closing=closing)

    def allows(self, href: str, *, closing: bool) -> bool:
        """Return True if a link may stay: it is the server's, and leads to no issue that people did not name.

        ``closing`` is True where a keyword stands before it that makes merging close the issue.
        """
        if not is_own(href, self.server_url) or href.count("://") > 1:  # a second address: where the first sends on to
            return False
        if self.only_human and _SCHEME.match(href) and href not in self.human_text:
            return False
        target = name_target(href)
        return target is None or self.references.allow(target, closing=closing)


def make_policy(server_url: str, human_text: str, *, only_human: bool = False) -> LinkPolicy:
    """Return the policy for one pull request."""
    return LinkPolicy(server_url, read_references(human_text), human_text, only_human)


def is_own(href: str, server_url: str) -> bool:
    """Return True if a link stays on the server: relative, an anchor, or absolute with exactly its host."""
    href = href.strip()
    if "\\" in href or href.startswith("//") or re.search(r"[\x00-\x1f\x7f]", href):
        return False
    if not _SCHEME.match(href):
        return True
    return not _ODD.search(href) and _has_host(href, urlsplit(server_url).netloc)


def trim_url(url: str) -> str:
    """Return a bare address without the punctuation of the sentence around it."""
    closing = url.count(")") - url.count("(")
    end = len(url)
    while end and (url[end - 1] in _TRAILING or (url[end - 1] == ")" and closing > 0)):
        closing -= url[end - 1] == ")"
        end -= 1
    return url[:end]


def _has_host(href: str, netloc: str) -> bool:
    lowered = href.lower()
    starts = (f"https://{netloc}".lower(), f"http://{netloc}".lower())
    return any(
        lowered.startswith(start) and lowered[len(start) : len(start) + 1] in ("", "/", "?", "#") for start in starts
    )
