"""Which checkboxes of a template the diff itself proves; all others are for a person to tick."""

from __future__ import annotations

import re
from collections.abc import Callable

from pr_writer.files.file_kinds import is_changelog, is_ci, is_document, is_manifest, is_test
from pr_writer.lazy_pattern import compile_lazily
from pr_writer.titles.conventional_commits import is_breaking, read_header
from pr_writer.values import Changes, FileChange

# A box is taken at its word only where its whole text is one of these: "tests to add", "load tests written" and
# "covered by tests" all speak of tests, and none of them says what a diff can show.
_DONE = (
    r"(?:added|updated|written|included|extended|adapted|adjusted)(?:(?: or |/|, )(?:added|updated|extended|adapted))?"
)
_WHICH = (
    r"(?:(?:a|an|the|some|any|all|new|relevant|appropriate|corresponding|necessary|required|missing|unit|regression"
    r"|automated|more|changes to the)\s+){0,4}"
)
_FOR = (
    r"(?:\s+(?:for|to cover|covering|to reflect)\s+(?:this|my|the|these|new|all)(?:\s+(?!that\b|which\b)[\w-]+){0,3})?"
    r"(?:\s*,?\s*(?:accordingly|if applicable|where applicable|if needed|where needed|as needed|as appropriate))?"
)
_MAX_BOX = 400  # characters of a box that are looked at
_I = r"(?:(?:i|we)(?:['’]ve| have)?\s+)?"
_TOPICS: tuple[tuple[str, Callable[[str], bool]], ...] = (
    (r"(?:unit |regression )?tests?(?: cases?| coverage)?", is_test),
    (r"(?:the )?(?:project )?(?:docs|documentation|readme)(?: pages?)?", is_document),
    (r"(?:an? |the )?(?:changelog|change log|changeset|news fragment|release notes?)(?: entry| file)?", is_changelog),
)
_FRAMES = (
    rf"{_I}(?:{_DONE}|made|add|update)\s+{_WHICH}(?P<what>.+?){_FOR}",
    rf"{_WHICH}(?P<what>.+?)\s+(?:(?:have|has|are|is|were|was)\s+)?(?:been\s+)?{_DONE}{_FOR}",
)
# "Changelog. (Add an entry to …)": what there is to do, and how; a box of "type of change" has no such aside.
_TO_DO = (
    r"(?P<what>.+?)[.:]?\s*(?:\(|[-–—]\s)"
    r"(?=.{0,300}\b(?:if you|you['’]ve|your|encouraged|required|add|describe|find)\b)(?P<aside>.+)"
)
# … unless it tells of more than that there are some: that they pass, what a person did, that none are needed.
_SAYS_MORE = compile_lazily(
    r"\b(?:pass(?:es|ed|ing)?|green|succeed\w*|ran|run(?:ning|s)?|manual(?:ly)?|local(?:ly)?|machine|(?<!be )tested"
    r"|read|review\w*|label\w*|i|we|i['’]ve|we['’]ve|none|no|not (?:applicable|needed|necessary|relevant|required)|n/a"
    r"|why|reasons?|without|\w+n['’]t)\b"
)
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
    """Return True if the diff and the commits alone make a checkbox's text true."""
    said = box.casefold().replace("`", "").replace("*", "")
    kind = " ".join(re.findall(r"[^\W_]+(?:/[^\W_]+)?", re.sub(r"\([^()]*\)|:[a-z_]+:", " ", said[:200])))
    if is_it := _find_to_do(said):
        return any(file.added and is_it(file.path) for file in changes.files)
    for words, is_it in _BY_PATH:
        if re.fullmatch(words, kind):
            return bool(changes.files) and all(is_it(file.path) for file in changes.files)
    return _is_done(said, changes.files) or _is_type(kind, changes)


def _is_done(said: str, files: tuple[FileChange, ...]) -> bool:
    """Return True if the box is about tests, documents or the changelog being added to, and they are."""
    parts = re.split(
        r"\s+and\s+(?=(?:added|updated|i |we |the |docs|documentation|tests?)\b)", said.strip(" .!:")[:200]
    )
    topics = [_find_topic(part.strip()) for part in parts]
    return all(is_it and any(file.added and is_it(file.path) for file in files) for is_it in topics)


def _find_to_do(said: str) -> Callable[[str], bool] | None:
    for what, is_it in _TOPICS:
        found = re.fullmatch(_TO_DO.replace("(?P<what>.+?)", f"(?:{what})"), said.strip()[:_MAX_BOX], re.DOTALL)
        if found and not _SAYS_MORE.search(found["aside"]):
            return is_it
    return None


def _find_topic(said: str) -> Callable[[str], bool] | None:
    for frame in _FRAMES:
        for what, is_it in _TOPICS:
            if re.fullmatch(frame.replace("(?P<what>.+?)", f"(?:{what})"), said):
                return is_it
    return None


def _is_type(kind: str, changes: Changes) -> bool:
    """Return True if the box names the type that every commit has, or a break that one of them announces."""
    own = [commit for commit in changes.commits if not commit.is_merge]
    if re.fullmatch(r"breaking(?: changes?)?", kind):
        return is_breaking(own)
    types = {header.type if (header := read_header(commit.subject)) else "" for commit in own}
    return not is_breaking(own) and any(re.fullmatch(words, kind) and types == {name} for words, name in _BY_TYPE)
