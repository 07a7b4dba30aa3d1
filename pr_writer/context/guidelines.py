"""The base commit → how this repository writes its titles and descriptions."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial
from typing import Protocol

from pr_writer.context.pr_templates.search import find_templates
from pr_writer.titles.convention import Convention, learn_convention

GUIDELINES_FILE = ".github/pr-writer.md"
MAX_GUIDELINES_BYTES = 4096
MAX_FILE_BYTES = 1024 * 1024  # of a file that is looked into at all

log = logging.getLogger("pr_writer")


class CommitFiles(Protocol):
    """What is read of a repository, at a commit."""

    def read_file(self, sha: str, path: str, limit: int) -> str | None:
        """Return a file's text; None where there is none, or it has more bytes than the limit."""

    def read_subjects(self, sha: str) -> tuple[str, ...]:
        """Return the titles of a commit and its first parents."""

    def list_files(self, sha: str, folder: str) -> Iterable[str]:
        """Return the names of the files in a folder."""

    def list_folders(self, sha: str, folder: str) -> Iterable[str]:
        """Return the names of the folders in a folder."""


@dataclass(frozen=True, slots=True)
class RepoGuidelines:
    """What a repository asks of its pull requests; from the base commit, where nobody from outside wrote it."""

    convention: Convention | None
    templates: tuple[tuple[str, str], ...]
    instructions: str


def read_guidelines(base: CommitFiles, sha: str) -> RepoGuidelines:
    """Read what the repository asks for at this commit."""
    text = (base.read_file(sha, GUIDELINES_FILE, MAX_FILE_BYTES) or "").encode()
    if len(text) > MAX_GUIDELINES_BYTES:
        log.warning(
            "%s is over %d bytes; the rest of it is not read. Shorten it.", GUIDELINES_FILE, MAX_GUIDELINES_BYTES
        )
    return RepoGuidelines(
        learn_convention(base.read_subjects(sha)),
        find_templates(
            partial(base.list_files, sha),
            partial(base.list_folders, sha),
            partial(base.read_file, sha, limit=MAX_FILE_BYTES),
        ),
        text[:MAX_GUIDELINES_BYTES].decode(errors="ignore").strip(),
    )
