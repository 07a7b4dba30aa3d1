"""A title from a model → one line that triggers nothing."""

from __future__ import annotations

import re
import unicodedata

from pr_writer.lazy_pattern import compile_lazily
from pr_writer.markdown.references import REFERENCE, References, closes, name_reference, read_references
from pr_writer.sanitize.invisible_characters import strip_hidden
from pr_writer.sanitize.tool_commands import strip_overrides, strip_own_marks, strip_skip_words, strip_version_words

MAX_LENGTH = 256  # GitHub answers 422 above it

_CODE_SPAN = compile_lazily(r"(?<!`)(`+)(?!`)(.+?)(?<!`)\1(?!`)")
_TAG = compile_lazily(
    r"<!--.*?(?:-->|$)|</?[a-z][a-z0-9-]*[\s/][^<>]*=[^<>]*>|</?(?:script|style|img|svg|iframe|object|embed|image|a)\b[^<>]*>",
    re.IGNORECASE,
)
_LINK = compile_lazily(r"!?\[((?:[^\[\]]|\[[^\[\]]*\])*)\](?:\((?:[^()]|\([^()]*\))*\)|\[[^\[\]]*\])")
_URL = compile_lazily(r"\b(?:https?|ftp)://(?=\S)", re.IGNORECASE)
_SCOPED = compile_lazily(r"(?<![A-Za-z0-9`])@[A-Za-z0-9][\w.-]{0,60}/[\w.-]{0,100}\w")
_LANGUAGE = compile_lazily(r"(?:^|[^A-Za-z0-9])[A-Za-z]\Z")
_MENTION = compile_lazily(r"(?<![A-Za-z0-9])@+(?=[A-Za-z0-9])")
_OLD_COMMAND = compile_lazily(r"#{2,}\s*(?=\[)")
_COMMAND = compile_lazily(r"(?:^|(?<![A-Za-z0-9_>)`]))::\s*([a-z][a-z-]*)(?:\s[^:]*)?::", re.IGNORECASE)
_STRAY_COLONS = compile_lazily(r"^(?:::+\s*)+|(?<![\w>)\]])::+(?![\w<~])")
_LEADING = compile_lazily(r"^(?:/+(?=[A-Za-z])|#{1,6}\s+|>\s*|[-*+]\s+)+")
_EMPTY = "\ue000"  # stands for a reference that went, so that its parentheses go with it
_EMPTIED = compile_lazily(f"\\s*\\({_EMPTY}\\)|{_EMPTY}")


def sanitize_title(title: str, *, human_text: str = "", home: str = "") -> str:
    """One line without mentions, references that the author did not write, commands, markup or hidden characters.

    ``human_text`` is all that the author, the commits and the branch say, read at ``home``. "" when nothing is left.
    """
    references = read_references(human_text, home)
    line = _one_line(title)
    while (disarmed := _one_line(_disarm(line, references, human_text))) != line:
        line = disarmed
    return line


def _one_line(title: str) -> str:
    line = strip_hidden(unicodedata.normalize("NFC", " ".join(title.split())))
    line = " ".join(line.split())
    return line if len(line) <= MAX_LENGTH else line[: MAX_LENGTH - 1].rsplit(" ", 1)[0].rstrip() + "…"


def _disarm(line: str, references: References, human_text: str) -> str:
    line = strip_version_words(strip_overrides(strip_own_marks(strip_skip_words(line))))
    line = _OLD_COMMAND.sub("", line)
    line = _COMMAND.sub(lambda found: f"{found[1]}: ", line)
    line = _STRAY_COLONS.sub("", line)
    line = _LEADING.sub("", line)
    pieces, position = [], 0
    for code in _CODE_SPAN.finditer(line):
        pieces += [_disarm_text(line[position : code.start()], references, human_text), code[0]]
        position = code.end()
    return "".join([*pieces, _disarm_text(line[position:], references, human_text)])


def _disarm_text(text: str, references: References, human_text: str) -> str:
    text = _LINK.sub(r"\1", text)
    text = _TAG.sub("", text)
    text = REFERENCE.sub(lambda found: _disarm_reference(found, text, references), text)
    text = _EMPTIED.sub("", text)
    text = _URL.sub(lambda found: found[0] if _word_at(text, found.start()) in human_text else "", text)
    return _disarm_mentions(text, human_text)


def _disarm_reference(found: re.Match[str], text: str, references: References) -> str:
    if references.allow(references.name(found), closing=closes(text[: found.start()])):
        return found[0]
    if found["number"] and not found["user"] and _LANGUAGE.search(text[: found.start()][-2:]):
        return found[0]  # C#12 is a language
    if text[: found.start()].endswith("(") and text[found.end() :].startswith(")"):
        return _EMPTY
    name = name_reference(found).replace("#", " ").strip()
    return name.partition("/")[2] if found["url_number"] else name


def _disarm_mentions(text: str, human_text: str) -> str:
    """A package's scope that the author wrote stays, another becomes code; any other mention loses its sign."""
    pieces, position = [], 0
    for scoped in _SCOPED.finditer(text):
        pieces += [_MENTION.sub("", text[position : scoped.start()])]
        pieces += [scoped[0] if scoped[0] in human_text else f"`{scoped[0]}`"]
        position = scoped.end()
    return "".join([*pieces, _MENTION.sub("", text[position:])])


def _word_at(text: str, start: int) -> str:
    return text[start:].split(maxsplit=1)[0].rstrip(".,:;!?)'\"")
