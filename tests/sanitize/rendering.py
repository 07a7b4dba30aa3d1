"""What GitHub's own renderer makes of a body, and what is alive in it."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urlsplit

import cmarkgfm
from cmarkgfm.cmark import Options

# The tags that a body may hold, as the README promises; written down anew, so that this holds the product to it.
ALLOWED = frozenset({"details", "summary", "sub", "sup", "kbd", "code"})
EXTENSIONS = ["table", "strikethrough", "autolink", "tasklist"]
SERVER = "github.com"

_MENTION = re.compile(r"(?<![A-Za-z0-9])@[A-Za-z0-9]")
_REFERENCE = re.compile(
    r"(?<![A-Za-z0-9])#\d+(?![A-Za-z0-9])|\w+#\d+(?![A-Za-z0-9])|(?<![A-Za-z0-9])gh-\d+(?![A-Za-z0-9])", re.IGNORECASE
)
_LANGUAGE = re.compile(r"(?<![A-Za-z0-9])[A-Za-z]#\d+")
_ISSUE_URL = re.compile(r"/(?:issues|pull|discussions)/\d+(?!\w)")


@dataclass
class Rendered(HTMLParser):
    """A body's HTML, taken apart."""

    html: str
    tags: Counter = field(default_factory=Counter)
    links: list[tuple[str, str]] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)
    comments: list[str] = field(default_factory=list)
    attributes: list[tuple[str, tuple]] = field(default_factory=list)

    def __post_init__(self):
        HTMLParser.__init__(self)
        self.code = self.inside_link = 0
        self.is_new = True
        self.feed(self.html)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.is_new = True
        self.tags[tag] += 1
        self.attributes.append((tag, tuple(attrs)))
        if tag in ("code", "pre"):
            self.code += 1
        if tag == "a":
            self.inside_link += 1
            self.links.append((dict(attrs).get("href") or "", ""))

    def handle_endtag(self, tag):
        self.is_new = True
        if tag in ("code", "pre"):
            self.code -= 1
        if tag == "a":
            self.inside_link -= 1

    def handle_data(self, data):
        if self.code > 0 or self.inside_link > 0:
            self.is_new = True
            return
        if self.is_new or not self.texts:
            self.texts.append("")
        self.texts[-1] += data
        self.is_new = False

    def handle_comment(self, data):
        self.comments.append(data)


def render(body, *, raw=True):
    options = Options.CMARK_OPT_FOOTNOTES | (Options.CMARK_OPT_UNSAFE if raw else 0)
    return cmarkgfm.cmark.markdown_to_html_with_extensions(body, options, EXTENSIONS)


def find_alive(body, *, allowed=()):
    """Everything in the rendered body that does more than show text; nothing, for a disarmed one."""
    page = Rendered(render(body))
    safe = Rendered(render(body, raw=False))
    alive = []
    alive += ["image"] * page.tags["img"]
    alive += [f"comment {comment}" for comment in page.comments]
    written = page.tags - safe.tags
    alive += [f"tag {tag}" for tag in written if tag not in ALLOWED]
    alive += [
        f"attribute {tag} {attrs}"
        for tag, attrs in page.attributes
        if (tag in written and any(value for key, value in attrs if key != "class"))
        or (tag in ALLOWED and tag != "code" and attrs not in ((), (("open", None),), (("class", "footnote-ref"),)))
    ]
    alive += [f"link {href}" for href, _ in page.links if not _is_harmless(href)]
    alive += [
        f"issue link {href}"
        for href, _ in page.links
        if _ISSUE_URL.search(href) and not any(a in href for a in allowed)
    ]
    for text in page.texts:
        alive += [f"mention in {text!r}" for _ in _MENTION.finditer(text)]
        plain = _LANGUAGE.sub("C-sharp", text)
        alive += [f"reference {found[0]!r}" for found in _REFERENCE.finditer(plain) if found[0] not in allowed]
    return alive


def _is_harmless(href):
    if href.startswith("mailto:") or re.match(r"(?!javascript|data|vbscript|file|https?|ftp)[\w.+-]+::", href):
        return True
    if "\\" in href:
        return False
    parts = urlsplit(href)
    return (not parts.scheme and not parts.netloc) or (
        parts.scheme in ("http", "https") and parts.netloc.lower() == SERVER
    )
