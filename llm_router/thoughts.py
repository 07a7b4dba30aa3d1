"""A text that begins with the model's thoughts → the text without them, whole or piece by piece.

Reasoning models mark their thoughts with tags, and servers that do not know a model's tags pass them on as text.
"""

from __future__ import annotations

import re

# How thoughts open and close: DeepSeek, Qwen and most others; Mistral; Cohere; gpt-oss.
# https://huggingface.co/docs/transformers/chat_templating, https://cookbook.openai.com/articles/openai-harmony
TAGS = (
    ("<think>", "</think>"),
    ("<thinking>", "</thinking>"),
    ("<thought>", "</thought>"),
    ("[think]", "[/think]"),
    ("<|start_thinking|>", "<|end_thinking|>"),
    ("<|channel|>analysis<|message|>", "<|channel|>final<|message|>"),
)
# A template that opens the thought in the prompt leaves only its end in the answer; in code, a text speaks of the tag.
# Compiled by its first use.
CLOSE_ALONE = r"(?i)(?<!`)</(?:think|thinking|thought)>[ \t]*(?:\r?\n|\Z)"

ASCII_LOWER = {upper: upper + 32 for upper in range(ord("A"), ord("Z") + 1)}


def strip_thoughts(text: str) -> str:
    """Return a whole answer's text without the thoughts before it; "" when there is nothing but thoughts."""
    stripper = ThoughtStripper()
    rest = stripper.feed(text) + stripper.finish()
    if not stripper.has_seen_thought and (found := re.search(CLOSE_ALONE, rest)):
        return rest[found.end() :].lstrip()
    return rest


class ThoughtStripper:
    """Takes the thoughts off the beginning of a text that comes in pieces; holds back what may be a tag."""

    def __init__(self) -> None:
        self.has_seen_thought = False
        self._held = ""
        self._close = ""  # the tag that ends the thought that is open
        self._is_past = False  # the text itself has begun

    @property
    def is_thinking(self) -> bool:
        """True while a thought is open."""
        return bool(self._close)

    def feed(self, piece: str) -> str:
        """Return what of the text is certain now."""
        if self._is_past:
            return piece
        self._held += piece
        while True:
            if self._close:
                end = _lower(self._held).find(self._close)
                if end < 0:
                    self._held = self._held[-(len(self._close) - 1) :]
                    return ""
                self._held = self._held[end + len(self._close) :]
                self._close = ""
            start = _lower(self._held.lstrip())
            if not start and self.has_seen_thought:
                return ""
            opened = next((tags for tags in TAGS if start.startswith(tags[0])), None)
            if opened is None:
                break
            self.has_seen_thought = True
            self._held = self._held.lstrip()[len(opened[0]) :]
            self._close = opened[1]
        if any(open_tag.startswith(start) for open_tag, _ in TAGS):
            return ""
        return self.finish()

    def finish(self) -> str:
        """Return what was held back, at the end of the text; nothing of a thought that is still open."""
        held, self._held = self._held, ""
        if self._close:
            return ""
        self._is_past = True
        return held.lstrip() if self.has_seen_thought else held


def _lower(text: str) -> str:
    """Lower the letters A to Z: str.lower() may change a text's length."""
    return text.translate(ASCII_LOWER)
