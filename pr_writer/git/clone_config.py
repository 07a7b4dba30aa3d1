"""The few facts of a clone's configuration that are read, as data: git itself never sees that file."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pr_writer.lazy_pattern import compile_lazily

if TYPE_CHECKING:
    from collections.abc import Mapping

# https://git-scm.com/docs/git-config#_syntax; a value that is continued on the next line is not one that is read here.
SECTION = compile_lazily(r'[ \t]*\[[ \t]*([\w.-]+)[ \t]*(?:"((?:[^"\\\n]|\\.)*)")?[ \t]*\][ \t]*')
VARIABLE = compile_lazily(r"[ \t]*([A-Za-z][\w-]*)[ \t]*(?:=[ \t]*(.*))?$")

Config = dict[tuple[str, str, str], str]


def parse_config(text: str) -> Config:
    """Return (section, subsection, name) → the last value; sections and names in lower case, includes not followed."""
    found: Config = {}
    section = subsection = ""
    for line in text.replace("\r\n", "\n").split("\n"):
        rest = line
        if header := SECTION.match(line):
            section, subsection = header[1].lower(), re.sub(r"\\(.)", r"\1", header[2] or "")
            rest = line[header.end() :]
        if variable := VARIABLE.match(rest):
            found[section, subsection, variable[1].lower()] = _parse_value(variable[2])
    return found


def get_upstream(config: Mapping[tuple[str, str, str], str], branch: str) -> str:
    """Return the full name of the ref that a branch is set to follow, or a blank."""
    remote, merge = (config.get(("branch", branch, name), "") for name in ("remote", "merge"))
    if not remote or not merge.startswith("refs/heads/"):
        return ""
    return merge if remote == "." else f"refs/remotes/{remote}/{merge.removeprefix('refs/heads/')}"


def _parse_value(text: str | None) -> str:
    if text is None:
        return "true"
    bare = re.match(r'(?:[^"#;\\]|\\.|"(?:[^"\\]|\\.)*")*', text)
    return (bare[0] if bare else "").strip().replace('"', "")
