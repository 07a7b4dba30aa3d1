"""Changed files → what kind of file each is, and how one, a few or many are named with their sizes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import groupby

from pr_writer.files.file_kinds import is_lock_file, is_test
from pr_writer.files.special_files import is_lfs_pointer, is_submodule, is_symlink
from pr_writer.summarizer.text_limits import join_words, plural, quote_code
from pr_writer.values import FileChange

FILES_NAMED = 3  # up to here a sentence names every file; GitHub lists them beside the description
AREAS_GROUPED = 6  # folders that are told apart
AREAS_NAMED = 2
AREA_SHARE = 0.6  # of the changed lines, which the folders that are named have at least

# Only what is certain by name: a .md among the code may well be read by a program.
_PROSE = r"(?:md|markdown|rst|adoc|txt)"
_DOCS = (
    r"(?:.*/)?(?:README|CHANGELOG|CHANGES|HISTORY|NEWS|CONTRIBUTING|CODE_OF_CONDUCT|SECURITY|SUPPORT|AUTHORS|MAINTAINERS|"
    rf"UPGRADING|ROADMAP|GOVERNANCE)(?:(?i:(?:\.[\w-]{{1,8}})?\.{_PROSE}))?"
    r"|(?i:[^/]+\.(?:md|rst|adoc|markdown))"
    r"|(?:.*/)?docs?/.*\.(?:md|mdx|rst|adoc|markdown|png|jpe?g|gif|svg|webp)"
)
_NO_DATA = r"(?!.*\.(?:json|ya?ml|toml|csv|txt|md|rst|snap|html|xml|sql)$)"
_RUN = (
    rf"{_NO_DATA}(?:.*/)?(?:test_[^/]*\.\w+|[^/]*[._-](?:test|tests|spec)\.\w+|[^/]*_test\.\w+"
    r"|[^/]*Tests?\.(?:java|kt|cs|swift|scala))"
)
# A specification of an interface, and a manual's page that is called after a test.
_NO_TEST = r"(?:.*/)?(?:specs?|features)/.*\.(?:json|ya?ml|md|rst|html|xml|proto)|(?:.*/)?man/.*|.*\.[1-9][a-z]{0,2}"
_KIND_NOTES = {
    "added": "new",
    "deleted": "deleted",
    "renamed": "renamed",
    "copied": "copied",
    "type-changed": "type changed",
}


def is_docs(path: str) -> bool:
    """Return True if a file can only be documentation."""
    return re.fullmatch(_DOCS, path, re.DOTALL) is not None


def is_surely_test(path: str) -> bool:
    """Return True if a file belongs to the tests, and can be nothing else: a draft states it as a fact."""
    return is_test(path) and re.fullmatch(_NO_TEST, path, re.DOTALL) is None


def is_runnable_test(path: str) -> bool:
    """Return True if a file is a test that can be run, and not what one stands on."""
    return re.fullmatch(_RUN, path, re.DOTALL) is not None and is_surely_test(path)


def is_lock(file: FileChange) -> bool:
    """Return True if a file is written by a package manager, after a manifest; the user may have it shown or not."""
    return file.withheld == "lock file" or is_lock_file(file.path)


def is_mode_change(file: FileChange) -> bool:
    """Return True if a file is what it was, but for its mode or besides."""
    return file.kind in {"modified", "renamed"} and file.old_mode != file.new_mode


def tell_size(files: Iterable[FileChange]) -> str:
    """Return the lines added and removed, as in ``+10 −2``; nothing where there are none."""
    files = tuple(files)
    added, removed = sum(file.added for file in files), sum(file.removed for file in files)
    return " ".join(part for part in (f"+{added:,}" if added else "", f"−{removed:,}" if removed else "") if part)


def tell_bytes(file: FileChange) -> str:
    """Return the size of a binary file, before and after where it was and is."""
    if file.kind == "added":
        return f"{file.new_size or 0:,} bytes"
    if file.kind == "deleted":
        return f"{file.old_size or 0:,} bytes"
    return f"{file.old_size or 0:,} → {file.new_size or 0:,} bytes"


def tell_file(file: FileChange, name: str = "") -> str:
    """Return a file's name, size and what is odd about it."""
    facts = [_KIND_NOTES[file.kind]] if file.kind in _KIND_NOTES else []
    facts += [f"binary, {tell_bytes(file)}"] if file.is_binary else []
    facts += ["submodule"] if is_submodule(file) else ["symlink"] if is_symlink(file) else []
    facts += ["Git LFS"] if is_lfs_pointer(file) else []
    facts += ["mode"] if is_mode_change(file) and not file.is_binary else []
    facts += [file.withheld] if file.withheld and file.withheld != "ignored" else []
    size = tell_size((file,))
    note = f" ({', '.join(facts)})" if facts else ""
    return f"{quote_code(name or file.path)}{f' {size}' if size else ''}{note}"


def name_files(files: Sequence[FileChange], most: int = 4) -> str:
    """Return a few files by name, many by their number and the folder they share."""
    if len(files) <= most:
        return join_words([quote_code(file.path) for file in files])
    folder = find_folder([file.path for file in files])
    return f"{plural(len(files), 'file')}{f' in {quote_code(folder)}' if folder else ''}"


def find_folder(paths: Sequence[str]) -> str:
    """Return the deepest folder that holds all paths, with a slash at its end; nothing where that is the top."""
    first, last = min(paths).split("/")[:-1], max(paths).split("/")[:-1]
    shared = 0
    while shared < min(len(first), len(last)) and first[shared] == last[shared]:
        shared += 1
    return "/".join(first[:shared]) + "/" if shared else ""


def name_folder(folder: str) -> str:
    """Return a folder as a code span, the top one too."""
    return quote_code(f"{folder}/" if folder else "./")


def tell_changed(files: Sequence[FileChange]) -> str:
    """Return the sentence that names a few changed files with their sizes, or measures many; lock files are aside."""
    if len(files) == 1:
        is_plain = files[0].kind == "added" and tell_file(files[0]).endswith(" (new)")
        size = tell_size(files)
        told = f"{quote_code(files[0].path)}{f' ({size})' if size else ''}"
        return f"Adds {told}." if is_plain else f"Changes {tell_file(files[0])}."
    own = [file for file in files if not is_lock(file)]
    locks = [file for file in files if is_lock(file)]
    are_new = all(file.kind == "added" for file in own)
    names = [quote_code(file.path) + ("" if are_new else _note_kind(file)) for file in own]
    if len(own) > FILES_NAMED:
        names = [f"{plural(len(own), 'file')}{_tell_where(own)}"]
    size = tell_size(own)
    told = f"{join_words(names)}{f' ({size})' if size else ''}"
    after = plural(len(locks), "lock file") if len(locks) > 1 else "the lock file" if locks else ""
    verb = "Adds" if own and are_new else "Changes"
    return f"{verb} {', and '.join(filter(None, (told, after)))}." if files else ""


def _tell_where(files: Sequence[FileChange]) -> str:
    """Return the folder that all files share, else the one or two with most of the lines; nothing without such."""
    if folder := find_folder([file.path for file in files]):
        return f" in {quote_code(folder)}"
    areas = _group_areas(files)
    sizes = [sum(file.added + file.removed for file in members) for _, members in areas]
    most = next((n for n in range(1, AREAS_NAMED + 1) if sum(sizes[:n]) >= AREA_SHARE * sum(sizes)), 0)
    named = [folder for folder, _ in areas[:most]]
    return f", mostly in {join_words([name_folder(folder) for folder in named])}" if named and all(named) else ""


def _note_kind(file: FileChange) -> str:
    return f" ({_KIND_NOTES[file.kind]})" if file.kind in _KIND_NOTES else ""


def _group_areas(files: Sequence[FileChange]) -> list[tuple[str, tuple[FileChange, ...]]]:
    """Group the files by folder, a level deeper where one folder holds most of them; the largest group first."""
    areas = _group(files, 1)
    for depth in range(2, 5):
        largest = max(len(members) for _, members in areas)
        if len(areas) >= AREAS_GROUPED or largest <= 4 or largest * 3 <= len(files) * 2:
            break
        areas = _group(files, depth)
    return sorted(areas, key=lambda area: (-sum(f.added + f.removed for f in area[1]), area[0]))


def _group(files: Sequence[FileChange], depth: int) -> list[tuple[str, tuple[FileChange, ...]]]:
    def folder(file: FileChange) -> str:
        return "/".join(file.path.split("/")[:-1][:depth])

    ordered = sorted(files, key=lambda file: (folder(file), file.path))
    return [(name, tuple(members)) for name, members in groupby(ordered, key=folder)]
