"""A model's answer → its parts, however the model wrapped it."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from typing import Any

from pr_writer.lazy_pattern import compile_lazily
from pr_writer.prompting.answer_parts import AnswerParts, read_parts
from pr_writer.values import TITLE_LIMIT

ANSWER_LIMIT = 32_000  # characters; ten times the longest description that the prompt asks for
OBJECTS_TRIED = 20

_DECODER = json.JSONDecoder(strict=False)
_OBJECT = compile_lazily(r"\{\s{0,40}\"")
# The beginning and the end of an object in which a quotation mark or a line end was not escaped.
_BROKEN_START = compile_lazily(
    r"\"title\"\s{0,9}:\s{0,9}\"(?P<title>[^\n\"]{1,256})\"\s{0,9},\s{0,9}\"(?:body|description)\"\s{0,9}:\s{0,9}\"",
    re.IGNORECASE,
)
_BROKEN_END = compile_lazily(r"\"\s{0,9}\}")
# A quotation mark that is not escaped, and what tells whether it ends a string: what JSON has behind one.
_QUOTE = compile_lazily(r"(?<!\\)(\"(?:\s{0,40}[,:}\]])?)")
_QUOTE_END = compile_lazily(r"\"\s{0,40}[,:}\]]")
# What a small model says again of the prompt: the line around the material, and the example of an answer.
_ECHO = compile_lazily(r"[=-]{0,9}(?:MATERIAL|TEMPLATE)-[0-9a-f]{24}[=-]{0,9}")
_EXAMPLES = frozenset({"the description, in markdown", "the description", ""})
_TAG = r"(?:think|thinking|reasoning|reflection)"
_THOUGHT_START = compile_lazily(rf"<{_TAG}>", re.IGNORECASE)
_THOUGHT_END = compile_lazily(rf"(?<!`)</{_TAG}>(?!`)", re.IGNORECASE)
_THOUGHT_BREAK = compile_lazily(rf"(?<!`)</{_TAG}>[ \t]*(?:\n|\Z)", re.IGNORECASE)
_FENCED = compile_lazily(r"(?P<fence>`{3,}|~{3,})[\w+-]*[ \t]*\n(?P<inside>.*?)\n?[ \t]*(?P=fence)[ \t]*", re.DOTALL)
_LABEL = compile_lazily(
    r"[#*_\s]*(?:pr |pull request )?(?P<what>title|body|description)"
    r"\s*(?:\*\*|__)?\s*[:：]\s*(?:\*\*|__)?\s*(?P<rest>.*)",
    re.IGNORECASE,
)
_HEADED = compile_lazily(r"#{1,6}\s*(?:pr |pull request )?(?P<what>title|body|description)\s*", re.IGNORECASE)
_CHAT = compile_lazily(
    r"(?:sure|certainly|of course|ok(?:ay)?|absolutely|great|here(?:'s| is| are)|below (?:is|are)|i(?:'m|'ve|'ll)?\b)",
    re.IGNORECASE,
)
_SIGN_OFF = compile_lazily(
    r"(?:let me know|i hope this|feel free|please let me|if you (?:need|want|have))\b.*", re.IGNORECASE
)


def read_answer(text: str) -> AnswerParts | None:
    """Read the parts of a description out of a model's answer; None where it holds no such thing.

    Taken are JSON of the form that was asked for, JSON with ``title`` and ``body``, and plain text of a title, a blank
    line and a body; around any of them thoughts, one fence, labels and a line of chat.
    """
    text = _ECHO.sub("", text[:ANSWER_LIMIT]).strip()
    answer = _unwrap(drop_thoughts(text).strip())
    # An object that is the whole answer holds no thoughts, whatever tags it speaks of.
    parts = (_read_json(text) if text[:1] == "{" else None) or _read_json(answer) or _read_plain(answer)
    if parts is None:
        return None
    parts = replace(parts, title=parts.title.strip(), body=parts.body.strip("\n").rstrip())
    return None if _is_example(parts) or len(parts.title) > TITLE_LIMIT else parts


def is_json(text: str) -> bool:
    """Return True if an answer holds an object, whatever is in it."""
    return _find_object(text) is not None


def is_cut_off(text: str) -> bool:
    """Return True if an answer begins an object, and ends before it does."""
    answer = _unwrap(drop_thoughts(text[:ANSWER_LIMIT]).strip())
    opening = _OBJECT.search(answer)
    if opening is None or answer.rstrip("`~ \n").endswith("}"):
        return False
    try:
        _DECODER.raw_decode(answer, opening.start())
    except (ValueError, RecursionError):
        return True
    return False


def read_title(text: str) -> str:
    """Return the title in an answer's object, which may have nothing else; "" where there is none."""
    title = {name.lower(): content for name, content in (_find_object(text) or {}).items()}.get("title")
    return title.strip(' .…"\n') if isinstance(title, str) else ""


def _find_object(text: str) -> dict[str, Any] | None:
    answer = _unwrap(drop_thoughts(text[:ANSWER_LIMIT]).strip())
    for opening in list(_OBJECT.finditer(answer))[:OBJECTS_TRIED]:
        try:
            value: dict[str, Any] = _DECODER.raw_decode(answer, opening.start())[0]
        except (ValueError, RecursionError):
            continue
        return value
    return None


def drop_thoughts(text: str) -> str:
    """Return a text without the thoughts before it: one without a beginning ends on a line, one without an end never.

    A tag further down, or in code, is what the text speaks of.
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n").strip()
    while opening := _THOUGHT_START.match(text):
        closing = _THOUGHT_END.search(text, opening.end())
        text = text[closing.end() :].strip() if closing else ""
    closing = _THOUGHT_BREAK.search(text)
    if closing and not _THOUGHT_START.search(text, 0, closing.start()):
        text = text[closing.end() :].strip()
    return text


def _unwrap(answer: str) -> str:
    """Return what stands in the fence, where the whole answer but a line of chat is one fence."""
    match = _FENCED.fullmatch(answer)
    if not match:
        first, _, rest = answer.partition("\n")
        match = _FENCED.fullmatch(rest.strip()) if _is_chat(first) else None
    return match["inside"].strip() if match else answer


def _read_json(answer: str) -> AnswerParts | None:
    """Return the parts of the first JSON object that has them, wherever it stands; a broken one is mended."""
    is_whole = False
    for opening in list(_OBJECT.finditer(answer))[:OBJECTS_TRIED]:
        try:
            value, _ = _DECODER.raw_decode(answer, opening.start())
        except (ValueError, RecursionError):
            continue
        parts = _pick(value)
        if parts and not _is_example(parts):
            return parts
        is_whole = is_whole or parts is not None
    return None if is_whole else _read_broken_json(answer)


def _read_broken_json(answer: str) -> AnswerParts | None:
    """Return the parts of an object that is no JSON for what its strings hold, in the one form or the other."""
    start = _BROKEN_START.search(answer)
    if not start:
        return _read_mended_json(answer)
    ends = [end.start() for end in _BROKEN_END.finditer(answer, start.end())]
    if not ends or ends[-1] == start.end():
        return None
    return AnswerParts(_unescape(start["title"]), body=_unescape(answer[start.end() : ends[-1]]))


def _read_mended_json(answer: str) -> AnswerParts | None:
    """Return the parts of an object in which quotation marks are not escaped: one that nothing of JSON follows."""
    opening = _OBJECT.search(answer)
    if not opening:
        return None
    try:
        value, _ = _DECODER.raw_decode(_escape_quotes(answer[opening.start() :]))
    except (ValueError, RecursionError):
        return None
    return _pick(value)


def _escape_quotes(text: str) -> str:
    is_inside = False
    pieces: list[str] = []
    for piece in _QUOTE.split(text):
        if not piece.startswith('"'):
            pieces.append(piece)
        elif is_inside and not _QUOTE_END.fullmatch(piece):
            pieces.append(f"\\{piece}")
        else:
            is_inside = not is_inside
            pieces.append(piece)
    return "".join(pieces)


def _is_example(parts: AnswerParts) -> bool:
    """Return True if a title or a body is blank, or the prompt's own example of one."""
    # Of parts, those that say nothing were not read in the first place.
    texts = (parts.title,) if parts.has_content else (parts.title, parts.body)
    return any(text.strip(' .…"\n').casefold() in _EXAMPLES for text in texts)


def _pick(value: dict[str, Any]) -> AnswerParts | None:
    known = {str(name).lower(): content for name, content in value.items()}
    title = known.get("title")
    body = next((known[name] for name in ("body", "description") if name in known), None)
    if isinstance(body, list) and all(isinstance(part, str) for part in body):
        body = "\n".join(body)
    if not isinstance(title, str) or not isinstance(body, str):
        return read_parts(value)
    # Escaped once too often: a body on one line that spells its line ends.
    body = _unescape(body) if "\n" not in body and re.search(r"(?<!`)\\n(?:\\n|[-*#] )", body) else body
    return AnswerParts(title, body=body)


def _unescape(text: str) -> str:
    return re.sub(r"\\([nt\"\\/])", lambda escape: {"n": "\n", "t": "\t"}.get(escape[1], escape[1]), text)


def _read_plain(answer: str) -> AnswerParts | None:
    lines = answer.split("\n")
    while lines and (not lines[0].strip() or _is_chat(lines[0]) or _HEADED.fullmatch(lines[0].strip())):
        lines.pop(0)
    if not lines or answer.lstrip().startswith(("{", "[")):
        return None
    label = _LABEL.fullmatch(lines[0].strip())
    labelled = label is not None and label["what"].lower() == "title"
    title = (label["rest"] if label and labelled else lines[0]).strip()
    rest = _drop_label("\n".join(lines[1:]))
    if not (labelled or _could_be_title(title, lines[1:])):
        return None
    return AnswerParts(title, body=_drop_sign_off(rest))


def _is_chat(line: str) -> bool:
    """Return True if a line speaks to whoever asked: "Sure! Here is the description:"."""
    line = line.strip()
    return bool(_CHAT.match(line)) and line.endswith((":", "!"))


def _could_be_title(title: str, below: list[str]) -> bool:
    """Return True if a first line is a title and not the first sentence of prose."""
    if not below or len(title) > 120 or title.endswith((":", "?", "!")) or _CHAT.match(title):
        return False
    is_sentence = title.endswith(".") and (len(title) > 72 or below[0].strip() != "")
    return not is_sentence and (below[0].strip() == "" or below[0].lstrip().startswith(("-", "*", "#")))


def _drop_label(body: str) -> str:
    first, newline, rest = body.lstrip("\n").partition("\n")
    if _HEADED.fullmatch(first.strip()):
        return rest.lstrip("\n")
    label = _LABEL.fullmatch(first.strip())
    if label and label["what"].lower() != "title":
        return f"{label['rest']}{newline}{rest}".lstrip("\n")
    return body


def _drop_sign_off(body: str) -> str:
    kept, _, last = body.rstrip().rpartition("\n\n")
    return kept if kept and _SIGN_OFF.fullmatch(last) else body
