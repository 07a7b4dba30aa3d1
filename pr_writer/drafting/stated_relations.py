"""A draft's body → the same with the relations to issues that only the commits state, where the draft lost them."""

from __future__ import annotations

from pr_writer.context.drafting_context import Context
from pr_writer.markdown.relations import drop_stated, list_relations, restate
from pr_writer.markdown.sections import split_sections
from pr_writer.summarizer.commit_messages import select_commits
from pr_writer.summarizer.heading_purposes import Purpose, read_purpose
from pr_writer.summarizer.merged_pulls import holds_pulls, list_merged_pulls
from pr_writer.values import Changes

MOST = 5  # a branch that states more is a release, or about none of them

# Which of a template's sections they go to: the first that it has.
_HOMES: tuple[Purpose, ...] = ("issues", "purpose", "what", "changes")


def add_relations(body: str, context: Context, changes: Changes) -> str:
    """Return the body with a last line for each relation that the commits state and neither it nor the author does.

    Where it closes an issue that people named in another relation, it says what they said. The author's own text
    stands beside the draft, so what it says is not said again. In a template the lines are an answer to the section
    that asks for issues, else to the one that asks for the description.
    """
    messages = [(commit.subject, commit.body) for commit in select_commits(changes.commits)]
    body = restate(body, list_relations([*messages, ("", context.pull.body)]))
    relations = list_relations(messages)
    if not relations or len(relations) > MOST:
        return body
    if holds_pulls(context.pull, changes.commits, list_merged_pulls(changes.commits)):
        return body  # they are those of the pull requests that it lists
    lost = drop_stated(drop_stated(relations, context.pull.body), body)
    if not lost:
        return body
    lines = "\n".join(map(str, lost))
    return "\n\n".join(filter(None, (body.rstrip("\n"), _find_home(context.form), lines)))


def _find_home(template: str) -> str:
    """Return the heading under which a template has relations stand; "" where it has none for them."""
    if not template:
        return ""
    homes = {read_purpose(section.heading): section.heading for section in reversed(split_sections(template))}
    return next((homes[purpose] for purpose in _HOMES if purpose in homes), "")
