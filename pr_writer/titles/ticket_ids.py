"""Tickets' keys, ``ABC-123``: which a text names, and which stand before a title."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pr_writer.lazy_pattern import compile_lazily
from pr_writer.values import Changes

TRAILING = 5  # brackets with keys behind a title that are looked at

# What stands between two keys, and between the last and the title.
_JOIN = compile_lazily(r"(?:[\s:,;&+/|–—-]|and(?=\s))*")
_AFTER = compile_lazily(r"(?:[:,;&+/|–—-]+(?=\s)|\s)+(?=\S)")


def find_named(changes: Changes, human_text: str, projects: Sequence[str]) -> tuple[str, ...]:
    """Return the keys that people gave: the author, the branch, then the commits."""
    texts = (human_text, *(f"{commit.subject}\n{commit.body}" for commit in changes.commits))
    return find_keys("\n".join(texts), projects)


def find_keys(text: str, projects: Sequence[str]) -> tuple[str, ...]:
    """Return the keys of these projects that a text names, each once, spelled as the projects are."""
    found = re.finditer(rf"(?<![A-Za-z0-9])({_write_key(projects)})(?![A-Za-z0-9])", text, re.IGNORECASE | re.ASCII)
    return tuple(dict.fromkeys(_spell(match[1], projects) for match in found))


def take_keys(title: str, projects: Sequence[str]) -> tuple[tuple[str, ...], str]:
    """Return the keys before a title, and the title without them, of which something is always left."""
    pattern = re.compile(rf"[\[(]?({_write_key(projects)})(?!\w)[\])]?", re.IGNORECASE | re.ASCII)
    keys: list[str] = []
    taken: tuple[tuple[str, ...], str] = ((), title)
    end = 0
    while found := pattern.match(title, _skip(title, end)):
        keys.append(_spell(found[1], projects))
        end = found.end()
        if after := _AFTER.match(title, end):
            taken = (tuple(keys), title[after.end() :])
    return taken


def take_trailing_keys(title: str, projects: Sequence[str]) -> tuple[tuple[str, ...], str]:
    """Return the keys in brackets behind a title, and the title without them, of which something is always left."""
    key = _write_key(projects)
    pattern = re.compile(rf"[\[(]({key}(?:, ?{key}){{0,5}})[\])]", re.IGNORECASE | re.ASCII)
    keys: tuple[str, ...] = ()
    rest = title.rstrip()
    for _ in range(TRAILING):
        found = pattern.fullmatch(rest, max(rest.rfind("["), rest.rfind("("), 0))
        before = rest[: found.start()].rstrip() if found else ""
        if not found or not before:
            break
        keys = (*(_spell(one.strip(), projects) for one in found[1].split(",")), *keys)
        rest = before
    return (keys, rest) if keys else ((), title)


def has_only_keys(title: str, projects: Sequence[str]) -> bool:
    """Return True if a title has no word beside keys and their signs."""
    rest = re.sub(_write_key(projects), "", title, flags=re.IGNORECASE | re.ASCII)
    return rest != title and not any(char.isalnum() for char in rest)


def skip_joint(text: str) -> str:
    """Return a text without the dash or colon that it begins with."""
    joint = _AFTER.match(text)
    return text[joint.end() :] if joint else text


def _skip(title: str, start: int) -> int:
    joint = _JOIN.match(title, start)
    return joint.end() if joint else start


def _write_key(projects: Sequence[str]) -> str:
    return rf"(?:{'|'.join(map(re.escape, projects))})-[0-9]{{1,9}}"


def _spell(key: str, projects: Sequence[str]) -> str:
    project, _, number = key.rpartition("-")
    return f"{next(name for name in projects if name.upper() == project.upper())}-{number}"
