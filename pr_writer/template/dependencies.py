"""Patches of manifests → the dependencies that came, went or moved to another version."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from pr_writer.values import FileChange

_NAME = r"[A-Za-z0-9@][\w@./-]*"
_JSON = re.compile(rf'\s*"(?P<name>{_NAME})"\s*:\s*"(?P<version>(?:[\^~<>=*v\d]|workspace:|npm:|latest)[^"]*)",?\s*')
_TOML = re.compile(
    r'\s*"?(?P<name>[A-Za-z][\w.-]*)"?\s*=\s*(?:\{[^}]*?\bversion\s*=\s*)?"(?P<version>[\^~<>=*v\d][^"]*)".*'
)
# Each comparison reads in one way only (possessive, no ! in a version): a line of them must not take for ever.
_PEP_508 = (
    r"(?P<name>[A-Za-z][\w.-]*)(?:\[[\w, .-]*\])?\s*(?P<version>(?:[=<>!~]=?=?\s*+(?:\d+!)?[\w.*+-]+,?\s*+)*+)(?:;.*)?"
)
_REQUIREMENT = re.compile(rf"{_PEP_508}(?:#.*|\\)?\s*")
_PEP_621 = re.compile(rf"""\s*["']{_PEP_508}["'],?\s*""")
_ARRAY = re.compile(r"\s*(?:dependencies|requires|dev|tests?|docs|lint)\s*=\s*\[(.*)\]\s*")
_GO = re.compile(r"\s*(?:require\s+)?(?P<name>[\w.-]+\.[a-z]+/[\w./-]+)\s+(?P<version>v[\w.+-]+).*")
_GEM = re.compile(r"""\s*gem\s+["'](?P<name>[\w-]+)["'](?:\s*,\s*["'](?P<version>[^"']+)["'])?.*""")
_GRADLE = re.compile(
    r"""\s*(?:\w*[iI]mplementation|api|compileOnly|runtimeOnly)\s*\(?["'](?P<name>[\w.-]+:[\w.-]+):(?P<version>[\w.-]+)["'].*"""
)
# A package's own fields look like dependencies; these names are never one.
_FIELDS = frozenset(
    {
        "version",
        "name",
        "node",
        "npm",
        "yarn",
        "pnpm",
        "python",
        "requires-python",
        "rust-version",
        "edition",
        "license",
    }
    | {"target-version", "python_version", "line-length", "minversion", "resolver", "type", "description"}
)
_READERS: tuple[tuple[re.Pattern[str], tuple[re.Pattern[str], ...]], ...] = (
    (re.compile(r"(package|composer)\.json"), (_JSON,)),
    (re.compile(r"requirements[\w.-]*\.(txt|in)"), (_REQUIREMENT,)),
    (re.compile(r"pyproject\.toml"), (_PEP_621, _TOML)),
    (re.compile(r"Cargo\.toml|Pipfile"), (_TOML,)),
    (re.compile(r"go\.mod"), (_GO,)),
    (re.compile(r"Gemfile|[\w-]+\.gemspec"), (_GEM,)),
    (re.compile(r"build\.gradle(\.kts)?"), (_GRADLE,)),
)


@dataclass(frozen=True, slots=True)
class Dependency:
    """One dependency that a change touched; a version is empty where the side has none or names none."""

    name: str
    old: str | None  # None: it was not there
    new: str | None  # None: it is gone

    def __str__(self) -> str:
        if self.old is not None and self.new is not None:
            return f"`{self.name}` {self.old or 'any'} → {self.new or 'any'}"
        version = self.new if self.new is not None else self.old
        return f"`{self.name}` {version}".rstrip()


def list_dependencies(files: Iterable[FileChange]) -> tuple[Dependency, ...]:
    """Return what the shown patches of the manifests say, by name; a version that did not change is left out."""
    removed: dict[str, str] = {}
    added: dict[str, str] = {}
    for file in files:
        readers = _find_readers(file.path)
        for line in file.patch.splitlines() if readers else ():
            if line.startswith(("+", "-")):
                (added if line[0] == "+" else removed).update(_read_line(line[1:], readers))
    names = dict.fromkeys([*added, *removed])
    pairs = (Dependency(name, removed.get(name), added.get(name)) for name in names)
    return tuple(pair for pair in pairs if pair.old != pair.new)


def _find_readers(path: str) -> tuple[re.Pattern[str], ...]:
    name = path.rpartition("/")[2]
    return next((readers for pattern, readers in _READERS if pattern.fullmatch(name)), ())


def _read_line(line: str, readers: tuple[re.Pattern[str], ...]) -> dict[str, str]:
    """Return the dependencies that a line of a manifest names, and their versions."""
    array = _ARRAY.fullmatch(line[:2000]) if _PEP_621 in readers else None
    lines = re.findall(r"\"[^\"]*\"|'[^']*'", array[1]) if array else [line]
    return dict(found for part in lines if (found := _read_dependency(part, readers)))


def _read_dependency(line: str, readers: tuple[re.Pattern[str], ...]) -> tuple[str, str] | None:
    for reader in readers:
        match = reader.fullmatch(line[:500])
        if match and match["name"] not in _FIELDS:
            return match["name"], (match["version"] or "").strip().rstrip(",\\ ")
    return None
