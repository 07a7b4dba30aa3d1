"""Inline content → Markdown that every parser reads as just that content, with no sign escaped that need not be."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from pr_writer.lazy_pattern import compile_lazily
from pr_writer.sanitize.flanking import ASCII_PUNCTUATION, read_flanking
from pr_writer.sanitize.line_starts import escape_line_starts
from pr_writer.sanitize.markdown_tree import Break, Code, Emphasis, FootnoteMark, Inline, Link, Small, Text
from pr_writer.sanitize.tree_walk import read_words, tidy_inline, wrap

_SIGNS = compile_lazily(r"\*+|_+|~+|[\\`\[\]<&|!]")
_ENTITY = compile_lazily(r"&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
_HTML = compile_lazily(r"<[A-Za-z/!?]")
_LENGTH = {"em": 1, "strong": 2, "del": 2}
_FAMILY = {"*": "*_", "_": "*_", "~": "~"}
# A bare address that every parser links to its end and that holds no other sign.
_PLAIN_URL = compile_lazily(r"https?://[A-Za-z0-9.-]+(?::\d+)?(?:[/?#](?:[\w.~%+/?#=&-]*[A-Za-z0-9/=-])?)?", re.ASCII)
_IN_BRACKETS = compile_lazily(r"[^()\\]*(?:\([^()\\]*\)[^()\\]*)*")  # brackets that every parser pairs
_EDGES = frozenset({"", " ", "\n", "("})

_SENTENCE_MARKS = compile_lazily(r"[).,;:!?]*")

_MAX_PASSES = 6

_LONG_RUN = compile_lazily(r"`{20,}")  # cmark-gfm takes no fence of more than 80, and nobody reads so many
_CODE_RUN = compile_lazily(r"`+")


def write_paragraph(children: Sequence[Inline], *, in_item: bool = False) -> list[str]:
    """Return the lines of a paragraph; ``in_item`` where it is the first of a list's item that is no task."""
    return escape_line_starts("".join(_write(children).out), in_item=in_item)


def write_line(children: Sequence[Inline]) -> str:
    """Return the content of a heading or a footnote: one line, behind a sign of its own."""
    return "".join(_write(children).out)


def write_raw(text: str) -> str:
    """Return a text with all escaped that could mean something beside any neighbour."""
    return _Writer(inside="*_~", before="~", after="~").write([Text(text)])


def write_cell(children: Sequence[Inline]) -> str:
    """Return the content of a table's cell."""
    return "".join(_write(children, in_cell=True).out)


def _write(children: Sequence[Inline], *, in_cell: bool = False) -> _Writer:
    """Write inline content; where one run of a sign has to be escaped, so are the others of it, which looks better."""
    writer = _Writer(in_cell=in_cell)
    writer.write(children)
    if writer.tangled:
        writer = _Writer(in_cell=in_cell, tangled=writer.tangled)
        writer.write(children)
    return writer


def settle_emphasis(children: Sequence[Inline]) -> list[Inline]:
    """Return inline content with emphasis as it will be written: its sign, and none that a parser may not see."""
    settled = list(children)
    for _ in range(_MAX_PASSES):
        if not _has_emphasis(settled):
            break
        before, settled = settled, tidy_inline(_settle(settled, _write(settled).signs))
        if settled == before:
            break
    return settled


def _has_emphasis(children: Iterable[Inline]) -> bool:
    return any(
        isinstance(child, Emphasis) or (isinstance(child, Small | Link) and _has_emphasis(child.children))
        for child in children
    )


def _settle(children: Iterable[Inline], signs: dict[int, str]) -> Iterator[Inline]:
    for child in children:
        if not isinstance(child, Emphasis | Small | Link):
            yield child
        elif isinstance(child, Emphasis) and not signs.get(id(child)):
            yield from _settle(child.children, signs)
        else:
            node = replace(child, mark=signs[id(child)]) if isinstance(child, Emphasis) else child
            yield from wrap(node, list(_settle(child.children, signs)))


@dataclass(slots=True)
class _Writer:
    """``pending`` are signs, written as they are, that may begin emphasis, ``tangled`` those that would then end it."""

    in_cell: bool = False
    in_link: bool = False
    inside: str = ""  # signs of the emphasis around
    before: str = ""  # the character before the first one, "" for a line's start
    after: str = ""  # the one behind the last
    # By identity, the sign that emphasis is written with, "" where no parser would surely see it.
    signs: dict[int, str] = field(default_factory=dict)
    brackets: int = 0  # that are open: behind one, GitHub links no bare address
    pending: set[str] = field(default_factory=set)
    tangled: set[str] = field(default_factory=set)
    out: list[str] = field(default_factory=list)

    def write(self, children: Sequence[Inline]) -> str:
        for index, child in enumerate(children):
            below = children[index + 1 : index + 3]
            after = _first_character(below[0]) if below else self.after
            match child:
                case Text():
                    self._write_text(child.text, after, below[0] if below else None)
                case Code():
                    self.out.append(self._write_code(child.text))
                case Break():
                    self.out.append("\\\n" if child.is_hard else "\n")
                case FootnoteMark():
                    self.out.append(f"[^{child.label}]")
                case Emphasis():
                    self._write_emphasis(child, after)
                case Small():
                    self.out.append(f"<{child.tag}>{self._write_inside(child.children, '>', '<')}</{child.tag}>")
                case Link():
                    self._write_link(child, below)
        return "".join(self.out)

    def _last(self) -> str:
        return next((piece[-1] for piece in reversed(self.out) if piece), self.before)

    def _write_inside(
        self, children: Sequence[Inline], before: str, after: str, *, inside: str = "", in_link: bool = False
    ) -> str:
        writer = _Writer(
            in_cell=self.in_cell,
            in_link=self.in_link or in_link,
            inside=self.inside + inside,
            before=before,
            after=after,
            signs=self.signs,
            brackets=self.brackets,
            pending=self.pending,
            tangled=self.tangled,
        )
        written = writer.write(children)
        self.brackets = writer.brackets
        return written

    def _write_text(self, text: str, end: str, below: Inline | None) -> None:
        position = 0
        for found in _SIGNS.finditer(text):
            self.out.append(text[position : found.start()])
            position = found.end()
            before = text[found.start() - 1] if found.start() else self._last()
            after = text[position] if position < len(text) else end
            run = found[0]
            if run[0] in "*_~":
                self.out.append(run if self._is_inert(run, before, after) else "".join(f"\\{sign}" for sign in run))
            elif run == "[":
                is_sign = self.in_link or after == "^"
                self.brackets += not is_sign
                self.out.append("\\[" if is_sign else "[")
            else:
                is_sign = self._is_sign(run, text, found.start(), after, below if position == len(text) else None)
                self.brackets -= run == "]" and not is_sign and self.brackets > 0
                self.out.append(f"\\{run}" if is_sign else run)
        self.out.append(text[position:])

    def _is_inert(self, run: str, before: str, after: str) -> bool:
        """Return True if a run of emphasis's signs stays text as it is, and remember it if it could begin something."""
        sign = run[0]
        flanking = read_flanking(sign, before, after)
        if not (flanking.may_open or flanking.may_close):
            return True
        if sign in self.inside or sign in (before, after):
            return False
        if flanking.may_close and sign in self.pending:
            self.tangled.add(sign)
        if sign in self.tangled:
            return False
        if flanking.may_open:
            self.pending.add(sign)
        return True

    def _is_sign(self, sign: str, text: str, at: int, after: str, below: Inline | None) -> bool:  # noqa: PLR0911 -- a row a sign
        """Return True if one of the other signs means something where it stands."""
        match sign:
            case "\\":
                return not after or after in ASCII_PUNCTUATION or after == "\n"
            case "]":
                return self.in_link or after == "(" or isinstance(below, Link)
            case "<":
                return _HTML.match(text, at) is not None or isinstance(below, Link)
            case "&":
                return _ENTITY.match(text, at) is not None
            case "|":
                return self.in_cell
            case "!":
                return isinstance(below, Link) and not below.is_bare
            case _:
                return True

    def _write_code(self, code: str) -> str:
        code = _LONG_RUN.sub("'", code)
        runs = {len(run) for run in _CODE_RUN.findall(code)}
        length = next(length for length in range(1, len(runs) + 2) if length not in runs)
        fence = "`" * length
        is_padded = "`" in (code[0], code[-1]) or (code[0] == code[-1] == " " and code.strip(" "))
        pad = " " if is_padded else ""
        code = code.replace("|", "\\|") if self.in_cell else code
        return f"{fence}{pad}{code}{pad}{fence}"

    def _write_emphasis(self, node: Emphasis, after: str) -> None:
        """Write emphasis with its own sign or the other, or its words alone where no parser would surely see it."""
        signs = "~" if node.kind == "del" else node.mark + ("_" if node.mark == "*" else "*")
        before = self._last()
        if self._write_both(node, before, after):
            return
        for sign in signs:
            pending = set(self.pending)
            core = self._write_inside(node.children, sign, sign, inside=_FAMILY[sign])
            if self._is_read_as(sign, before, core, after):
                marks = sign * _LENGTH[node.kind]
                self.out.append(f"{marks}{core}{marks}")
                self.signs[id(node)] = sign
                return
            self.pending.clear()
            self.pending |= pending
        self.signs[id(node)] = ""
        self.out.append(self._write_inside(node.children, before, after, inside="*_~"))

    def _write_both(self, node: Emphasis, before: str, after: str) -> bool:
        """Write emphasis that holds nothing but strong emphasis of its own sign, ``***so***``, if it is that."""
        inner = node.children[0]
        if len(node.children) > 1 or not isinstance(inner, Emphasis) or (node.kind, inner.kind) != ("em", "strong"):
            return False
        sign = inner.mark
        core = self._write_inside(inner.children, sign, sign, inside=_FAMILY[sign])
        if sign != node.mark or not self._is_read_as(sign, before, core, after):
            return False
        self.out.append(f"{sign * 3}{core}{sign * 3}")
        self.signs[id(node)] = self.signs[id(inner)] = sign
        return True

    def _is_read_as(self, sign: str, before: str, core: str, after: str) -> bool:
        """Return True if every parser takes ``sign`` around ``core`` for the beginning and end of one emphasis."""
        if sign in (before, core[0], core[-1], after):
            return False
        opening, closing = read_flanking(sign, before, core[0]), read_flanking(sign, core[-1], after)
        is_entangled = sign in self.inside or sign in self.pending
        if is_entangled and (opening.may_close or closing.may_open):
            return False
        return opening.opens and closing.closes

    def _write_link(self, link: Link, below: Sequence[Inline]) -> None:
        if link.is_bare and not self.in_link:
            self.out.append(self._write_address(link, below))
            return
        title = f' "{_escape_title(link.title, in_cell=self.in_cell)}"' if link.title else ""
        label = self._write_inside(link.children, "[", "]", in_link=True)
        self.out.append(f"[{label}]({_write_destination(link.href)}{title})")

    def _write_address(self, link: Link, below: Sequence[Inline]) -> str:
        href = read_words(link.children) if link.in_angles else link.href
        is_plain = not link.in_angles and _PLAIN_URL.fullmatch(href) and not re.search(r"#\d|@|_$|__", href)
        if is_plain and self._last() in _EDGES and not self.brackets and not self.inside and self._ends(below):
            return href
        return f"<{href}>" if not re.search(r"[\s<>|]", href) else self._write_code(href)

    def _ends(self, below: Sequence[Inline]) -> bool:
        """Return True if space follows an address, or a sentence's marks and then space."""
        text = below[0].text if below and isinstance(below[0], Text) else ""
        rest = below[1:] if text else below
        is_last = not self.after and (not rest or (isinstance(rest[0], Break) and not rest[0].is_hard))
        marks = _SENTENCE_MARKS.match(text)
        end = marks.end() if marks else 0
        return text[end] == " " if end < len(text) else is_last  # no other space ends an address on GitHub


def _first_character(child: Inline | None) -> str:  # noqa: PLR0911 -- a row a kind
    """Return the first character that a piece of content is written with, "" for a line's end."""
    match child:
        case Text():
            return child.text[:1]
        case Code():
            return "`"
        case Emphasis():
            return "~" if child.kind == "del" else child.mark
        case Small():
            return "<"
        case Link():
            return "<" if child.is_bare else "["
        case FootnoteMark():
            return "["
        case Break():
            return "\\" if child.is_hard else ""
        case _:
            return ""


def _write_destination(href: str) -> str:
    """Return where a link leads as a parser reads it back; space, ``|`` and brackets are encoded, but ``a_(b)``."""
    signs = r"[\s|\[\]]" if _IN_BRACKETS.fullmatch(href) else r"[\s|()\[\]]"
    href = re.sub(signs, lambda found: "".join(f"%{byte:02X}" for byte in found[0].encode()), href)
    href = re.sub(r"([\\<>])", r"\\\1", href)
    # cmark decodes references before it takes backslashes away, so a backslash does not keep one from being read.
    href = _ENTITY.sub(lambda found: f"&amp;{found[0][1:]}", href)
    return href or "<>"


def _escape_title(title: str, *, in_cell: bool) -> str:
    title = re.sub(r"([\\\"])", r"\\\1", title)
    title = _ENTITY.sub(lambda found: f"&amp;{found[0][1:]}", title).replace("(", "&#40;").replace(")", "&#41;")
    return title.replace("|", "\\|") if in_cell else title
