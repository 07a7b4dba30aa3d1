"""Which commits wrote lines and meant nothing by it: a formatter's, a bot's, a release, a sweep over the whole tree."""

from __future__ import annotations

import re

from pr_writer.context.skip_rules import DEPENDENCY_BOTS
from pr_writer.lazy_pattern import compile_lazily
from pr_writer.titles.convention import is_by_a_bot
from pr_writer.values import Commit

MASS_FILES = 100  # a commit that touches so many says little of any of them

_SUBJECT_READ = 400  # characters
_TYPE = compile_lazily(r"(?P<type>[a-z]{2,12})(?:\([^()\n]{1,40}\))?!?: +", re.IGNORECASE)
_ASIDE = compile_lazily(r"\[[^\]\n]{0,60}\]|\(?#\d+\)?")  # tickets, and the number of the pull request
_WORD = compile_lazily(r"[a-z][\w-]+|[^\W\d_\x00-\x7f]{2}", re.IGNORECASE)  # of scripts without spaces, two letters
_BOT = compile_lazily(r"\[bot\]", re.IGNORECASE)
_OTHER = compile_lazily(
    r"(?:initial|first) (?:commit|import|check-?in)\b.*|(?:bump|prepare)(?: the)?(?: next)? (?:release|version)\b.*"
    r"|releases?:? (?:[\w@/.-]{1,60} )?(?:v\d|\d+\.\d).*|v?\d+\.\d+\S*",
    re.IGNORECASE | re.DOTALL,
)
# A subject of these alone is a tool's work, or a spelling's; at least one has to be of the first.
_TOOLS = frozenset(
    """
    autopep8 black clang-format clippy eslint fmt format formatted formatter formatting gofmt gofumpt indent indentation
    isort ktlint lint linter linting lints prettier reformat reformatted reformatting ruff rustfmt scalafmt spelling
    spotless style swiftformat typo typos whitespace whitespaces yapf
    """.split()  # noqa: SIM905 -- a word a line would fill the screen
)
_FILLERS = frozenset(
    """
    all and apply auto automatic by cargo code codebase comment comments changes commit correct docs errors everything
    few file files fix fixed fixes for from happy in issue issues make more new nightly of on please pre-commit run
    running satisfy several some source sources suggestions thanks the to up update use using various warnings with
    """.split()  # noqa: SIM905 -- as above
)


def is_mechanical(commit: Commit) -> bool:
    """Return True if a commit moved lines and meant nothing by it, or a bot made it."""
    author = commit.author.lower()
    if commit.file_count >= MASS_FILES or _BOT.search(author) or author in DEPENDENCY_BOTS:
        return True
    subject = commit.subject[:_SUBJECT_READ]
    kind = _TYPE.match(subject)
    if is_by_a_bot(subject) or (kind and kind["type"].lower() == "style"):
        return True
    words = {word.lower() for word in read_words(subject)}
    is_of_a_tool = words <= _TOOLS | _FILLERS and not words.isdisjoint(_TOOLS)
    return is_of_a_tool or _OTHER.fullmatch(subject[kind.end() :] if kind else subject) is not None


def read_words(subject: str) -> list[str]:
    """Return the words of a subject without its type, its tickets and the number of its pull request."""
    bare = _ASIDE.sub(" ", subject[:_SUBJECT_READ]).strip()
    kind = _TYPE.match(bare)
    return _WORD.findall(bare[kind.end() :] if kind else bare)
