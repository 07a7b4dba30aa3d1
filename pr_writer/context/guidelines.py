"""The base commit → how this repository writes its titles and descriptions."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from functools import partial
from typing import Protocol

from pr_writer.context.pr_templates.search import choose_template, find_templates, is_filled_in, is_untouched
from pr_writer.titles.convention import Convention, learn_convention
from pr_writer.values import Changes, Issue, PullRequest

GUIDELINES_FILE = ".github/pr-writer.md"
GUIDELINES_LIMIT = 4096  # bytes of it
LARGEST = 1024 * 1024  # bytes of a file that is looked into at all

log = logging.getLogger("pr_writer")


class Base(Protocol):
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


@dataclass(frozen=True, slots=True)
class Task:
    """One change to draft. ``pull`` has the author's own text for its body, ``template`` is the one to fill in.

    ``read`` reads the changes anew, with so many tokens for their patches.
    """

    pull: PullRequest
    house: RepoGuidelines
    template: str
    read: Callable[[int], Changes]
    issues: tuple[Issue, ...] = ()


def read_guidelines(base: Base, sha: str) -> RepoGuidelines:
    """Read how the repository is at this commit."""
    text = (base.read_file(sha, GUIDELINES_FILE, LARGEST) or "").encode()
    if len(text) > GUIDELINES_LIMIT:
        log.warning("%s is over %d bytes; the rest of it is not read. Shorten it.", GUIDELINES_FILE, GUIDELINES_LIMIT)
    return RepoGuidelines(
        learn_convention(base.read_subjects(sha)),
        find_templates(
            partial(base.list_files, sha), partial(base.list_folders, sha), partial(base.read_file, sha, limit=LARGEST)
        ),
        text[:GUIDELINES_LIMIT].decode(errors="ignore").strip(),
    )


def make_task(
    pull: PullRequest, changes: Changes, house: RepoGuidelines, read: Callable[[int], Changes], *, standing: str = ""
) -> Task:
    """Return what there is to draft: with which template, and what of the body the author really wrote.

    ``standing`` is the draft that stands in the pull request now.
    """
    told = (pull.head_ref, pull.title, *(commit.subject for commit in changes.commits))
    template = choose_template(house.templates, pull.body, told, standing=standing)
    if is_untouched(pull.body, house.templates):
        pull = replace(pull, body="")
    elif is_filled_in(pull.body, template):
        template = ""  # the author has filled it in
    return Task(pull, house, template, read)
