"""A commit's files + Changes → both sides of each changed manifest, for what dependencies moved."""

from __future__ import annotations

from pr_writer.context.guidelines import CommitFiles
from pr_writer.summarizer.manifest_contents import MAX_BYTES, ManifestPair, list_manifest_files
from pr_writer.values import Changes


def read_manifest_pairs(files: CommitFiles, changes: Changes) -> tuple[ManifestPair, ...]:
    """Read the changed manifests at the merge base and at the head; a side that is not there is None."""
    return tuple(
        ManifestPair(
            file.path,
            old=None
            if file.kind == "added"
            else files.read_file(changes.base_sha, file.old_path or file.path, MAX_BYTES),
            new=None if file.kind == "deleted" else files.read_file(changes.head_sha, file.path, MAX_BYTES),
        )
        for file in list_manifest_files(changes.files)
    )
