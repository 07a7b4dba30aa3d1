"""What a change says: its paths, its text, its numbers; against this a draft is held."""

from __future__ import annotations

import re
from dataclasses import dataclass

from pr_writer.files.file_kinds import is_test
from pr_writer.grounding.common_terms import COMMON
from pr_writer.lazy_pattern import compile_lazily
from pr_writer.values import Changes, FileChange

_NUMBER = compile_lazily(r"[vV~^<>=]*(\d[\d_,.]*)\s?(?:[a-zA-Z%µ]{1,5})?")
_WORD = compile_lazily(r"[^\W\d]\w*")
_FILE_NAME = compile_lazily(
    r"[\w.@+-]*\w\.[A-Za-z][A-Za-z0-9]{0,9}|Makefile|Dockerfile|Gemfile|Rakefile|Procfile|LICENSE|CODEOWNERS"
)
_EXTENSIONS = frozenset(
    """
    adoc bash bat c cc cfg cjs clj cmake conf cpp cs css csv cts cxx dart dockerfile ex exs fish fs gemspec go
    gradle graphql groovy h hbs hcl hpp hs htm html ini ipynb java jl js json json5 jsonc jsx kt kts less lock lua m
    md mdx mjs mk ml mm mod mts nix patch php pl png po properties proto ps1 py pyi pyx r rb rs rst sass sbt scala
    scss sh sln sql sum svelte svg swift tf tfvars toml ts tsx txt vim vue xml xsd yaml yml zig zsh
    """.split()  # noqa: SIM905 -- a word a line would fill the screen
)
_INLINE_TEST = compile_lazily(
    r"^\+.*(?:#\[(?:\w+::)*test\]|#\[cfg\(test\)\]|>>> |\bdoctest\b|\bunittest \{|\btest \")", re.MULTILINE
)


@dataclass(frozen=True, slots=True)
class Evidence:
    """What a change and its people say; ``is_whole`` is True if all of the diff's text is there."""

    paths: str  # one a line, in lower case, between slashes
    text: str  # of the diff and of people, in lower case
    human_text: str  # of the author and the commits
    numbers: frozenset[str]
    is_whole: bool
    has_tests: bool


def read_evidence(changes: Changes, human_text: str) -> Evidence:
    """Return all that can be known of a change; ``human_text`` is the author's and the branch's."""
    paths = tuple(path for file in changes.files for path in (file.path, file.old_path) if path)
    said = [f"{commit.subject}\n{commit.body}" for commit in changes.commits]
    text = "\n".join([*paths, *(file.shown_patch for file in changes.files), *said, human_text])
    return Evidence(
        "\n".join(f"/{path.lower()}/" for path in paths),
        text.lower(),
        "\n".join([*said, human_text]),
        frozenset(_plain_number(number) for number in re.findall(r"\d[\d_,.]*", text)),
        all(_is_shown(file) for file in changes.files),
        any(map(is_test, paths)) or any(_may_hold_tests(file) for file in changes.files),
    )


def is_supported(evidence: Evidence, code: str) -> bool:
    """Return True if the path, symbol or number that a code span names occurs in the change; True for anything else."""
    code = code.strip()
    if not code or code.lower() in evidence.text:
        return True
    if (path := _as_path(code)) is not None:
        return _names_file(evidence, path)
    if not evidence.is_whole:
        return True
    if number := _NUMBER.fullmatch(code):
        return _plain_number(number[1]) in evidence.numbers
    return _names_symbol(evidence, code)


def _as_path(code: str) -> str | None:
    """Return the path that a span names, without line number and leading "./"; None where it names none."""
    if re.search(r"[\s*?{}<>$|=\"'();,@]|://|^/|^~|^--?\w|\.\.\.", code):
        return None
    path = re.sub(r"(?::\d+(?:-\d+)?|#L\d+(?:-L?\d+)?)$", "", code).removeprefix("./")
    extension = path.rpartition(".")[2].lower()
    if "/" in path and (extension in _EXTENSIONS or path.endswith("/")):
        return path
    return (
        path
        if _FILE_NAME.fullmatch(path) and ("." not in path or extension in _EXTENSIONS) and path.count(".") <= 2
        else None
    )


def _names_file(evidence: Evidence, path: str) -> bool:
    wanted = path.lower().strip("/")
    return f"/{wanted}/" in evidence.paths or wanted in evidence.text


def _names_symbol(evidence: Evidence, code: str) -> bool:
    """Return True if any word of the span is in the change, so that a call counts by the function's name alone."""
    words = [word.lower() for word in _WORD.findall(code)]
    if not words or (not re.search(r"\s", code) and len(words) == 1 and len(words[0]) < 3):
        return True
    if any(word in COMMON for word in words):
        return True
    return any(word in evidence.text for word in words if len(word) >= 3) or all(len(word) < 3 for word in words)


def _plain_number(number: str) -> str:
    return number.replace("_", "").replace(",", "").strip(".")


def _is_shown(file: FileChange) -> bool:
    return file.shown == "whole" or (not file.is_binary and file.added + file.removed == 0)


def _may_hold_tests(file: FileChange) -> bool:
    if _INLINE_TEST.search(file.patch):
        return True
    return not _is_shown(file) and file.added > 0 and file.path.endswith((".rs", ".zig", ".d", ".ex", ".exs"))
