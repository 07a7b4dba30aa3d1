"""HTML in a body: a fold, its summary and small print stay, everything else goes and leaves its text."""

from __future__ import annotations

import re

ALLOWED = frozenset({"details", "summary", "sub"})

# An element of HTML, SVG or MathML does something; any other name in angle brackets is a type or a placeholder.
_ELEMENTS = frozenset(
    """
    a abbr acronym address applet area article aside audio b base basefont bdi bdo bgsound big blink blockquote body
    br button canvas caption center cite code col colgroup command content data datalist dd del dfn dialog dir div
    dl dt element em embed fieldset figcaption figure font footer form frame frameset h1 h2 h3 h4 h5 h6 head header
    hgroup hr html i iframe image img input ins isindex kbd keygen label legend li link listing main map mark
    marquee math menu menuitem meta meter multicol nav nobr noembed noframes noscript object ol optgroup option
    output p param picture plaintext portal pre progress q rb rp rt rtc ruby s samp script search section select
    shadow slot small source spacer span strike strong style sup svg table tbody td template textarea tfoot th thead
    time title tr track tt u ul var video wbr xmp animate animatemotion animatetransform circle clippath defs desc
    ellipse filter foreignobject g line lineargradient marker mask metadata path pattern polygon polyline
    radialgradient rect set stop switch symbol text textpath tspan use view annotation annotation-xml maction math
    menclose merror mfenced mfrac mglyph mi mn mo mover mpadded mphantom mroot mrow ms mspace msqrt mstyle msub
    msubsup msup mtable mtd mtext mtr munder munderover semantics
    """.split()  # noqa: SIM905 -- a word a line would fill the screen
)
_BREAKING = frozenset("br p div li ul ol td th tr table hr h1 h2 h3 h4 h5 h6 dd dt dl blockquote pre section".split())  # noqa: SIM905
_NEVER_TYPES = _BREAKING | frozenset("a base embed form iframe img input link meta script style svg".split())  # noqa: SIM905

_NAME = re.compile(r"</?([A-Za-z][A-Za-z0-9-]*)")
_PLAIN = re.compile(r"</?[A-Za-z][A-Za-z0-9-]*(?:\s+[A-Za-z_:][A-Za-z0-9:._-]*)*\s*>")
_OPEN = re.compile(r"""\sopen(?:\s*=\s*(?:""|''|"open"|'open'|"true"|open))?(?=[\s/>])""", re.IGNORECASE)
_CONSTRUCT = re.compile(
    r"<!--.*?-->|<!\[CDATA\[.*?\]\]>|<\?.*?\?>|<![A-Za-z][^>]*>|</?[A-Za-z](?:\"[^\"]*\"|'[^']*'|[^<>\"'])*>|</?[A-Za-z][^<>]*>?|<!-*|<\?",
    re.DOTALL,
)

_BOGUS = re.compile(r"</(?![A-Za-z])")  # a browser takes it for a comment, up to the next ">"


def tame_tag(tag: str, before: str = "", after: str = "") -> str:
    """What stands in a tag's place; ``before`` is the word that it follows, ``after`` what it precedes."""
    found = _NAME.match(tag)
    if not found:
        return ""
    name = found[1].lower()
    if name in ALLOWED:
        return _plain_tag(tag, name)
    if name not in _ELEMENTS:
        return tag if _PLAIN.fullmatch(tag) else ""
    if _is_type(tag, found[1], before):
        return f"\\{tag}"
    return " " if name in _BREAKING and before[-1:].strip() and after[:1].strip() else ""


def tame_block(block: str) -> str:
    """A block of raw HTML with only the tags that may stay."""

    def tame(found: re.Match[str]) -> str:
        tamed = tame_tag(found[0], last_word(block, found.start()), block[found.end() : found.end() + 1])
        return f"&lt;{tamed[2:]}" if tamed.startswith("\\<") else tamed

    return _BOGUS.sub("&lt;/", _CONSTRUCT.sub(tame, block))


def last_word(text: str, end: int) -> str:
    """What stands before a place, back to the space before it."""
    start = max(0, end - 200)
    return (text[start:end].rsplit(" ", maxsplit=1)[-1]).rpartition("\n")[2]


def _plain_tag(tag: str, name: str) -> str:
    if tag.startswith("</"):
        return f"</{name}>"
    return f"<{name} open>" if name == "details" and _OPEN.search(tag) else f"<{name}>"


def _is_type(tag: str, name: str, before: str) -> bool:
    """``Promise<object>`` and ``<Button>`` mean code, ``<b>`` means HTML."""
    plain = _PLAIN.fullmatch(tag) is not None and not tag.startswith("</") and name.lower() not in _NEVER_TYPES
    if "://" in before or "www." in before:
        return False  # the sign that would keep it from being HTML would join the address
    return plain and (before[-1:].isalnum() or (name[0].isupper() and not name.isupper()))
