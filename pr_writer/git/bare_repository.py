"""Lay out a bare repository whose configuration is ours alone."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

# Safe in a file: nothing here is secret. `protocol.allow` bars every transport; a fetch opens the one that it needs.
# A commit without parents lists no files: where history was cut off, they would be all that there are.
CONFIG = """\
[core]
\trepositoryformatversion = 1
\tbare = true
\thooksPath = /dev/null
\tfsmonitor = false
\tattributesFile = /dev/null
\tquotePath = true
\talternateRefsCommand = true
\tpackedGitWindowSize = 16m
\tpackedGitLimit = 64m
\tbigFileThreshold = 16m
[log]
\tshowRoot = false
[protocol]
\tallow = never
[credential]
\thelper =
[gc]
\tauto = 0
[maintenance]
\tauto = false
[submodule]
\trecurse = false
[extensions]
\tobjectFormat = {object_format}
"""


def lay_out(git_dir: Path, object_format: str, stores: Sequence[Path]) -> None:
    """Write the files that make a folder a repository: starting ``git init`` would cost more and do more."""
    for folder in ("objects/info", "refs"):  # the least that git takes for a repository; it makes the others itself
        (git_dir / folder).mkdir(parents=True)
    (git_dir / "HEAD").write_text("ref: refs/heads/none\n")
    (git_dir / "config").write_text(CONFIG.format(object_format=object_format))
    alternates = b"".join(_quote(os.fsencode(store)) + b"\n" for store in stores)
    (git_dir / "objects/info/alternates").write_bytes(alternates)


def _quote(path: bytes) -> bytes:
    return b'"' + path.replace(b"\\", b"\\\\").replace(b'"', b'\\"').replace(b"\n", b"\\n") + b'"'
