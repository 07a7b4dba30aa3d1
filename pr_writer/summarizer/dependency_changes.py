"""Patches of manifests → the dependencies that came, went or moved to another version."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from pr_writer.files.special_files import is_submodule
from pr_writer.summarizer.file_summaries import is_lock
from pr_writer.summarizer.manifest_contents import ManifestPair, read_pair
from pr_writer.summarizer.manifests import Ecosystem, Line, Manifest, find_manifest, is_example, read_lines
from pr_writer.summarizer.text_limits import quote_code
from pr_writer.values import FileChange

MAX_VERSION = 60  # characters
_REPEATED: frozenset[Ecosystem] = frozenset({"action", "image"})  # a file may name each of these in many places

# What pip-compile writes below a requirement: hashes, and who asked for it.
_FOLLOWING = r"\s*(?:--hash=\w+:[0-9a-f]+\s*\\?|#\s+(?:via\b.*|[\w.-]+|-r \S+))\s*"
_VERSION = r"[\^~<>=!]{0,3}\s*(?:go)?v?\d[\w.+!*-]{0,60}(?:\s*,\s*[<>=!~]{1,3}\s*\d[\w.+!*-]{0,60}){0,3}"
_REF = r"[\w./-]{1,120}(?:[\"']?\s+#\s*(?:frozen:\s*)?[\w./-]{1,60})?"
_TAG = r"[\w.-]{1,120}(?:@sha256:[0-9a-f]{64})?"


@dataclass(frozen=True, slots=True)
class Dependency:
    """One dependency that a change touched; a version is empty where the side has none or names none."""

    name: str
    old: str | None  # None: it was not there
    new: str | None  # None: it is gone
    ecosystem: Ecosystem = "package"

    @property
    def is_major(self) -> bool:
        """Return True if the first number of the version grew, and is none of a calendar's."""
        old, new = _read_numbers(self.old), _read_numbers(self.new)
        return bool(old and new) and old[0] < new[0] < 1000

    @property
    def is_lower(self) -> bool:
        """Return True if the version went back."""
        old, new = _read_numbers(self.old), _read_numbers(self.new)
        shared = min(len(old), len(new))  # v4 is no lower than v4.1
        return new[:shared] < old[:shared]

    def read_versions(self) -> tuple[str, str]:
        """Return both versions as people say them; where only the digest moved, the digests."""
        old, new = _tidy(self.old or "any"), _tidy(self.new or "any")
        if old == new:
            return _tell_digest(self.old or "", old), _tell_digest(self.new or "", new)
        return old, new

    def is_stated_in(self, text: str) -> bool:
        """Return True if a text names a moved dependency and the version that it has now."""
        version = _read_loosely(self.new)
        return bool(self.old and version) and self.name in text and str(version) in text

    def __str__(self) -> str:
        if self.old is not None and self.new is not None:
            old, new = self.read_versions()
            return f"{quote_code(self.name)} {old} → {new}{' (major)' if self.is_major else ''}"
        version = self.new if self.new is not None else self.old
        return f"{quote_code(self.name)} {_tidy(version or '')}".rstrip()


def list_dependencies(files: Iterable[FileChange], manifests: Iterable[ManifestPair] = ()) -> tuple[Dependency, ...]:
    """Return the dependencies of the project that came, went or moved, each name once; a test's manifest is not read.

    Where ``manifests`` has a file's whole text, both sides are compared. Else the shown patch has to do: of one that is
    shown in part only moves are told, and of files that name a thing in several places, as workflows and images, too:
    what seems new may have been there in the lines between.
    """
    pairs = {pair.path: pair for pair in manifests}
    moved: list[Dependency] = []
    came: dict[tuple[Ecosystem, str], str] = {}
    went: dict[tuple[Ecosystem, str], str] = {}
    for file in files:
        manifest = find_manifest(file.path)
        if not manifest or is_example(file.path):
            continue
        whole = read_pair(pairs[file.path]) if file.path in pairs else None
        before, after = whole or _read_sides(file, manifest)
        is_told_whole = whole is not None or (file.shown != "part" and manifest.ecosystem not in _REPEATED)
        for name in dict.fromkeys([*after, *before]):
            old, new = before.get(name), after.get(name)
            if old is not None and new is not None:
                moved.append(Dependency(name, old, new, manifest.ecosystem))
            elif is_told_whole:
                side, version = (came, new) if old is None else (went, old)
                side[manifest.ecosystem, name] = version or ""
    # What one manifest lost and another got has only moved house.
    found = [Dependency(key[1], went.get(key), came.get(key), key[0]) for key in dict.fromkeys([*came, *went])]
    return tuple(one for one in (*drop_repeated(moved), *found) if one.old != one.new)


def drop_repeated(moves: Iterable[Dependency]) -> tuple[Dependency, ...]:
    """Return the moves without those that are one bump spelled anew: ``^1.2`` beside ``==1.2.0``; exact ones stay."""
    chosen: dict[tuple[object, ...], Dependency] = {}
    for move in moves:
        key = (move.ecosystem, move.name, _read_loosely(move.old), _read_loosely(move.new))
        known = chosen.get(key)
        if known is None or _count_exact(move) > _count_exact(known):
            chosen[key] = move
    return tuple(chosen.values())


def _read_loosely(version: str | None) -> object:
    """Return the first numbers of a version without zeros at their end; the version itself where it has none."""
    match = re.search(r"\d{1,9}(?:\.\d{1,9}){0,5}[\w.-]{0,40}", _tidy(version or ""))
    return re.sub(r"(?:\.0)+$", "", match[0]) if match and not re.search(r"[@#]", version or "") else version


def _count_exact(move: Dependency) -> int:
    return sum(bool(re.match(r"={0,3}\s*v?\d", side or "")) for side in (move.old, move.new))


def read_moves(file: FileChange) -> tuple[Dependency, ...] | None:
    """Return the moves that are all that a file's patch does; None where it does, or may do, anything else."""
    if is_submodule(file) and file.kind == "modified":
        return (Dependency(file.path, file.old_id[:10], file.new_id[:10], "module"),)
    manifest = find_manifest(file.path)
    if not manifest or file.kind != "modified" or file.old_mode != file.new_mode or not _is_all_there(file):
        return None
    moves: list[Dependency] = []
    for removed, added in _split_runs(read_lines(file, manifest)):
        if len(removed) != len(added):
            return None
        for old, new in zip(removed, added, strict=True):
            pairs = _pair(old, new, manifest)
            if not pairs:
                return None
            moves += pairs
    return tuple(dict.fromkeys(moves)) or None


def follows(file: FileChange) -> bool:
    """Return True if a file only records what the manifests ask for."""
    return file.kind == "modified" and is_lock(file) and file.old_mode == file.new_mode


def _is_all_there(file: FileChange) -> bool:
    lines = file.patch.splitlines()
    shown = sum(line.startswith(("+", "-")) for line in lines)
    return file.shown == "whole" and not file.withheld and shown == file.added + file.removed > 0


def _read_sides(file: FileChange, manifest: Manifest) -> tuple[dict[str, str], dict[str, str]]:
    sides: dict[str, dict[str, str]] = {"-": {}, "+": {}}
    for line in read_lines(file, manifest):
        if line.sign in sides:
            sides[line.sign].update((named.name, named.version) for named in line.named)
    return sides["-"], sides["+"]


def _split_runs(lines: Iterable[Line]) -> Iterator[tuple[list[Line], list[Line]]]:
    """Yield the lines removed and added, run by run, without those that only follow the line above them."""
    removed: list[Line] = []
    added: list[Line] = []
    for line in (*lines, Line("@", "")):
        if line.sign in {"+", "-"}:
            if not re.fullmatch(_FOLLOWING, line.text[:300]):
                (added if line.sign == "+" else removed).append(line)
        elif removed or added:
            yield removed, added
            removed, added = [], []


def _pair(old: Line, new: Line, manifest: Manifest) -> list[Dependency]:
    """Return the moves from one line to the other; nothing where they differ in more than versions."""
    if [(named.name, named.frame) for named in old.named] != [(named.name, named.frame) for named in new.named]:
        return []
    pairs = [
        Dependency(before.name, before.version, after.version, manifest.ecosystem)
        for before, after in zip(old.named, new.named, strict=True)
        if before.version != after.version
    ]
    form = {"action": _REF, "hook": _REF, "image": _TAG}.get(manifest.ecosystem, _VERSION)
    is_clear = all(re.fullmatch(form, side or "") for pair in pairs for side in (pair.old, pair.new))
    return pairs if is_clear else []


def _read_numbers(version: str | None) -> list[int]:
    """Return the numbers of one plain version; nothing for a range, a branch or a commit."""
    match = re.fullmatch(r"[\^~=v]{0,3}\s*(?:go)?v?(\d{1,9}(?:\.\d{1,9}){0,5})(?:[-+._a-z].*)?", _tidy(version or ""))
    return [int(number) for number in match[1].split(".")] if match else []


def _tidy(version: str) -> str:
    """Return a version as people say it: without ``==``, by its tag and not its digest, a commit in short."""
    comment = re.search(r"#\s*(?:frozen:\s*)?(\S+)$", version[:300])
    if comment:
        return comment[1]
    version = re.sub(r"^={1,3}\s*", "", version[:300]).partition("@sha256:")[0]
    return version[:7] if re.fullmatch(r"[0-9a-f]{40}", version) else version[:MAX_VERSION]


def _tell_digest(version: str, tidy: str) -> str:
    digest = re.search(r"@sha256:([0-9a-f]{7})|\b([0-9a-f]{7})[0-9a-f]{33}\b", version[:300])
    return f"{tidy} ({digest[1] or digest[2]})" if digest else tidy
