"""What people wrote of a change → the addresses in it that a draft may link to, byte for byte.

An address is a whole one: that ``…/pull/1`` begins ``…/pull/12`` makes nobody its author. Those of the author, the
commits and the diff's added comments may be links where they lead to a page of a repository on the same server; those
of a commit's message wherever they lead, for GitHub shows them as links on the commit's own page. Why a stranger's own
words are trusted so far: docs/decisions/9-links-that-people-wrote.md.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import unquote

from pr_writer.lazy_pattern import compile_lazily

# Two thousand characters are longer than any address that somebody reads.
_FOUND = compile_lazily(r"(?<![A-Za-z0-9+.-])https?://[^\s<>`\"|\\^{}\[\]]{1,2000}", re.IGNORECASE)
# What follows an address without a space, in scripts that have none.
_UNSPACED = compile_lazily("[\u3000-\u30ff\u3400-\u9fff\uac00-\ud7af\uff00-\uffef]")
# The signs of an address that every parser reads alike and that mean nothing in Markdown or HTML, where it stands in
# angle brackets; in its host no name and password, and no letter that looks like another one.
_PLAIN = compile_lazily(
    r"https?://(?P<host>[A-Za-z0-9.-]{1,253})(?::\d{1,5})?(?P<path>/[\w.~%+/=&:@!,;()-]*)?(?P<rest>[?#][\w.~%+/?#=&:@!,;()-]*)?",
    re.ASCII | re.IGNORECASE,
)
_ENTITY = compile_lazily(r"&#?\w{1,40};")  # which GitHub decodes in an address as well, and others do not
_PUBLIC_HOST = compile_lazily(
    r"(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+(?!local$|internal$|localhost$)[a-z]{2,63}", re.IGNORECASE
)
# What is read as another address than the one that is seen: a second one inside, steps upwards, control characters.
_DISGUISED = compile_lazily(
    r"://.*://|%2f%2f|%3a(?:%2f|//?)|/(?:\.|%2e){1,2}(?=[/?#]|\Z)|%(?:[01][0-9a-f]|7f|25|5c)", re.IGNORECASE
)
# Pages of a repository that are there to be read. Left out are those that begin something with a click (a new issue,
# a fork, a download, a login), and the server's own, such as the one where a device's code is typed in.
_PAGE = compile_lazily(
    r"/(?!(?:account|apps|auth|codespaces|enterprises|join|login|logout|marketplace|new|notifications|oauth|orgs"
    r"|organizations|password_reset|sessions?|settings|signup|site|sponsors|stafftools|users)/)"
    r"[\w-]{1,100}/[\w.-]{1,100}"
    r"(?:/(?:issues|pull|discussions|milestone|projects|actions/runs)/\d+(?:/.*)?"
    r"|/(?:commit|commits|compare|blob|tree|blame|wiki|labels|security/advisories)/.*"
    r"|/(?:issues|pulls|discussions|wiki|tags|milestones|labels|releases(?:/(?:tag/.*|latest))?))?/?",
    re.ASCII | re.IGNORECASE,
)
# Pages below those of a repository, read as the server does, that begin something too: a form, a download.
_FORM = compile_lazily(
    r"[^?#]*(?:/wiki/(?:[^?#]*/)?_(?:new|edit)|/security/advisories/new|/actions/runs/\d+/(?:[^?#]*/)?(?:artifacts|logs)"
    r"|/pull/\d+/(?:[^?#]*/)?(?:edit|conflicts))(?:[/?#]|\Z)"
    r"|[^#]*[?&](?:raw|expand|quick_pull)(?:[=&#]|\Z)",
    re.IGNORECASE,
)
# What cmark-gfm makes the address of a mail of: https://github.github.com/gfm/#extended-email-autolink, and more.
_MAIL_HOST = compile_lazily(r"@[\w-]+\.[\w.-]*", re.ASCII)
_MAIL_NAME = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.+-_")
_TRAILING = "?!.,:;*_~'\""


@dataclass(frozen=True, slots=True)
class PeoplesLinks:
    """The addresses that people wrote: ``said`` by whoever made the change, ``committed`` in a commit's message.

    ``mails`` are addresses of mail, which GitHub links wherever they stand.
    """

    said: frozenset[str] = frozenset()
    committed: frozenset[str] = frozenset()
    mails: frozenset[str] = frozenset()

    def holds(self, href: str, *, is_own: bool) -> bool:
        """Return True if a link to the address may stay, on the server itself or (not ``is_own``) elsewhere."""
        found = _PLAIN.fullmatch(href)
        if not found or _ENTITY.search(href) or _DISGUISED.search(href):
            return False
        if not is_own:
            return href in self.committed and _PUBLIC_HOST.fullmatch(found["host"]) is not None
        is_page = _PAGE.fullmatch(found["path"] or "") and not _FORM.match(unquote(href))
        return bool(is_page) and (href in self.said or href in self.committed)


@lru_cache(maxsize=4)  # a template's sections are made safe one by one
def read_peoples_links(human_text: str, commit_text: str = "", diff_text: str = "") -> PeoplesLinks:
    """Return the addresses of all that people said of a change, of its commits' messages, and of its added comments."""
    said = frozenset(_list_addresses(human_text)) | frozenset(_list_addresses(diff_text))
    mails = frozenset(human_text[start:end] for start, end in find_mails(human_text))
    return PeoplesLinks(said, frozenset(_list_addresses(commit_text)), mails)


def find_mails(text: str) -> Iterator[tuple[int, int]]:
    """Yield where each address of mail starts and ends."""
    for found in _MAIL_HOST.finditer(text):
        start = found.start()
        while start and text[start - 1] in _MAIL_NAME:
            start -= 1
        if start < found.start():
            yield start, found.start() + len(found[0].rstrip("."))


def trim_url(url: str) -> str:
    """Return a bare address without the punctuation of the sentence around it."""
    closing = {")": url.count(")") - url.count("("), "]": url.count("]") - url.count("[")}
    end = len(url)
    while end and (url[end - 1] in _TRAILING or closing.get(url[end - 1], 0) > 0):
        end -= 1
        if url[end] in closing:
            closing[url[end]] -= 1
    return url[:end]


def _list_addresses(text: str) -> Iterator[str]:
    """Yield each address of a text as it ends there: at its bracket, or before the marks of the sentence around it."""
    for found in _FOUND.finditer(text):
        before, after = text[max(0, found.start() - 2) : found.start()], text[found.end() : found.end() + 1]
        address = found[0]
        if before.endswith("](") and (end := _find_end(address)):
            yield address[:end]
        elif before.endswith("<") and after == ">":
            yield address
        else:
            yield trim_url(_UNSPACED.split(address, maxsplit=1)[0])


def _find_end(address: str) -> int:
    """Return where the bracket closes that was open before an address; 0 where none does."""
    depth = 0
    for at, sign in enumerate(address):
        depth += (sign == "(") - (sign == ")")
        if depth < 0:
            return at
    return len(address) if depth == 0 else 0
