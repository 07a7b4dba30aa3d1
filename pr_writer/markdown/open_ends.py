"""A text → what is still open at its end, and would swallow or hide what is written below it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from pr_writer.lazy_pattern import compile_lazily
from pr_writer.markdown.blocks import Block, scan_blocks

# Elements that go on, open, over the blocks below (https://github.com/gjtorikian/html-pipeline lists what GitHub lets
# through): they hide them, move them or change how they look. A paragraph ends by itself.
_CARRIED = frozenset(
    """
    a abbr b bdo blockquote caption cite code dd del details dfn div dl dt em figcaption figure h1 h2 h3 h4 h5 h6 i ins
    kbd li mark ol picture pre q ruby s samp small span strike strong sub summary sup table tbody td tfoot th thead
    time tr tt ul var script select style svg math template textarea title iframe noscript xmp plaintext
    """.split()  # noqa: SIM905 -- a word a line would fill the screen
)
_OPTIONAL_END = frozenset({"li", "dt", "dd", "tr", "td", "th", "thead", "tbody", "tfoot"})
_TAG = compile_lazily(
    r"<(?P<close>/?)(?P<name>[A-Za-z][A-Za-z0-9]*)(?=[\s/>])(?:\"[^\"<]*\"|'[^'<]*'|[^<>\"'])*(?P<empty>/?)>"
)
_NOT_HTML = compile_lazily(
    r"<!--.*?(?:-->|\Z)|\\.|(?P<ticks>(?<!`)`{1,100}(?!`))[^`].{0,1000}?(?<!`)(?P=ticks)(?!`)", re.DOTALL
)
_HTML_TAG = compile_lazily(r"</?[A-Za-z](?:\"[^\"<]*\"|'[^'<]*'|[^<>\"'])*>|<[!?][^<>]*>")


@dataclass(frozen=True, slots=True)
class OpenEnd:
    """One thing that is open at the end of a text; ``closing`` written on a line of its own at the end closes it."""

    kind: Literal["fence", "comment", "html", "element"]
    name: str  # the signs of a fence, the name of an element, "" for others
    start: int  # offset where it, or the block that it is in, begins
    closing: str


def find_open_ends(text: str) -> tuple[OpenEnd, ...]:
    """Return what is open at the end of a text, in the order in which it has to be closed.

    A fence, a comment or raw HTML inside a list or a quote ends with that and is not among them; an element is,
    wherever it was opened: a browser knows nothing of lists.
    """
    blocks = scan_blocks(text)
    last = next((block for block in reversed(blocks) if block.kind != "blank"), None)
    found = [] if last is None else _read_last(text, last)
    return (*found, *_find_open_elements(text, blocks))


def list_open_starts(text: str) -> list[int]:
    """Return where all that begins which is open at the end of a text, and would swallow or hide what comes below.

    For Markdown a comment or raw HTML ends with the list or quote around it, for a browser it does not.
    """
    blocks = [block for block in scan_blocks(text) if block.kind in ("html", "comment")]
    raw = [block.start for block in blocks if block.is_open or _is_unfinished(text[block.start : block.end])]
    return [*raw, *(end.start for end in find_open_ends(text))]


def _read_last(text: str, last: Block) -> list[OpenEnd]:
    if not last.is_open or last.is_contained or last.end < len(text.rstrip()):
        return []
    if last.kind == "fence":
        return [OpenEnd("fence", last.fence, last.start, last.fence)]
    if last.kind == "comment":
        return [OpenEnd("comment", "", last.start, "-->")]
    start = text[last.content : last.content + 9].lower()
    for sign, closing in (("<?", "?>"), ("<![cdata[", "]]>"), ("<!", ">")):
        if start.startswith(sign):
            return [OpenEnd("html", "", last.start, closing)]
    name = start[1:].split(">")[0].split()[0]
    return [OpenEnd("html", name, last.start, f"</{name}>")]


def _find_open_elements(text: str, blocks: tuple[Block, ...]) -> list[OpenEnd]:
    opened: list[tuple[str, int]] = []
    for block in blocks:
        if block.is_code or block.kind in ("rule", "blank"):
            continue
        is_raw = block.kind in ("html", "comment")  # behind a comment's end its last line may go on
        for is_closing, name in _list_tags(text[block.content : block.end], is_raw=is_raw):
            if not is_closing:
                opened.append((name, block.start))
            else:
                _close(opened, name)
    return [OpenEnd("element", name, start, f"</{name}>") for name, start in reversed(opened)]


def _close(opened: list[tuple[str, int]], name: str) -> None:
    """Take out the innermost element of this name, and those inside it that need no closing tag; others stay open."""
    for at in range(len(opened) - 1, max(-1, len(opened) - 50), -1):
        if opened[at][0] == name:
            opened[at:] = [pair for pair in opened[at + 1 :] if pair[0] not in _OPTIONAL_END]
            return


def _list_tags(text: str, *, is_raw: bool) -> list[tuple[bool, str]]:
    """Return whether it closes, and the name, of each tag that is no code, comment or escaped."""
    plain = re.sub(r"<!--.*?(?:-->|\Z)", "", text, flags=re.DOTALL) if is_raw else _NOT_HTML.sub("", text)
    tags = ((found["close"] == "/", found["name"].lower()) for found in _TAG.finditer(plain))
    return [tag for tag in tags if tag[1] in _CARRIED]


def _is_unfinished(html: str) -> bool:
    """Return True if raw HTML ends in the middle of a tag or a comment, in doubt as well."""
    parts, at = [], 0
    while (start := html.find("<!--", at)) >= 0:
        parts.append(html[at:start])
        end = html.find("-->", start + 2)  # a browser takes "<!-->" for a whole comment
        if end < 0:
            return True
        at = end + 3
    rest = _HTML_TAG.sub("", "".join([*parts, html[at:]]))
    return re.search(r"<[A-Za-z/!?]", rest) is not None
