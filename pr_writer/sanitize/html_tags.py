"""HTML in a body: a fold, its summary, keys and small print stay, everything else goes and leaves its text."""

from __future__ import annotations

import re
from dataclasses import dataclass

from pr_writer.lazy_pattern import compile_lazily

SMALL = frozenset({"kbd", "sub", "sup"})
FOLD = frozenset({"details", "summary"})
ALLOWED = SMALL | FOLD | {"code"}  # <code> is written as a code span, but for a summary's

# An element of HTML, SVG or MathML does something; any other name in angle brackets is a type or a placeholder.
_ELEMENTS = frozenset(
    """
    a abbr acronym address applet area article aside audio b base basefont bdi bdo bgsound big blink blockquote body
    br button canvas caption center cite col colgroup command content data datalist dd del dfn dialog dir div
    dl dt element em embed fieldset figcaption figure font footer form frame frameset h1 h2 h3 h4 h5 h6 head header
    hgroup hr html i iframe image img input ins isindex keygen label legend li link listing main map mark
    marquee math menu menuitem meta meter multicol nav nobr noembed noframes noscript object ol optgroup option
    output p param picture plaintext portal pre progress q rb rp rt rtc ruby s samp script search section select
    shadow slot small source spacer span strike strong style svg table tbody td template textarea tfoot th thead
    time title tr track tt u ul var video wbr xmp animate animatemotion animatetransform circle clippath defs desc
    ellipse filter foreignobject g line lineargradient marker mask metadata path pattern polygon polyline
    radialgradient rect set stop switch symbol text textpath tspan use view annotation annotation-xml maction math
    menclose merror mfenced mfrac mglyph mi mn mo mover mpadded mphantom mroot mrow ms mspace msqrt mstyle msub
    msubsup msup mtable mtd mtext mtr munder munderover semantics
    """.split()  # noqa: SIM905 -- a word a line would fill the screen
)
_BREAKING = frozenset("br p div li ul ol td th tr table hr h1 h2 h3 h4 h5 h6 dd dt dl blockquote pre section".split())  # noqa: SIM905
_NEVER_TYPES = _BREAKING | frozenset("a base embed form iframe img input link meta script style svg".split())  # noqa: SIM905

_NAME = compile_lazily(r"<(?P<slash>/?)(?P<name>[A-Za-z][A-Za-z0-9-]*)")
_PLAIN = compile_lazily(r"</?[A-Za-z][A-Za-z0-9-]*(?:\s+[A-Za-z_:][A-Za-z0-9:._-]*)*\s*>")
_OPEN = compile_lazily(r"""\sopen(?:\s*=\s*(?:""|''|"open"|'open'|"true"|open))?(?=[\s/>])""", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Tag:
    """One of the tags that may stay; of its attributes only ``open`` is kept."""

    name: str
    is_closing: bool = False
    is_open: bool = False


def read_tag(raw: str, before: str, after: str) -> Tag | str:
    """Return the tag where it may stay, else the text that stands in its place.

    ``before`` is the text that it follows, ``after`` what it precedes.
    """
    found = _NAME.match(raw)
    if not found:
        return ""  # a comment, an instruction, a declaration
    name = found["name"].lower()
    if name in ALLOWED:
        return Tag(name, found["slash"] == "/", name == "details" and _OPEN.search(raw) is not None)
    if name not in _ELEMENTS or _is_type(raw, found["name"], before):
        return raw if _PLAIN.fullmatch(raw) else ""
    return " " if name in _BREAKING and before[-1:].strip() and after[:1].strip() else ""


def _is_type(raw: str, name: str, before: str) -> bool:
    """Return True for ``Promise<object>`` and ``<Button>``, which mean code; ``<b>`` means HTML."""
    plain = _PLAIN.fullmatch(raw) is not None and not raw.startswith("</") and name.lower() not in _NEVER_TYPES
    return plain and (before[-1:].isalnum() or (name[0].isupper() and not name.isupper()))
