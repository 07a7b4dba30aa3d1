"""PullRequest + Changes → the draft that needs no model: what the commits say, and what git saw."""

from __future__ import annotations

from pr_writer.summarizer.change_kinds import find_case
from pr_writer.summarizer.commit_messages import is_single_commit, select_commits
from pr_writer.summarizer.file_summaries import is_test
from pr_writer.summarizer.summary_sections import Parts, write_parts
from pr_writer.summarizer.summary_title import write_title
from pr_writer.summarizer.template_answer import answer_template
from pr_writer.summarizer.version_bumps import is_bot_bump
from pr_writer.values import Changes, Draft, PullRequest

__all__ = ["Parts", "is_bot_bump", "is_single_commit", "is_told_by_one", "select_commits", "summarize_changes", "write_parts"]

is_told_by_one = is_single_commit  # the name until every caller has the new one


def summarize_changes(pull: PullRequest, changes: Changes, template: str = "") -> Draft:
    """Draft a title and a body from the commits and the list of files alone.

    With the repository's own ``template`` the body has what belongs below each of its headings, and no other ones.
    """
    parts = write_parts(pull, changes)
    case = find_case(select_commits(changes.commits), changes.files, pull.head_ref)
    largest = sorted(changes.files, key=lambda file: -(file.added + file.removed))
    paths = tuple(file.path for file in largest)
    title = write_title(changes.commits, pull.head_ref, paths, known=case.title if case else "")
    if template:
        return Draft(title, answer_template(template, parts, changes.commits))
    return Draft(title, _join(parts, has_only_tests=all(map(is_test, paths))))


def _join(parts: Parts, *, has_only_tests: bool) -> str:
    """Return the parts below each other; a short draft of a few paragraphs needs no headings."""
    has_list = "\n- " in parts.changes and bool(parts.purpose)
    is_plain = not (has_list or parts.notable or parts.files)
    sections = (
        parts.purpose,
        _head("Changes", parts.changes) if has_list else parts.changes,
        _head("Worth knowing", parts.notable),
        "" if has_only_tests else parts.testing if is_plain else _head("How to test", parts.testing),
        _head("Files", parts.files),
    )
    return "\n\n".join(section for section in sections if section)


def _head(title: str, text: str) -> str:
    return f"### {title}\n\n{text}" if text else ""
