"""What other tools obey when they find it in a pull request's text, or in the message of a squash that took it over.

The patterns are those of the tools themselves: GitHub (https://docs.github.com/actions/how-tos/manage-workflow-runs/skip-workflow-runs),
conventional-commits-parser (its notes may begin behind ``*``, ``|`` and space, in any case, before a colon or a space),
release-please (any paragraph that begins with a type is a commit; overrides), git's trailers, GitVersion, Prow.
"""

from __future__ import annotations

import re

from pr_writer.lazy_pattern import compile_lazily

# [skip ci], [ci skip], [no ci], [skip actions], [skip netlify] …: a squash merge carries the text into the commit.
_TOOLS = (
    "ci|cd|actions?|checks?|tests?|builds?|deploy|preview|previews|circleci|travis|netlify|vercel|render|appveyor"
    "|azurepipelines|azpipelines|azp|wip|buildkite|codecov|changelog|release|cloudbuild|drone|semaphore|woodpecker"
    "|amplify|pages|dubbo"
)
SKIP_WORD = compile_lazily(
    rf"\[\s{{0,9}}((?:skip|no)[\s_-]{{1,9}}(?:{_TOOLS})|(?:cf-pages|{_TOOLS})[\s_-]{{1,9}}skip)\s{{0,9}}\]",
    re.IGNORECASE,
)
_NO_CI = compile_lazily(r"\*{3}\s{0,9}(NO_CI)\s{0,9}\*{3}", re.IGNORECASE)
_SKIP_CHECKS = compile_lazily(r"\b(skip-checks|request-checks)\s{0,9}:\s{0,9}true\b", re.IGNORECASE)

# What raises a version wherever it stands: GitVersion's, then those of tag actions.
_SEMVER = compile_lazily(r"(?<!\+)\++(semver\s?:)", re.IGNORECASE)
HASH_BUMP = compile_lazily(r"(?<!#)#+(major|minor|patch|none)\b", re.IGNORECASE)
_BRACKET_BUMP = compile_lazily(r"([(\[])(MAJOR|MINOR|PATCH)(?=[)\]])")

# release-please reads the override, bulldozer the message, wherever they stand in the raw body.
_OVERRIDE = compile_lazily(r"\b(BEGIN|END)_(COMMIT_OVERRIDE|NESTED_COMMIT)\b", re.IGNORECASE)
_COMMIT_MESSAGE = compile_lazily(r"(?<!=)={2,}(COMMIT_MSG)={2,}", re.IGNORECASE)

_HALF_MARKER = compile_lazily(r"<!-*\s{0,9}/?\s{0,9}pr-writer\b", re.IGNORECASE)
_OWN_MARKER = compile_lazily(r"<!-*\s{0,9}/?\s{0,9}pr-writer\b[^\n]*?(?:-->|(?=\n)|\Z)", re.IGNORECASE)
OWN_FOOTER = compile_lazily(r"\W{0,9}LLM\s{0,9}:", re.IGNORECASE)

_BREAKING_UPPER = compile_lazily(r"\bBREAKING[ -]CHANGE(?=\s{0,9}[:#])")
_BREAKING_START = compile_lazily(r"^([^\w\n]{0,30})(b)reaking[ -]change(?=[:#]|[^\S\n])", re.IGNORECASE | re.MULTILINE)

TRAILER = compile_lazily(
    r"^[ \t]*(?:[a-z]+(?:-[a-z]+)*-by|co-author|skip-checks|request-checks|release-as|change-id|on-behalf-of|cc"
    r"|git-[a-z-]+|autosubmit|commit-queue|depends-on)[ \t]*:",
    re.IGNORECASE | re.MULTILINE,
)
# The types that make a release, and any type with the sign of a breaking change, as release-please reads a line.
COMMIT_HEAD = compile_lazily(
    r"^[ \t]*((?:feat|feature|fix|perf|revert|deps|hotfix)(?:\([^()\n]{0,60}\))?!?"
    r"|[^\s()!:]{1,40}(?:\([^()\n]{0,60}\))?!)(?=:)",
    re.MULTILINE | re.IGNORECASE,
)
# What stops release-please from reading a message at all, so that its release is skipped: a line that begins with a
# word and a bracket which is not closed, or holds another. https://github.com/conventional-commits/parser (scope)
UNREADABLE_LINE = compile_lazily(r"[^\s()!:]+\((?![^()\n]*\))")
SLASH_COMMAND = compile_lazily(r"^[ \t]*(/[a-z][\w-]*)(?=[ \t]|$)", re.IGNORECASE | re.MULTILINE)
_OBEYED_LINES = (TRAILER, COMMIT_HEAD, SLASH_COMMAND)


def strip_commands(text: str) -> str:
    """Return a text, code or not, in which no words are left that a tool obeys wherever they stand.

    What is written in their place joins with nothing to such words again.
    """
    text = strip_own_marks(strip_overrides(text))
    text = SKIP_WORD.sub(r"(\1)", text)
    text = _NO_CI.sub("NO CI", text)
    text = strip_version_words(_SKIP_CHECKS.sub(r"\1", text))
    text = _BREAKING_UPPER.sub("Breaking changes", text)
    return _BREAKING_START.sub(lambda found: f"{found[1]}{found[2]}reaking changes", text)


def strip_code_commands(code: str) -> str:
    """Return a block of code without what a tool obeys at a line's start: such a line becomes an item of a list."""
    code = strip_commands(code)
    for pattern in _OBEYED_LINES:
        code = pattern.sub(lambda found: f"- {found[0]}", code)
    return code


def strip_overrides(text: str) -> str:
    """Return the text without the words by which it would replace a commit message or a changelog entry."""
    text = _OVERRIDE.sub(lambda found: f"{found[1]} {found[2]}".replace("_", " ").lower(), text)
    return _COMMIT_MESSAGE.sub(r"\1", text)


def strip_version_words(text: str) -> str:
    """Return the text without the signs of ``+semver: major``, ``#major`` and ``(MAJOR)``, which raise a version."""
    for pattern in (_SEMVER, HASH_BUMP):
        text = pattern.sub(r"\1", text)
    return _BRACKET_BUMP.sub(lambda found: f"{found[1]}{found[2].lower()}", text)


def strip_own_marks(text: str) -> str:
    """Return the text without the markers of our block, which only we may write."""
    return _HALF_MARKER.sub("pr writer", _OWN_MARKER.sub("", text))


def strip_skip_words(title: str) -> str:
    """Return a title with every ``[skip ci]`` and its kin gone; as code, what it speaks of, it loses its brackets."""

    def drop(found: re.Match[str]) -> str:
        return found[1] if title[: found.start()].endswith("`") else ""

    return _SKIP_CHECKS.sub(r"\1", _NO_CI.sub("", SKIP_WORD.sub(drop, title)))
