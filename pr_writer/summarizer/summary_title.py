"""Commits and a branch's name → the title of the template draft, and which commit speaks for the branch."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from pr_writer.lazy_pattern import compile_lazily
from pr_writer.summarizer.branch_names import REF_READ, list_topic_words, read_branch
from pr_writer.summarizer.commit_kinds import SUBJECT_READ, Kind, read_kind
from pr_writer.summarizer.commit_messages import is_noise, is_single_commit, select_commits
from pr_writer.titles.conventional_commits import read_header
from pr_writer.titles.generic_titles import GOOD_LENGTH, clean_subject, drop_stop, is_generic_title, is_one_word
from pr_writer.values import TITLE_LIMIT, Commit

# What a subject is worth beside another of the branch. Tuned with bench/titles.py on merges of projects that were not
# held out; the figures stand on a plateau: twice or half of any one moves the F1 by 0.02 at most.
_WORTH: dict[Kind, float] = {
    "feature": 0.25,
    "fix": 0.25,
    "performance": 0.25,
    "other": 0.0,
    "refactor": -0.5,
    "chore": -0.5,
    "docs": -0.75,
    "test": -1.5,
    "review": -2.0,
}
_BREAKING = 0.25
_FIRST = 0.5
_NAMED_SHARE = 0.75  # of the words of the branch's name, for a subject that has them all
_NAMED_WORD, _NAMED_MAX = 0.25, 3
_FIX_BRANCH = 0.75  # for a fix on a branch that says it is one
_TOO_SHORT = 0.75  # for a subject of at most two words
_TOO_SHORT_WORDS = 2
_FIX_NAME = compile_lazily(r"(?:^|[/_-])(?:fix|fixes|bugfix|hotfix|issue)(?:[/_-]|$)", re.IGNORECASE)
RANKED = 500  # commits that are looked at: a branch of more is called after none of the later ones

_STOP_WORDS = frozenset("a an and as at by for from in into is it its of on or that the this to with".split())  # noqa: SIM905 -- reads better


def write_title(commits: tuple[Commit, ...], head_ref: str, paths: tuple[str, ...] = (), known: str = "") -> str:
    """Return the subject that speaks for the branch, else the branch's name made readable; never nothing.

    ``known`` is the title that the files suggest, and ``paths`` are the changed ones, the largest change first; both
    stand back where people said something.
    """
    own = select_commits(commits)
    if is_single_commit(commits):
        return _clean(own[0].subject)
    said = [commit for commit in own if not is_noise(commit.subject)]
    telling = [commit for commit in said[:RANKED] if _is_telling(commit.subject)]
    if telling:
        return _clean(choose_commit(telling, head_ref).subject)
    if title := read_branch(head_ref):
        return title[:TITLE_LIMIT]
    answers = [commit for commit in said if not is_one_word(commit.subject[:SUBJECT_READ])]
    if answers or (said and not known):
        return _clean(choose_commit(answers or said, head_ref).subject)
    if known:
        return known[:TITLE_LIMIT]
    more = " and other files" if len(paths) > 1 else ""
    return f"Update {paths[0][:GOOD_LENGTH]}{more}" if paths and paths[0].isprintable() else "Update"


def choose_commit(commits: Sequence[Commit], head_ref: str) -> Commit:
    """Return the commit that speaks for the branch; of equal ones, the first.

    What changes behaviour speaks before what only restructures, tests or documents it, then what shares words with the
    branch's name. The size of a commit's diff says nothing: counted in, titles agree less with people's.
    """
    commits = commits[:RANKED]
    named = _stem_all(list_topic_words(head_ref))
    is_fix_branch = _FIX_NAME.search(head_ref[:REF_READ]) is not None

    def weigh(at: int) -> float:
        subject = commits[at].subject.strip()[:SUBJECT_READ]
        kind = read_kind(subject)
        header = read_header(subject)
        words = subject.split()
        shared = len(named & _stem_all(re.findall(r"[^\W_]+", subject.lower())))
        return (
            _WORTH[kind]
            + _BREAKING * (header is not None and header.is_breaking)
            + _FIRST * (at == 0)
            + _NAMED_SHARE * shared / max(1, len(named))
            + _NAMED_WORD * min(shared, _NAMED_MAX)
            + _FIX_BRANCH * (is_fix_branch and kind == "fix")
            - _TOO_SHORT * (len(words) <= _TOO_SHORT_WORDS)
        )

    return commits[max(range(len(commits)), key=lambda at: (weigh(at), -at))]


def _is_telling(subject: str) -> bool:
    """Return True if a subject says something to those who did not see the branch being made."""
    return not is_generic_title(subject[:SUBJECT_READ], "") and read_kind(subject) != "review"


def _clean(subject: str) -> str:
    return drop_stop(clean_subject(subject))[:TITLE_LIMIT].rstrip()


def _stem_all(words: Iterable[str]) -> set[str]:
    return {_stem(word) for word in words} - _STOP_WORDS


def _stem(word: str) -> str:
    """Return a word without the endings of English verbs and plurals, where enough is left of it."""
    for ending in ("ing", "ed", "es", "s", "e"):
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            return word.removesuffix(ending)
    return word
