"""A commit's subject → what kind of work it says it is: a feature, a fix, tests, answers to a review, …"""

from __future__ import annotations

import re
from typing import Literal

from pr_writer.lazy_pattern import compile_lazily
from pr_writer.titles.conventional_commits import read_header

Kind = Literal["feature", "fix", "performance", "other", "refactor", "test", "docs", "chore", "review"]

SUBJECT_READ = 300  # characters: more is no subject

_TYPES: dict[str, Kind] = {
    **dict.fromkeys(("feat", "feature", "feats", "features", "enhancement"), "feature"),
    **dict.fromkeys(("fix", "fixes", "bugfix", "hotfix", "bug", "security"), "fix"),
    **dict.fromkeys(("perf", "performance"), "performance"),
    **dict.fromkeys(("refactor", "refactoring", "cleanup"), "refactor"),
    **dict.fromkeys(("test", "tests", "testing"), "test"),
    **dict.fromkeys(("doc", "docs", "documentation"), "docs"),
    **dict.fromkeys(("build", "chore", "ci", "deps", "gha", "lint", "release", "style", "vendor"), "chore"),
}
_VERBS: dict[str, Kind] = {
    **dict.fromkeys(("add", "introduce", "support", "allow", "enable", "implement", "provide", "expose"), "feature"),
    **dict.fromkeys(("fix", "correct", "repair", "resolve", "prevent", "avoid", "restore", "don't", "handle"), "fix"),
    **dict.fromkeys(("speed", "optimize", "optimise", "accelerate"), "performance"),
    **dict.fromkeys(
        ("refactor", "rename", "move", "extract", "simplify", "split", "clean", "rework", "tidy", "inline", "reorder"),
        "refactor",
    ),
    **dict.fromkeys(("document", "docs", "docs:"), "docs"),
    **dict.fromkeys(("test", "tests", "cover"), "test"),
    **dict.fromkeys(("bump", "vendor", "upgrade"), "chore"),
}
_TESTS = frozenset("benchmark benchmarks coverage regression spec specs test testcase testcases testing tests".split())  # noqa: SIM905 -- reads better
_DOCS = frozenset(
    "changelog docblock docblocks docs docstring docstrings documentation news newsfragment phpdoc readme".split()  # noqa: SIM905 -- as above
)
_ABOUT_ASIDES = frozenset("add adjust change cover expand extend fix improve more rename update write".split())  # noqa: SIM905 -- as above
_LOOKED_AT = 5  # words in which a test or a document has to be named: "Add a failing test for …"

# A subject of a marker and such fillers alone speaks to the reviewers of this branch, and to nobody after them.
_REVIEW_MARKERS = frozenset(
    """
    autofix autofixes autoformat black checkstyle ci clang clippy comment comments conflict conflicts copilot cr cs
    detekt docblock docblocks docstring docstrings eslint feedback findings fixup fixups flake8 fmt format formats
    formatter formatting formatted gofmt golint grammar import imports indent indentation isort ktlint lint linter
    linters linting linted merge mypy newline newlines nit nits nitpick nitpicks oops phpcs phpdoc phpdocs phpstan pint
    pipeline prettier pylint pyright rebase remark remarks rerun retrigger review reviewed reviewer reviewers reviews
    rubocop ruff rustfmt spacing spelling spotless style styleci styles styling suggested suggestion suggestions syntax
    test tests tweak tweaks typo typos whitespace wip yapf
    """.split()  # noqa: SIM905 -- as above
)
_REVIEW_FILLERS = frozenset(
    """
    a address addressed addresses addressing again all an and another apply applied applying as auto bad blank blocks
    broken build by cargo change changes check checks clean cleaned cleanup code comma commas commit correct docs empty
    error errors extra failing few file files final finding fix fixed fixes fixing for from hooks in incorporate issue
    issues it kick last line lines little minor misc missing more my new of on one order other out patch per php please
    pr pre pull redundant remove removed removing request requested resolve resolved response round run several sort
    sorted small some space spaces thanks the this tidy tiny to trailing trigger type types unneeded unnecessary unused
    up update updated updates updating warning warnings white with
    """.split()  # noqa: SIM905 -- as above
)
_ONE_WORD_ANSWERS = frozenset("cleanup feedback fixes nits spacing tidy".split())  # noqa: SIM905 -- as above
_ANSWERS = frozenset("address addressed addresses addressing apply applied incorporate incorporated potential".split())  # noqa: SIM905 -- as above
_REMARKS = frozenset(
    "comment comments copilot feedback finding findings nit nits remark remarks review suggestion suggestions".split()  # noqa: SIM905 -- as above
)
# The entry itself is read from the diff.
_ABOUT_NEWS = compile_lazily(
    r"(?:(?:add|adds|added|update|updates|updated|fix|write|edit) )?(?:a |an |the |some |missing )?"
    r"(?:change ?log|changes|news|news ?fragments?|changeset|release notes?)"
    r"(?: (?:entry|entries|fragments?|file|item))?"
    r"(?: (?:for|about) .{1,60})?[.!]?",
    re.IGNORECASE,
)
_AREA = compile_lazily(r"[\w./,*+:()#$-]{1,80}: +(?=\S)")  # "net/http: …", "Client::send(): …"
_BRACKETED = compile_lazily(r"\[[^\[\]]{1,30}\] *(?=\S)")
_NUMBER = compile_lazily(r" *\(#\d{1,9}\)$")
# What GitHub's editor proposes for a commit to one file.
_EDITED_ONLINE = compile_lazily(r"(?:update|create|delete|rename) [\w./-]{1,200}\.\w{1,12}", re.IGNORECASE)


def read_kind(subject: str) -> Kind:
    """Return what kind of work a subject says it is; "other" where it does not say."""
    subject = subject.strip()[:SUBJECT_READ]
    if is_review_answer(subject):
        return "review"
    header = read_header(subject)
    kind = _TYPES.get(header.type.lower()) if header else None
    words = _split_words(_drop_head(subject))
    if kind in {None, "feature", "fix"} and (aside := _read_aside(words)):
        return aside
    if kind:
        return kind
    area = _AREA.match(subject)
    if area and area[0].rstrip(": ").lower() in _TYPES:
        return _TYPES[area[0].rstrip(": ").lower()]
    return _VERBS.get(_stem_verb(words[0]), "other") if words else "other"


def read_type(name: str) -> Kind | None:
    """Return the kind of work that a Conventional Commit's type stands for; None for a type of the repository's own."""
    return _TYPES.get(name.lower())


def is_review_answer(subject: str) -> bool:
    """Return True if a subject only speaks of the branch's own making: formatting, a review's remarks, a typo."""
    bare = _drop_head(_NUMBER.sub("", subject.strip()[:SUBJECT_READ]))
    words = _split_words(bare)
    if not words or _EDITED_ONLINE.fullmatch(bare) or bare.startswith(("Merge branch ", "Merge remote-tracking ")):
        return True
    if words[0] in _ANSWERS and not _REMARKS.isdisjoint(words):
        return True
    if (words[0] in _ONE_WORD_ANSWERS and len(words) == 1) or _ABOUT_NEWS.fullmatch(bare):
        return True
    is_marked = not _REVIEW_MARKERS.isdisjoint(words) and (_REVIEW_MARKERS | _REVIEW_FILLERS).issuperset(words)
    return is_marked or subject.startswith("[pre-commit.ci]")


def _read_aside(words: list[str]) -> Kind | None:
    """Return "test" or "docs" where a subject says that it is about these alone."""
    if not words or _stem_verb(words[0]) not in _ABOUT_ASIDES:
        return None
    near = {*words[1:_LOOKED_AT], words[-1]}
    if not _TESTS.isdisjoint(near):
        return "test"
    return "docs" if not _DOCS.isdisjoint(near) else None


def _drop_head(subject: str) -> str:
    """Return a subject without its type, the part of the code before a colon, and what is bracketed in front."""
    bare = _BRACKETED.sub("", subject, count=1) if subject.startswith("[") else subject
    header = read_header(bare)
    if header:
        return header.rest
    area = _AREA.match(bare)
    return bare[area.end() :] if area else bare


def _split_words(text: str) -> list[str]:
    return re.findall(r"[^\W_]+(?:['’][^\W_]+)*", text.lower())


def _stem_verb(word: str) -> str:
    """Return a verb without the ending of its person or time, as far as the tables here need it."""
    for ending in ("ing", "es", "ed", "s", "d"):
        if word.endswith(ending) and word not in _VERBS:
            for stem in (word.removesuffix(ending), f"{word.removesuffix(ending)}e"):
                if stem in _VERBS or stem in _ABOUT_ASIDES:
                    return stem
    return word
