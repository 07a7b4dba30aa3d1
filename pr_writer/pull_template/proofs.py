"""Which checkboxes of a template the diff itself proves; all others are for a person to tick."""

from __future__ import annotations

import re
from collections.abc import Callable

from pr_writer.header import is_breaking
from pr_writer.paths import is_changelog, is_ci, is_document, is_manifest, is_test
from pr_writer.values import Changes, FileChange

_DID = re.compile(
    r"\b(?:add(?:ed|s)?|updat(?:e|ed|es)|includ(?:e|ed|es)|writ(?:e|ten)|wrote|extend(?:ed|s)?|chang(?:e|ed|es)|made|new|cover(?:ed|s)?)\b"
)
# What somebody did, judged, wants or will do, or that something is not so: no diff shows it, nor the kind of a test.
_BEYOND = re.compile(
    r"\b(?:pass(?:es|ed|ing)?|green|local(?:ly)?|manual(?:ly)?|ran|runs?|verif(?:y|ied)|tested|prov(?:e|es|en)"
    r"|review(?:ed|s)?|self|style|guidelines?|lint(?:ed|s)?|warnings?|agree|read|confirm(?:ed)?|coverage|not?|none|n/?a"
    r"|without|unless|all|every|will|shall|should|would|could|may|must|later|follow(?:s|ing)?|separate|another|other"
    r"|need(?:s|ed)?|requir(?:e|es|ed|ing)|planned|to be|todo|ci|integration|e2e|end[- ]to[- ]end|performance"
    r"|benchmarks?|wiki|website|site|external)\b|n't\b|\?"
)
_TOPICS: tuple[tuple[re.Pattern[str], Callable[[str], bool]], ...] = (
    (
        re.compile(r"\bchange ?logs?\b|\brelease notes?\b|\bnews ?(?:fragment|file|entry)\b|\bchangesets?\b"),
        is_changelog,
    ),
    (re.compile(r"\btests?\b"), is_test),
    (re.compile(r"\bdoc(?:s|umentation)\b|\breadme\b"), is_document),
)
_CONVENTIONAL = re.compile(r"(?P<type>[a-z]+)(?:\([^()]{0,60}\))?!?: ")
# A box of "type of change" → the type that every commit has to have.
_BY_TYPE = (
    (r"(?:bug ?)?fix(?:es)?|bug", "fix"),
    (r"(?:new )?features?|enhancements?", "feat"),
    (r"(?:code )?refactor(?:ing)?|(?:code )?clean ?up", "refactor"),
    (r"performance(?: improvements?)?", "perf"),
)
_BY_PATH: tuple[tuple[str, Callable[[str], bool]], ...] = (
    (r"doc(?:s|umentation)(?: content)?(?: (?:updates?|changes?|only|improvements?))?", is_document),
    (r"tests?(?: (?:updates?|changes?|only|improvements?))?", is_test),
    (r"ci(?: (?:updates?|changes?|only|related))?|ci/cd(?: changes?)?", is_ci),
    (r"dependenc(?:y|ies)(?: (?:updates?|upgrades?|bumps?))?", is_manifest),
)


def is_proven(box: str, changes: Changes) -> bool:
    """Say whether the diff and the commits alone make a checkbox's text true."""
    said = box.casefold().replace("`", "").replace("*", "")
    kind = " ".join(re.findall(r"[^\W_]+(?:/[^\W_]+)?", re.sub(r"\([^()]*\)|:[a-z_]+:", " ", said[:200])))
    for words, is_it in _BY_PATH:
        if re.fullmatch(words, kind):
            return bool(changes.files) and all(is_it(file.path) for file in changes.files)
    return _is_done(said, changes.files) or _is_type(kind, changes)


def _is_done(said: str, files: tuple[FileChange, ...]) -> bool:
    """Say whether the box is about tests, documents or the changelog being added to, and they are."""
    if not _DID.search(said) or _BEYOND.search(said):
        return False
    topics = [is_it for pattern, is_it in _TOPICS if pattern.search(said)]
    return bool(topics) and all(any(file.added and is_it(file.path) for file in files) for is_it in topics)


def _is_type(kind: str, changes: Changes) -> bool:
    """Say whether the box names the type that every commit has, or a break that one of them announces."""
    own = [commit for commit in changes.commits if not commit.is_merge]
    matches = [match for match in (_CONVENTIONAL.match(commit.subject) for commit in own) if match]
    if re.fullmatch(r"breaking(?: changes?)?", kind):
        return is_breaking(own)
    types = {match["type"] for match in matches} if len(matches) == len(own) else set()
    return not is_breaking(own) and any(re.fullmatch(words, kind) and types == {name} for words, name in _BY_TYPE)
