"""A server's words → a quotation that is fit for a log: short, one line, without keys and without the prompt."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

MAX_LENGTH = 200
# As many characters of the prompt may be in a quotation by chance: a file's name, a word.
ECHO_LENGTH = 32
MIN_ECHO = 8  # a prompt that is shorter than this is no secret
KEYS = (
    r"\b(?:sk|pk|rk|key|gsk|xai|nvapi|hf|r8|csk|pplx|sess|eyJ)[-_][\w*.…-]{3,}"
    r"|\bAIza[\w*.…-]{6,}|\bBearer\s+[^\s,;\"']{6,}"
)


def quote(text: str, secrets: Iterable[str] = (), prompt: Iterable[str] = ()) -> str:
    """Return the text as one quotable line; "" for none.

    Taken out are the ``secrets``, what looks like a key, even one that the server half masked, and what the server
    repeats of the ``prompt``.
    """
    words = " ".join("".join(c if c.isprintable() else " " for c in text).split())
    for secret in secrets:
        if len(secret) > 3 and secret != "dummy":  # noqa: S105  the key of who needs none
            words = words.replace(secret, "…")
    words = re.sub(KEYS, "…", words)[: 4 * MAX_LENGTH]
    for part in prompt:
        words = _hide_echo(words, part)
    return words[:MAX_LENGTH].rstrip(". ") + ("…" if len(words) > MAX_LENGTH else "")


def prompt_texts(body: dict[str, Any]) -> Iterator[str]:
    """Yield the texts of a request's body that a server might repeat."""
    for message in body.get("messages") or ():
        content = message.get("content")
        if isinstance(content, str):
            yield content
        for part in content if isinstance(content, list | tuple) else ():
            if isinstance(part, dict) and isinstance(part.get("text"), str):
                yield part["text"]
    yield from (text for text in body.get("input") or () if isinstance(text, str))


def _hide_echo(words: str, prompt: str) -> str:
    prompt = " ".join(prompt.split())
    least = min(ECHO_LENGTH, len(prompt))
    start = 0
    while least >= MIN_ECHO and start + least <= len(words):
        end = start + least
        if words[start:end] not in prompt:
            start += 1
            continue
        while end < len(words) and words[start : end + 1] in prompt:
            end += 1
        words = f"{words[:start]}…{words[end:]}"
        start += 1
    return words
