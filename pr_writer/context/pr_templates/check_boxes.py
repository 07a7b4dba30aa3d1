"""The check boxes of a template and of an answer."""

from __future__ import annotations

import re
from collections.abc import Callable

from pr_writer.markdown.blocks import scan_blocks
from pr_writer.markdown.sections import CHECKBOX


def drop_boxes(text: str) -> str:
    """Return a text with its checkboxes as plain items: whether something is done is not a model's to say."""
    return _change_boxes(text, lambda _, box: f"{box['indent']}- {box['text']}")


def tick_boxes(text: str, is_proven: Callable[[str], bool]) -> str:
    """Return a template's text with the boxes ticked that the change proves; those that are ticked stay so."""

    def tick(line: str, box: re.Match[str]) -> str:
        if box["mark"].strip() or not is_proven(box["text"]):
            return line
        return f"{line[: box.start('mark')]}x{line[box.end('mark') :]}"

    return _change_boxes(text, tick)


def _change_boxes(text: str, change: Callable[[str, re.Match[str]], str]) -> str:
    """Return the text with each line that is a checkbox changed; what is in code is none."""
    lines = text.split("\n")
    code = {row for block in scan_blocks(text) if block.is_code for row in range(block.first_line, block.end_line)}
    for row, line in enumerate(lines):
        if row not in code and (box := CHECKBOX.fullmatch(line)):
            lines[row] = change(line, box)
    return "\n".join(lines)


def has_boxes(text: str) -> bool:
    """Return True if a line of the text is a check box."""
    return any(CHECKBOX.fullmatch(line) for line in text.split("\n"))
