"""A commit and a folder → what is in it; each folder is read once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pr_writer.git.git_output import drain, parse_tree_entry
from pr_writer.git.object_ids import check_sha

if TYPE_CHECKING:
    from pr_writer.git.git_process import GitProcess

MAX_FOLDER = 16 * 1024 * 1024  # bytes of a folder's entries that are looked at


@dataclass(frozen=True, slots=True)
class Entry:
    """What a folder says of one of its names; ``kind`` is ``blob``, ``tree`` or ``commit``."""

    mode: str
    kind: str
    object_id: str


class CommitFolders:
    """The folders of a repository's commits."""

    def __init__(self, git: GitProcess) -> None:
        self._git = git
        self._read: dict[str, dict[str, Entry]] = {}

    def list_entries(self, sha: str, folder: str = "") -> dict[str, Entry]:
        """Return the entries of a commit's folder by name; none where there is no such folder.

        It is walked by ids, so that no path reaches git's arguments. Raises GitFailure where git cannot read one.
        """
        entries = self._read_folder(check_sha(sha))
        for name in folder.split("/") if folder else ():
            entry = entries.get(name)
            if entry is None or entry.kind != "tree":
                return {}
            entries = self._read_folder(entry.object_id)
        return entries

    def _read_folder(self, object_id: str) -> dict[str, Entry]:
        if object_id not in self._read:
            with self._git.stream("ls_tree", "-z", "--full-tree", "--end-of-options", object_id) as stdout:
                output = stdout.read(MAX_FOLDER)
                drain(stdout)
            parsed = map(parse_tree_entry, output.split(b"\0")[:-1])
            self._read[object_id] = {name: Entry(*facts) for name, facts in parsed}
        return self._read[object_id]
