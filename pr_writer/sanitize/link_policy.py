"""What may stay alive of a body's links and issues: what people wrote, and no more."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from typing import Literal
from urllib.parse import urlsplit

from pr_writer.lazy_pattern import compile_lazily
from pr_writer.markdown.references import (
    REFERENCE,
    References,
    make_home,
    name_reference,
    name_target,
    read_references,
)
from pr_writer.sanitize.people_links import PeoplesLinks, read_peoples_links

LinkForm = Literal["none", "bare", "labelled"]

BARE_URL = compile_lazily(
    r"(?:(?<![A-Za-z0-9])[a-z][a-z0-9+.-]{0,30})?(?:https?|ftps?)://[^\s<`]+"
    r"|(?<![A-Za-z0-9])www\.[^\s<`]*"
    r"|(?<![A-Za-z0-9])(?:mailto|xmpp):[^\s<`@]{1,320}@[^\s<`]+",
    re.IGNORECASE,
)
# What a reader takes for an address, a host or a commit.
_ADDRESS_LIKE = compile_lazily(
    r"[^\s<>]*://[^\s<>]*|(?:[\w-]{1,63}\.){1,9}[^\W\d_]{2,63}(?:[:/][^\s<>]*)?|[\w.+-]{1,64}@[\w.-]{1,255}"
    r"|\b(?=[a-f]*\d)[0-9a-f]{7,64}\b",
    re.IGNORECASE,
)
_MARKS = "?!.,:;*_~'\"()[]{}<>"


@dataclass(frozen=True, slots=True)
class LinkPolicy:
    """Which links and issues may stay alive on the server of ``server_url``."""

    server_url: str
    references: References
    links: PeoplesLinks = field(default_factory=PeoplesLinks)

    def choose_form(self, href: str, label: str, *, closing: bool) -> LinkForm:
        """Return whether a link may stay, and if so with its label or only as the bare address.

        Bare is what leads to another server, so that a reader sees where to, and what its label tells otherwise.
        ``closing`` is True where a keyword stands before it that makes merging close the issue.
        """
        is_own = _has_host(href, urlsplit(self.server_url).netloc)
        if not self.links.holds(href, is_own=is_own):
            return "none"
        target = name_target(href, self.references.home)
        if closing and target and not self.references.allow(target, closing=True):
            return "none"
        return "labelled" if is_own and is_honest(label, href, self.references.home) else "bare"


def make_policy(
    server_url: str, human_text: str, commit_text: str = "", diff_text: str = "", *, repository: str = ""
) -> LinkPolicy:
    """Return the policy for one pull request of ``repository``, owner/name, blank where that is not known.

    ``human_text`` is all that the author, the commits and the branch say; of it ``commit_text`` is what the commits
    say. ``diff_text`` is what the diff adds for people to read, comments above all: what only it names may be linked
    to, and never closed.
    """
    links = read_peoples_links(human_text, commit_text, diff_text)
    return LinkPolicy(server_url, read_references(human_text, make_home(server_url, repository)), links)


def is_honest(label: str, href: str, home: str = "") -> bool:
    """Return True if nothing in a link's label looks like another address, commit or issue than it leads to.

    ``home`` is where it is read; where its repository is not known, a number alone may be of any.
    """
    flat = unicodedata.normalize("NFKC", label).casefold()
    if any(found[0].strip(_MARKS) not in href.casefold() for found in _ADDRESS_LIKE.finditer(flat)):
        return False
    target = name_target(href, home) or ""
    names = {target} if target else set()
    if "/" not in home:
        names |= {target[target.find("#") :]}
    return all(name_reference(found, home) in names for found in REFERENCE.finditer(flat))


def _has_host(href: str, netloc: str) -> bool:
    lowered = href.lower()
    starts = (f"https://{netloc}".lower(), f"http://{netloc}".lower())
    return any(
        lowered.startswith(start) and lowered[len(start) : len(start) + 1] in ("", "/", "?", "#") for start in starts
    )
