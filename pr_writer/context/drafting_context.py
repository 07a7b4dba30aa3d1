"""PullRequest + Changes + RepoGuidelines → Context: what there is to draft, and with which template."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Protocol

from pr_writer.context.guidelines import RepoGuidelines
from pr_writer.context.pr_templates.placeholder import find_place
from pr_writer.context.pr_templates.search import choose_template, is_filled_in, is_untouched
from pr_writer.summarizer.changelog_entries import is_prose_changelog
from pr_writer.values import Changes, Issue, PastCommit, PullRequest


@dataclass(frozen=True, slots=True)
class Context:
    """What is known around a change. ``pull`` has the author's own text for its body, ``template`` is to be filled in.

    ``issues`` are those that people named. ``is_form`` is False for a template that only marks where the draft goes.
    ``past_commits`` wrote the lines that are changed; they are merged, and nobody's words on this change.
    ``merged_descriptions`` show how pull requests are described here; they are about other changes.
    """

    pull: PullRequest
    guidelines: RepoGuidelines
    template: str = ""
    issues: tuple[Issue, ...] = ()
    is_form: bool = True
    past_commits: tuple[PastCommit, ...] = ()
    merged_descriptions: tuple[str, ...] = ()

    @property
    def form(self) -> str:
        """Return the template that the draft's own words have to follow; "" where there is none."""
        return self.template if self.is_form else ""


class Issues(Protocol):
    """The issues of one repository."""

    def read_issue(self, number: int) -> Issue | None:
        """Return an issue; None where there is none to read."""


@dataclass(frozen=True, slots=True)
class IssueSource:
    """Where the issues are that people name: ``repository`` is owner/name, on the server of ``server_url``."""

    issues: Issues
    repository: str
    server_url: str


def read_context(
    guidelines: RepoGuidelines,
    pull: PullRequest,
    changes: Changes,
    source: IssueSource | None = None,
    *,
    previous_draft: str = "",
) -> Context:
    """Return what there is to draft, and read the issues that people named.

    ``pull.body`` is the author's own text, ``previous_draft`` the draft that stands in the pull request now. Without a
    ``source`` no issue is read.
    """
    context = gather_context(pull, changes, guidelines, previous_draft=previous_draft)
    if source is None:
        return context

    from pr_writer.context.linked_issues import list_linked  # a run on a clone has no issues

    numbers = list_linked(
        context.pull, changes.commits, changes.files, repository=source.repository, server_url=source.server_url
    )
    return replace(context, issues=tuple(filter(None, map(source.issues.read_issue, numbers))))


def gather_context(
    pull: PullRequest,
    changes: Changes,
    guidelines: RepoGuidelines,
    *,
    previous_draft: str = "",
) -> Context:
    """Return what there is to draft: what of the body the author really wrote, and which template waits for the rest.

    ``previous_draft`` is the draft that stands in the pull request now.
    """
    hints = (pull.head_ref, pull.title, *(commit.subject for commit in changes.commits))
    template = choose_template(guidelines.templates, pull.body, hints, standing=previous_draft)
    is_form = find_place(template) is None
    if is_untouched(pull.body, guidelines.templates):
        pull = replace(pull, body="")
        template = template if is_form else ""  # the body holds it already, and the place for the draft
    elif is_filled_in(pull.body, template):
        template = ""  # the author has filled it in
    return Context(pull, guidelines, template, is_form=is_form)


def list_human_text(pull: PullRequest, changes: Changes, issues: Iterable[Issue] = ()) -> str:
    """Return all that people said of a change: the author, the branch's name, the commits.

    Of ``issues``, which the diff may name as well, there are only the numbers: they may be named, and not closed.
    """
    named = (f"See #{issue.number}" for issue in issues)
    return "\n".join((pull.title, pull.body, pull.head_ref, list_commit_text(changes), *named))


def list_commit_text(changes: Changes) -> str:
    """Return all that the commits say, as ``list_human_text`` has it."""
    return "\n".join(f"{commit.subject}\n{commit.body}" for commit in changes.commits)


def list_diff_text(changes: Changes) -> str:
    """Return what people wrote for people in the diff and may link: its added comments, and the changelog's new lines.

    Files without an address in their patches are left out.
    """
    files = [file for file in changes.files if "://" in file.patch]
    if not files:
        return ""
    from pr_writer.files.added_comments import list_comment_text  # most changes add no address

    news = (line for file in files if is_prose_changelog(file.path) for line in file.patch.split("\n"))
    return "\n".join((list_comment_text(files), *(line[1:] for line in news if line.startswith("+"))))
