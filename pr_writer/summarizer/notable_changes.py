"""Changes → what a reviewer must not overlook: breaking changes, migrations, dependencies, configuration, odd files."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

from pr_writer.files.file_kinds import is_ci, is_test
from pr_writer.files.folder_moves import find_moved_folders
from pr_writer.files.special_files import is_submodule
from pr_writer.summarizer.commit_messages import list_breaking
from pr_writer.summarizer.dependency_changes import Dependency, list_dependencies
from pr_writer.summarizer.file_summaries import (
    is_mode_change,
    name_files,
    name_folder,
    tell_bytes,
)
from pr_writer.summarizer.manifest_contents import ManifestPair
from pr_writer.summarizer.text_limits import clip_text, join_some, plural, quote_code
from pr_writer.values import Commit, FileChange

NAMES_SHOWN = 6

_MIGRATION = r"(?:.*/)?(?:migrations?|migrate|alembic/versions)/.*\.(?:py|sql|rb|js|ts|go|php|java|kt|cs|ya?ml|xml|exs)"
_ENV = r"(?:.*/)?(?:\.env(?:\.[\w.-]+)?|[\w-]+\.env|env\.(?:example|sample|template))"
_SETTINGS = (
    r"(?:.*/)?(?:config|settings|conf)/[^/]*\.(?:ya?ml|json|toml|ini|cfg|conf|properties)"
    r"|(?:.*/)?(?:settings|config)\.(?:ya?ml|json|toml|ini|cfg)|(?:.*/)?application[\w-]*\.(?:ya?ml|properties)"
    r"|(?:.*/)?action\.ya?ml|(?:.*/)?(?:Dockerfile|Containerfile)[\w.-]*|(?:.*/)?(?:docker-)?compose[\w.-]*\.ya?ml"
)
_WORKFLOW = r"\.github/workflows/[^/]+\.ya?ml"
_WRITE = r"\s*(?:[a-z]+(?:-[a-z]+)*):\s+write\s*(?:#.*)?"
_GRANT = r"\s*(?:permissions:.*|(?:[a-z]+(?:-[a-z]+)*):\s+write)\s*(?:#.*)?"
_OWNERS = r"(?:\.github/|docs/)?CODEOWNERS"
_ECOSYSTEMS = {
    "package": ("dependencies", "New dependencies"),
    "action": ("actions", "Actions added"),  # to this file: others may use them already
    "image": ("images", "Images added"),
    "hook": ("hooks", "New hooks"),
    "tool": ("tools", "New tools"),
}


def write_notable(
    commits: Sequence[Commit], files: Sequence[FileChange], room: int, manifests: Sequence[ManifestPair] = ()
) -> str:
    """Return a list of what is worth knowing, the gravest first; nothing where nothing is.

    A move of a dependency that the only commit's subject states, with its new version, is not told again.
    """
    said = commits[0].subject if len(commits) == 1 else ""
    lines = [
        *(f"- **Breaking:** {text}" for text in list_breaking(commits)),
        *_list_security(files),
        *_list_migrations(files),
        *_list_moves(files, manifests, said),
        *_list_configuration(files),
        *_list_odd(files),
    ]
    return clip_text("\n".join(lines), room)


def list_told(files: Sequence[FileChange]) -> set[str]:
    """Return the paths that the list names or counts, so that nothing else has to."""
    whole = {file.path for label, group in _group_odd(files).items() if label in _WHOLLY_TOLD for file in group}
    return whole | {file.path for file in files if file.kind == "renamed" and not file.added + file.removed}


def _list_security(files: Sequence[FileChange]) -> Iterator[str]:
    """Yield what certainly bears on who may do what."""
    granted, targeted = [], []
    for file in files:
        if file.kind != "deleted" and re.fullmatch(_WORKFLOW, file.path):
            lines = [line for line in file.patch.splitlines() if line.startswith(("+", "-"))]
            grant = _GRANT if file.kind != "added" else _WRITE
            granted += [file] * any(re.fullmatch(grant, line[1:200]) for line in lines)
            targeted += [file] * any(re.fullmatch(r"\+\s*-?\s*pull_request_target:?\s*", line[:200]) for line in lines)
    yield from _name("Workflow permissions", granted, _note_new)
    yield from _name("Runs on `pull_request_target` now", targeted)
    yield from _name("Code owners change", [file for file in files if re.fullmatch(_OWNERS, file.path)])


def _list_migrations(files: Sequence[FileChange]) -> Iterator[str]:
    migrations = [file for file in files if _is_migration(file)]
    yield from _name("Migrations", migrations)
    yield from _name(
        "SQL", [f for f in files if f.path.endswith(".sql") and f not in migrations and not is_test(f.path)]
    )


def _is_migration(file: FileChange) -> bool:
    name = file.path.rpartition("/")[2]
    return (
        name != "__init__.py" and not is_test(file.path) and re.fullmatch(_MIGRATION, file.path, re.DOTALL) is not None
    )


def _list_moves(files: Sequence[FileChange], manifests: Sequence[ManifestPair], said: str) -> Iterator[str]:
    dependencies = [one for one in list_dependencies(files, manifests) if not one.is_stated_in(said)]
    for ecosystem, (name, added) in _ECOSYSTEMS.items():
        own = [dependency for dependency in dependencies if dependency.ecosystem == ecosystem]
        yield from _tell(added, [d for d in own if d.old is None])
        moved = sorted((d for d in own if d.old is not None and d.new is not None), key=lambda d: not d.is_major)
        yield from _tell(f"{name.capitalize()} moved", moved)
        yield from _tell(f"{name.capitalize()} gone", [d for d in own if d.new is None])


def _tell(label: str, dependencies: Sequence[Dependency]) -> Iterator[str]:
    if dependencies:
        yield f"- {label}: {join_some(list(map(str, dependencies)), NAMES_SHOWN)}"


def _list_configuration(files: Sequence[FileChange]) -> Iterator[str]:
    """Yield the settings files that change, and the variables that an example of them gains."""
    if len(files) == 1:
        return
    for file in files:
        names = _list_variables(file)
        if names:
            yield f"- New variables in {quote_code(file.path)}: {join_some([quote_code(name) for name in names], 8)}"
    named = [file for file in files if _is_configuration(file.path) and not _list_variables(file)]
    yield from _name("Configuration", [file for file in named if file.kind != "deleted"])


def _is_configuration(path: str) -> bool:
    is_settings = any(re.fullmatch(pattern, path, re.DOTALL) for pattern in (_ENV, _SETTINGS))
    return (is_settings or is_ci(path)) and not is_test(path)


def _list_variables(file: FileChange) -> list[str]:
    """Return the names, never the values, of the variables that an environment file gains."""
    if not re.fullmatch(_ENV, file.path, re.DOTALL) or file.shown != "whole":
        return []
    sides: dict[str, dict[str, None]] = {"+": {}, "-": {}}
    for line in file.patch.splitlines():
        match = re.match(r"([+-])\s*#?\s*(?:export\s+)?([A-Z][A-Z0-9_]{1,60})\s*=", line)
        if match:
            sides[match[1]][match[2]] = None
    return [name for name in sides["+"] if name not in sides["-"]]


def _list_odd(files: Sequence[FileChange]) -> Iterator[str]:
    """Yield what the sizes do not show: files that moved, went or have no lines."""
    for label, group in _group_odd(files).items():
        if label in {"Renamed", "Copied"} and len(group) > 2:
            yield f"- {label}: {join_some(_tell_folders(group), NAMES_SHOWN)}"
        elif label == "Deleted" and len(group) > NAMES_SHOWN:
            yield f"- Deleted: {name_files(group)}"
        else:
            yield from _name(label, group, _ODD_NOTES[label])


def _tell_folders(files: Sequence[FileChange]) -> list[str]:
    """Return the folders that files moved between, and how many of each."""
    pairs: dict[tuple[str, str], list[FileChange]] = {}
    for file in files:
        pairs.setdefault(find_moved_folders(file.old_path or "", file.path), []).append(file)
    return [
        _tell_move(moved[0])
        if len(moved) == 1
        else f"{name_folder(old)} → {name_folder(new)} ({plural(len(moved), 'file')})"
        for (old, new), moved in pairs.items()
    ]


def _name(
    label: str, files: Sequence[FileChange], tell: Callable[[FileChange], str] = lambda file: quote_code(file.path)
) -> Iterator[str]:
    if files:
        yield f"- {label}: {join_some([tell(file) for file in files], NAMES_SHOWN)}"


def _group_odd(files: Sequence[FileChange]) -> dict[str, list[FileChange]]:
    return {
        "Renamed": [file for file in files if file.kind == "renamed"],
        "Copied": [file for file in files if file.kind == "copied"],
        "Deleted": [file for file in files if file.kind == "deleted"],
        "Submodules": [file for file in files if is_submodule(file)],
        "Binary": [file for file in files if file.is_binary],
        "Mode changed": [file for file in files if is_mode_change(file)],
        "Type changed": [file for file in files if file.kind == "type-changed"],
    }


def _note_new(file: FileChange) -> str:
    return f"{quote_code(file.path)}{' (new, may write)' if file.kind == 'added' else ''}"


def _tell_move(file: FileChange) -> str:
    return f"{quote_code(file.old_path or '')} → {quote_code(file.path)}"


def _tell_commits(file: FileChange) -> str:
    old, new = file.old_id[:10], file.new_id[:10]
    where = f"at {new}" if file.kind == "added" else f"was at {old}" if file.kind == "deleted" else f"{old} → {new}"
    return f"{quote_code(file.path)} {where}"


_WHOLLY_TOLD = {"Deleted", "Submodules", "Binary"}
_ODD_NOTES = {
    "Renamed": _tell_move,
    "Copied": _tell_move,
    "Deleted": lambda file: quote_code(file.path),
    "Submodules": _tell_commits,
    "Binary": lambda file: f"{quote_code(file.path)} ({tell_bytes(file)})",
    "Mode changed": lambda file: f"{quote_code(file.path)} ({file.old_mode} → {file.new_mode})",
    "Type changed": lambda file: quote_code(file.path),
}
