"""The tree that GitHub's parser makes of a body, and ours, in one plain form that can be compared."""

from __future__ import annotations

from html.parser import HTMLParser
from urllib.parse import unquote

from cmarkgfm import cmark
from cmarkgfm.cmark import Options

from pr_writer.sanitize.markdown_tree import (
    Break,
    Code,
    Emphasis,
    Fence,
    Fold,
    Footnote,
    FootnoteMark,
    Heading,
    Link,
    ListBlock,
    Paragraph,
    Quote,
    Rule,
    Small,
    Table,
    Text,
)

EXTENSIONS = ["table", "strikethrough", "autolink", "tasklist"]
_VOID = {"br", "hr", "input", "img"}
_INLINE = {"em", "strong", "del", "code", "a", "kbd", "sub", "sup"}


def render(body, *, raw=True):
    options = Options.CMARK_OPT_FOOTNOTES | (Options.CMARK_OPT_UNSAFE if raw else 0)
    return cmark.markdown_to_html_with_extensions(body, options, EXTENSIONS)


class _Page(HTMLParser):
    """HTML → nested lists of [tag, attributes, children]."""

    def __init__(self, html):
        super().__init__()
        self.root = ["root", {}, []]
        self.open = [self.root]
        self.feed(html)
        self.close()

    def handle_starttag(self, tag, attrs):
        node = [tag, dict(attrs), []]
        self.open[-1][2].append(node)
        if tag not in _VOID:
            self.open.append(node)

    def handle_startendtag(self, tag, attrs):
        self.handle_starttag(tag, attrs)

    def handle_endtag(self, tag):
        assert self.open[-1][0] == tag, f"</{tag}> closes <{self.open[-1][0]}>"
        self.open.pop()

    def handle_data(self, data):
        self.open[-1][2].append(data)

    def handle_comment(self, data):
        raise AssertionError(f"a comment: {data}")


def read_github(body):
    """Return what GitHub's parser sees in a body."""
    page = _Page(render(body))
    assert page.open == [page.root], "a tag stays open"
    nodes, notes = page.root[2], []
    if isinstance(last := next(iter(_elements(nodes[::-1])), ""), list) and last[1].get("class") == "footnotes":
        nodes = nodes[: nodes.index(last)]
        notes = [("note", _drop_back(_blocks(item[2]))) for item in _elements(_elements(last[2])[0][2])]
    return [*_blocks(nodes), *notes]


def _drop_back(blocks):
    (kind, children) = blocks[0]
    children = children[
        : next(i for i, child in enumerate(children) if child[0] == "a" and child[1].startswith("#fnref"))
    ]
    if children and children[-1][0] == "text":
        children = [*children[:-1], ("text", children[-1][1].rstrip())]
    return [(kind, [child for child in children if child != ("text", "")])]


def _elements(nodes):
    return [node for node in nodes if not isinstance(node, str)]


def _blocks(nodes):
    blocks, run = [], []
    for node in [*nodes, None]:
        if node is not None and (isinstance(node, str) or node[0] in _INLINE or node[0] == "br"):
            run.append(node)
            continue
        if inlines := _trim(_inlines(run)):
            blocks.append(("p", inlines))
        run = []
        if node is not None:
            blocks.append(_block(node))
    return blocks


def _block(node):  # noqa: PLR0911 -- a row a kind
    tag, attrs, children = node
    if tag == "p":
        return ("p", _trim(_inlines(children)))
    if tag[0] == "h" and tag[1:].isdigit():
        return (tag, _trim(_inlines(children)))
    if tag == "hr":
        return ("hr",)
    if tag == "pre":
        (_, inner, text) = children[0]
        return ("pre", inner.get("class", "").removeprefix("language-"), "".join(text))
    if tag == "blockquote":
        return ("quote", _blocks(children))
    if tag in ("ul", "ol"):
        return (tag, attrs.get("start", "1") if tag == "ol" else "", [_item(item) for item in _elements(children)])
    if tag == "table":
        rows = [row for part in _elements(children) for row in _elements(part[2])]
        aligns = [cell[1].get("align", "") for cell in _elements(rows[0][2])]
        return ("table", aligns, [[_trim(_inlines(cell[2])) for cell in _elements(row[2])] for row in rows])
    assert tag == "details", f"<{tag}>"
    summary = []
    elements = [child for child in children if not (isinstance(child, str) and not child.strip())]
    if elements and not isinstance(elements[0], str) and elements[0][0] == "summary":
        summary = _trim(_inlines(elements[0][2]))
        children = elements[1:]
    assert set(attrs) <= {"open"}
    return ("details", "open" in attrs, summary, _blocks(children))


def _item(node):
    children = node[2][1:] if node[2][:1] == ["\n"] else node[2]
    box = None
    first = children[0] if children else ""
    if not isinstance(first, str) and first[0] == "p":
        children = [*first[2], ["end", {}, []], *children[1:]]
    if children and not isinstance(children[0], str) and children[0][0] == "input":
        box = "checked" in children[0][1]
        children = children[1:]
    split = next((i for i, child in enumerate(children) if child == ["end", {}, []]), None)
    if split is None:
        return (box, _blocks(children))
    return (box, [("p", _trim(_inlines(children[:split]))), *_blocks(children[split + 1 :])])


def _inlines(nodes):
    inlines = []
    for node in nodes:
        if isinstance(node, str):
            for number, line in enumerate(node.split("\n")):
                inlines += [("nl",)] * (number > 0) + [("text", line)]
            continue
        tag, attrs, children = node
        if tag == "br":
            inlines.append(("br",))
        elif tag == "code":
            inlines.append(("code", "".join(children)))
        elif tag == "sup" and attrs.get("class") == "footnote-ref":
            inlines.append(("fn",))
        elif tag == "a" and attrs["href"].startswith("mailto:"):
            inlines += _inlines(children)
        elif tag == "a":
            inlines.append(("a", unquote(attrs["href"]), _merge(_inlines(children))))
        else:
            assert tag in _INLINE, f"<{tag}>"
            assert not attrs, f"<{tag} {attrs}>"
            inlines.append((tag, _merge(_inlines(children))))
    return _merge(inlines)


def _merge(inlines):
    merged = []
    for inline in inlines:
        if inline == ("nl",) and merged and merged[-1] == ("br",):
            continue
        if inline[0] == "text" and merged and merged[-1][0] == "text":
            merged[-1] = ("text", merged[-1][1] + inline[1])
        elif inline != ("text", ""):
            merged.append(inline)
    return merged


def _trim(inlines):
    while inlines and (inlines[0] == ("nl",) or (inlines[0][0] == "text" and not inlines[0][1].strip())):
        inlines = inlines[1:]
    while inlines and (inlines[-1] == ("nl",) or (inlines[-1][0] == "text" and not inlines[-1][1].strip())):
        inlines = inlines[:-1]
    if inlines and inlines[0][0] == "text":
        inlines = [("text", inlines[0][1].lstrip()), *inlines[1:]]
    if inlines and inlines[-1][0] == "text":
        inlines = [*inlines[:-1], ("text", inlines[-1][1].rstrip())]
    return inlines


def read_ours(tree):
    """Return our tree in the same form."""
    blocks = [_ours(block) for block in tree if not isinstance(block, Footnote)]
    notes = {
        block.label: ("note", [("p", _ours_inline(block.children))]) for block in tree if isinstance(block, Footnote)
    }
    return [*blocks, *(notes[label] for label in dict.fromkeys(_labels(tree)))]


def _labels(tree):
    """In the order in which GitHub finds them: a footnote's own marks after those of the text."""
    texts = [block for block in tree if not isinstance(block, Footnote)]
    notes = {block.label: block for block in tree if isinstance(block, Footnote)}
    found = list(dict.fromkeys(_marks(texts)))
    for label in found:
        found += [inner for inner in dict.fromkeys(_marks([notes[label]])) if inner not in found]
    return found


def _marks(blocks):
    from pr_writer.sanitize.tree_walk import list_inlines

    return [inline.label for inline in list_inlines(blocks) if isinstance(inline, FootnoteMark)]


def _ours(block):  # noqa: PLR0911 -- a row a kind
    match block:
        case Paragraph():
            return ("p", _ours_inline(block.children))
        case Heading():
            return (f"h{block.level}", _ours_inline(block.children))
        case Rule():
            return ("hr",)
        case Fence():
            return ("pre", block.info.split(" ")[0], block.code)
        case Quote():
            return ("quote", list(map(_ours, block.children)))
        case ListBlock():
            kind = "ol" if block.is_ordered else "ul"
            items = [(item.is_ticked, list(map(_ours, item.children))) for item in block.items]
            return (kind, str(block.items[0].number) if kind == "ol" else "", items)
        case Table():
            return ("table", list(block.aligns), [[_ours_inline(cell) for cell in row] for row in block.rows])
        case Fold():
            summary = _flatten(_ours_inline(block.summary))
            return ("details", block.is_open, summary, list(map(_ours, block.children)))


def _flatten(inlines):
    flat = []
    for inline in inlines:
        if inline[0] in ("text", "code"):
            flat.append(inline)
        elif inline[0] != "fn":
            flat += _flatten(inline[-1])
    return _merge(flat)


def _ours_inline(children):
    inlines = []
    for child in children:
        match child:
            case Text():
                inlines.append(("text", child.text))
            case Code():
                inlines.append(("code", child.text))
            case Break():
                inlines.append(("br",) if child.is_hard else ("nl",))
            case Emphasis():
                inlines.append((child.kind, _ours_inline(child.children)))
            case Small():
                inlines.append((child.tag, _ours_inline(child.children)))
            case Link():
                inlines.append(("a", unquote(child.href), _ours_inline(child.children)))
            case FootnoteMark():
                inlines.append(("fn",))
    return _merge(inlines)


def read_words(form):
    """Return all that is read, in order, without what is around it."""
    if isinstance(form, str):
        return form
    if isinstance(form, tuple):
        kind = form[0] if form and isinstance(form[0], str) else ""
        if kind in ("text", "code"):
            return form[1]
        return {"nl": " ", "br": " "}.get(
            kind,
            "".join(read_words(part) for part in form[1:] if isinstance(part, list | tuple))
            if kind
            else "".join(read_words(part) for part in form if isinstance(part, list | tuple)),
        )
    return "".join(map(read_words, form))
