"""A manifest at the base and at the head → the dependencies that each side names, read by the format's own parser."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from pr_writer.lazy_pattern import compile_lazily
from pr_writer.summarizer.manifests import Manifest, find_manifest, is_example, read_requirement, read_text
from pr_writer.values import FileChange

MAX_BYTES = 256 * 1024  # bytes of a manifest that is read whole; a larger one was not written by hand
MAX_MANIFESTS = 40  # manifests that are worth reading whole for one change

_NODE = ("dependencies", "devDependencies", "peerDependencies", "optionalDependencies")
_PHP = ("require", "require-dev")
_RUST = ("dependencies", "dev-dependencies", "build-dependencies")
_NO_PACKAGE = compile_lazily(r"php(?:-\w+)?|ext-.*|lib-.*|composer-.*|python")


@dataclass(frozen=True, slots=True)
class ManifestPair:
    """One manifest's whole text at the base and at the head; None where a side does not have it."""

    path: str  # at the head; the base's where it is deleted
    old: str | None
    new: str | None


def list_manifest_files(files: Iterable[FileChange]) -> tuple[FileChange, ...]:
    """Return the changed files whose whole text says more than their patch: at most ``MAX_MANIFESTS`` manifests.

    Read ``old_path or path`` at the base and ``path`` at the head, up to ``MAX_BYTES`` bytes each.
    """
    wanted = [file for file in files if find_manifest(file.path) and not file.is_binary and not is_example(file.path)]
    return tuple(wanted[:MAX_MANIFESTS])


def read_pair(pair: ManifestPair) -> tuple[dict[str, str], dict[str, str]] | None:
    """Return name → version before and after; None where a side is none of its format, and nothing is known."""
    manifest = find_manifest(pair.path)
    if not manifest:
        return None
    sides = [{} if text is None else _read_side(text, pair.path, manifest) for text in (pair.old, pair.new)]
    return None if sides[0] is None or sides[1] is None else (sides[0], sides[1])


def _read_side(text: str, path: str, manifest: Manifest) -> dict[str, str] | None:
    name = path.rpartition("/")[2]
    reader = next((read for names, read in _READERS if name in names), None)
    if not reader:
        return dict(reversed(list(read_text(text, path, manifest))))  # of several, the first counts
    try:
        found = reader(text)
        return {key: str(version) for key, version in reversed(list(found)) if not _NO_PACKAGE.fullmatch(key)}
    except (ValueError, TypeError, AttributeError, RecursionError):
        return None  # a file with a conflict's marks, or of another shape


def _read_node(text: str) -> Iterator[tuple[str, str]]:
    data = json.loads(text)
    for section in _NODE:
        yield from _list_strings(data.get(section, {}))


def _read_php(text: str) -> Iterator[tuple[str, str]]:
    data = json.loads(text)
    for section in _PHP:
        yield from _list_strings(data.get(section, {}))


def _read_pyproject(text: str) -> Iterator[tuple[str, str]]:
    data = _load_toml(text)
    project, tool = data.get("project", {}), data.get("tool", {})
    lists = [project.get("dependencies", []), *project.get("optional-dependencies", {}).values()]
    lists += [*data.get("dependency-groups", {}).values(), data.get("build-system", {}).get("requires", [])]
    lists += [*tool.get("pdm", {}).get("dev-dependencies", {}).values(), tool.get("uv", {}).get("dev-dependencies", [])]
    lists += [env.get("dependencies", []) for env in tool.get("hatch", {}).get("envs", {}).values()]
    for line in (line for entries in lists for line in entries if isinstance(line, str)):
        if found := read_requirement(line):
            yield found
    poetry = tool.get("poetry", {})
    for section in ("dependencies", "dev-dependencies"):
        yield from _list_versions(poetry.get(section, {}))
    for group in poetry.get("group", {}).values():
        yield from _list_versions(group.get("dependencies", {}))


def _read_cargo(text: str) -> Iterator[tuple[str, str]]:
    data = _load_toml(text)
    for owner in (data, data.get("workspace", {}), *data.get("target", {}).values()):
        for section in _RUST:
            yield from _list_versions(owner.get(section, {}))


def _read_pipfile(text: str) -> Iterator[tuple[str, str]]:
    data = _load_toml(text)
    for section in ("packages", "dev-packages"):
        yield from _list_versions(data.get(section, {}))


def _read_version_catalog(text: str) -> Iterator[tuple[str, str]]:
    """Yield what a Gradle version catalog names; a version that is a reference is looked up."""
    data = _load_toml(text)
    versions = data.get("versions", {})
    for section, key in (("libraries", "module"), ("plugins", "id")):
        for entry in data.get(section, {}).values():
            if isinstance(entry, str):
                name, _, version = entry.rpartition(":")
                yield name, version
                continue
            name = entry.get(key) or f"{entry.get('group', '')}:{entry.get('name', '')}"
            version = entry.get("version", "")
            if isinstance(version, dict) and "ref" in version:
                version = versions.get(version["ref"], "")
            yield name, version if isinstance(version, str) else ""


def _list_strings(section: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    yield from ((name, version) for name, version in section.items() if isinstance(version, str))


def _list_versions(section: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield the entries of a table where a dependency is a version, or a table that may have one."""
    for name, entry in section.items():
        if isinstance(entry, str):
            yield name, entry
        elif isinstance(entry, dict):
            yield str(entry.get("package", name)), str(entry.get("version", ""))


def _load_toml(text: str) -> dict[str, Any]:
    import tomllib

    return tomllib.loads(text)


_READERS: tuple[tuple[tuple[str, ...], Callable[[str], Iterator[tuple[str, str]]]], ...] = (
    (("package.json",), _read_node),
    (("composer.json",), _read_php),
    (("pyproject.toml",), _read_pyproject),
    (("Cargo.toml",), _read_cargo),
    (("Pipfile",), _read_pipfile),
    (("libs.versions.toml",), _read_version_catalog),
)
