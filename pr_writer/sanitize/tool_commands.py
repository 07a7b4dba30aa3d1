"""What other tools obey when they find it in a pull request's text."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

# [skip ci], [ci skip], [no ci], [skip actions], [skip netlify] …: a squash merge carries the text into the commit.
_SKIP_WORD = re.compile(
    r"\[\s*((?:skip|no)[\s_-]+(?:ci|cd|actions?|checks?|tests?|builds?|deploy|previews?|circleci|travis|netlify|vercel|render|appveyor"
    r"|azurepipelines|azpipelines|azp|wip|buildkite|codecov|changelog|release|cloudbuild|drone|semaphore|woodpecker|amplify|pages|dubbo)"
    r"|(?:ci|cd|actions?|azurepipelines|azpipelines|azp|travis|circleci|netlify|vercel|render|appveyor|buildkite|changelog|release)"
    r"[\s_-]+skip)\s*\]",
    re.IGNORECASE,
)
_NO_CI = re.compile(r"\*{3}\s*(NO_CI)\s*\*{3}", re.IGNORECASE)
_SKIP_CHECKS = re.compile(r"\b(skip-checks|request-checks)\s*:\s*true\b", re.IGNORECASE)

# release-please reads the override, bulldozer the message, wherever they stand in the raw body.
_OVERRIDE = re.compile(r"\b(BEGIN|END)_(COMMIT_OVERRIDE|NESTED_COMMIT)\b", re.IGNORECASE)
_COMMIT_MESSAGE = re.compile(r"={2,}(COMMIT_MSG)={2,}", re.IGNORECASE)

_OWN_MARKER = re.compile(r"<!-*\s*/?\s*pr-writer\b[^\n]*?(?:-->|(?=\n)|\Z)", re.IGNORECASE)
_OWN_FOOTER = re.compile(r"<sub[^>\n]*>[\s*_`]*LLM\s*:[^\n]*?(?:</sub\s*>|(?=\n)|\Z)", re.IGNORECASE)

_TRAILER = re.compile(
    r"^[ \t]*(?:[a-z]+(?:-[a-z]+)*-by|co-author|skip-checks|request-checks|release-as|change-id|on-behalf-of|cc"
    r"|git-[a-z-]+|autosubmit|commit-queue|depends-on)[ \t]*:[^\n]*$",
    re.IGNORECASE | re.MULTILINE,
)
_BREAKING = re.compile(r"^([ \t]*)BREAKING[ -]CHANGES?(?=\s*:)", re.MULTILINE)
_SLASH_COMMAND = re.compile(r"^([ \t]*)(/[a-z][\w-]*)(?=[ \t]|$)", re.IGNORECASE | re.MULTILINE)

Edit = tuple[int, int, str]


def strip_own_marks(text: str) -> str:
    """The text without what only we may write: the markers of our block and its footer."""
    return _OWN_FOOTER.sub("", _OWN_MARKER.sub("", text))


def strip_overrides(text: str) -> str:
    """The text without the words by which it would replace a commit message or a changelog entry."""
    text = _OVERRIDE.sub(lambda found: f"{found[1]} {found[2]}".replace("_", " ").lower(), text)
    return _COMMIT_MESSAGE.sub(r"\1", text)


def strip_skip_words(text: str) -> str:
    """The text with every ``[skip ci]`` and its kin out of their brackets."""
    text = _SKIP_WORD.sub(r"\1", text)
    text = _NO_CI.sub(r"\1", text)
    return _SKIP_CHECKS.sub(r"\1", text)


def find_commands(text: str) -> Iterator[Edit]:
    """The edits that drop trailers and disarm slash commands and ``[skip ci]``; code is the caller's to spare."""
    for found in _TRAILER.finditer(text):
        yield found.start(), found.end() + text.startswith("\n", found.end()), ""
    for found in _BREAKING.finditer(text):
        yield found.start(), found.end(), f"{found[1]}Breaking change"
    for found in _SLASH_COMMAND.finditer(text):
        yield found.start(2), found.end(2), f"`{found[2]}`"
    for pattern in (_SKIP_WORD, _NO_CI):
        for found in pattern.finditer(text):
            yield found.start(), found.end(), found[1]
