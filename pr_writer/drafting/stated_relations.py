"""A draft's body → the same with the relations to issues that only the commits state, where the draft lost them."""

from __future__ import annotations

from pr_writer.context.drafting_context import Context
from pr_writer.markdown.references import list_branch_numbers
from pr_writer.markdown.relations import drop_stated, list_relations, restate
from pr_writer.sanitize.invisible_characters import strip_hidden
from pr_writer.summarizer.commit_messages import select_commits
from pr_writer.summarizer.merged_pulls import holds_pulls, list_merged_pulls
from pr_writer.values import Changes

MAX_RELATIONS = 5  # a branch that states more is a release, or about none of them

# Which of a template's sections they go to: the first that it has.
_HOMES = ("issues", "purpose", "what", "changes")


def restate_relations(body: str, context: Context, changes: Changes, home: str = "") -> tuple[str, str]:
    """Return the body with the relations that it has as people stated them, and a line for each that it lost.

    Where it closes an issue that people named in another relation, it says what they said; where the branch's name or
    the diff names one, it refers to it, for nobody said that the change closes it. Lost is what the commits
    state and neither the body nor the author does, whose own text stands beside the draft. ``home`` is where all of it
    is read: see ``markdown.references``.
    """
    # As the body is, in which nothing is hidden any more: else its own relations would not be found there.
    messages = [(strip_hidden(one.subject), strip_hidden(one.body)) for one in select_commits(changes.commits)]
    numbers = (*list_branch_numbers(context.pull.head_ref), *(issue.number for issue in context.issues))
    named = [("", f"Refs #{number}") for number in numbers]
    body = restate(body, list_relations([*messages, ("", context.pull.body), *named], home), home)
    relations = list_relations(messages, home)
    if not relations or len(relations) > MAX_RELATIONS:
        return body, ""
    if holds_pulls(context.pull, changes.commits, list_merged_pulls(changes.commits)):
        return body, ""  # they are those of the pull requests that it lists
    return body, "\n".join(map(str, drop_stated(drop_stated(relations, context.pull.body, home), body, home)))


def add_relations(body: str, lines: str, template: str) -> str:
    """Return an answer to a template with the lines in the section for issues, else in the one for the description."""
    return "\n\n".join((body.rstrip("\n"), *filter(None, (_find_home(template), lines)))) if lines else body


def _find_home(template: str) -> str:
    """Return the heading under which a template has relations stand; "" where it has none for them."""
    if not template:
        return ""
    from pr_writer.markdown.sections import split_sections
    from pr_writer.summarizer.heading_purposes import read_purpose  # patterns that only a template needs

    homes = {str(read_purpose(section.heading)): section.heading for section in reversed(split_sections(template))}
    return next((homes[purpose] for purpose in _HOMES if purpose in homes), "")
