"""Which files are named but never sent: lock files, vendored and minified ones, and what the user's globs say."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from pr_writer.files.file_kinds import LOCK_FILES

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

# Why a file's content is not sent, and the globs it is known by. A user's lines come after these; `!glob` sends again.
BUILT_IN = {
    "lock file": LOCK_FILES,
    "vendored": (
        "vendor/",
        "node_modules/",
        "bower_components/",
        "third_party/",
        "third-party/",
        "thirdparty/",
        "Godeps/_workspace/",
        "Pods/",
        "Carthage/Checkouts/",
        ".yarn/releases/",
        ".yarn/plugins/",
        ".yarn/sdks/",
        ".yarn/cache/",
        ".pnp.cjs",
        ".pnp.loader.mjs",
        "site-packages/",
    ),
    "minified": ("*.min.js", "*.min.mjs", "*.min.css", "*-min.js", "*.bundle.js", "*.js.map", "*.css.map", "*.mjs.map"),
}


@dataclass(frozen=True, slots=True)
class Rule:
    """A pattern over whole paths; ``reason`` is a blank where it means "do send"."""

    pattern: re.Pattern[str]
    reason: str


class Ignore:
    """Answers why a path's content is not sent."""

    def __init__(self, globs: Iterable[str] = ()) -> None:
        self._own = [rule for line in globs if (rule := _parse_line(line))]
        self._built_in = [Rule(_join(patterns), reason) for reason, patterns in BUILT_IN.items()]

    def find_reason(self, path: str, generated: str = "") -> str:
        """Return why this path's content is withheld, or a blank; ``generated`` is what the attributes say of it."""
        for rule in reversed(self._own):
            if rule.pattern.fullmatch(path):
                return rule.reason
        built_in = (rule.reason for rule in self._built_in if rule.pattern.fullmatch(path))
        return generated or next(built_in, "")

    def is_asked_for(self, path: str) -> bool:
        """Return True if the user's own lines say that this path is to be sent, whatever else speaks against it."""
        return next((not rule.reason for rule in reversed(self._own) if rule.pattern.fullmatch(path)), False)


@lru_cache(maxsize=2)  # a process that describes many pull requests has the same globs for all of them
def read_ignore(globs: tuple[str, ...]) -> Ignore:
    """Return what answers for these globs; of 200 it takes 12 ms to read them."""
    return Ignore(globs)


def is_vendored(path: str) -> bool:
    """Return True if a path lies in a folder that is known for other people's code."""
    return _get_vendored().fullmatch(path) is not None


@cache
def _get_vendored() -> re.Pattern[str]:
    return _join(BUILT_IN["vendored"])


def translate_glob(glob: str, *, holds_below: bool = True) -> str:
    """Translate one gitignore-style glob into a regular expression over whole paths.

    As in .gitignore, a glob with a slash before its end starts at the root, another matches at any depth, and what
    matches a folder holds for everything in it (unless told otherwise).
    """
    body = glob.rstrip("/")
    anchored = "/" in body
    body = body.removeprefix("/")
    start = "" if anchored else "(?:.*/)?"
    end = "/.*" if glob.endswith("/") else "(?:/.*)?" if holds_below else ""
    return f"(?s:{start}{_translate_body(body)}{end})"


def _parse_line(line: str) -> Rule | None:
    line = line.strip()
    if not line or line.startswith("#"):
        return None
    glob = line.removeprefix("!").strip()
    return (
        Rule(re.compile(translate_glob(glob)), "" if line.startswith("!") else "ignored") if glob.strip("/") else None
    )


def _join(globs: Sequence[str]) -> re.Pattern[str]:
    return re.compile("|".join(map(translate_glob, globs)))


def _translate_body(glob: str) -> str:
    """Translate what stands between slashes, and ``**`` for any number of folders.

    What lies between two stars is taken where it is found first, for good (``(?>…)``): another place would leave less
    for the rest. So a path is matched in time that grows with its length, however many stars there are.
    """
    components = glob.replace("\\/", "/").split("/")
    if len(components) == 1:
        return _translate_component(components[0])
    runs: list[list[str]] = [[]]
    for component in components:
        if component == "**":
            runs.append([])
        else:
            runs[-1].append(_translate_component(component))
    first, *middle, last = ("/".join(run) for run in runs) if len(runs) > 1 else ("/".join(runs[0]), "")
    if len(runs) == 1:
        return first
    start = f"{first}/" if first else ""
    between = "".join(f"(?>(?:[^/]*/)*?{run}/)" for run in middle if run)
    return f"{start}{between}{f'(?:.*/)?{last}' if last else '.*'}"


def _translate_component(glob: str) -> str:
    """Translate what stands between two slashes; what follows the last star may be found anywhere."""
    segments = [""]
    rest = glob
    while rest:
        token, expression = _translate_start(rest)
        if expression:
            segments[-1] += expression
        else:
            segments.append("")
        rest = rest[len(token) :]
    if len(segments) == 1:
        return segments[0]
    first, *middle, last = segments
    return f"{first}{''.join(f'(?>[^/]*?{segment})' for segment in middle if segment)}[^/]*{last}"


def _translate_start(glob: str) -> tuple[str, str]:
    """Return the glob's first token and the expression for it; a blank stands for stars."""
    if stars := re.match(r"\*+", glob):
        return stars[0], ""
    if glob.startswith("\\") and len(glob) > 1:
        return glob[:2], re.escape(glob[1])
    if group := re.match(r"\[([!^]?)(\]?[^\]/]*)\]", glob):
        members = re.sub(r"(.)-(.)|.", _escape_member, group[2])
        return group[0], _check_class(f"[{'^/' if group[1] else ''}{members}]", group[0])
    return glob[0], "[^/]" if glob[0] == "?" else re.escape(glob[0])


def _escape_member(match: re.Match[str]) -> str:
    """Return a range, or one character, as it stands in a class of characters."""
    return f"{re.escape(match[1])}-{re.escape(match[2])}" if match[1] else re.escape(match[0])


def _check_class(expression: str, literal: str) -> str:
    """Return the character class, or the literal text where it is none, such as ``[z-a]``."""
    try:
        re.compile(expression)
    except re.error:
        return re.escape(literal)
    return expression
