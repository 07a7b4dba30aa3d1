"""A model's answer → Draft, however the model wrapped it."""

from __future__ import annotations

import json
import re
from typing import Any

from pr_writer.values import Draft

TITLE_LIMIT = 256
ANSWER_LIMIT = 32_000  # characters; ten times the longest description that the prompt asks for
OBJECTS_TRIED = 20

_DECODER = json.JSONDecoder(strict=False)
_OBJECT = re.compile(r"\{\s{0,40}\"")
# The beginning and the end of an object in which a quotation mark or a line end was not escaped.
_BROKEN_START = re.compile(
    r"\"title\"\s{0,9}:\s{0,9}\"(?P<title>[^\n\"]{1,256})\"\s{0,9},\s{0,9}\"(?:body|description)\"\s{0,9}:\s{0,9}\"",
    re.IGNORECASE,
)
_BROKEN_END = re.compile(r"\"\s{0,9}\}")
# What a small model says again of the prompt: the line around the material, and the example of an answer.
_ECHO = re.compile(r"(?m)^=*MATERIAL-[0-9a-f]{24}=*$\n?")
_EXAMPLES = frozenset({"the description, in markdown", "the description", ""})
_TAG = r"(?:think|thinking|reasoning|reflection)"
_THOUGHT_START = re.compile(rf"<{_TAG}>", re.IGNORECASE)
_THOUGHT_END = re.compile(rf"(?<!`)</{_TAG}>(?!`)", re.IGNORECASE)
_THOUGHT_BREAK = re.compile(rf"(?<!`)</{_TAG}>[ \t]*(?:\n|\Z)", re.IGNORECASE)
_FENCED = re.compile(r"(?P<fence>`{3,}|~{3,})[\w+-]*[ \t]*\n(?P<inside>.*?)\n?[ \t]*(?P=fence)[ \t]*", re.DOTALL)
_LABEL = re.compile(
    r"[#*_\s]*(?:pr |pull request )?(?P<what>title|body|description)"
    r"\s*(?:\*\*|__)?\s*[:：]\s*(?:\*\*|__)?\s*(?P<rest>.*)",
    re.IGNORECASE,
)
_HEADED = re.compile(r"#{1,6}\s*(?:pr |pull request )?(?P<what>title|body|description)\s*", re.IGNORECASE)
_CHAT = re.compile(
    r"(?:sure|certainly|of course|ok(?:ay)?|absolutely|great|here(?:'s| is| are)|below (?:is|are)|i(?:'m|'ve|'ll)?\b)",
    re.IGNORECASE,
)
_SIGN_OFF = re.compile(
    r"(?:let me know|i hope this|feel free|please let me|if you (?:need|want|have))\b.*", re.IGNORECASE
)


def read_draft(text: str, model: str | None = None) -> Draft | None:
    """Read a title and a body out of a model's answer; None where it holds no such thing.

    Taken are JSON with ``title`` and ``body``, and plain text of a title, a blank line and a body; around either,
    thoughts, one fence, labels and a line of chat.
    """
    text = text[:ANSWER_LIMIT].strip()
    answer = _unwrap(drop_thoughts(text).strip())
    # An object that is the whole answer holds no thoughts, whatever tags it speaks of.
    pair = (_read_json(text) if text[:1] == "{" else None) or _read_json(answer) or _read_plain(answer)
    if pair is None:
        return None
    title, body = (_ECHO.sub("", part).strip("\n").rstrip() for part in pair)
    title = title.strip()
    if _is_example((title, body)) or len(title) > TITLE_LIMIT:
        return None
    return Draft(title, body, model)


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


def _read_json(answer: str) -> tuple[str, str] | None:
    """Return title and body of the first JSON object that has them, wherever it stands; a broken one is mended."""
    is_whole = False
    for opening in list(_OBJECT.finditer(answer))[:OBJECTS_TRIED]:
        try:
            value, _ = _DECODER.raw_decode(answer, opening.start())
        except (ValueError, RecursionError):
            continue
        pair = _pick(value)
        if pair and not _is_example(pair):
            return pair
        is_whole = is_whole or pair is not None
    return None if is_whole else _read_broken_json(answer)


def _read_broken_json(answer: str) -> tuple[str, str] | None:
    """Return title and body of an object that is no JSON for what its strings hold: from its start to the last end."""
    start = _BROKEN_START.search(answer)
    ends = [end.start() for end in _BROKEN_END.finditer(answer, start.end())] if start else []
    if not start or not ends or ends[-1] == start.end():
        return None
    return _unescape(start["title"]), _unescape(answer[start.end() : ends[-1]])


def _is_example(pair: tuple[str, str]) -> bool:
    """Return True if a title or a body is blank, or the prompt's own example of one."""
    return any(part.strip(' .…"\n').casefold() in _EXAMPLES for part in pair)


def _pick(value: dict[str, Any]) -> tuple[str, str] | None:
    known = {str(name).lower(): content for name, content in value.items()}
    title = known.get("title")
    body = next((known[name] for name in ("body", "description") if name in known), None)
    if isinstance(body, list) and all(isinstance(part, str) for part in body):
        body = "\n".join(body)
    if not isinstance(title, str) or not isinstance(body, str):
        return None
    # Escaped once too often: a body on one line that spells its line ends.
    return title, (_unescape(body) if "\n" not in body and re.search(r"(?<!`)\\n(?:\\n|[-*#] )", body) else body)


def _unescape(text: str) -> str:
    return re.sub(r"\\([nt\"\\/])", lambda escape: {"n": "\n", "t": "\t"}.get(escape[1], escape[1]), text)


def _read_plain(answer: str) -> tuple[str, str] | None:
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
    return title, _drop_sign_off(rest)


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
