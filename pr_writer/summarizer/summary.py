"""PullRequest + Changes → the draft that needs no model: what the commits say, and what git saw."""

from __future__ import annotations

from collections.abc import Sequence

from pr_writer.summarizer.branch_names import read_branch, read_forward_merge
from pr_writer.summarizer.change_kinds import find_case
from pr_writer.summarizer.commit_messages import is_single_commit, select_commits
from pr_writer.summarizer.file_summaries import is_surely_test
from pr_writer.summarizer.manifest_contents import ManifestPair, list_manifest_files
from pr_writer.summarizer.merged_pulls import (
    holds_pulls,
    is_release_branch,
    list_merged_pulls,
    read_tip_merge,
    title_release_branch,
)
from pr_writer.summarizer.releases import find_release_version
from pr_writer.summarizer.summary_sections import Parts, write_parts
from pr_writer.summarizer.summary_title import write_title
from pr_writer.summarizer.version_bumps import is_bot_bump
from pr_writer.values import TITLE_LIMIT, Changes, Draft, PullRequest

__all__ = [
    "ManifestPair",
    "Parts",
    "is_bot_bump",
    "is_single_commit",
    "list_manifest_files",
    "select_commits",
    "summarize_changes",
    "write_parts",
]


def summarize_changes(
    pull: PullRequest, changes: Changes, template: str = "", manifests: Sequence[ManifestPair] = ()
) -> Draft:
    """Draft a title and a body from the commits and the list of files alone.

    With the repository's own ``template`` the body has what belongs below each of its headings, and no other ones.
    ``manifests`` are the whole texts of the files that ``list_manifest_files`` names; without them the patches have to
    do, and less is said of dependencies.
    """
    parts = write_parts(pull, changes, manifests)
    title = _write_title(pull, changes)
    paths = [file.path for file in changes.files]
    if template:
        from pr_writer.summarizer.template_answer import answer_template  # a template's headings, in many languages

        return Draft(title, answer_template(template, parts, changes.commits))
    return Draft(title, _join(parts, has_only_tests=all(map(is_surely_test, paths))))


def _write_title(pull: PullRequest, changes: Changes) -> str:
    """Return the title of a release, of the one pull request that the tip merged, or of the commits."""
    pulls = list_merged_pulls(changes.commits)
    if is_release_branch(pull, pulls) and not is_single_commit(changes.commits):
        version = find_release_version(changes.files, changes.commits, pull.head_ref)
        return title_release_branch(pull, version)[:TITLE_LIMIT]
    if (carried := read_forward_merge(pull.head_ref)) and not is_single_commit(changes.commits):
        return carried
    if holds_pulls(pull, changes.commits, pulls) and (named := read_branch(pull.head_ref)):
        return named[:TITLE_LIMIT]  # no single one of them speaks for the branch
    if len(pulls) == 1 and not read_branch(pull.head_ref) and (merged := read_tip_merge(changes.commits)):
        return merged[:TITLE_LIMIT]
    case = find_case(select_commits(changes.commits), changes.files, pull.head_ref)
    if case and case.is_reverts:
        return case.title
    largest = sorted(changes.files, key=lambda file: -(file.added + file.removed))
    paths = tuple(file.path for file in largest)
    return write_title(changes.commits, pull.head_ref, paths, known=case.title if case else "")


def _join(parts: Parts, *, has_only_tests: bool) -> str:
    """Return the parts below each other; a short draft of a few paragraphs needs no headings."""
    has_list = "\n- " in parts.changes and bool(parts.purpose)
    is_plain = not (has_list or parts.notable)
    sections = (
        parts.purpose,
        _head("Changes", parts.changes) if has_list else parts.changes,
        _head("Worth knowing", parts.notable),
        "" if has_only_tests else parts.testing if is_plain else _head("How to test", parts.testing),
    )
    return "\n\n".join(section for section in sections if section)


def _head(title: str, text: str) -> str:
    return f"### {title}\n\n{text}" if text else ""
