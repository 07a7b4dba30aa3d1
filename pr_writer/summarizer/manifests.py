"""A line of a manifest → the dependency it names: which files are manifests, and how each kind writes a version."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from pr_writer.files.file_kinds import is_test
from pr_writer.values import FileChange

Ecosystem = Literal["package", "action", "image", "hook", "tool", "module"]
LINE_READ = 300  # characters; a longer line was not written by hand, and names nothing

# The patterns are strings: `re` compiles and keeps each at its first use. All of this room's take 14 ms, a twentieth of
# a run on a clone, and most runs use few of them.
_NAME = r"[A-Za-z0-9@][\w@./-]*"
_JSON = rf'\s*"(?P<name>{_NAME})"\s*:\s*"(?P<version>(?:[\^~<>=*v\d]|workspace:|npm:|latest)[^"]*)",?\s*'
_TOML = r'\s*"?(?P<name>[A-Za-z][\w.-]*)"?\s*=\s*(?:\{[^{}]*?\bversion\s*=\s*)?"(?P<version>[\^~<>=*v\d][^"]*)".*'
# Each comparison reads in one way only (possessive, no ! in a version): a line of them must not take for ever.
_PEP_508 = (
    r"(?P<name>[A-Za-z][\w.-]*)(?:\[[\w, .-]*\])?\s*(?P<version>(?:[=<>!~]=?=?\s*+(?:\d+!)?[\w.*+-]+,?\s*+)*+)(?:;.*)?"
)
_REQUIREMENT = rf"{_PEP_508}(?:#.*|\\)?\s*"
_PEP_621 = rf"""\s*["']{_PEP_508}["'],?\s*"""
_ARRAY = r"\s*(?:dependencies|requires|dev|tests?|docs|lint)\s*=\s*\[(.*)\]\s*"
_GO = r"\s*(?:require\s+)?(?P<name>[\w.-]+\.[a-z]+/[\w./-]+)\s+(?P<version>v[\w.+-]+).*"
_GO_TOOL = r"(?P<name>go|toolchain)\s+(?P<version>(?:go)?\d[\w.]*)\s*"
_GEM = r"""\s*gem\s+["'](?P<name>[\w-]+)["'](?:\s*,\s*["'](?P<version>[^"']+)["'])?.*"""
_GRADLE = (
    r"""\s*(?:\w*[iI]mplementation|api|compileOnly|runtimeOnly)\s*\(?"""
    r"""["'](?P<name>[\w.-]+:[\w.-]+):(?P<version>[\w.-]+)["'].*"""
)
_GRADLE_PLUGIN = r"""\s*id\s*\(?["'](?P<name>[\w.-]+)["']\)?\s+version\s+["'](?P<version>[\w.-]+)["'].*"""
_POM_PROPERTY = r"\s*<(?P<name>[\w.-]+)\.version>(?P<version>[^<>$]+)</(?P=name)\.version>\s*"
_POM_VERSION = r"\s*<version>(?P<version>[^<>$]+)</version>\s*"
_NUGET = r"""\s*<Package(?:Reference|Version)\s+Include="(?P<name>[^"]+)"\s+Version="(?P<version>[^"]+)".*"""
_USES = (
    r"""\s*(?:-\s+)?uses:\s*["']?(?P<name>[\w.-]+/[\w./-]+)@(?P<version>[\w./-]+(?:["']?\s+#\s*[\w./-]+)?)["']?\s*"""
)
_IMAGE = r"(?P<name>(?:[\w.-]+:\d+/)?[\w./-]+):(?P<version>[\w.-]+(?:@sha256:[0-9a-f]{64})?)"
_FROM = rf"(?i:\s*FROM\s+(?:--platform=\S+\s+)?{_IMAGE}(?:\s+AS\s+\S+)?\s*)"
_COPY_FROM = rf"\s*COPY\s+--from={_IMAGE}\s.*"
_YAML_IMAGE = rf"""\s*(?:-\s+)?image:\s*["']?{_IMAGE}["']?\s*"""
_REV = r"""\s*rev:\s*["']?(?P<version>[\w./-]+(?:["']?\s+#\s*(?:frozen:\s*)?[\w./-]+)?)["']?\s*"""
_PLAIN = r"(?P<version>v?\d[\w.-]*)\s*"

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
        "target-version",
    }
    | {
        "python_version",
        "python-version",
        "line-length",
        "minversion",
        "min-version",
        "minimum-version",
        "required-version",
        "resolver",
        "type",
        "description",
        "main",
        "module",
        "types",
        "homepage",
        "author",
        "manifest_version",
        "timeout",
        "port",
    }
)
# Lists of a pyproject.toml that hold anything but dependencies; an extra may be called whatever it likes.
_OTHER_LISTS = frozenset(
    """
    ignore select extend-ignore extend-select extend-exclude fixable unfixable exclude include omit source packages
    modules files keywords classifiers authors maintainers dynamic testpaths pythonpath addopts markers filterwarnings
    python_files python_classes exclude_lines exclude_also plugins scripts targets platforms skip build environments
    """.split()  # noqa: SIM905 - a word a line would fill the screen
)
_LIST_KEY = r"\s*[\"']?(?P<key>[\w.*/-]{1,60})[\"']?\s*=\s*\[.*"
_EXAMPLE_FOLDERS = frozenset(
    """
    __fixtures__ demo demos example examples fixture fixtures playground playgrounds sample samples template templates
    test-data test_data testdata
    """.split()  # noqa: SIM905 -- a word a line would fill the screen
)
_TOOL_FILES = {
    ".nvmrc": "node",
    ".node-version": "node",
    ".python-version": "python",
    ".ruby-version": "ruby",
    ".go-version": "go",
    ".terraform-version": "terraform",
}


@dataclass(frozen=True, slots=True)
class Manifest:
    """How the lines of one kind of manifest name a dependency."""

    path: str  # a pattern over whole paths
    ecosystem: Ecosystem
    patterns: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Named:
    """A dependency as a line names it; ``frame`` is the line without its versions."""

    name: str
    version: str
    frame: str


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a manifest's patch, with what it names."""

    sign: str  # "+", "-", " ", "@" for the start of a hunk, "" for a note that lines are missing
    text: str
    named: tuple[Named, ...] = ()


_MANIFESTS = (
    Manifest(r"(?:.*/)?(?:package|composer)\.json", "package", (_JSON,)),
    Manifest(
        r"(?:.*/)?(?:(?:[\w.-]+[-_.])?requirements[\w.-]*|constraints[\w.-]*)\.(?:txt|in)", "package", (_REQUIREMENT,)
    ),
    Manifest(r"(?:.*/)?requirements/[\w.-]+\.(?:txt|in)", "package", (_REQUIREMENT,)),
    Manifest(r"(?:.*/)?pyproject\.toml", "package", (_PEP_621, _TOML)),
    Manifest(r"(?:.*/)?(?:Cargo\.toml|Pipfile|libs\.versions\.toml)", "package", (_TOML,)),
    Manifest(r"(?:.*/)?go\.mod", "package", (_GO, _GO_TOOL)),
    Manifest(r"(?:.*/)?(?:Gemfile|[\w-]+\.gemspec)", "package", (_GEM,)),
    Manifest(r"(?:.*/)?(?:build|settings)\.gradle(?:\.kts)?", "package", (_GRADLE, _GRADLE_PLUGIN)),
    Manifest(r"(?:.*/)?pom\.xml", "package", (_POM_PROPERTY, _POM_VERSION)),
    Manifest(r"(?:.*/)?(?:[^/]+\.(?:cs|fs|vb)proj|Directory\.Packages\.props)", "package", (_NUGET,)),
    Manifest(r"(?:.*/)?(?:\.github/(?:workflows|actions)/.*|action)\.ya?ml", "action", (_USES,)),
    Manifest(r"(?:.*/)?(?:(?:Dockerfile|Containerfile)[^/]*|[^/]+\.[Dd]ockerfile)", "image", (_FROM, _COPY_FROM)),
    Manifest(r"(?:.*/)?(?:docker-)?compose[\w.-]*\.ya?ml|\.gitlab-ci\.ya?ml", "image", (_YAML_IMAGE,)),
    Manifest(r"\.pre-commit-config\.yaml", "hook", (_REV,)),
    Manifest(r"(?:.*/)?\.(?:nvmrc|(?:node|python|ruby|go|terraform)-version)", "tool", (_PLAIN,)),
)


def find_manifest(path: str) -> Manifest | None:
    """Return how a path's lines name dependencies; None where it is no manifest."""
    return next((kind for kind in _MANIFESTS if re.fullmatch(kind.path, path, re.DOTALL)), None)


def is_example(path: str) -> bool:
    """Return True if a manifest is no part of the project: a test's, a fixture's, an example's, a template's."""
    return is_test(path) or not _EXAMPLE_FOLDERS.isdisjoint(path.lower().split("/")[:-1])


def read_requirement(text: str) -> tuple[str, str] | None:
    """Return the name and the version of a requirement as PEP 508 has it; None where it is none."""
    match = re.fullmatch(_PEP_508, text.strip()[:LINE_READ])
    return (match["name"], (match["version"] or "").strip().rstrip(", ")) if match else None


def read_text(text: str, path: str, manifest: Manifest) -> Iterator[tuple[str, str]]:
    """Yield the name and the version of each dependency that a whole manifest names, line by line."""
    above = _TOOL_FILES.get(path.rpartition("/")[2], "")
    for line in text.splitlines():
        above = _read_above(line, above, manifest)
        yield from ((named.name, named.version) for named in _read_named(line, above, manifest))


def read_lines(file: FileChange, manifest: Manifest) -> Iterator[Line]:
    """Yield the lines of a manifest's patch with the dependencies that they name."""
    above = _TOOL_FILES.get(file.path.rpartition("/")[2], "")
    for line in file.patch.splitlines():
        if line.startswith("@@"):
            above = above if manifest.ecosystem == "tool" else ""
            if _PEP_621 in manifest.patterns:  # behind the numbers git says below which line the hunk is
                above = _read_above(line.rpartition("@@")[2], above, manifest)
            yield Line("@", line)
        elif line[:1] not in {"+", "-", " "}:
            yield Line("" if line and not line.startswith("\\") else " ", line)
        else:
            above = _read_above(line[1:], above, manifest)
            yield Line(line[0], line[1:], tuple(_read_named(line[1:], above, manifest)))


def _read_above(line: str, above: str, manifest: Manifest) -> str:
    """Return the name that a later line's version belongs to, where a format has them on two lines."""
    if manifest.ecosystem == "hook":
        match = re.fullmatch(r"""\s*-?\s*repo:\s*["']?(?P<name>\S{1,300}?)(?:\.git)?/?["']?\s*""", line[:LINE_READ])
        return "/".join(match["name"].split("/")[-2:]) if match else above
    if _PEP_621 in manifest.patterns:
        match = re.fullmatch(_LIST_KEY, line[:LINE_READ])
        return match["key"] if match else "" if line.strip().startswith(("]", "[")) else above
    if _POM_VERSION not in manifest.patterns:
        return above
    # A project's own version stands beside an artifactId too, but inside none of these.
    match = re.fullmatch(r"\s*<(?P<close>/?)(?:dependency|plugin|parent|extension)>\s*", line[:LINE_READ])
    if match:
        return "" if match["close"] else "?"
    match = re.fullmatch(r"\s*<artifactId>(?P<name>[\w.-]+)</artifactId>\s*", line[:LINE_READ])
    return match["name"] if match and above else above


def _read_named(line: str, above: str, manifest: Manifest) -> Iterator[Named]:
    if len(line) > LINE_READ and not (_PEP_621 in manifest.patterns and len(line) <= 4 * LINE_READ):
        return
    array = re.fullmatch(_ARRAY, line) if _PEP_621 in manifest.patterns else None
    if array:
        parts = list(re.finditer(r"\"[^\"]*\"|'[^']*'", line))
        found = [(part[0], named) for part in parts if (named := _read_one(part[0][:LINE_READ], above, manifest))]
        frame = re.sub(r"\"[^\"]*\"|'[^']*'", lambda part: _frame(part[0], above, manifest), line)
        yield from (Named(named.name, named.version, frame) for _, named in found)
        return
    named = _read_one(line, above, manifest)
    if named:
        yield named


def _frame(part: str, above: str, manifest: Manifest) -> str:
    named = _read_one(part[:LINE_READ], above, manifest)
    return named.frame if named else part


def _read_one(line: str, above: str, manifest: Manifest) -> Named | None:
    for pattern in manifest.patterns:
        match = re.fullmatch(pattern, line[:LINE_READ])
        if not match:
            continue
        groups = match.groupdict()
        name = groups.get("name") or above
        start, end = match.span("version")
        if pattern == _PEP_621 and not _is_requirement(name, groups["version"] or "", above):
            continue
        if name and name != "?" and not (manifest.ecosystem == "package" and name in _FIELDS):
            frame = f"{line[:start]}\0{line[end:]}" if end >= 0 else line
            return Named(name, (groups["version"] or "").strip().rstrip(",\\ "), frame)
    return None


def _is_requirement(name: str, version: str, key: str) -> bool:
    """Return True if a string in a list of a pyproject.toml is a dependency: by its list, else by having a version."""
    if key in _OTHER_LISTS or any(char in key for char in "*/") or name.isupper():
        return False
    return bool(version.strip() or key)
