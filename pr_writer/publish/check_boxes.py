"""A text ↔ its check boxes: which there are, which a person has ticked, and the text with other marks."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from pr_writer.markdown.blocks import split_lines
from pr_writer.markdown.sections import CHECKBOX, read_key


@dataclass(frozen=True, slots=True)
class CheckBox:
    """A check box: its words, with the number of those above that have the same, and where its mark is."""

    key: tuple[str, int]
    offset: int
    mark: str  # " ", "x" or "X"

    @property
    def bit(self) -> str:
        """Return "1" if it is ticked, else "0"."""
        return "0" if self.mark == " " else "1"


def list_boxes(text: str) -> list[CheckBox]:
    """Return the check boxes of a text, in order; a line in code that looks like one is among them."""
    boxes, start = [], 0
    seen: dict[str, int] = defaultdict(int)
    for line in split_lines(text) if "[" in text else ():
        found = CHECKBOX.fullmatch(line.rstrip("\r\n"))
        if found and found["mark"]:
            key = read_key(found["text"])
            boxes.append(CheckBox((key, seen[key]), start + found.start("mark"), found["mark"]))
            seen[key] += 1
        start += len(line)
    return boxes


def mark_boxes(text: str, marks: Iterable[tuple[int, str]]) -> str:
    """Return a text with these marks at these offsets, which rise."""
    parts, end = [], 0
    for offset, mark in marks:
        parts += [text[end:offset], mark]
        end = offset + 1
    return "".join([*parts, text[end:]])


def untick(text: str) -> str:
    """Return a text with no box ticked, so that only its words count."""
    return mark_boxes(text, ((box.offset, " ") for box in list_boxes(text)))


def find_ticks(text: str, written: str) -> dict[tuple[str, int], str]:
    """Return the marks that a person has set: those of boxes that we wrote in another way, "1" for a ticked one."""
    boxes = list_boxes(text)
    return {box.key: box.mark for box, bit in zip(boxes, written, strict=False) if box.bit != bit}
