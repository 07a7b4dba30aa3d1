"""Commits and a branch's name → the title of the template draft: one whole subject, where any says something."""

from __future__ import annotations

from pr_writer.summarizer.branch_names import read_branch
from pr_writer.summarizer.commit_kinds import SUBJECT_READ, read_kind
from pr_writer.summarizer.commit_messages import is_noise, is_single_commit, select_commits
from pr_writer.summarizer.commit_ranking import RANKED, choose_commit
from pr_writer.titles.generic_titles import GOOD_LENGTH, clean_subject, is_one_word
from pr_writer.values import TITLE_LIMIT, Commit


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
    title = read_branch(head_ref) or known
    if title:
        return title[:TITLE_LIMIT]
    if said:
        return _clean(choose_commit(said, head_ref).subject)
    more = " and other files" if len(paths) > 1 else ""
    return f"Update {paths[0][:GOOD_LENGTH]}{more}" if paths and paths[0].isprintable() else "Update"


def _is_telling(subject: str) -> bool:
    """Return True if a subject says something to those who did not see the branch being made."""
    return not is_one_word(subject[:SUBJECT_READ]) and read_kind(subject) != "review"


def _clean(subject: str) -> str:
    return clean_subject(subject)[:TITLE_LIMIT].rstrip()
