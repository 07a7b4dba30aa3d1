"""A body of any origin → Markdown that shows something and does nothing.

A filter that edits a source between two parsers cannot win: what one of them takes for code is alive for the other. So
the source is parsed once into a small tree, the tree is checked, and the body is written anew in one canonical form
that every parser of CommonMark reads alike. The order is one: hidden things go first (`normalize_markdown`), then
claims and secrets are looked for in what is left, then it is made safe (`sanitize_body`), and nothing is done after.
"""

from __future__ import annotations

from pr_writer.sanitize.link_policy import make_policy
from pr_writer.sanitize.markdown_tree import Tree
from pr_writer.sanitize.tree_policy import apply_policy
from pr_writer.sanitize.tree_reader import read_tree
from pr_writer.sanitize.tree_writer import write_tree


def normalize_markdown(text: str) -> str:
    """Return a Markdown text with nothing hidden in it: what its source says is what a reader sees.

    Without comments, raw HTML, character references, invisible characters and carriage returns, in canonical form.
    Links, mentions and issues are still as they were; a canonical text comes out as it is.
    """
    return _keep_edges(text, read_tree(text))


def sanitize_body(
    text: str,
    *,
    server_url: str = "https://github.com",
    repository: str = "",
    human_text: str = "",
    commit_text: str = "",
    diff_text: str = "",
    tasks: bool = True,
) -> str:
    """Return a Markdown text without images, HTML, mentions, commands, and links or issues that people did not write.

    It is read in ``repository``, owner/name, blank where that is not known. ``human_text`` is all that the author, the
    commits and the branch say, ``commit_text`` what of it the commits say,
    ``diff_text`` what the diff adds for people: its comments, the changelog. Without ``tasks`` no item is a box to
    tick. Nothing may be done to the result but putting it between blank lines.
    """
    policy = make_policy(server_url, human_text, commit_text, diff_text, repository=repository)
    return _keep_edges(text, apply_policy(read_tree(text), policy, tasks=tasks))


def _keep_edges(text: str, tree: Tree) -> str:
    """Return the tree written, between as many line ends as were around the text."""
    written = write_tree(tree)
    if not written:
        return ""
    lead = text[: len(text) - len(text.lstrip())].count("\n")
    trail = text[len(text.rstrip()) :].count("\n")
    return "\n" * lead + written + "\n" * trail
