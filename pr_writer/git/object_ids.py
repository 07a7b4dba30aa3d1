"""The ids of git's objects."""

from __future__ import annotations

from pr_writer.errors import ActionError
from pr_writer.lazy_pattern import compile_lazily

SHA = compile_lazily(r"[0-9a-f]{40}(?:[0-9a-f]{24})?")
# A tree without a file, which git knows without its being stored: what a root commit is compared with.
EMPTY_TREES = {
    "sha1": "4b825dc642cb6eb9a060e54bf8d69288fbee4904",
    "sha256": "6ef19b41225c5369f1c104d45d8d85efa9b057b53b14b4b9b939dd74decc5321",
}


def check_sha(sha: str) -> str:
    """Return the id of an object if it is a whole one: nothing else may reach git's arguments."""
    if not SHA.fullmatch(sha):
        raise ActionError(f"{sha!r:.100} is not a commit id. Give all 40 (or 64) lower-case hexadecimal digits.")
    return sha


def is_absent(sha: str) -> bool:
    """Return True if this is the id that git shows where there is no object: zeros alone."""
    return not sha.strip("0")
