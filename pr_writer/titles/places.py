"""Changed paths → which names of parts of the code they are about: a folder, some of them in a row, or a file."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from pr_writer.values import FileChange


def list_places(files: Iterable[FileChange]) -> list[str]:
    """Return each file's path, and the same without the file's ending, as what names of parts are looked up in."""
    return [_write_places(file.path) for file in files]


def is_about(name: str, places: str) -> bool:
    """Return True if a name is a folder of the path, some of them in a row, or the file with or without its ending."""
    wanted = name.casefold().strip("/")
    return bool(wanted) and f"/{wanted}/" in places


def find_about_all(names: Sequence[str], places: Sequence[str]) -> str:
    """Return the longest of the names that every path is about; "" where none is."""
    fitting = [name for name in names if places and all(is_about(name, place) for place in places)]
    return max(fitting, key=len, default="")


def _write_places(path: str) -> str:
    folder, _, name = path.casefold().rpartition("/")
    return f"/{folder}/{name}/\n/{folder}/{name.partition('.')[0] or name}/"
