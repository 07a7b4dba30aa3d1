"""What the base's own .gitattributes files say is generated or vendored; the head's are not asked."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from pr_writer.files.ignore_rules import translate_glob
from pr_writer.lazy_pattern import compile_lazily

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from pr_writer.git.repository import Repository

REASONS = {"linguist-generated": "generated", "linguist-vendored": "vendored"}
VALUE = compile_lazily(r"([-!]?)([\w.-]+)(?:=(.*))?")


class Attribute(NamedTuple):
    """One line's word on one attribute, for the paths below a folder."""

    folder: str
    pattern: re.Pattern[str]
    name: str
    is_set: bool


def read_attributes(repository: Repository, base: str, paths: Iterable[str]) -> list[Attribute]:
    """Read the .gitattributes files above these paths from the base, the root's first: what is deeper wins."""
    folders = {"/".join(parts[:depth]) for path in paths for parts in [path.split("/")] for depth in range(len(parts))}
    names = {f"{folder}/.gitattributes" if folder else ".gitattributes": folder for folder in folders}
    present = repository.find_files(base, names)
    found = []
    for name in sorted(present, key=lambda name: (name.count("/"), name)):
        found += parse_attributes(repository.read_file(base, name) or "", names[name])
    return found


def parse_attributes(text: str, folder: str = "") -> list[Attribute]:
    """Parse the lines of one file that speak of generated or vendored paths."""
    found = []
    for line in text.splitlines():
        words = line.split()
        if len(words) < 2 or words[0].startswith(("#", "!", "[attr]", '"')):
            continue
        # In this file, unlike in .gitignore, a folder's name says nothing of what is in it.
        pattern = re.compile(translate_glob(words[0], holds_below=False))
        for word in words[1:]:
            match = VALUE.fullmatch(word)
            if match and match[2] in REASONS:
                is_set = not match[1] and (match[3] or "true").lower() not in ("false", "0", "off", "no")
                found.append(Attribute(folder, pattern, match[2], is_set))
    return found


def find_withheld_paths(attributes: list[Attribute], paths: Iterable[str]) -> Mapping[str, str]:
    """Return path → why it is withheld, for the paths that an attribute names; a blank where it says "not so"."""
    reasons: dict[str, str] = {}
    if not attributes:
        return reasons
    for path in paths:
        values = {attribute.name: attribute.is_set for attribute in attributes if _matches(attribute, path)}
        if values:
            reasons[path] = next((REASONS[name] for name in REASONS if values.get(name)), "")
    return reasons


def _matches(attribute: Attribute, path: str) -> bool:
    folder = f"{attribute.folder}/" if attribute.folder else ""
    return path.startswith(folder) and attribute.pattern.fullmatch(path[len(folder) :]) is not None
