"""Read files of a clone as data: bounded, never waiting, never following what they say."""

from __future__ import annotations

import os
import stat
from typing import TYPE_CHECKING

from pr_writer.errors import ActionError

if TYPE_CHECKING:
    from pathlib import Path

MEGABYTE = 1024 * 1024
KINDS = {
    stat.S_IFIFO: "a named pipe",
    stat.S_IFCHR: "a device",
    stat.S_IFBLK: "a device",
    stat.S_IFSOCK: "a socket",
    stat.S_IFDIR: "a folder",
}


def read_bytes(path: Path, max_bytes: int = MEGABYTE, *, is_folder_absent: bool = False) -> bytes:
    """Return the content of an ordinary file; blank where there is none (or, if asked for, where it is a folder).

    Raises ActionError for anything else that is there, such as a pipe, whose reader would wait for ever, and for a
    file larger than ``max_bytes``.
    """
    try:
        mode = path.stat().st_mode
        if is_folder_absent and stat.S_ISDIR(mode):
            return b""
        _refuse_special(path, mode)
        # It may have been replaced since.
        with open(path, "rb", opener=_open_without_waiting) as file:
            _refuse_special(path, os.fstat(file.fileno()).st_mode)
            content = file.read(max_bytes + 1)
    except (FileNotFoundError, NotADirectoryError):
        return b""
    except OSError as error:
        raise ActionError(
            f"{path} cannot be read: {error.strerror}. Check its permissions, or check out afresh."
        ) from error
    if len(content) > max_bytes:
        raise ActionError(f"{path} is larger than {max_bytes // MEGABYTE} MB. Check the clone with `git fsck`.")
    return content


def read_text(path: Path, max_bytes: int = MEGABYTE, *, is_folder_absent: bool = False) -> str:
    """Return the content as text; see ``read_bytes``."""
    return read_bytes(path, max_bytes, is_folder_absent=is_folder_absent).decode("utf-8", errors="surrogateescape")


def check_files(folder: Path) -> None:
    """Raise ActionError if something in the folder is neither an ordinary file nor a folder."""
    try:
        with os.scandir(folder) as entries:
            for entry in entries:
                # The kind comes with the entry; only a link costs a look at what it leads to.
                if not entry.is_file(follow_symlinks=False) and not entry.is_dir(follow_symlinks=False):
                    _refuse_special(folder / entry.name, (folder / entry.name).stat().st_mode, is_folder_fine=True)
    except OSError:
        return  # absent, or a link to nothing: git says so itself where it matters


def _open_without_waiting(path: str, flags: int) -> int:
    return os.open(path, flags | os.O_NONBLOCK | os.O_NOCTTY)


def _refuse_special(path: Path, mode: int, *, is_folder_fine: bool = False) -> None:
    kind = KINDS.get(stat.S_IFMT(mode), "")
    if kind and not (is_folder_fine and stat.S_ISDIR(mode)):
        raise ActionError(f"{path} is {kind}, where git keeps a file. Check out afresh, or name another clone.")
